import { isList, isObject, type Json, objectOf, textValues } from "../../../stack/json";
import { isTemplate } from "../../../stack/template";
import type { Difference } from "../differences";

/** How many names lead to the instances of a block: the section, its type, its name, and `for_each`. */
const DEPTH = 4;

/**
 * Differences with one in place of those within the instances of a block: their table is one value, which each environment
 * has of its own.
 */
export function withTables(
  differences: readonly Difference[] | undefined,
  bodies: readonly Json[],
): readonly Difference[] | undefined {
  const counts = new Map<string, number>();
  for (const difference of differences ?? []) {
    const key = tableOf(difference);
    counts.set(key ?? "", (counts.get(key ?? "") ?? 0) + 1);
  }
  const written = new Set<string>();
  return differences?.flatMap((difference) => {
    const key = tableOf(difference);
    const route = difference.route.slice(0, DEPTH);
    const values = key === undefined || (counts.get(key) ?? 0) < 2 ? [] : bodies.map((body) => valueAt(body, route));
    if (key === undefined || values.length === 0 || values.some((value) => tableType(value) !== tableType(values[0]))) {
      return [difference];
    }
    if (tableType(values[0]) === undefined) {
      return [difference];
    }
    const isFirst = !written.has(key);
    written.add(key);
    return isFirst ? [{ route, values }] : [];
  });
}

function tableOf({ route }: Difference): string | undefined {
  const isTable = route.length > DEPTH && route[0] === "resource" && route[DEPTH - 1] === "for_each";
  return isTable ? JSON.stringify(route.slice(0, DEPTH)) : undefined;
}

function valueAt(body: Json, route: Difference["route"]): Json {
  return route.reduce<Json>((value, step) => objectOf(value)[step] ?? null, body);
}

/** The type of a table that a default may have: a map of single values, or of objects of such; undefined for any other. */
export function tableType(value: Json): string | undefined {
  if (!isObject(value) || textValues(value).some(isTemplate) || Object.keys(value).length === 0) {
    return undefined;
  }
  const types = new Set(Object.values(value).map((row) => (isObject(row) ? rowType(row) : primitive(row))));
  const [type] = types;
  return types.size === 1 && type !== undefined ? `map(${type})` : undefined;
}

function rowType(row: { readonly [name: string]: Json }): string | undefined {
  const members = Object.entries(row).map(([name, value]) => {
    const type = primitive(value);
    return type === undefined || !/^[a-z_]\w*$/i.test(name) ? undefined : `${name} = ${type}`;
  });
  return members.includes(undefined) ? undefined : `object({ ${members.join(", ")} })`;
}

function primitive(value: Json): string | undefined {
  if (value === null || isList(value) || isObject(value)) {
    return undefined;
  }
  return typeof value === "boolean" ? "bool" : typeof value;
}
