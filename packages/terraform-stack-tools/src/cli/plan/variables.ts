import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { spawned, type TerraformBinary, terraformBinary } from "../../providers/terraform-binary";
import { jsonObjectIn, readSources } from "../../shared/files";
import { Refusal } from "../../shared/refusal";
import { inTemporaryFolder } from "../../shared/remainders";
import { type JsonObject, objectOf, quoted } from "../../stack/json";
import type { Variable } from "../../stack/stack";
import { UsageError } from "../command";

/** What a command line gives to variables. */
export interface GivenValues {
  /** Texts such as `name=value`. */
  readonly var: readonly string[];
  readonly varFile: readonly string[];
}

/**
 * The values of variables, by name. As for Terraform, a file may have values for variables that no stack declares.
 * @param declared the variables of all stacks
 * @throws Refusal for a value of a variable that no stack declares, and for a file that Terraform cannot read
 */
export function variableValues(
  { var: assignments, varFile }: GivenValues,
  declared: readonly Variable[],
  binary: TerraformBinary,
): JsonObject {
  const names = [...new Set(declared.map(({ name }) => name))];
  const files = varFile.map((file) =>
    file.endsWith(".json") ? jsonObjectIn(file) : evaluated(binary, resolve(file), names),
  );
  const assigned = assignments.map((assignment) => assignedValue(assignment, declared, binary));
  return Object.assign({}, ...files, ...assigned);
}

/** The values of variables that the stacks of an input declare. */
export function valuesFor(input: string, given: GivenValues, binary: string | undefined): JsonObject {
  const declared = readSources(input).sources.flatMap(({ stack }) => stack.variables);
  return variableValues(given, declared, terraformBinary(binary));
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

/** What a variable has that a file does not name. */
const NOT_GIVEN = "stack-tools: not given";

interface Assignment {
  readonly name: string;
  /** In Terraform's language. */
  readonly expression: string;
}

/**
 * The values that a `.tfvars` file or an assignment gives to variables, as Terraform or OpenTofu itself evaluates them.
 * @throws Refusal that quotes nothing of a value, since it may be a secret
 */
export function evaluated(binary: TerraformBinary, source: string | Assignment, names: readonly string[]): JsonObject {
  if (typeof source === "string" && !existsSync(source)) {
    throw new Refusal(`${quoted(source)} does not exist; check the path.`);
  }
  return inTemporaryFolder("variables", (folder) => {
    const variables = names.map((name) => [name, { type: "any", default: NOT_GIVEN }]);
    writeFileSync(join(folder, "variables.tf.json"), JSON.stringify({ variable: Object.fromEntries(variables) }));
    const given = typeof source === "string" ? `-var-file=${source}` : `-var=${source.name}=${source.expression}`;
    // Base64, because the console quotes a text in a language of its own.
    const question = `base64encode(jsonencode({${names.map((name) => `${JSON.stringify(name)} = var.${name}`).join(", ")}}))`;
    const { status, stdout, stderr } = spawned(binary.command, ["console", "-no-color", given], folder, {}, question);
    const [, answer] = /"([A-Za-z0-9+/=]+)"\s*$/.exec(stdout) ?? [];
    if (status !== 0 || answer === undefined) {
      throw new Refusal(
        `${placeOf(source)} cannot be read by ${binary.product}: ${reasonIn(stdout + stderr)}; correct it.`,
      );
    }
    const values = objectOf(JSON.parse(Buffer.from(answer, "base64").toString("utf8")));
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== NOT_GIVEN));
  });
}

function placeOf(source: string | Assignment): string {
  return typeof source === "string" ? quoted(source) : `the value of --var ${source.name}`;
}

/** The summary of the first error with its line. The lines below quote the file. */
function reasonIn(output: string): string {
  const [, summary = "no answer"] = /Error: (.*)/.exec(output) ?? [];
  const [, line] = /\bline (\d+)/.exec(output) ?? [];
  return line === undefined ? summary : `${summary} in line ${line}`;
}
