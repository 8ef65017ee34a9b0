import { entries, isList, isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "../../../stack/json";
import type { Stack } from "../../../stack/stack";
import { bare } from "../../../stack/template";
import type { Split } from "./split";

/** The provider configurations and imports of a stack, as the caller of its module has them. */
export interface CallerParts {
  readonly provider: JsonObject;
  readonly import: readonly JsonObject[];
  /** The outputs that they read, beside those of the stack: their values by name. */
  readonly outputs: ReadonlyMap<string, string>;
}

/** @param call the name of the module call */
export function callerPartsOf({ sections, outputs }: Stack, { isOutput }: Split, call: string): CallerParts {
  const taken = new Set(outputs.map(({ name }) => name));
  const values = new Map<string, string>();
  const replace = (value: Json, path: readonly string[]): Json => {
    if (isList(value)) {
      return value.map((child, index) => replace(child, value.length === 1 ? path : [...path, String(index + 1)]));
    }
    if (isObject(value)) {
      return objectWith(value, (name, child) => replace(child, [...path, name]));
    }
    if (typeof value !== "string" || !isOutput(value)) {
      return value;
    }
    const output = freeName(path, taken);
    taken.add(output);
    values.set(output, value);
    return `\${module.${call}.${output}}`;
  };
  const provider = objectWith(objectOf(sections.provider), (name, bodies) =>
    listOf(bodies).map((body) => replace(body, [name, textOf(objectOf(body).alias)])),
  );
  const imports = listOf(sections.import).map((block) => {
    const { to, ...others } = objectOf(block);
    const replaced = objectOf(replace(others, ["import", textOf(to)]));
    return typeof to === "string" ? { ...replaced, to: inModule(to, call) } : replaced;
  });
  return { provider, import: imports, outputs: values };
}

function objectWith(value: Json, change: (name: string, child: Json) => Json): JsonObject {
  return Object.fromEntries(entries(value).map(([name, child]) => [name, change(name, child)]));
}

/** Such as `helm_host`. */
function freeName(path: readonly string[], taken: ReadonlySet<string>): string {
  const name = identifier(path.filter((part) => part !== "").join("_"));
  let free = name;
  for (let number = 2; taken.has(free); number++) {
    free = `${name}_${number}`;
  }
  return free;
}

/** A text as a name in snake case, such as `existing_cluster`. */
export function identifier(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  if (name === "") {
    return "this";
  }
  return /^[a-z]/.test(name) ? name : `module_${name}`;
}

/** An address as the caller of a module writes it. */
export function inModule(address: string, call: string): string {
  return `module.${call}.${bare(address)}`;
}
