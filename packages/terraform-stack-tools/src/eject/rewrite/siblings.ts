import { posix } from "node:path";
import { redirectedSections } from "../../hand-off/module/renamed-stack";
import { addressIn, blockAddress } from "../../stack/address";
import { grouped, isObject, type Json, type JsonObject, mapMembers, pickMembers, textValues } from "../../stack/json";
import { wholeReference } from "../../stack/reference";
import { closure, isLocal, namesIn, readsOf } from "../../stack/references";
import type { Block, Stack } from "../../stack/stack";
import { isTemplate, quote, unwrapped } from "../../stack/template";
import {
  affixesOf,
  type Difference,
  differencesOf,
  type Route,
  shapeOf,
  type Template,
  templateAround,
  withValue,
} from "./differences";
import { type Draft, moved } from "./draft";

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

/** @param free a name of the type that nothing has or had, from one that would do */
function mergedBlock(siblings: Siblings, free: (type: string, name: string) => string): Merged | undefined {
  const bodies = siblings.map(({ body }) => body);
  const differences = bodies.some(readsInstance) ? undefined : differencesOf(bodies);
  const found =
    differences &&
    keysOf(
      differences,
      siblings.map(({ name }) => name),
    );
  if (differences === undefined || differences.length === 0 || found === undefined) {
    return undefined;
  }
  const { keys, templates } = found;
  const values = valuesIn(differences.filter((one) => !templates.has(one)));
  if (values === undefined) {
    return undefined;
  }
  const each = (name: string) => (values.size === 1 ? "${each.value}" : `\${each.value.${name}}`);
  const replaced = differences.reduce<Json>((body, difference) => {
    const [name = ""] = [...values].find(([, same]) => same.includes(difference)) ?? [];
    return withValue(body, difference.route, templates.get(difference) ?? each(name));
  }, bodies[0]);
  const { type } = siblings[0];
  return isObject(replaced)
    ? {
        siblings,
        keys,
        name: free(type, commonName(siblings)),
        body: { ...replaced, for_each: instances(keys, values) },
      }
    : undefined;
}

type Values = ReadonlyMap<string, readonly Difference[]>;

