import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "../../packages/terraform-stack-tools/src/planned/plan-json";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { COLLECTED } from "../support/collected";
import { hasStack, snippets, stackOf } from "../support/readme";
import { render } from "../support/stack";
import { binaries, inWorkspace, isInstallable } from "../support/terraform";

const [binary] = binaries();

/** What snippets of the pages reach behind our constructs. What else they write, the unit tests synthesize, too. */
const inPages = snippets()
  .filter((one) => hasStack(one) && /defaultChild|findChild|RegistryRoleAssignmentMode|Backend|Iterator/.test(one.code))
  .map((snippet, index): [string, JsonObject] => [`snippet-${index}`, render(stackOf(snippet))]);

const generationOf = ({ terraform }: JsonObject) => (JSON.stringify(terraform).includes("~> 5") ? "azurerm-5" : "azurerm-4");

// Each stack is a module of one configuration, so that one run of the providers judges all of them.
test.each(["azurerm-4", "azurerm-5"])("the schemas of %s accept every block that any test synthesizes", (generation) => {
  const folder = join(COLLECTED, generation);
  const all = readdirSync(folder).map((file): [string, JsonObject] => [
    file,
    JSON.parse(readFileSync(join(folder, file), "utf8")),
  ]);
  const files = [...all, ...inPages.filter(([, json]) => generationOf(json) === generation)].filter(
    ([, json]) => isInstallable(json) && !hasBareText(json) && !hasOwnAzapi(json) && !hasHelmProvider(json),
  );
  expect([files.length > 100, inPages.length > 5]).toEqual([true, true]);
  inWorkspace(binary, (workspace) => {
    const modules = files.map(([file, json]) => {
      const name = `stack-${file.replace(".json", "")}`;
      // A child module has no backend and imports nothing, and is warned of an empty provider block, which a stack may have.
      workspace.file(
        `${name}/main.tf.json`,
        JSON.stringify({ ...json, import: undefined, terraform: { ...objectOf(json.terraform), backend: undefined } }),
      );
      const inputs = Object.fromEntries(Object.keys(objectOf(json.variable)).map((variable) => [variable, "${var.unknown}"]));
      return [name, { source: `./${name}`, ...inputs }];
    });
    workspace.write({ variable: { unknown: {} }, module: Object.fromEntries(modules) });
    const { diagnostics }: { diagnostics: readonly Diagnostic[] } = JSON.parse(workspace.succeed("validate", "-json"));
    const complaints = diagnostics.filter(({ summary }) => summary !== "Redundant empty provider block");
    expect(complaints).toEqual([]);
  });
});

/** A literal that `Lazy` produces, which cdktf writes into functions without quotes. One unit test has it, whose password synth warns of. */
function hasBareText({ resource }: JsonObject): boolean {
  return JSON.stringify(resource ?? {}).includes('\\"password\\" = correct-horse,');
}

/** Blocks of azapi that a unit test declares without a provider; ours names its source. */
function hasOwnAzapi({ terraform, resource, data }: JsonObject): boolean {
  const { azapi } = objectOf(objectOf(terraform).required_providers);
  const types = Object.keys({ ...objectOf(resource), ...objectOf(data) });
  const isUsed = azapi !== undefined || types.some((type) => type.startsWith("azapi_"));
  return isUsed && objectOf(azapi).source === undefined;
}

/** Its login is stated in a unit test, and nobody here has it. */
function hasHelmProvider({ provider }: JsonObject): boolean {
  return "helm" in objectOf(provider);
}
