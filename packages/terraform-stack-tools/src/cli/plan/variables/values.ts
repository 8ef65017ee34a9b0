import { resolve } from "node:path";
import type { TerraformBinary } from "../../../providers/terraform-binary";
import { Refusal } from "../../../shared/refusal";
import { type JsonObject, quoted } from "../../../stack/json";
import type { Variable } from "../../../stack/stack";
import { UsageError } from "../../command";
import type { PlanCommandOptions } from "../options";
import { readJson } from "../read-json";
import { evaluated } from "./evaluated";

/**
 * The values of variables, by name. As for Terraform, a file may have values for variables that no stack declares.
 * @param declared the variables of all stacks
 * @throws Refusal for a value of a variable that no stack declares, and for a file that Terraform cannot read
 */
export function variableValues(
  { assignments, variableFiles }: Pick<PlanCommandOptions, "assignments" | "variableFiles">,
  declared: readonly Variable[],
  binary: TerraformBinary,
): JsonObject {
  const names = [...new Set(declared.map(({ name }) => name))];
  const files = variableFiles.map((file) =>
    file.endsWith(".json") ? readJson(file) : evaluated(binary, resolve(file), names),
  );
  const assigned = assignments.map((assignment) => assignedValue(assignment, declared, binary));
  return Object.assign({}, ...files, ...assigned);
}

function assignedValue(assignment: string, declared: readonly Variable[], binary: TerraformBinary): JsonObject {
  const [, name, text] = /^([^=\s]+)=(.*)$/s.exec(assignment) ?? [];
  if (name === undefined) {
    // Not quoted, since it may be a secret.
    throw new UsageError("--var must be name=value.");
  }
  const variable = declared.find((one) => one.name === name);
  if (variable === undefined) {
    const names = [...new Set(declared.map((one) => one.name))];
    throw new Refusal(`no stack has a variable ${quoted(name)}; there is ${names.join(", ") || "none"}.`);
  }
  return isExpected(variable) ? evaluated(binary, { name, expression: text }, [name]) : { [name]: text };
}

/** Terraform takes the text itself for a primitive type or none, and an expression for all others. */
function isExpected({ type }: Variable): boolean {
  return !["string", "number", "bool", "any"].includes(type);
}
