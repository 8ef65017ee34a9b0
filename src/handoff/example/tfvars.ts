import type { Json } from "../../terraform/json";
import type { Variable } from "../../terraform/variable";
import { literalLines } from "../hcl/layout";
import { sampleOf } from "./sample";

/** Every input, required ones first. A secret has no value here and is not to get one. */
export function tfvarsExample(variables: readonly Variable[]): string {
  const required = variables.filter(({ isRequired }) => isRequired);
  const optional = variables.filter(({ isRequired }) => !isRequired);
  return [
    "# Copy this file to terraform.tfvars, which Git ignores, and replace the made-up values.",
    "# A secret does not belong into a file: Terraform reads it from an environment variable.",
    ...part("Required", required),
    ...part("Optional, with their defaults", optional),
    ...(variables.length === 0 ? ["", "# This module has no inputs."] : []),
    "",
  ].join("\n");
}

function part(title: string, variables: readonly Variable[]): string[] {
  return variables.length === 0 ? [] : ["", `# ${title}`, ...variables.flatMap((variable) => ["", ...entry(variable)])];
}

function entry(variable: Variable): string[] {
  const { name, type, isRequired, isSecret, description, validations } = variable;
  const about = [description, `Type: ${type}`, ...validations.map(({ message }) => message.replace(/[$%]\{/g, "$ {"))];
  const comments = about.filter(Boolean).map((line) => `# ${oneLine(line)}`);
  if (isSecret) {
    return [...comments, `# Secret: export TF_VAR_${name}=…`];
  }
  const lines = isRequired ? assignment(name, sampleOf(variable).value) : assignment(name, variable.default ?? null);
  return [...comments, ...lines.map((line) => (isRequired ? line : `# ${line}`))];
}

function assignment(name: string, value: Json): string[] {
  const [first, ...others] = literalLines(value);
  return [`${name} = ${first}`, ...others];
}

/** A line break in a comment would begin an argument. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/\p{Cf}/gu, "")
    .trim();
}
