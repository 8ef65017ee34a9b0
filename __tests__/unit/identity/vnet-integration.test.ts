import { KubernetesCluster, type KubernetesClusterConfig } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { TerraformElement, type TerraformStack, TerraformVariable } from "cdktf";
import {
  AksAutomaticCluster,
  AksCluster,
  AksServiceAccountImagePull,
  type IOidcIssuerCluster,
  ProviderGeneration,
  PullIdentity,
  type PullIdentityProps,
} from "../../../src";
import { complaint, emptyStack, synthesize, validationErrors } from "../../support/stack";
import { CLIENT_ID, identityId, OBJECT_ID } from "../../support/values";

const PLACE = { resourceGroupName: "rg", location: "westeurope" };
const SUBJECTS = [{ namespaceName: "shop", serviceAccount: "app" }];
const PROFILE = "api_server_access_profile.virtual_network_integration_enabled";
const REFUSAL = complaint("[stack/shop] cluster", "another consumer");

function bound(stack: TerraformStack, props: Partial<PullIdentityProps>): PullIdentity {
  return new PullIdentity(stack, "shop", { ...PLACE, subjects: SUBJECTS, ...props });
}

function declared(stack: TerraformStack, props: Partial<KubernetesClusterConfig> = {}): IOidcIssuerCluster {
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

describe.each<[string, (stack: TerraformStack) => IOidcIssuerCluster]>([
  ["a new AKS Automatic cluster", (stack) => new AksAutomaticCluster(stack, "aks", { ...PLACE, clusterName: "prod" })],
  [
    "an AKS Automatic cluster that is looked up",
    (stack) => AksAutomaticCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" }),
  ],
  ["a declared cluster", (stack) => declared(stack, { apiServerAccessProfile: { virtualNetworkIntegrationEnabled: true } })],
  [
    "a cluster whose default child has it",
    (stack) => {
      const [cluster, resource] = created(stack);
      resource.addOverride(PROFILE, true);
      return cluster;
    },
  ],
  [
    "a cluster whose default child has it in a list",
    (stack) => {
      const [cluster, resource] = created(stack);
      resource.addOverride("api_server_access_profile", [{ virtual_network_integration_enabled: true }]);
      return cluster;
    },
  ],
])("%s", (_, clusterIn) => {
  const stackWith5 = (): TerraformStack => {
    const stack = emptyStack();
    ProviderGeneration.useAzurerm5(stack);
    return stack;
  };

  test("fails with an identity binding", () => {
    const stack = stackWith5();
    expect(() => bound(stack, { cluster: clusterIn(stack) })).toThrow(REFUSAL);
  });

  test("fails among others", () => {
    const stack = stackWith5();
    const other = AksCluster.fromLookup(stack, "other", { clusterName: "other", resourceGroupName: "rg" });
    expect(() => bound(stack, { cluster: other, clusters: { green: { cluster: clusterIn(stack) } } })).toThrow("got 'stack/aks");
  });

  test("fails with a default identity", () => {
    const stack = stackWith5();
    const defaultIdentity = { identityId: identityId("nodes"), clientId: CLIENT_ID, principalId: OBJECT_ID };
    const props = { cluster: clusterIn(stack), previewEnabled: true, defaultIdentity };
    expect(() => new AksServiceAccountImagePull(stack, "shop", props)).toThrow(REFUSAL);
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
