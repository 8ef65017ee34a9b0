import type { TerraformStack } from "cdktf";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { PullRoleAssignment, RegistryPermissionMode } from "../../src";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const REGISTRY =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/abacregistry";
const PRINCIPAL = "20000000-0000-0000-0000-000000000002";
const ADDRESS = "azurerm_role_assignment.pull_RepositoryReader";

describeReal.each(GENERATIONS)("$generation", ({ use, isAzurerm5 }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  function pullFrom(...repositories: string[]): TerraformStack {
    const stack = azureStack();
    new PullRoleAssignment(stack, "pull", {
      registryId: REGISTRY,
      principalObjectId: PRINCIPAL,
      permissionMode: RegistryPermissionMode.ABAC,
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
});
