import { isObject, type Json, type JsonObject } from "../../../stack/json";
import type { Block } from "../../../stack/stack";
import { type Difference, differencesOf, type Route, withValue } from "../differences";
import { readsInstance, type Siblings } from "./candidates";
import { keysOf } from "./keys";

/** One block in place of several. */
export interface Merged {
  readonly siblings: Siblings;
  readonly name: string;
  /** The keys of the instances, one for each sibling. */
  readonly keys: readonly string[];
  readonly body: JsonObject;
}

/** More values than this that no key gives make a table that is harder to read than the blocks. */
const MAXIMUM_VALUES = 2;

/** @param free a name of the type that nothing has or had, from one that would do */
export function mergedBlock(siblings: Siblings, free: (type: string, name: string) => string): Merged | undefined {
  const bodies = siblings.map(({ body }) => body);
  const differences = bodies.some(readsInstance) ? undefined : differencesOf(bodies);
  const found = differences && keysOf(differences, siblings.map(idOf));
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
  const groups = new Map<string, Difference[]>();
  for (const difference of differences) {
    const key = JSON.stringify(difference.values);
    groups.set(key, [...(groups.get(key) ?? []), difference]);
  }
  if (groups.size > MAXIMUM_VALUES || [...groups.keys()].some(isDocument)) {
    return undefined;
  }
  const named = new Map<string, Difference[]>();
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

function idOf({ name }: Block): string {
  return name;
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
  const words = [
    prefix,
    suffix,
    [
      siblings[0].type
        .replace(/_v\d+$/, "")
        .split("_")
        .pop() ?? "this",
    ],
  ];
  return (words.find((one) => one.length > 0 && /^[a-z]/.test(one[0])) ?? ["this"]).join("_");
}
