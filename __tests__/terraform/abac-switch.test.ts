import { plan } from "../../packages/terraform-stack-tools/src/plan";
import { AksCluster, ContainerRegistry, RegistryPermissionMode } from "../../src";
import { emptyStack } from "../support/stack";
import { describeBinaries } from "../support/terraform";
import { OBJECT_ID } from "../support/values";

const { RBAC, MIGRATING, SWITCHING, REMOVING, ABAC } = RegistryPermissionMode;

function stackAt(permissionMode: RegistryPermissionMode) {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromLookup(stack, "acr", {
    registryName: "contoso",
    resourceGroupName: "rg-shared",
    permissionMode,
  });
  registry.grantPull(AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: OBJECT_ID }));
  return stack;
}

describeBinaries((binary) => {
  test.each([
    [RBAC, MIGRATING, { "azurerm_role_assignment.aks_PullFrom-acr_RepositoryReader": "create" }],
    [MIGRATING, SWITCHING, { "azapi_update_resource.acr_PermissionMode": "create" }],
    [
      SWITCHING,
      REMOVING,
      { "azapi_update_resource.acr_PermissionMode": "delete", "azurerm_role_assignment.aks_PullFrom-acr": "delete" },
    ],
    [REMOVING, ABAC, {}],
  ])("from %s to %s can be planned without a cloud", (from, to, expected) => {
    const { resources } = plan(stackAt(to), { existing: stackAt(from), binary });
    const changes = Object.entries(resources).filter(([, { action }]) => action !== "no-op" && action !== "read");
    const short = (address: string) => address.replace(/_[0-9A-F]{8}$/, "");
    expect(Object.fromEntries(changes.map(([address, { action }]) => [short(address), action]))).toEqual(expected);
  });
});