/** What each instance has of its own, by name: values that are always the same are one. Undefined where it is too much. */
function valuesIn(differences: readonly Difference[]): Values | undefined {
  const groups = grouped(differences, ({ values }) => JSON.stringify(values));
  if (groups.size > MAXIMUM_VALUES || [...groups.keys()].some(isDocument)) {
    return undefined;
  }
  const named = new Map<string, readonly Difference[]>();
  for (const same of groups.values()) {
    const routes = same.map(({ route }) => names(route));
    const name = [routes[0].slice(-1), routes[0]].map((parts) => parts.join("_")).find((one) => !named.has(one));
    if (name === undefined) {
      return undefined;
    }
    named.set(name, same);
  }
  return named;
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

/** The words that the names of all begin or end with, otherwise the last one of the type. */
function commonName(siblings: Siblings): string {
  const all = siblings.map(({ name }) => name.split("_"));
  const [first, ...others] = all;
  const same = (word: string, at: (words: readonly string[]) => string | undefined) =>
    others.every((other) => at(other) === word);
  const start = first.findIndex((word, index) => !same(word, (words) => words[index]));
  const prefix = first.slice(0, Math.max(start, 0));
  const reversed = [...first].reverse();
  const end = reversed.findIndex((word, index) => !same(word, (words) => words[words.length - 1 - index]));
  const suffix = reversed.slice(0, Math.max(end, 0)).reverse();
  const [last] = siblings[0].type
    .replace(/_v\d+$/, "")
    .split("_")
    .slice(-1);
  return ([prefix, suffix, [last]].find((one) => one.length > 0 && /^[a-z]/.test(one[0])) ?? ["this"]).join("_");
}

interface Keys {
  /** One for each sibling. */
  readonly keys: readonly string[];
  /** The templates of the differences that follow from the keys. */
  readonly templates: ReadonlyMap<Difference, Template>;
}

/** What people use as a key, without anything that must be escaped. */
const KEY = /^[A-Za-z0-9][-\w./]{0,63}$/;

/**
 * The keys that siblings get: those of the instances that they refer to, or what their names say, or their ids.
 * @param ids the plain names of the siblings
 */
function keysOf(differences: readonly Difference[], ids: readonly string[]): Keys | undefined {
  const keys = inherited(differences) ?? named(differences) ?? distinct(shortened(ids));
  return keys && { keys, templates: templatesFor(differences, keys) };
}

function templatesFor(differences: readonly Difference[], keys: readonly string[]): ReadonlyMap<Difference, Template> {
  const found = differences.flatMap((difference): [Difference, Template][] => {
    const template = instanceTemplate(difference, keys) ?? templateAround(difference.values, keys, "each.key");
    return template === undefined ? [] : [[difference, template]];
  });
  return new Map(found);
}

/** The keys in references to instances of one block, such as `aws_subnet.all["a"].id`. */
function inherited(differences: readonly Difference[]): readonly string[] | undefined {
  for (const { values } of differences) {
    const found = values.map((value) => instanceIn(value));
    const blocks = new Set(found.map((one) => one?.block));
    const keys = distinct(found.flatMap((one) => (one === undefined ? [] : [one.key])));
    if (blocks.size === 1 && keys?.length === values.length) {
      return keys;
    }
  }
  return undefined;
}

function instanceIn(value: Json): { readonly block: string; readonly key: string } | undefined {
  const expression = typeof value === "string" ? unwrapped(value) : undefined;
  const reference = expression === undefined ? undefined : wholeReference(expression);
  const found = reference && addressIn(reference);
  return typeof found?.address.key === "string"
    ? { block: blockAddress(found.address), key: found.address.key }
    : undefined;
}

/** References to the instances of the same keys. */
function instanceTemplate({ values }: Difference, keys: readonly string[]): Template | undefined {
  const templates = values.map((value, index) =>
    typeof value === "string" && instanceIn(value)?.key === keys[index]
      ? value.replace(`["${keys[index]}"]`, "[each.key]")
      : undefined,
  );
  return templates.every((one) => one === templates[0]) ? templates[0] : undefined;
}

/** Names first, since they are what people call things by. */
function named(differences: readonly Difference[]): readonly string[] | undefined {
  const names = differences.filter(({ route }) => /(^|_)(name|key)$/.test(String(route[route.length - 1])));
  for (const { values } of names) {
    const texts = values.filter((value): value is string => typeof value === "string");
    const whole = texts.length === values.length ? distinct(texts.filter((text) => KEY.test(text))) : undefined;
    const parts = texts.length === values.length ? distinct(varyingParts(texts)) : undefined;
    const keys = parts?.length === values.length && parts.every((part) => KEY.test(part)) ? parts : whole;
    if (keys?.length === values.length) {
      return keys;
    }
  }
  return undefined;
}

/** What differs in texts, without what is around it in all of them. Numbers alone would say little. */
function varyingParts(texts: readonly string[]): readonly string[] {
  const { prefix, suffix } = affixesOf(texts);
  const parts = texts.map((text) => text.slice(prefix.length, text.length - suffix.length));
  return parts.every((part) => part.length > 1 && !/^\d+$/.test(part) && !isTemplate(part)) ? parts : texts;
}

/** Ids without the words that all of them begin or end with. */
function shortened(ids: readonly string[]): readonly string[] {
  const { prefix, suffix } = affixesOf(ids);
  const parts = ids.map((id) => id.slice(prefix.length, id.length - suffix.length));
  return parts.every((part) => part !== "") ? parts : ids;
}

function distinct(texts: readonly string[]): readonly string[] | undefined {
  return new Set(texts).size === texts.length && texts.every((text) => KEY.test(text)) ? texts : undefined;
}

/** Siblings that may be one block with several instances. */
type Siblings = readonly Block[];

/** What each instance must have in the same words, since `each` has no meaning there, or one that surprises. */
const FIXED = ["depends_on", "lifecycle", "provider"];

/** Blocks of one type and structure that are siblings, or that have the same place in constructs that are. */
function candidatesIn(stack: Stack, isRefused: (siblings: Siblings) => boolean): Siblings[] {
  const blocks = stack.blocks.filter((one) => isCandidate(one, stack));
  const near = groupsOf(blocks, ({ address }) => parentOf(address, stack)).filter((one) => !isRefused(one));
  const taken = new Set(near.flat());
  const far = groupsOf(
    blocks.filter((block) => !taken.has(block)),
    ({ address }) => placeInParent(address, stack),
  ).filter((one) => !isRefused(one));
  const all = [...near, ...far];
  const many = new Set(all.flatMap((siblings) => siblings.map(({ address }) => address)));
  const alone = aloneReaders(stack, many);
  // Two that others read one by one are two things, not two instances of one.
  return all.filter((siblings) => siblings.length > 2 || siblings.every(({ address }) => !alone.has(address)));
}

/** Groups of more than one. */
function groupsOf(blocks: readonly Block[], placeOf: (block: Block) => string | undefined): Siblings[] {
  const placed = blocks.filter((block) => placeOf(block) !== undefined);
  const groups = grouped(placed, (block) => `${placeOf(block)}\n${signature(block)}`);
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** Fewer are not worth a block that has others of its type beside it. */
const SMALLEST_PART = 3;

/**
 * The groups of siblings that have the same value where all of them have few: of files, those with the same content type.
 * The one that leaves the fewest over counts.
 */
function partsOf(siblings: Siblings): Siblings[] {
  const differences = differencesOf(siblings.map(({ body }) => body)) ?? [];
  const found = differences.map(({ values }) => {
    const groups = grouped([...values.keys()], (index) => JSON.stringify(values[index]));
    return [...groups.values()]
      .map((indexes) => indexes.map((index) => siblings[index]))
      .filter(({ length }) => length >= SMALLEST_PART && length < siblings.length);
  });
  const sizeOf = (parts: readonly Siblings[]) => parts.reduce((sum, { length }) => sum + length, 0);
  return found.reduce<Siblings[]>((best, parts) => (sizeOf(parts) > sizeOf(best) ? parts : best), []);
}

function isCandidate({ kind, body, isRepeated }: Block, { variables }: Stack): boolean {
  if (kind !== "resource" || isRepeated || "provisioner" in body || "connection" in body) {
    return false;
  }
  const ephemeral = variables.filter(({ isEphemeral }) => isEphemeral).map(({ name }) => `var.${name}`);
  return ![...namesIn(body)].some((name) => name.startsWith("ephemeral.") || ephemeral.includes(name));
}

/** What blocks read that are not one of several themselves. */
function aloneReaders({ blocks, sections, locals, providers }: Stack, many: ReadonlySet<string>): ReadonlySet<string> {
  const bodies: Json[] = [
    ...blocks.filter(({ address }) => !many.has(address)).map(({ body }) => body),
    ...locals.values(),
    ...providers.map(({ body }) => body),
    sections.output ?? null,
    sections.check ?? null,
  ];
  return new Set(bodies.flatMap((body) => [...namesIn(body)]));
}

function signature({ type, body }: Block): string {
  const fixed = FIXED.map((name) => body[name] ?? null);
  const rest = pickMembers(body, (name) => !FIXED.includes(name));
  return JSON.stringify([type, fixed, shapeOf(rest)]);
}

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
  /** The name of the first sibling, by that of each sibling that is one block with it. */
  private readonly merged = new Map<string, string>();
  private readonly members = new Map<string, string[]>();

  constructor(stack: Stack) {
    const configured = new Map<string, Set<string>>();
    for (const { name, body } of stack.providers) {
      configured.set(name, new Set([...(configured.get(name) ?? []), ...namesIn(body)]));
    }
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

  /** Whether no sibling waits for another one. */
  public canMerge(siblings: Siblings): boolean {
    const own = new Set(siblings.map(({ address }) => address));
    return ![...this.behind(own)].some((name) => own.has(name));
  }

  public merge(siblings: Siblings): void {
    const [first] = siblings;
    const all = siblings.map(({ address }) => address);
    this.members.set(first.address, all);
    for (const address of all) {
      this.merged.set(address, first.address);
    }
  }

  private behind(addresses: Iterable<string>): ReadonlySet<string> {
    const start = [...addresses].flatMap((address) => [...this.readBy(address)]);
    return closure(start, (name) => this.readBy(name));
  }

  /** Whoever waits for one of several instances waits for what each of them reads. */
  private readBy(name: string): Iterable<string> {
    const first = this.merged.get(name);
    const all = first === undefined ? [name] : (this.members.get(first) ?? [name]);
    return all.flatMap((one) => [...(this.reads.get(one) ?? [])]);
  }
}
