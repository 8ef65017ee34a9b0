import type { TerraformStack } from "cdktf";
import { AksCluster, AksIdentityType } from "../../src";
import { CHANGES, type ClusterChange, SCALED, SCALING } from "./cluster-changes";
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

/** Clusters of a fixed size, with autoscaling that somebody else switches on, and with autoscaling of ours. */
const CLUSTERS = { fixed: CHANGES, manual: SCALING, scaled: SCALED };
type ClusterName = keyof typeof CLUSTERS;
const NAMES: readonly ClusterName[] = ["fixed", "manual", "scaled"];

function clusters(stated: (change: ClusterChange) => JsonObject): TerraformStack {
  const stack = azureStack();
  for (const name of NAMES) {
    const cluster = new AksCluster(stack, name, {
      clusterName: name,
      resourceGroupName: "rg-prod",
      location: "westeurope",
      // The roles of user-assigned identities take the provider 20 seconds.
      identityType: AksIdentityType.SYSTEM_ASSIGNED,
      ...(name === "scaled" ? { minCount: 1, maxCount: 3 } : {}),
    });
    for (const change of CLUSTERS[name]) {
      override(cluster, stated(change));
    }
  }
  return stack;
}

async function changeBehindTerraform(azure: FakeAzure, name: ClusterName): Promise<void> {
  const path = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  const changes = CLUSTERS[name];
  const cluster = await request(azure, "GET", path);
  await request(azure, "PUT", path, merge(cluster, ...changes.map((change) => change.cluster ?? {})));
  const pool = merge(...changes.map((change) => change.pool ?? {}));
  await request(azure, "PATCH", `${path}/agentPools/nodepool1`, { properties: pool });
  for (const [configuration, properties] of changes.flatMap(({ maintenance }) => (maintenance ? [maintenance] : []))) {
    const url = `${path}/maintenanceConfigurations/${configuration}?api-version=${MAINTENANCE}`;
    await request(azure, "PUT", url, { properties });
  }
}

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let azure: FakeAzure;
  let workspace: RealWorkspace;
  let unstated: readonly PlannedChange[];
  let stated: readonly PlannedChange[];

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
    const plain = clusters(() => ({}));
    use(plain);
    workspace.write(plain).apply();
    for (const name of NAMES) {
      await changeBehindTerraform(azure, name);
    }
    unstated = workspace.changes();
    const overridden = clusters((change) => change.stated ?? {});
    use(overridden);
    stated = workspace.write(overridden).changes();
  });

  afterAll(async () => {
    workspace?.remove();
    await azure?.stop();
  });

  test("leaves what others have changed as it is", () => {
    expect(unstated).toEqual([]);
  });

  const rows = NAMES.flatMap((name) => CLUSTERS[name].map((change) => ({ name, ...change })));

  test.each(rows.filter((row) => row.stated))(
    "restores $title of '$name' once it is stated",
    ({ name, restored, stated: overrides = {} }) => {
      const path = restored ?? Object.keys(overrides)[0];
      const change = stated.find(({ address }) => address === `azurerm_kubernetes_cluster.${name}`);
      expect(change?.paths).toContain(path);
    },
  );

  test("applies what is stated and changes nothing else", async () => {
    const path = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/fixed`;
    const before = await request(azure, "GET", path);
    const tagged = clusters(({ stated: { tags } = {} }): JsonObject => (tags ? { tags } : {}));
    use(tagged);
    workspace.write(tagged).succeed("apply", "-auto-approve", "-target=azurerm_kubernetes_cluster.fixed");
    expect(differences(before, await request(azure, "GET", path))).toEqual(["tags.policy", "tags.team"]);
  });

  test("replaces no cluster where settings are stated", () => {
    expect(stated.map(({ address, action, replaces }) => ({ address, action, replaces }))).toEqual(
      ["fixed", "manual"].map((name) => ({ address: `azurerm_kubernetes_cluster.${name}`, action: "update", replaces: [] })),
    );
  });
});
