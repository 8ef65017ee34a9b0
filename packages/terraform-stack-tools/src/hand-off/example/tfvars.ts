import type { Json } from "../../stack/json";
import type { Variable } from "../../stack/stack";
import { literalLines } from "../hcl/layout";
import { sampleOf } from "./sample";

/**
 * An example of `terraform.tfvars` with every input, required ones first. Secrets get no value there.
 * @param hidden the inputs that are secret, such as `var.a`
 */
export function tfvarsExample(variables: readonly Variable[], hidden: ReadonlySet<string>): string {
  const isSecret = ({ name }: Variable) => hidden.has(`var.${name}`);
  const isMadeUp = (variable: Variable) => variable.isRequired && !isSecret(variable);
  const required = variables.filter(({ isRequired }) => isRequired);
  const optional = variables.filter(({ isRequired }) => !isRequired);
  return [
    `# Copy this file to terraform.tfvars, which Git ignores, and ${required.some(isMadeUp) ? "replace the made-up values" : "change what does not suit you"}.`,
    "# Keep secrets out of files: Terraform reads them from environment variables.",
    ...part("Required", required, isSecret),
    ...part("Optional, with their defaults", optional, isSecret),
    "",
  ].join("\n");
}

function part(title: string, variables: readonly Variable[], isSecret: (variable: Variable) => boolean): string[] {
  const entries = variables.flatMap((variable) => ["", ...entry(variable, isSecret(variable))]);
  return variables.length === 0 ? [] : ["", `# ${title}`, ...entries];
}

function entry(variable: Variable, isSecret: boolean): string[] {
  const { name, type, isRequired, description, validations } = variable;
  const about = [description, `Type: ${type}`, ...validations.map(({ message }) => message)];
  const comments = about.filter((line) => line !== "").map(comment);
  if (isSecret) {
    return [...comments, comment(`Secret: export TF_VAR_${name}=…`)];
  }
  if (isRequired) {
    return [...comments, ...assignment(name, sampleOf(variable))];
  }
  return [...comments, ...assignment(name, variable.default ?? null).map((line) => `# ${line}`)];
}

function assignment(name: string, value: Json): string[] {
  const [first, ...others] = literalLines(value);
  return [`${name} = ${first}`, ...others];
}

/** Text of the input as a comment: a line break in it would end the comment and begin an argument. */
function comment(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").replace(/\p{Cf}/gu, "");
  return `# ${line.trim()}`;
}
