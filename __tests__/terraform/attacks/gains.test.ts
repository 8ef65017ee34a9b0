import { inFolder, writeFiles } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { outsideOfPipelines } from "../../../packages/terraform-stack-tools/__tests__/support/pipeline";
import { run } from "../../../packages/terraform-stack-tools/src/cli/program";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { binaries } from "../../support/terraform";

outsideOfPipelines();

const [BINARY] = binaries();
const SUBSCRIPTION = "/subscriptions/11111111-1111-1111-1111-111111111111";
const REGISTRY_ID = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso`;
const PRINCIPAL = "22222222-2222-2222-2222-222222222222";

const stack = (resource: JsonObject, data: JsonObject = {}): JsonObject => ({
  terraform: {
    required_providers: {
      azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
      azuread: { source: "hashicorp/azuread", version: "3.7.0" },
    },
  },
  provider: { azurerm: [{ features: [{}], subscription_id: "11111111-1111-1111-1111-111111111111" }], azuread: [{}] },
  ...(Object.keys(data).length > 0 ? { data } : {}),
  resource,
});
const assigned = (body: JsonObject, data: JsonObject = {}) =>
  stack({ azurerm_role_assignment: { a: { scope: REGISTRY_ID, principal_id: PRINCIPAL, ...body } } }, data);
const groupOf = (display_name: string) =>
  assigned(
    { role_definition_name: "AcrPull", principal_id: "${data.azuread_group.devs.object_id}" },
    { azuread_group: { devs: { display_name } } },
  );
/** The exit code with `--fail-on gain`, and with `--allow` for the assignment as well. */
const ATTACKS: readonly (readonly [what: string, before: JsonObject, after: JsonObject, strict: number, allowed: number])[] = [
  ["a group that a data source finds", groupOf("devs"), groupOf("everybody"), 3, 3],
  ["the same group", groupOf("devs"), groupOf("devs"), 0, 0],
  [
    "a role that can grant itself any access",
    assigned({ role_definition_name: "Reader" }),
    assigned({ role_definition_name: "User Access Administrator" }),
    3,
    3,
  ],
  [
    "a role that nobody knows",
    assigned({ role_definition_name: "Network Contributor" }),
    assigned({ role_definition_name: "Ours" }),
    3,
    0,
  ],
];

function exitCode(...args: readonly string[]): number {
  return run(["plan", "new", "--existing", "old", "--binary", BINARY, "--fail-on", "gain", ...args], {
    out: () => {},
    error: () => {},
  });
}

test.each(ATTACKS)("%s", (_what, before, after, strict, allowed) => {
  const home = process.cwd();
  inFolder((folder) => {
    writeFiles(folder, { "old/cdk.tf.json": JSON.stringify(before), "new/cdk.tf.json": JSON.stringify(after) });
    process.chdir(folder);
    try {
      expect([exitCode(), exitCode("--allow", "azurerm_role_assignment.a")]).toEqual([strict, allowed]);
    } finally {
      process.chdir(home);
    }
  });
});
