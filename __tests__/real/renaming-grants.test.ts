import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { AksCluster, ContainerRegistry, RegistryPermissionMode, RegistryToken, ServicePrincipalCredentials } from "../../src";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, startAzure } from "./support/providers";

const CLUSTER = { clusterName: "prod", resourceGroupName: "rg-prod" };
const REGISTRY = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
const OWN_CLUSTER = { clusterName: "own", resourceGroupName: "rg-prod", location: "westeurope" };
const ALICE = "30000000-0000-0000-0000-000000000001";
const NO_CHANGES = "0 added, 0 changed, 0 destroyed";

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  function configure(build: (stack: TerraformStack) => void): RealWorkspace {
    const stack = azureStack();
    new AzureadProvider(stack, "azuread");
    build(stack);
    use(stack);
    return workspace.write(stack);
  }

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
    configure((stack) => {
      const registry = ContainerRegistry.fromLookup(stack, "acr", {
        ...REGISTRY,
        permissionMode: RegistryPermissionMode.MIGRATING,
      });
      registry.grantPull(AksCluster.fromLookup(stack, "aks", CLUSTER));
      registry.grantPull(new AksCluster(stack, "own", OWN_CLUSTER));
      new RegistryToken(stack, "team-token", { registry, repositories: ["team/*"] });
      new ServicePrincipalCredentials(stack, "puller", { registry, generation: 2, owners: [ALICE] });
    }).apply();
  });

  test("keeps grants, clusters, tokens and service principals that are renamed and moved", () => {
    configure((stack) => {
      const platform = new Construct(stack, "platform");
      const registry = ContainerRegistry.fromLookup(platform, "registry", {
        ...REGISTRY,
        permissionMode: RegistryPermissionMode.MIGRATING,
      });
      registry.grantPull(AksCluster.fromLookup(platform, "prod", CLUSTER), { movedFrom: "aks/PullFrom-acr" });
      // The path of a grant precedes what follows from that of its grantee, since the registry is only looked up.
      const cluster = new AksCluster(platform, "cluster", { ...OWN_CLUSTER, movedFrom: "own" });
      registry.grantPull(cluster, { movedFrom: "own/PullFrom-acr" });
      const tokenName = "team-token";
      new RegistryToken(platform, "token", { registry, repositories: ["team/*"], tokenName, movedFrom: tokenName });
      const principal = new ServicePrincipalCredentials(platform, "principal", {
        registry,
        generation: 2,
        owners: [ALICE],
        displayName: "puller",
        movedFrom: "puller",
      });
      registry.grantPull(principal, { movedFrom: "puller/PullFrom-acr" });
    });
    expect(workspace.changes()).toEqual([]);
    const before = Object.keys(workspace.state());
    expect(workspace.apply()).toContain(NO_CHANGES);
    const after = Object.keys(workspace.state());
    expect(after).toHaveLength(before.length);
    expect(after.filter((address) => before.includes(address))).toEqual([]);
    const moved = "azurerm_role_assignment.platform_prod_PullFrom-platform--registry";
    expect(after.filter((address) => address.startsWith(moved))).toHaveLength(2);
  });
});
