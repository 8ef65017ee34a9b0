import type { TerraformStack } from "cdktf";
import { ContainerRegistry, EntraPrincipal, PrincipalType, RegistryRoleAssignmentMode } from "../../src";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, startAzure } from "./support/providers";

const PIPELINE = "20000000-0000-0000-0000-000000000002";
const ALICE = "30000000-0000-0000-0000-000000000001";
const PLATFORM_TEAM = "30000000-0000-0000-0000-000000000002";

const REGISTRIES = [
  { registryName: "contosoregistry", roleAssignmentMode: RegistryRoleAssignmentMode.RBAC, repositories: undefined },
  { registryName: "abacregistry", roleAssignmentMode: RegistryRoleAssignmentMode.ABAC, repositories: ["team/*"] },
];

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
  });

  /** Registries that a team pulls from, as a group and as a user, and that a pipeline pushes to. */
  function stackOf(typeOfTeam: PrincipalType, pipelineRepositories?: string[]): TerraformStack {
    const stack = azureStack();
    const team = new EntraPrincipal(stack, "team", { principalId: PLATFORM_TEAM, principalType: typeOfTeam });
    const alice = new EntraPrincipal(stack, "alice", { principalId: ALICE, principalType: PrincipalType.USER });
    const pipeline = new EntraPrincipal(stack, "pipeline", { principalId: PIPELINE });
    for (const { registryName, roleAssignmentMode, repositories } of REGISTRIES) {
      const registry = ContainerRegistry.fromLookup(stack, registryName, {
        registryName,
        resourceGroupName: "rg-shared",
        roleAssignmentMode,
      });
      registry.grantPull(team);
      registry.grantPull(alice);
      registry.grantPullPush(pipeline, { repositories: repositories && (pipelineRepositories ?? repositories) });
    }
    use(stack);
    return stack;
  }

  test("Azure takes each principal as what it is, and a second plan is empty", async () => {
    workspace.write(stackOf(PrincipalType.GROUP)).apply();
    expect(workspace.changes()).toEqual([]);
    const assigned = Object.values(workspace.state()).filter(({ role_definition_name: role }) => role !== undefined);
    expect(assigned.map(({ role_definition_name: role, principal_type: type }) => `${type}: ${role}`).sort()).toEqual([
      "Group: AcrPull",
      "Group: Container Registry Repository Reader",
      "ServicePrincipal: AcrPush",
      "ServicePrincipal: Container Registry Repository Writer",
      "User: AcrPull",
      "User: Container Registry Repository Reader",
    ]);
    // Whoever pushes pulls, too, from the repositories that are meant.
    const can = (registry: string, repository: string) =>
      azure.helper(`can-pull?principalId=${PIPELINE}&registry=${registry}&repository=${repository}`);
    expect(await can("contosoregistry", "any/app")).toMatchObject({ allowed: true });
    expect(await can("abacregistry", "team/app")).toMatchObject({ allowed: true });
    expect(await can("abacregistry", "other/app")).toMatchObject({ allowed: false });
  });

  test("taking a repository out narrows the push alone", () => {
    const changes = workspace.write(stackOf(PrincipalType.GROUP, ["team/app"])).changes();
    expect(changes.map(({ address }) => address)).toEqual([
      expect.stringMatching(/^azurerm_role_assignment\.pipeline_PushTo-abacregistry_RepositoryWriter/),
    ]);
    workspace.apply();
    expect(workspace.changes()).toEqual([]);
  });

  test("a group that is said to be a service principal is refused by Azure, and not granted", () => {
    const other = new RealWorkspace(azure);
    expect(() => other.write(stackOf(PrincipalType.SERVICE_PRINCIPAL)).apply()).toThrow(/UnmatchedPrincipalType/);
  });
});
