import { entries, type Json, type JsonObject, objectOf, textOf } from "../../stack/json";
import { namesIn } from "../../stack/references";
import type { Stack } from "../../stack/stack";
import type { Parameter } from "../rewrite/environments/parameters";

/** What a configuration passes to the module. */
export interface Inputs {
  readonly call: JsonObject;
  /** The variables that the configuration declares itself. */
  readonly variables: JsonObject;
  /** The names of what every caller passes. */
  readonly passed: ReadonlySet<string>;
}

interface Origin {
  /** The names of the source's own variables. */
  readonly declared: ReadonlySet<string>;
  readonly parameters: readonly Parameter[];
  /** The position of the environment. */
  readonly index: number;
  /** Whether the module reads one of its variables. */
  readonly isRead: (name: string) => boolean;
}

/**
 * The inputs of a call: values that environments differ in are written out, those of the source stay inputs, and what is
 * the same everywhere is a default of the module.
 */
export function inputsOf(stack: Stack, caller: Stack, call: string, origin: Origin): Inputs {
  const { declared, parameters, index, isRead } = origin;
  const { sections } = caller;
  const body = objectOf(objectOf(sections.module)[call]);
  const own = parameters.map(({ name, values }): [string, Json] => [name, values[index]]);
  const values = new Map<string, Json>([...own, ...statePaths(stack, own)]);
  const read = namesIn([
    sections.provider ?? null,
    sections.locals ?? null,
    sections.data ?? null,
    sections.import ?? null,
  ]);
  const isKept = (name: string) => declared.has(name) || read.has(`var.${name}`);
  const passed = new Set<string>();
  const inputs = entries(body).flatMap(([name, value]): [string, Json][] => {
    if (value !== `\${var.${name}}` || isKept(name)) {
      passed.add(name);
      return [[name, value]];
    }
    const written = values.get(name);
    if (written === undefined || !isRead(name)) {
      return [];
    }
    passed.add(name);
    return [[name, written]];
  });
  const variables = entries(sections.variable).filter(([name]) => isKept(name));
  return { call: Object.fromEntries(inputs), variables: Object.fromEntries(variables), passed };
}

/** Where the module looks for the local states of others, by the name of its input: as the values of the environment say. */
function statePaths({ blocks }: Stack, values: readonly (readonly [name: string, value: Json])[]): [string, Json][] {
  return blocks
    .filter(({ blockType, body }) => blockType === "data.terraform_remote_state" && body.backend === "local")
    .map(({ name, body }) => {
      const path = textOf(objectOf(body.config).path);
      const own = values.reduce(
        (text, [variable, value]) => text.split(`\${var.${variable}}`).join(String(value)),
        path,
      );
      return [`${name}_state_path`, own];
    });
}
