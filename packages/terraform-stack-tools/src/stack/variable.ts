import { bare } from "./expression/template";
import { blockOf, entries, isObject, type Json, listOf, textOf } from "./json";

/** A `variable` block. */
export interface Variable {
  readonly name: string;
  /** The type as an expression, such as `list(string)`; `any` where none is given. */
  readonly type: string;
  readonly description: string;
  /** Whether it has no default. */
  readonly isRequired: boolean;
  /** Whether it is sensitive or ephemeral. */
  readonly isSecret: boolean;
  /** Whether Terraform keeps it out of the state and of plans. */
  readonly isEphemeral: boolean;
  readonly default?: Json;
  readonly validations: readonly Validation[];
}

export interface Validation {
  readonly condition: string;
  readonly message: string;
}

/** An `output` block. */
export interface Output {
  readonly name: string;
  readonly description: string;
  /** Whether it is sensitive or ephemeral. */
  readonly isSecret: boolean;
  readonly value: Json;
}

/** Required variables first, both parts by name. */
export function readVariables(section: Json | undefined): Variable[] {
  const all = entries(section).map(([name, body]) => readVariable(name, body));
  return [...all.filter(({ isRequired }) => isRequired), ...all.filter(({ isRequired }) => !isRequired)];
}

function readVariable(name: string, block: Json): Variable {
  const body = blockOf(block);
  return {
    name,
    type: typeof body.type === "string" ? bare(body.type) : "any",
    description: textOf(body.description),
    isRequired: !("default" in body),
    isSecret: body.sensitive === true || body.ephemeral === true,
    isEphemeral: body.ephemeral === true,
    ...("default" in body ? { default: body.default } : {}),
    validations: listOf(body.validation)
      .filter(isObject)
      .map(({ condition, error_message }) => ({ condition: textOf(condition), message: textOf(error_message) })),
  };
}

export function readOutputs(section: Json | undefined): Output[] {
  return entries(section).map(([name, block]) => {
    const { description, sensitive, ephemeral, value = null } = blockOf(block);
    return { name, description: textOf(description), isSecret: sensitive === true || ephemeral === true, value };
  });
}
