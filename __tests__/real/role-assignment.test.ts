import type { TerraformStack } from "cdktf";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { AksCluster, ContainerRegistry, PullRoleAssignment, RegistryRoleAssignmentMode } from "../../src";
import { readPage } from "../support/pages";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const REGISTRY =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/abacregistry";
const PRINCIPAL = "20000000-0000-0000-0000-000000000002";
const ACR_PULL = "/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d";
const ADDRESS = "azurerm_role_assignment.pull_RepositoryReader";

describeReal.each(GENERATIONS)("$generation", ({ use, isAzurerm5 }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  function pullFrom(...repositories: string[]): TerraformStack {
    const stack = azureStack();
    new PullRoleAssignment(stack, "pull", {
      registryId: REGISTRY,
      principalId: PRINCIPAL,
      roleAssignmentMode: RegistryRoleAssignmentMode.ABAC,
      repositories,
    });
    use(stack);
    return stack;
  }

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
    workspace.write(pullFrom("team/app")).apply();
  });

  test("keeps a grant that somebody else describes", async () => {
    const id = String(Object.values(workspace.state())[0].id);
    const assignment: JsonObject = await request(azure, "GET", id);
    await request(azure, "PUT", id, { ...assignment, properties: { ...Object(assignment.properties), description: "for prod" } });
    expect(workspace.changes()).toEqual([]);
  });

  test(isAzurerm5 ? "updates the repositories of a grant in place" : "replaces a grant whose repositories change", async () => {
    const [change, ...others] = workspace.write(pullFrom("team/app", "team/jobs")).changes();
    expect(others).toEqual([]);
    expect(change).toMatchObject({
      address: expect.stringContaining(ADDRESS),
      action: isAzurerm5 ? "update" : "delete+create",
      replaces: isAzurerm5 ? [] : ["condition"],
    });
    workspace.apply();
    expect(workspace.changes()).toEqual([]);
    const pull = `can-pull?principalId=${PRINCIPAL}&registry=abacregistry&repository=`;
    expect(await azure.helper(`${pull}team/jobs`)).toMatchObject({ allowed: true });
    expect(await azure.helper(`${pull}team/other`)).toMatchObject({ allowed: false });
  });

  const rbac = REGISTRY.replace("abacregistry", "contosoregistry");
  const byHand = `${rbac}/providers/Microsoft.Authorization/roleAssignments/33333333-4444-5555-6666-777777777777`;
  const cluster =
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/prod";

  test.each([
    ["of the stack", undefined],
    ["of az aks update --attach-acr, once adopted", byHand],
  ])(
    "detaches a registry: a grant %s is deleted, and nothing else, as the page shows it",
    async (_grant, existingRoleAssignmentId) => {
      const { objectId } = Object((await request(azure, "GET", cluster)).properties).identityProfile.kubeletidentity;
      const canPull = async () => (await azure.helper(`can-pull?principalId=${objectId}&registry=contosoregistry`)).allowed;
      if (existingRoleAssignmentId !== undefined) {
        await request(azure, "PUT", existingRoleAssignmentId, {
          properties: { principalId: objectId, roleDefinitionId: ACR_PULL },
        });
      }
      const own = new RealWorkspace(azure);
      const write = (isAttached: boolean) => {
        const stack = azureStack();
        const registry = ContainerRegistry.fromLookup(stack, "acr", {
          registryName: "contosoregistry",
          resourceGroupName: "rg-shared",
        });
        const aks = AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
        if (isAttached) {
          registry.grantPull(aks, { existingRoleAssignmentId });
        }
        use(stack);
        return own.write(stack);
      };
      const added = existingRoleAssignmentId === undefined ? "2 added" : "1 imported, 1 added";
      expect(write(true).apply()).toContain(added);
      expect([await canPull(), own.changes()]).toEqual([true, []]);

      const [shown] = readPage("docs/how-to/azure/detach-a-registry.md").fences.filter(({ language }) => language === "");
      const planned = write(false).succeed("plan", "-input=false", "-no-color");
      expect(
        shown.code
          .trimEnd()
          .split("\n")
          .filter((line) => !planned.includes(line)),
      ).toEqual([]);
      expect(own.changes().map(({ action }) => action)).toEqual(["delete", "delete"]);
      own.apply();
      expect([await canPull(), own.changes()]).toEqual([false, []]);
    },
  );
});
