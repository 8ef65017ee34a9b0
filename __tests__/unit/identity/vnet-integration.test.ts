import { join } from "node:path";
import { KubernetesCluster, type KubernetesClusterConfig } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { TerraformElement, type TerraformStack, TerraformVariable } from "cdktf";
import {
  AksCluster,
  AksServiceAccountImagePull,
  type AksServiceAccountImagePullProps,
  type IAksCluster,
  ProviderGeneration,
  PullIdentity,
  PullIdentityConsumer,
  type PullIdentityProps,
} from "../../../src";
import { readFacts } from "../../../tools/facts";
import { complaint, emptyStack, synthesize, validationErrors, warnings } from "../../support/stack";
import { CLIENT_ID, identityId, OBJECT_ID } from "../../support/values";

const PLACE = { resourceGroupName: "rg", location: "westeurope" };
const SUBJECTS = [{ namespaceName: "shop", serviceAccountName: "app" }];
const PROFILE = "api_server_access_profile.virtual_network_integration_enabled";
const REFUSAL = complaint("[stack/shop] cluster", "another consumer");
const REASON = "the support case says so";

/** The day of the page that says it. */
const date = readFacts(join(__dirname, "../../../docs/facts")).find(({ id }) => id === "bindings-without-vnet-integration")?.date;

function bound(stack: TerraformStack, props: Partial<PullIdentityProps>): PullIdentity {
  return new PullIdentity(stack, "shop", { ...PLACE, subjects: SUBJECTS, ...props });
}

function pulling(cluster: IAksCluster): AksServiceAccountImagePullProps {
  const defaultIdentity = { identityId: identityId("nodes"), clientId: CLIENT_ID, principalId: OBJECT_ID };
  return { cluster, previewEnabled: true, defaultIdentity };
}

function declared(stack: TerraformStack, props: Partial<KubernetesClusterConfig> = {}): IAksCluster {
  const cluster = new KubernetesCluster(stack, "aks", {
    ...PLACE,
    name: "prod",
    dnsPrefix: "prod",
    defaultNodePool: { name: "system" },
    identity: { type: "SystemAssigned" },
    oidcIssuerEnabled: true,
    ...props,
  });
  return AksCluster.fromResource(cluster, "AksCluster", cluster);
}

function created(stack: TerraformStack): [AksCluster, TerraformElement] {
  const cluster = new AksCluster(stack, "aks", { ...PLACE, clusterName: "prod" });
  const { defaultChild } = cluster.node;
  if (!TerraformElement.isTerraformElement(defaultChild)) {
    throw new Error("the cluster has no default child");
  }
  return [cluster, defaultChild];
}

describe.each(
  Object.entries<(stack: TerraformStack) => IAksCluster>({
    "an AKS Automatic cluster that is looked up": (stack) =>
      AksCluster.fromLookup(stack, "aks", { automatic: true, clusterName: "prod", resourceGroupName: "rg" }),
    "a declared cluster": (stack) => declared(stack, { apiServerAccessProfile: { virtualNetworkIntegrationEnabled: true } }),
    "a cluster whose default child has it": (stack) => {
      const [cluster, resource] = created(stack);
      resource.addOverride(PROFILE, true);
      return cluster;
    },
    "a cluster whose default child has it in a list": (stack) => {
      const [cluster, resource] = created(stack);
      resource.addOverride("api_server_access_profile", [{ virtual_network_integration_enabled: true }]);
      return cluster;
    },
  }),
)("%s", (_, clusterIn) => {
  const stackWith5 = (): TerraformStack => {
    const stack = emptyStack();
    ProviderGeneration.useAzurerm5(stack);
    return stack;
  };

  test("fails with an identity binding", () => {
    const stack = stackWith5();
    expect(() => bound(stack, { cluster: clusterIn(stack) })).toThrow(REFUSAL);
  });

  test.each(
    Object.entries<(stack: TerraformStack) => unknown>({
      "an identity binding": (stack) => bound(stack, { cluster: clusterIn(stack), unsupportedReason: REASON }),
      "a default identity": (stack) =>
        new AksServiceAccountImagePull(stack, "shop", { ...pulling(clusterIn(stack)), unsupportedReason: REASON }),
    }),
  )("warns once with %s and a reason, which it prints with the day of the page", (_, create) => {
    const stack = stackWith5();
    create(stack);
    expect([validationErrors(stack), validationErrors(stack)]).toEqual([[], []]);
    const [warning, ...others] = warnings(stack).filter((text) => text.startsWith("[stack/shop]"));
    expect(warning).toMatch(`' has API server VNet integration, with which AKS supported no identity bindings as of ${date}`);
    expect(warning).toMatch(`'${REASON}'`);
    expect(others).toEqual([]);
  });

  test("fails with a default identity", () => {
    const stack = stackWith5();
    expect(() => new AksServiceAccountImagePull(stack, "shop", pulling(clusterIn(stack)))).toThrow(REFUSAL);
  });
});

