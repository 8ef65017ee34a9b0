import { AksCluster, ContainerRegistry } from "../../src";
import { readPage } from "../support/pages";
import { azureStack, describeReal, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const GROUPS = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups";
const REGISTRY = `${GROUPS}/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry`;
const CLUSTER = `${GROUPS}/rg-prod/providers/Microsoft.ContainerService/managedClusters/prod`;
const BY_HAND = `${REGISTRY}/providers/Microsoft.Authorization/roleAssignments/33333333-4444-5555-6666-777777777777`;
const ACR_PULL = "/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d";

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  test.each([
    ["of the stack", undefined],
    ["of az aks update --attach-acr, once adopted", BY_HAND],
  ])(
    "a grant %s is kept whoever describes it, and deleted with what it detaches, as the page shows it",
    async (_grant, existingRoleAssignmentId) => {
      const azure = await startAzure();
      const { objectId } = Object((await request(azure, "GET", CLUSTER)).properties).identityProfile.kubeletidentity;
      const canPull = async () => (await azure.helper(`can-pull?principalId=${objectId}&registry=contosoregistry`)).allowed;
      if (existingRoleAssignmentId !== undefined) {
        const properties = { principalId: objectId, roleDefinitionId: ACR_PULL };
        await request(azure, "PUT", existingRoleAssignmentId, { properties });
      }
      const workspace = new RealWorkspace(azure);
      const write = (isAttached: boolean) => {
        const stack = azureStack();
        const place = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
        const registry = ContainerRegistry.fromLookup(stack, "acr", place);
        const aks = AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
        if (isAttached) {
          registry.grantPull(aks, { existingRoleAssignmentId });
        }
        use(stack);
        return workspace.write(stack);
      };
      const added = existingRoleAssignmentId === undefined ? "2 added" : "1 imported, 1 added";
      expect(write(true).apply()).toContain(added);
      const grants = Object.values(workspace.state()).filter(({ role_definition_name: role }) => role !== undefined);
      for (const { id } of grants) {
        const { properties, ...there } = await request(azure, "GET", String(id));
        await request(azure, "PUT", String(id), { ...there, properties: { ...Object(properties), description: "for prod" } });
      }
      expect([grants.length, await canPull(), workspace.changes()]).toEqual([2, true, []]);

      const [shown] = readPage("docs/how-to/azure/detach-a-registry.md").fences.filter(({ language }) => language === "");
      expect(
        write(false)
          .changes()
          .map(({ action }) => action),
      ).toEqual(["delete", "delete"]);
      const planned = write(false).succeed("plan", "-input=false", "-no-color");
      const lines = shown.code.trimEnd().split("\n");
      expect(lines.filter((line) => !planned.includes(line))).toEqual([]);
      workspace.apply();
      expect([await canPull(), workspace.changes()]).toEqual([false, []]);
    },
  );
});
