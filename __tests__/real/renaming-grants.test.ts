import { TerraformResource, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { AksCluster, ContainerRegistry, RegistryPermissionMode, RegistryToken } from "../../src";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, startAzure } from "./support/providers";

const CLUSTER = { clusterName: "prod", resourceGroupName: "rg-prod" };
const REGISTRY = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
const NO_CHANGES = "0 added, 0 changed, 0 destroyed";

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  function configure(build: (stack: TerraformStack) => void): RealWorkspace {
    const stack = azureStack();
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
      new RegistryToken(stack, "team-token", { registry, repositories: ["team/*"] });
    }).apply();
  });

  afterAll(async () => {
    workspace?.remove();
    await azure?.stop();
  });

  test("keeps grants and tokens when the registry, the cluster and the token are renamed and moved", () => {
    const addresses = Object.keys(workspace.state());
    const addressOf = (type: string) => addresses.find((address) => address.startsWith(`${type}.`)) ?? "";
    configure((stack) => {
      const platform = new Construct(stack, "platform");
      const registry = ContainerRegistry.fromLookup(platform, "registry", {
        ...REGISTRY,
        permissionMode: RegistryPermissionMode.MIGRATING,
      });
      registry.grantPull(AksCluster.fromLookup(platform, "prod", CLUSTER), { movedFrom: "aks/PullFrom-acr" });
      const token = new RegistryToken(platform, "token", { registry, repositories: ["team/*"], tokenName: "team-token" });
      for (const resource of token.node.children.filter(TerraformResource.isTerraformResource)) {
        resource.moveFromId(addressOf(resource.terraformResourceType));
      }
    });
    expect(workspace.changes()).toEqual([]);
    expect(workspace.apply()).toContain(NO_CHANGES);
    const moved = "azurerm_role_assignment.platform_prod_PullFrom-platform--registry";
    expect(Object.keys(workspace.state()).filter((address) => address.startsWith(moved))).toHaveLength(2);
  });
});
