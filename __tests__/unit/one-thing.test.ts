import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformIterator, type TerraformStack, TerraformVariable } from "cdktf";
import {
  AksCluster,
  ContainerRegistry,
  type IRegistryGrantee,
  ProviderGeneration,
  PullRoleAssignment,
  type PullRoleAssignmentProps,
} from "../../src";
import { knownCluster, knownRegistry, registryOf } from "../support/builders";
import { emptyStack, synthesize, validationErrors } from "../support/stack";
import { OBJECT_ID, REGISTRY_ID } from "../support/values";

const CLUSTER = { clusterName: "prod", resourceGroupName: "rg-prod" };
const REGISTRY = { registryName: "contoso", resourceGroupName: "rg", location: "westeurope" };
const SUBSCRIPTION = "12345678-1234-9876-4563-123456789012";

const lookUp = (stack: TerraformStack, id: string, options = {}) => AksCluster.fromLookup(stack, id, { ...CLUSTER, ...options });
const provider = (stack: TerraformStack, alias: string, subscriptionId?: string) =>
  new AzurermProvider(stack, alias, { alias, features: [{}], subscriptionId });

type Pair = (stack: TerraformStack) => readonly [IRegistryGrantee, IRegistryGrantee];

/** The errors of a stack whose registry is granted to both. */
function errorsOf(pair: Pair): readonly string[] {
  const stack = emptyStack();
  const registry = registryOf(stack);
  for (const one of pair(stack)) {
    registry.grantPull(one);
  }
  return validationErrors(stack);
}

const ONE_CLUSTER: Record<string, Pair> = {
  "two look-ups": (stack) => [lookUp(stack, "one"), lookUp(stack, "two")],
  "two look-ups in another case": (stack) => [
    lookUp(stack, "one"),
    lookUp(stack, "two", { clusterName: "PROD", resourceGroupName: "RG-Prod" }),
  ],
  "two look-ups by two providers of one subscription": (stack) => [
    lookUp(stack, "one", { provider: provider(stack, "a", SUBSCRIPTION) }),
    lookUp(stack, "two", { provider: provider(stack, "b", SUBSCRIPTION) }),
  ],
  "two look-ups by the stack's own provider and another of its subscription": (stack) => {
    (stack.node.findChild("azurerm") as AzurermProvider).subscriptionId = SUBSCRIPTION;
    return [lookUp(stack, "one"), lookUp(stack, "two", { provider: provider(stack, "b", SUBSCRIPTION) })];
  },
  "a look-up as AKS Automatic": (stack) => {
    ProviderGeneration.useAzurerm5(stack);
    return [lookUp(stack, "one"), lookUp(stack, "two", { automatic: true })];
  },
  "a resource and a look-up": (stack) => {
    const resource = new KubernetesCluster(stack, "resource", {
      name: "prod",
      resourceGroupName: "rg-prod",
      location: "westeurope",
      dnsPrefix: "prod",
      defaultNodePool: { name: "system", vmSize: "Standard_D2s_v5" },
    });
    return [lookUp(stack, "one"), AksCluster.fromResource(stack, "two", resource)];
  },
};

test.each(Object.entries(ONE_CLUSTER))("one cluster is granted once: %s", (_case, pair) => {
  const [error, ...others] = errorsOf(pair);
  expect(others).toEqual([]);
  expect(error).toMatch(
    /^\[stack\/.*\] grantPull must be called once per registry and cluster, since Azure rejects a second assignment \(409 RoleAssignmentExists\), got 'stack\/\S+'; 'stack\/one' is the same cluster: look it up or create it once, and pass that construct around; see /,
  );
});

const TWO_CLUSTERS: Record<string, Pair> = {
  "another name": (stack) => [lookUp(stack, "one"), lookUp(stack, "two", { clusterName: "test" })],
  "another resource group": (stack) => [lookUp(stack, "one"), lookUp(stack, "two", { resourceGroupName: "rg-test" })],
  "another subscription": (stack) => [
    lookUp(stack, "one"),
    lookUp(stack, "two", { provider: provider(stack, "b", SUBSCRIPTION) }),
  ],
  "without a name": (stack) => [lookUp(stack, "one"), knownCluster(stack)],
};

test.each(Object.entries(TWO_CLUSTERS))("two clusters are granted twice: %s", (_case, pair) => {
  expect(errorsOf(pair)).toEqual([]);
});

const ONE_PAIR: Record<string, (stack: TerraformStack) => void> = {
  "two assignments": (stack) => {
    assign(stack, "one", {});
    assign(stack, "two", { principalId: OBJECT_ID.toUpperCase() });
  },
  "a grant and an assignment of a known registry": (stack) => {
    knownRegistry(stack).grantPull(knownCluster(stack));
    assign(stack, "two", {});
  },
  "a grant and an assignment by the registry's attribute": (stack) => {
    const registry = registryOf(stack);
    registry.grantPull(knownCluster(stack));
    assign(stack, "two", { registryId: registry.registryId });
  },
};

test.each(Object.entries(ONE_PAIR))("one identity is granted once on a registry: %s", (_case, grant) => {
  const stack = emptyStack();
  grant(stack);
  expect(validationErrors(stack)).toEqual([
    expect.stringMatching(/^\[stack\/two\] principalId must be granted once on a registry, since Azure .*; use 'stack\//),
  ]);
});

test("assignments for each of two maps are told apart by nobody", () => {
  const stack = emptyStack();
  for (const id of ["one", "two"]) {
    const forEach = TerraformIterator.fromMap(new TerraformVariable(stack, `${id}-grants`, { type: "map(string)" }).value);
    assign(stack, id, { forEach, principalId: forEach.value });
  }
  expect(validationErrors(stack)).toEqual([]);
});

function assign(stack: TerraformStack, id: string, props: Partial<PullRoleAssignmentProps>): void {
  new PullRoleAssignment(stack, id, { registryId: REGISTRY_ID, principalId: OBJECT_ID, ...props });
}

test("one cluster may be looked up twice where it is granted once", () => {
  const stack = emptyStack();
  registryOf(stack).grantPull(lookUp(stack, "one"));
  registryOf(stack, "other", "fabrikam").grantPull(lookUp(stack, "two"));
  expect(validationErrors(stack)).toEqual([]);
});

const CREATED_TWICE: Record<string, (stack: TerraformStack, id: string, name: (text: string) => string) => unknown> = {
  clusterName: (stack, id, name) =>
    new AksCluster(stack, id, { clusterName: name("prod"), resourceGroupName: name("rg"), location: "westeurope" }),
  registryName: (stack, id, name) => new ContainerRegistry(stack, id, { ...REGISTRY, registryName: name("contoso") }),
};

test.each(Object.entries(CREATED_TWICE))("what Azure has once is created once: %s", (property, create) => {
  const stack = emptyStack();
  create(stack, "one", (text) => text);
  create(stack, "two", (text) => text.toUpperCase());
  expect(() => synthesize(stack)).toThrow(`[stack/two] ${property} must be `);
  expect(() => synthesize(stack)).toThrow("but 'stack/one' creates it already, got '");
});
