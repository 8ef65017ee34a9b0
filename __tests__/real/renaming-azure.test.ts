import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { TerraformResource } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { AksCluster, ContainerRegistry, ServicePrincipalCredentials } from "../../src";
import { azureStack, describeReal, GENERATIONS, RealWorkspace, startAzure } from "./support/providers";

const REGISTRY = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
const CLUSTER = { clusterName: "moved", resourceGroupName: "rg-prod", location: "westeurope" };
const ALICE = "30000000-0000-0000-0000-000000000001";

/** As docs/rename-and-move.md has it, for the children that it names. */
function move({ node }: IConstruct, ids: readonly string[], addresses: readonly string[]): void {
  for (const id of ids) {
    const resource = node.findChild(id);
    if (!TerraformResource.isTerraformResource(resource)) {
      throw new Error(`${resource.node.path} is no resource`);
    }
    const own = id === "Default" ? /\.\w+$/ : new RegExp(`_${id}_\\w+$`);
    const former = addresses.filter((one) => one.startsWith(`${resource.terraformResourceType}.`) && own.test(one));
    expect(former).toHaveLength(1);
    resource.moveFromId(former[0]);
  }
}

describeReal("what several resources of Azure belong to", () => {
  test.concurrent.each(GENERATIONS)("keeps them when it is renamed and moved ($generation)", async ({ use }) => {
    const azure = await startAzure();
    const workspace = new RealWorkspace(azure);
    const configure = (principalId: string, clusterId: string, within?: string) => {
      const stack = azureStack();
      new AzureadProvider(stack, "azuread");
      const scope = within === undefined ? stack : new Construct(stack, within);
      const registry = ContainerRegistry.fromLookup(stack, "acr", REGISTRY);
      const credentials = new ServicePrincipalCredentials(scope, principalId, {
        registry,
        displayName: "puller",
        owners: [ALICE],
      });
      const cluster = new AksCluster(scope, clusterId, CLUSTER);
      use(stack);
      return { stack, registry, credentials, cluster };
    };
    try {
      await workspace.write(configure("puller", "aks").stack).applyMeanwhile();
      const addresses = Object.keys(workspace.state());
      const { stack, registry, credentials, cluster } = configure("reader", "cluster", "platform");
      move(credentials, ["Creator", "Application", "Default", "Password-1"], addresses);
      registry.grantPull(credentials, { movedFrom: "puller/PullFrom-acr" });
      move(cluster, ["ControlPlaneIdentity", "KubeletIdentity", "ManagedIdentityOperator", "Default"], addresses);
      workspace.write(stack);
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect(await workspace.applyMeanwhile()).toContain("0 added, 0 changed, 0 destroyed");
      const former = Object.keys(workspace.state()).filter((address) => addresses.includes(address));
      expect(former.filter((address) => !address.startsWith("data."))).toEqual([]);
    } finally {
      workspace.remove();
      await azure.stop();
    }
  });
});
