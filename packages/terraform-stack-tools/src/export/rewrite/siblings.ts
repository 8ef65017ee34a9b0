import { posix } from "node:path";
import {
  blockOf,
  collected,
  entries,
  grouped,
  type Json,
  type JsonObject,
  mapMembers,
  objectOf,
  pickMembers,
  textValues,
} from "../../stack/json";
import { closure, isLocal, namesIn, readsOf } from "../../stack/references";
import { once } from "../../stack/remembered";
import type { Block, Stack } from "../../stack/stack";
import { quote } from "../../stack/template";
import {
  affixesOf,
  type Difference,
  differencesOf,
  keysFor,
  type Route,
  shapeOf,
  type Templates,
  templatesFor,
  withValue,
} from "./differences";
import { type Draft, moved, redirectedSections } from "./draft";
import { formerAddresses, plainName, withoutDoubles } from "./names";

/**
 * The draft with one block in place of siblings: three or more resources of one type and structure in one construct, or
 * at one place in constructs that are siblings, which differ in two values at most besides their keys. All of them are
 * one, or all stay what they are. What refers to them comes after them, so that it can take their keys over.
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
  const present = stack.blocks.map(({ address }) => address);
  const taken = new Set([...addresses.keys(), ...addresses.values(), ...present, ...formerAddresses(stack)]);
  return (ready.length === 0 ? candidates : ready).flatMap((siblings) => {
    const [{ type }] = siblings;
    const name = namesFor(siblings, stack).find((one) => !taken.has(`${type}.${one}`));
    const one = name !== undefined && graph.canMerge(siblings) ? mergedBlock(siblings, name) : undefined;
    if (one === undefined) {
      refused.add(keyOf(siblings));
      return [];
    }
    taken.add(`${type}.${name}`);
    graph.merge(siblings);
    return [one];
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
  return { ...draft, addresses, stack: { ...stack, constructPaths: new Map([...stack.constructPaths, ...paths]) } };
}

/** The construct that all of them are in. */
function commonParent(siblings: Siblings, stack: Stack): string {
  const parents = siblings.map(({ address }) => parentOf(address, stack));
  return parents.every((parent) => parent === parents[0]) ? parents[0] : posix.dirname(parents[0]);
}

function resources({ sections }: Stack, merged: readonly Merged[]): JsonObject {
  const gone = new Set(merged.flatMap(({ siblings }) => siblings.map(({ address }) => address)));
  return mapMembers(sections.resource, (named, type) => {
    const own = merged.filter(({ siblings }) => siblings[0].type === type);
    const kept = pickMembers(named, (name) => !gone.has(`${type}.${name}`));
    return { ...kept, ...Object.fromEntries(own.map(({ name, body }) => [name, body])) };
  });
}

/** One block in place of several. */
interface Merged {
  readonly siblings: Siblings;
  readonly name: string;
  /** The keys of the instances, one for each sibling. */
  readonly keys: readonly string[];
  readonly body: JsonObject;
}

/** More values than this that no key gives make a table that is harder to read than the blocks. */
const MAXIMUM_VALUES = 2;

function mergedBlock(siblings: Siblings, name: string): Merged | undefined {
  const bodies = siblings.map(({ body }) => body);
  const differences = (bodies.some(readsInstance) ? undefined : differencesOf(bodies)) ?? [];
  const names = siblings.map((sibling) => sibling.name);
  for (const keys of differences.length === 0 ? [] : keysFor(differences, names)) {
    const templates = templatesFor(differences, keys);
    const values = valuesIn(differences.filter((one) => !templates.has(one)));
    if (values !== undefined) {
      return { siblings, name, keys, body: bodyOf(bodies[0], differences, templates, keys, values) };
    }
  }
  return undefined;
}

function bodyOf(
  first: JsonObject,
  differences: readonly Difference[],
  templates: Templates,
  keys: readonly string[],
  values: Values,
): JsonObject {
  const each = (value: string) => (values.size === 1 ? "${each.value}" : `\${each.value.${value}}`);
  const body = differences.reduce<Json>((all, difference) => {
    const [value = ""] = [...values].find(([, same]) => same.includes(difference)) ?? [];
    return withValue(all, difference.route, templates.get(difference) ?? each(value));
  }, first);
  return { ...objectOf(body), for_each: instances(keys, values) };
}

