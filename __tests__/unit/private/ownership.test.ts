import type { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { Fn, Lazy } from "cdktf";
import { AksCluster, type AksClusterProps } from "../../../src";
import { emptyStack, synthesize } from "../../support/stack";

const PROPS = { clusterName: "prod", resourceGroupName: "rg", location: "westeurope" };

interface Rendered {
  readonly ignored: readonly string[];
  readonly sent: object;
}

/** A cluster as it is written, after users have changed its resource. */
function rendered(
  change: (cluster: KubernetesCluster) => void = () => undefined,
  props: Partial<AksClusterProps> = {},
): Rendered {
  const stack = emptyStack();
  const cluster = new AksCluster(stack, "aks", { ...PROPS, ...props });
  change(cluster.node.defaultChild as KubernetesCluster);
  const { lifecycle, ...sent } = synthesize(stack).resource.azurerm_kubernetes_cluster.aks;
  return { ignored: Object.values(lifecycle.ignore_changes).map(String), sent };
}

const { ignored: BEFORE } = rendered();

/** What is ignored no longer, and what is ignored instead. */
function difference(change: (cluster: KubernetesCluster) => void, props?: Partial<AksClusterProps>) {
  const { ignored } = rendered(change, props);
  return { stated: BEFORE.filter((path) => !ignored.includes(path)), instead: ignored.filter((path) => !BEFORE.includes(path)) };
}

test("what a setter states is Terraform's", () => {
  const state = (cluster: KubernetesCluster) => {
    cluster.skuTier = "Standard";
    cluster.azurePolicyEnabled = false;
    cluster.tags = {};
  };
  expect(difference(state)).toEqual({ stated: ["azure_policy_enabled", "sku_tier", "tags"], instead: [] });
});

test("what an override states is Terraform's, also as null or as an expression", () => {
  const state = (cluster: KubernetesCluster) => {
    cluster.addOverride("run_command_enabled", false);
    cluster.addOverride("support_plan", null);
    cluster.addOverride("sku_tier", Fn.join("", ["Stan", "dard"]));
    cluster.addOverride("default_node_pool.scale_down_mode", "Deallocate");
  };
  expect(difference(state)).toEqual({
    stated: ["default_node_pool[0].scale_down_mode", "run_command_enabled", "sku_tier", "support_plan"],
    instead: [],
  });
});

test("an argument that an override removes is Terraform's, as one that is null", () => {
  const state = (cluster: KubernetesCluster) => cluster.addOverride("sku_tier", undefined);
  expect(difference(state)).toEqual({ stated: ["sku_tier"], instead: [] });
});

test.each<[string, (cluster: KubernetesCluster) => void]>([
  ["a setter", (cluster) => cluster.putApiServerAccessProfile({ authorizedIpRanges: ["203.0.113.0/24"] })],
  ["an override", (cluster) => cluster.addOverride("api_server_access_profile.authorized_ip_ranges", ["203.0.113.0/24"])],
])("of a block that %s states in part, the rest belongs to Azure", (_way, state) => {
  expect(difference(state)).toEqual({
    stated: ["api_server_access_profile"],
    instead: ["api_server_access_profile[0].subnet_id", "api_server_access_profile[0].virtual_network_integration_enabled"],
  });
});

test("a block inside a block is treated as the block is", () => {
  const state = (cluster: KubernetesCluster) => {
    cluster.addOverride("default_node_pool.upgrade_settings.max_surge", "33%");
  };
  expect(difference(state)).toEqual({
    stated: ["default_node_pool[0].upgrade_settings"],
    instead: [
      "default_node_pool[0].upgrade_settings[0].drain_timeout_in_minutes",
      "default_node_pool[0].upgrade_settings[0].node_soak_duration_in_minutes",
      "default_node_pool[0].upgrade_settings[0].undrainable_node_behavior",
    ],
  });
});

test("an empty block is stated, since it enables something", () => {
  expect(difference((cluster) => cluster.putMonitorMetrics({}))).toEqual({ stated: ["monitor_metrics"], instead: [] });
});

test("a block behind a token is stated as a whole", () => {
  const profile = Lazy.anyValue({ produce: () => ({ network_plugin: "azure" }) });
  expect(difference((cluster) => cluster.addOverride("network_profile", profile))).toEqual({
    stated: ["network_profile"],
    instead: [],
  });
});

test("what users ignore is added to the rest by a lifecycle, and replaces it by an override", () => {
  const added = rendered((cluster) => {
    cluster.lifecycle = { ignoreChanges: ["location"] };
  });
  expect(added.ignored).toEqual([...BEFORE, "location"].sort());
  expect(rendered((cluster) => cluster.addOverride("lifecycle.ignore_changes", ["tags"])).ignored).toEqual(["tags"]);
  expect(rendered((cluster) => cluster.addOverride("lifecycle", { ignore_changes: ["tags"] })).ignored).toEqual(["tags"]);
});
