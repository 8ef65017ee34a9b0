import { posix } from "node:path";
import { redirectedSections } from "../../../hand-off/module/renamed-stack";
import { entries, type Json, type JsonObject, objectOf } from "../../../stack/json";
import type { Stack } from "../../../stack/stack";
import { quote } from "../../../stack/template";
import { type Draft, moved } from "../draft";
import { candidatesIn, parentOf, partsOf, type Siblings } from "./candidates";
import { Graph } from "./graph";
import { type Merged, mergedBlock } from "./merged";

/**
 * The draft with one block in place of siblings that differ in one or two values. What refers to them comes after them,
 * so that it can take their keys over.
 */
export function withInstances(draft: Draft): Draft {
  let current = draft;
  const refused = new Set<string>();
  for (;;) {
    const candidates = candidatesIn(current.stack, (siblings) => refused.has(keyOf(siblings)));
    if (candidates.length === 0) {
      return current;
    }
    const merged = mergedAmong(candidates, current, refused);
    current = merged.length === 0 ? current : replaced(current, merged);
  }
}

function mergedAmong(candidates: readonly Siblings[], { stack, addresses }: Draft, refused: Set<string>): Merged[] {
  const graph = new Graph(stack);
  const open = new Set(candidates.flat().map(({ address }) => address));
  const ready = candidates.filter((siblings) => siblings.every(({ address }) => !graph.readsAny(address, open)));
  const taken = new Set([...addresses.keys(), ...addresses.values(), ...stack.blocks.map(({ address }) => address)]);
  // Thousands of constructs may have siblings of one name: each goes on where the one before has found a number.
  const numbers = new Map<string, number>();
  const free = (type: string, name: string): string => {
    const base = `${type}.${name}`;
    let number = numbers.get(base) ?? 1;
    const next = () => (number === 1 ? name : `${name}_${number}`);
    while (taken.has(`${type}.${next()}`)) {
      number++;
    }
    numbers.set(base, number);
    taken.add(`${type}.${next()}`);
    return next();
  };
  const mergedOf = (siblings: Siblings): Merged[] => {
    const one = graph.canMerge(siblings) ? mergedBlock(siblings, free) : undefined;
    if (one === undefined) {
      return [];
    }
    graph.merge(siblings);
    return [one];
  };
  return (ready.length === 0 ? candidates : ready).flatMap((siblings) => {
    const all = mergedOf(siblings);
    if (all.length > 0) {
      return all;
    }
    refused.add(keyOf(siblings));
    return partsOf(siblings).flatMap(mergedOf);
  });
}

function keyOf(siblings: Siblings): string {
  return siblings.map(({ address }) => address).join(" ");
}

function replaced(draft: Draft, merged: readonly Merged[]): Draft {
  const expressions = new Map<string, string>();
  const blocks = new Map<string, string>();
  for (const { siblings, name, keys } of merged) {
    for (const [index, { address, type }] of siblings.entries()) {
      expressions.set(address, `${type}.${name}[${quote(keys[index])}]`);
      blocks.set(address, `${type}.${name}`);
    }
  }
  const sections = { ...draft.stack.sections, resource: resources(draft.stack, merged) };
  const { stack, addresses } = moved(draft, redirectedSections(sections, expressions, blocks), expressions);
  const paths = merged.map(({ siblings, name }): [string, string] => [
    `${siblings[0].type}.${name}`,
    `${commonParent(siblings, draft.stack)}/${name}`,
  ]);
  return { addresses, stack: { ...stack, constructPaths: new Map([...stack.constructPaths, ...paths]) } };
}

/** The construct that all of them are in. */
function commonParent(siblings: Siblings, stack: Stack): string {
  const parents = siblings.map(({ address }) => parentOf(address, stack));
  return parents.every((parent) => parent === parents[0]) ? parents[0] : posix.dirname(parents[0]);
}

function resources({ sections }: Stack, merged: readonly Merged[]): JsonObject {
  const gone = new Set(merged.flatMap(({ siblings }) => siblings.map(({ address }) => address)));
  const types = entries(sections.resource).map(([type, named]): [string, Json] => {
    const kept = entries(named).filter(([name]) => !gone.has(`${type}.${name}`));
    const own = merged.filter(({ siblings }) => siblings[0].type === type);
    return [
      type,
      { ...objectOf(Object.fromEntries(kept)), ...Object.fromEntries(own.map((one) => [one.name, one.body])) },
    ];
  });
  return Object.fromEntries(types);
}
