import type { TerraformStack } from "cdktf";
import { AksCluster, type AksClusterProps, AksIdentityType, AksNetworkPlugin } from "../../src";
import { CHANGES, type ClusterChange, NETWORKED, PRIVATE, SCALED, SCALING } from "./cluster-changes";
import { ignored, unearned } from "./support/ignored";
import { differences, type JsonObject, merge } from "./support/json";
import type { PlannedChange } from "./support/planned-change";
import {
  azureStack,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  override,
  RealWorkspace,
  request,
  startAzure,
} from "./support/providers";

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod";
const MAINTENANCE = "2025-05-01";

interface ChangedCluster {
  readonly changes: readonly ClusterChange[];
  readonly props?: Partial<AksClusterProps>;
  readonly overrides?: JsonObject;
}

const CLUSTERS = {
  fixed: { changes: CHANGES },
  manual: { changes: SCALING },
  scaled: { changes: SCALED, props: { minCount: 1, maxCount: 3 } },
  networked: {
    changes: NETWORKED,
    props: {
      network: { plugin: AksNetworkPlugin.AZURE_CNI_OVERLAY },
      apiServerAccess: { authorizedIpRanges: ["203.0.113.7"] },
    },
    overrides: { "default_node_pool.upgrade_settings": { max_surge: "33%" } },
  },
  private: { changes: PRIVATE, props: { apiServerAccess: { privateClusterEnabled: true } } },
} satisfies { readonly [name: string]: ChangedCluster };
type ClusterName = keyof typeof CLUSTERS;
const NAMES: readonly ClusterName[] = ["fixed", "manual", "scaled", "networked", "private"];

const addressOf = (name: ClusterName) => `azurerm_kubernetes_cluster.${name}`;

describeReal.each(GENERATIONS)("$generation", ({ use, isAzurerm5 }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;
  let unstated: readonly PlannedChange[];
  let stated: readonly PlannedChange[];

  const changesOf = (name: ClusterName) => {
    const { changes }: ChangedCluster = CLUSTERS[name];
    return changes.filter(({ sinceAzurerm5 }) => isAzurerm5 || !sinceAzurerm5);
  };

  function clusters(overridesOf: (change: ClusterChange, name: ClusterName) => JsonObject = () => ({})): TerraformStack {
    const stack = azureStack();
    for (const name of NAMES) {
      const { props, overrides = {} }: ChangedCluster = CLUSTERS[name];
      const cluster = new AksCluster(stack, name, {
        clusterName: name,
        resourceGroupName: "rg-prod",
        location: "westeurope",
        // The roles of user-assigned identities take the provider 20 seconds.
        identityType: AksIdentityType.SYSTEM_ASSIGNED,
        ...props,
      });
      override(cluster, overrides);
      for (const change of changesOf(name)) {
        override(cluster, overridesOf(change, name));
      }
    }
    use(stack);
    return stack;
  }

  async function changeBehindTerraform(name: ClusterName): Promise<void> {
    const path = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/${name}`;
    const changes = changesOf(name);
    const cluster = await request(azure, "GET", path);
    await request(azure, "PUT", path, merge(cluster, ...changes.map((change) => change.cluster ?? {})));
    const pool = merge(...changes.map((change) => change.pool ?? {}));
    await request(azure, "PATCH", `${path}/agentPools/nodepool1`, { properties: pool });
    for (const [configuration, properties] of changes.flatMap(({ maintenance }) => (maintenance ? [maintenance] : []))) {
      const url = `${path}/maintenanceConfigurations/${configuration}?api-version=${MAINTENANCE}`;
      await request(azure, "PUT", url, { properties });
    }
  }

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
    workspace.write(clusters()).apply();
    for (const name of NAMES) {
      await changeBehindTerraform(name);
    }
    unstated = workspace.changes();
    stated = workspace.write(clusters((change) => change.stated ?? {})).changes();
  });

  test("leaves what others have changed as it is, but for the number of nodes, which the construct states", () => {
    const ours = NAMES.filter((name) => changesOf(name).some((change) => change.ours));
    expect(unstated.map(({ address, action, replaces }) => ({ address, action, replaces }))).toEqual(
      ours.map((name) => ({ address: addressOf(name), action: "update", replaces: [] })),
    );
    const paths = unstated.flatMap((change) => change.paths);
    expect(
      paths.filter((path) => !/^default_node_pool\.0\.(node_count|min_count|max_count|auto_scaling_enabled)$/.test(path)),
    ).toEqual([]);
  });

  test("ignores nothing that the provider would leave alone by itself", () => {
    expect(unearned(workspace, () => clusters())).toEqual([]);
  });

  test("ignores forty arguments of a cluster at most", () => {
    for (const name of NAMES.filter((one) => one !== "networked")) {
      expect(ignored(clusters(), addressOf(name)).length).toBeLessThanOrEqual(40);
    }
  });

  test("plans a change of what the construct states", () => {
    const edits: JsonObject = { "default_node_pool.vm_size": "Standard_D4s_v5", workload_identity_enabled: false };
    const edited = clusters((_change, name): JsonObject => (name === "scaled" ? edits : {}));
    const change = workspace
      .write(edited)
      .changes()
      .find(({ address }) => address === addressOf("scaled"));
    expect(change?.paths).toEqual(expect.arrayContaining(["default_node_pool.0.vm_size", "workload_identity_enabled"]));
  });

  const rows = NAMES.flatMap((name) => changesOf(name).map((change) => ({ name, ...change })));

  test.each(rows.filter((row) => row.stated))(
    "restores $title of '$name' once it is stated",
    ({ name, restored, stated: overrides = {} }) => {
      const path = restored ?? Object.keys(overrides)[0];
      const change = stated.find(({ address }) => address === addressOf(name));
      expect(change?.paths).toContain(path);
    },
  );

  test("applies what is stated and changes nothing else", async () => {
    const path = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/fixed`;
    const before = await request(azure, "GET", path);
    const tagged = clusters(({ stated: { tags } = {} }): JsonObject => (tags ? { tags } : {}));
    workspace.write(tagged).succeed("apply", "-auto-approve", `-target=${addressOf("fixed")}`);
    expect(differences(before, await request(azure, "GET", path))).toEqual([
      "tags.policy",
      "tags.team",
      "properties.agentPoolProfiles.0.count",
    ]);
  });

  test("replaces no cluster where settings are stated", () => {
    expect(stated.map(({ address, action, replaces }) => ({ address, action, replaces }))).toEqual(
      ["fixed", "manual"].map((name) => ({ address: `azurerm_kubernetes_cluster.${name}`, action: "update", replaces: [] })),
    );
  });
});