type Values = ReadonlyMap<string, readonly Difference[]>;

/** What each instance has of its own, by name: values that are always the same are one. Undefined where it is too much. */
function valuesIn(differences: readonly Difference[]): Values | undefined {
  const groups = grouped(differences, ({ values }) => JSON.stringify(values));
  const isTooMuch = groups.size > MAXIMUM_VALUES || [...groups.keys()].some(isDocument);
  if (isTooMuch || (groups.size > 1 && differences.every(({ values }) => values.every(readsBlock)))) {
    return undefined;
  }
  const named = new Map<string, readonly Difference[]>();
  const byDepth = [...groups.values()].sort(([left], [right]) => names(left.route).length - names(right.route).length);
  for (const same of byDepth) {
    const routes = same.map(({ route }) => names(route));
    const name = [routes[0].slice(-1), routes[0]].map((parts) => parts.join("_")).find((one) => !named.has(one));
    if (name === undefined) {
      return undefined;
    }
    named.set(name, same);
  }
  return named;
}

/** What connects things is easier to read in blocks than in a table. */
function readsBlock(value: Json): boolean {
  return [...namesIn(value)].some((name) => !isLocal(name) && !name.startsWith("var."));
}

/** Documents and texts of several lines are what a block is about, and unreadable in a table. */
function isDocument(values: string): boolean {
  const texts: readonly Json[] = JSON.parse(values);
  return texts.some((text) => typeof text === "string" && (text.length > LONGEST || /\n|^\s*[[{]/.test(text)));
}

const LONGEST = 200;

function names(route: Route): string[] {
  return route.filter((step): step is string => typeof step === "string").map((step) => step.replace(/\W+/g, "_"));
}

function instances(keys: readonly string[], values: Values): Json {
  if (values.size === 0) {
    return `\${toset(${JSON.stringify(keys)})}`;
  }
  const single = values.size === 1;
  return Object.fromEntries(
    keys.map((key, index): [string, Json] => {
      const own = [...values].map(([name, [{ values: all }]]) => [name, all[index]] as const);
      return [key, single ? own[0][1] : Object.fromEntries(own)];
    }),
  );
}

/** What the names of all have in common, otherwise the last word of the type; then with the construct that they are in. */
function namesFor(siblings: Siblings, stack: Stack): string[] {
  const { prefix, suffix } = affixesOf(siblings.map(({ name }) => name));
  const [{ type }] = siblings;
  const shared = `${prefix}_${suffix}`.split("_").filter((word) => word !== "");
  const common = /^[a-z]/.test(shared[0] ?? "") ? shared.join("_") : type.replace(/_v\d+$/, "").replace(/^.*_/, "");
  const construct = posix.basename(commonParent(siblings, stack));
  return [common, plainName(`${construct}_${common}`, false)].map(withoutDoubles);
}

/** Siblings that may be one block with several instances. */
type Siblings = readonly Block[];

/** What each instance must have in the same words, since `each` has no meaning there, or one that surprises. */
const FIXED = ["depends_on", "lifecycle", "provider"];

/** Two that are alike today may be two things. */
const FEWEST = 3;

/** Blocks of one type and structure that are siblings, or that have the same place in constructs that are. */
function candidatesIn(stack: Stack, isRefused: (siblings: Siblings) => boolean): Siblings[] {
  const ephemeral = stack.variables.filter(({ isEphemeral }) => isEphemeral).map(({ name }) => `var.${name}`);
  const blocks = stack.blocks.filter((one) => isCandidate(one, ephemeral));
  const near = groupsOf(blocks, ({ address }) => parentOf(address, stack)).filter((one) => !isRefused(one));
  const taken = new Set(near.flat());
  const others = blocks.filter((block) => !taken.has(block));
  const far = groupsOf(others, ({ address }) => placeInParent(address, stack)).filter((one) => !isRefused(one));
  return [...near, ...far];
}

function groupsOf(blocks: readonly Block[], placeOf: (block: Block) => string | undefined): Siblings[] {
  const placed = blocks.filter((block) => placeOf(block) !== undefined);
  const groups = grouped(placed, (block) => `${placeOf(block)}\n${signature(block)}`);
  return [...groups.values()].filter(({ length }) => length >= FEWEST);
}

function isCandidate({ kind, body, isRepeated }: Block, ephemeral: readonly string[]): boolean {
  if (kind !== "resource" || isRepeated || "provisioner" in body || "connection" in body) {
    return false;
  }
  return ![...namesIn(body)].some((name) => name.startsWith("ephemeral.") || ephemeral.includes(name));
}

/** Both kinds of siblings ask for it. */
const signature = once(({ type, body }: Block): string => {
  const fixed = FIXED.map((name) => body[name] ?? null);
  const rest = pickMembers(body, (name) => !FIXED.includes(name));
  return JSON.stringify([type, fixed, shapeOf(rest)]);
});

/** A block may be the only one of its construct, which is then what has siblings. */
function parentOf(address: string, { constructPaths }: Stack): string {
  const path = constructPaths.get(address);
  return path === undefined ? "" : posix.dirname(path.replace(/\/(Default|Resource)$/, ""));
}

/** Where a block is, without the name of the construct that it is in. */
function placeInParent(address: string, stack: Stack): string | undefined {
  const [parent, path = ""] = [parentOf(address, stack), stack.constructPaths.get(address)];
  return parent.includes("/") ? `${posix.dirname(parent)}/*${path.slice(parent.length)}` : undefined;
}

/** Whether a body has expressions whose meaning depends on the instance. */
function readsInstance(body: Json): boolean {
  return textValues(body).some((text) => /\b(each|count)\./.test(text));
}

/** What blocks read, directly or by way of local values and the configurations of their providers. */
class Graph {
  private readonly reads = new Map<string, ReadonlySet<string>>();
  /** Whose `depends_on` names a block, by the address of the block. */
  private readonly orders: ReadonlyMap<string, readonly number[]>;

  constructor(stack: Stack) {
    const ordered = [
      ...stack.blocks.map(({ body }) => body),
      ...entries(stack.sections.output).map(([, body]) => blockOf(body)),
    ];
    this.orders = collected(
      ordered.flatMap((body, index) => [...namesIn(body.depends_on)].map((name) => [name, index] as const)),
    );
    const configured = collected(
      stack.providers.flatMap(({ name, body }) => [...namesIn(body)].map((read) => [name, read] as const)),
    );
    for (const [name, own] of readsOf(stack)) {
      const provider = stack.blockByAddress.get(name)?.provider.name;
      const others = provider === undefined ? undefined : configured.get(provider);
      this.reads.set(name, others === undefined ? own : new Set([...own, ...others]));
    }
  }

  /** Whether a block reads one of others, by itself or by way of local values. */
  public readsAny(address: string, others: ReadonlySet<string>): boolean {
    const read = closure(this.readBy(address), (name) => (isLocal(name) ? this.readBy(name) : []));
    return [...read].some((name) => others.has(name));
  }

  /** Whether no sibling waits for another one, and whoever names some of them in `depends_on` names all. */
  public canMerge(siblings: Siblings): boolean {
    const own = new Set(siblings.map(({ address }) => address));
    const orders = new Set(siblings.map(({ address }) => (this.orders.get(address) ?? []).join(" ")));
    const read = siblings.flatMap(({ address }) => [...this.readBy(address)]);
    return orders.size === 1 && ![...closure(read, (name) => this.readBy(name))].some((name) => own.has(name));
  }

  /** Whoever waits for one of several instances waits for what each of them reads. */
  public merge(siblings: Siblings): void {
    const all = new Set(siblings.flatMap(({ address }) => [...this.readBy(address)]));
    for (const { address } of siblings) {
      this.reads.set(address, all);
    }
  }

  private readBy(name: string): ReadonlySet<string> {
    return this.reads.get(name) ?? new Set();
  }
}
