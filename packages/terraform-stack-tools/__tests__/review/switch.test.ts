import { join } from "node:path";
import { inFolder, writeFiles } from "../support/hand-off";
import { called } from "../support/program";

const REGISTRY =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso";
const ROLES = "/providers/Microsoft.Authorization/roleDefinitions";
const PROVIDERS = "registry.terraform.io";

function found(principal_id: string, role: string) {
  const role_definition_id = `${ROLES}/${role}`;
  return { principal_id, principal_type: "ServicePrincipal", role_definition_id, role_assignment_scope: REGISTRY, condition: "" };
}

/** A plan that switches the mode of a registry, and that has read its role assignments. */
function planWith(role_assignments: readonly object[]) {
  const after = {
    type: "Microsoft.ContainerRegistry/registries@2025-11-01",
    resource_id: REGISTRY,
    body: { properties: { roleAssignmentMode: "AbacRepositoryPermissions" } },
  };
  const list = { mode: "data", type: "azurerm_role_assignments", name: "acr", provider_name: `${PROVIDERS}/hashicorp/azurerm` };
  const change = { actions: ["create"], before: null, after, after_unknown: {}, before_sensitive: false, after_sensitive: {} };
  const mode = { mode: "managed", type: "azapi_update_resource", name: "mode", provider_name: `${PROVIDERS}/azure/azapi` };
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: {},
    resource_changes: [{ address: "azapi_update_resource.mode", ...mode, change }],
    prior_state: {
      format_version: "1.0",
      values: {
        root_module: {
          resources: [
            {
              address: "data.azurerm_role_assignments.acr",
              ...list,
              values: { scope: REGISTRY, role_assignments },
              sensitive_values: {},
            },
          ],
        },
      },
    },
    configuration: {},
  };
}

test("what Azure answered to a plan tells who loses a role in ABAC mode", () => {
  const [ci, signer] = ["50000000-0000-0000-0000-000000000001", "50000000-0000-0000-0000-000000000002"];
  const answer = [
    found(ci, "8311e382-0749-4cb8-b61a-304f252e45ec"),
    found(ci, "2a1e307c-b015-4ebd-883e-5b7698a07328"),
    found(signer, "6cef56e8-d556-48e5-a04f-b8e64114680f"),
  ];
  inFolder((folder) => {
    writeFiles(folder, { "plan.json": JSON.parse(JSON.stringify(planWith(answer))) });
    const { out } = called("review", join(folder, "plan.json"));
    expect(out).toContain("1 role assignment on contoso has no effect in ABAC mode, with nothing in its place");
    expect(out).toContain(
      `! AcrImageSigner of service principal ${signer} on the registry, which allows sign in RBAC mode alone: nothing replaces it`,
    );
    expect(out).toContain(
      `AcrPush of service principal ${ci} on the registry, which allows pull and push in RBAC mode alone: Container Registry Repository Writer`,
    );
    expect(out).not.toContain("Azure alone knows");
  });
});
