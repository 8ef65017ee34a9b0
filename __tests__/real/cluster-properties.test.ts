import type { TerraformStack } from "cdktf";
import {
  AksCluster,
  type AksClusterProps,
  AksIdentityType,
  AksNetworkDataPlane,
  AksNetworkPlugin,
  AksNetworkPolicy,
  AksNodeImageUpgradeChannel,
  AksTier,
  AksUpgradeChannel,
} from "../../src";
import {
  azureStack,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  merge,
  RealWorkspace,
  request,
  startAzure,
} from "./support/providers";

const CLUSTERS =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters";

const HARDENED: Partial<AksClusterProps> = {
  network: {
    plugin: AksNetworkPlugin.AZURE_CNI_OVERLAY,
    policy: AksNetworkPolicy.CILIUM,
    dataPlane: AksNetworkDataPlane.CILIUM,
  },
  entra: { adminGroupObjectIds: ["30000000-0000-0000-0000-000000000002"] },
  apiServerAccess: { authorizedIpRanges: ["203.0.113.0/24"] },
  upgradeChannel: AksUpgradeChannel.STABLE,
  nodeImageUpgradeChannel: AksNodeImageUpgradeChannel.SECURITY_PATCH,
  tier: AksTier.STANDARD,
  zones: ["1", "2", "3"],
  kubernetesVersion: "1.33",
  preventDestroy: true,
};

const PRIVATE: Partial<AksClusterProps> = {
  apiServerAccess: { privateClusterEnabled: true },
  upgradeChannel: AksUpgradeChannel.PATCH,
  kubernetesVersion: "1.33.5",
};

/** The version of the user, although a channel installs patches. */
const PATCHED: Partial<AksClusterProps> = { upgradeChannel: AksUpgradeChannel.PATCH, kubernetesVersion: "1.33" };

const PINNED: Partial<AksClusterProps> = { kubernetesVersion: "1.33" };

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  function clusters(all: { readonly [name: string]: Partial<AksClusterProps> }): TerraformStack {
    const stack = azureStack();
    for (const [name, props] of Object.entries(all)) {
      new AksCluster(stack, name, {
        clusterName: name,
        resourceGroupName: "rg-prod",
        location: "westeurope",
        identityType: AksIdentityType.SYSTEM_ASSIGNED,
        ...props,
      });
    }
    use(stack);
    return stack;
  }

  async function upgrade(name: string, kubernetesVersion: string): Promise<void> {
    const cluster = await request(azure, "GET", `${CLUSTERS}/${name}`);
    await request(azure, "PUT", `${CLUSTERS}/${name}`, merge(cluster, { properties: { kubernetesVersion } }));
  }

  beforeAll(async () => {
    azure = await startAzure({ FAKE_AZURE_AKS_OIDC_DEFAULT: "1" });
    workspace = new RealWorkspace(azure);
    workspace.write(clusters({ hardened: HARDENED, private: PRIVATE, patched: PATCHED, pinned: PINNED, plain: {} })).apply();
  });

  test("leaves the versions that a channel installs, and no others", async () => {
    await upgrade("hardened", "1.34");
    await upgrade("private", "1.33.6");
    await upgrade("patched", "1.34");
    await upgrade("pinned", "1.34");
    expect(workspace.changes()).toEqual(
      ["patched", "pinned"].map((name) =>
        expect.objectContaining({
          address: `azurerm_kubernetes_cluster.${name}`,
          action: "update",
          paths: expect.arrayContaining(["kubernetes_version"]),
        }),
      ),
    );
  });

  test("turns off an autoscaler of others once the number of nodes is stated", async () => {
    const path = `${CLUSTERS}/plain/agentPools/nodepool1`;
    await request(azure, "PATCH", path, { properties: { enableAutoScaling: true, minCount: 2, maxCount: 9, count: 5 } });
    workspace
      .write(clusters({ plain: { nodeCount: 4 } }))
      .succeed("apply", "-auto-approve", "-target=azurerm_kubernetes_cluster.plain");
    expect((await request(azure, "GET", path)).properties).toMatchObject({ enableAutoScaling: false, count: 4 });
    expect(workspace.changes().filter(({ address }) => address.endsWith(".plain"))).toEqual([]);
  });
});