test("a default child that gets it after the binding fails the validation", () => {
  const stack = emptyStack();
  const [cluster, resource] = created(stack);
  bound(stack, { cluster });
  expect(validationErrors(stack)).toEqual([]);
  resource.addOverride(PROFILE, true);
  expect(validationErrors(stack)).toEqual([expect.stringMatching(REFUSAL)]);
});

test("a variable fails the plan", () => {
  const stack = emptyStack();
  const integrated = new TerraformVariable(stack, "integrated", { type: "bool" });
  bound(stack, {
    cluster: declared(stack, { apiServerAccessProfile: { virtualNetworkIntegrationEnabled: integrated.booleanValue } }),
  });
  expect(synthesize(stack).resource.azapi_resource.shop_IdentityBinding.lifecycle).toEqual({
    precondition: [{ condition: "${(var.integrated != true)}", error_message: expect.stringMatching(REFUSAL) }],
  });
});

test("a default child that gets it after the binding is a warning with a reason", () => {
  const stack = emptyStack();
  const [cluster, resource] = created(stack);
  bound(stack, { cluster, unsupportedReason: REASON });
  expect([validationErrors(stack), warnings(stack)]).toEqual([[], []]);
  resource.addOverride(PROFILE, true);
  expect([validationErrors(stack), warnings(stack)]).toEqual([[], [expect.stringContaining(REASON)]]);
});

test.each(["", " ", "\n", "\u001b[2J"])("the reason %j is none, and is not printed", (unsupportedReason) => {
  const stack = emptyStack();
  const [cluster] = created(stack);
  const bind = () => bound(stack, { cluster, unsupportedReason });
  expect(bind).toThrow(complaint("unsupportedReason", "and when"));
  expect(bind).not.toThrow("\u001b");
});

test("a reason is refused without an identity binding", () => {
  const stack = emptyStack();
  const [cluster] = created(stack);
  const props = { cluster, consumer: PullIdentityConsumer.WORKLOAD_IDENTITY, unsupportedReason: REASON };
  expect(() => bound(stack, props)).toThrow(complaint("unsupportedReason", "remove it"));
});

test("a reason is refused without a default identity", () => {
  const stack = emptyStack();
  const [cluster] = created(stack);
  const pull = () => new AksServiceAccountImagePull(stack, "shop", { cluster, unsupportedReason: REASON });
  expect(pull).toThrow(complaint("unsupportedReason", "remove it"));
});

test.each<[string, Partial<KubernetesClusterConfig>]>([
  ["says nothing", {}],
  ["has other access", { apiServerAccessProfile: { authorizedIpRanges: ["203.0.113.0/24"] } }],
  ["turns it off", { apiServerAccessProfile: { virtualNetworkIntegrationEnabled: false } }],
])("a cluster that %s is bound without a condition", (_, props) => {
  const stack = emptyStack();
  bound(stack, { cluster: declared(stack, props) });
  expect(validationErrors(stack)).toEqual([]);
  expect(synthesize(stack).resource.azapi_resource.shop_IdentityBinding).not.toHaveProperty("lifecycle");
});
