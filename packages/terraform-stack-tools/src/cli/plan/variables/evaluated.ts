import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawned, type TerraformBinary } from "../../../providers/terraform-binary";
import { Refusal } from "../../../shared/refusal";
import { inTemporaryFolder } from "../../../shared/temporary-folder";
import { type JsonObject, objectOf, quoted } from "../../../stack/json";

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
