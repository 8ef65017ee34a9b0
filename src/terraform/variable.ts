import { isObject, type Json, type JsonObject, listOf } from "./json";
import { bodies } from "./stack";

/** An input of the module. */
export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly isRequired: boolean;
  readonly isSecret: boolean;
  /** Whether Terraform keeps it nowhere. */
  readonly isEphemeral: boolean;
  readonly default?: Json;
  readonly validations: readonly Validation[];
}

export interface Validation {
  readonly condition: string;
  readonly message: string;
}

/** An output of the module. */
export interface Output {
  readonly name: string;
  readonly description: string;
  readonly isSecret: boolean;
}

/** Required ones first, each part by name. */
export function variablesOf(module: JsonObject): Variable[] {
  const all = bodies(module.variable).map(([name, value]) => variable(name, bodyOf(value)));
  return [...all.filter(({ isRequired }) => isRequired), ...all.filter(({ isRequired }) => !isRequired)];
}

function variable(name: string, body: JsonObject): Variable {
  return {
    name,
    type: typeof body.type === "string" ? body.type.replace(/^\$\{([\s\S]*)\}$/, "$1") : "any",
    description: textOf(body.description),
    isRequired: !("default" in body),
    isSecret: body.sensitive === true || body.ephemeral === true,
    isEphemeral: body.ephemeral === true,
    ...("default" in body ? { default: body.default } : {}),
    validations: listOf(body.validation)
      .filter(isObject)
      .map((validation) => ({ condition: textOf(validation.condition), message: textOf(validation.error_message) })),
  };
}

export function outputsOf(module: JsonObject): Output[] {
  return bodies(module.output).map(([name, value]) => {
    const body = bodyOf(value);
    return { name, description: textOf(body.description), isSecret: body.sensitive === true || body.ephemeral === true };
  });
}

function bodyOf(value: Json): JsonObject {
  const [first] = listOf(value);
  return isObject(first) ? first : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
