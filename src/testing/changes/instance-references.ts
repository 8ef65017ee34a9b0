import { meaningOf } from "../../terraform/meaning";
import type { Configuration } from "../mocked/configuration";
import { blocksOf, isObject, type Json } from "../mocked/json";

/** One version of a resource: the body of its block in the stack that it is part of. */
export interface Version {
  readonly body: Json;
  readonly configuration: Pick<Configuration, "json" | "variables">;
}

/**
 * The arguments whose expression has changed to name another instance of a block, although the plan sees no change: all instances of a block
 * have the same made-up answers, so that `a["x"].id` and `a["y"].id` are equal here and nowhere else. The expression may name it by way of
 * a local, a variable or the value of its own instance, whose key is given.
 */
export function changedInstances(
  existing: Version,
  changed: Version,
  { before, after }: { before: Json; after: Json },
  key: string | undefined,
): string[] {
  const expanded = [...blocksOf(changed.configuration.json, "resource"), ...blocksOf(changed.configuration.json, "data")]
    .filter(([, , body]) => body.for_each !== undefined || body.count !== undefined)
    .map(([type, name]) => `${type}.${name}[`);
  return Object.keys(changed.body).filter((name) => {
    const isPlanned = JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null);
    if (isPlanned || ["for_each", "count", "lifecycle", "depends_on"].includes(name)) {
      return false;
    }
    const [one, other] = [existing, changed].map((version) => textOf(version, name, key));
    return one !== other && expanded.some((reference) => one.includes(reference) || other.includes(reference));
  });
}

function textOf({ body, configuration: { json, variables } }: Version, name: string, key: string | undefined): string {
  const value = body[name] ?? null;
  const text = meaningOf(value, json, variables);
  return /\beach\.value\b/.test(text)
    ? `${text}\n${JSON.stringify(eachValue(body.for_each, key, json, variables) ?? null)}`
    : text;
}

/** The value of one instance; the whole expression where only Terraform can tell. */
function eachValue(forEach: unknown, key: string | undefined, json: Json, variables: Json): unknown {
  const [, variable] = /^\$\{var\.([\w-]+)\}$/.exec(String(forEach)) ?? [];
  const map = variable === undefined ? forEach : (variables[variable] ?? [json.variable?.[variable]].flat()[0]?.default);
  if (isObject(map) && key !== undefined) {
    return map[key];
  }
  // In a set, the value is the key.
  return /^\$\{toset\(/.test(String(forEach)) ? key : meaningOf(forEach, json, variables);
}
