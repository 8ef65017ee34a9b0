import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { TerraformStack } from "cdktf";
import { AksCluster, ContainerRegistry, type IRegistryGrantee, ServicePrincipalCredentials } from "../../../src";
import { knownCluster } from "../../support/builders";
import { complaint, emptyStack, synthesize, variable } from "../../support/stack";

const [OWN, OTHER] = ["aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"];
const CLUSTER = { clusterName: "prod", resourceGroupName: "rg-prod" };

/** In a stack whose azuread provider states a tenant. */
function registryOf(tenantId: string | undefined) {
  const stack = emptyStack();
  const provider = new AzurermProvider(stack, "registry", { alias: "registry", features: [{}], tenantId });
  (stack.node.findChild("azuread") as AzureadProvider).tenantId = OTHER;
  const registry = ContainerRegistry.fromLookup(stack, "acr", {
    registryName: "contoso",
    resourceGroupName: "rg-shared",
    provider,
  });
  return { stack, registry };
}

function azurermOf(stack: TerraformStack, tenantId?: string) {
  return new AzurermProvider(stack, "cluster", { alias: "cluster", features: [{}], tenantId });
}

const LOOKED_UP: Record<string, (stack: TerraformStack, tenantId?: string) => IRegistryGrantee> = {
  "its kubelet identity": (stack, tenantId) =>
    AksCluster.fromLookup(stack, "aks", { ...CLUSTER, provider: azurermOf(stack, tenantId) }),
  "its service principal": (stack, tenantId) => {
    const azureadProvider = new AzureadProvider(stack, "other", { alias: "other", tenantId });
    return AksCluster.fromLookup(stack, "aks", { ...CLUSTER, servicePrincipal: true, azureadProvider });
  },
};

test.each(Object.entries(LOOKED_UP))("a cluster of another tenant is refused by %s", (_, clusterOf) => {
  const { stack, registry } = registryOf(OWN);
  registry.grantPull(clusterOf(stack, OTHER));
  expect(() => synthesize(stack)).toThrow(complaint("[stack/acr] grantPull", "pull with an identity of the registry's tenant"));
});

test("a service principal that the stack's own provider would create in another tenant is refused", () => {
  const { stack, registry } = registryOf(OWN);
  new ServicePrincipalCredentials(stack, "puller", { registry });
  expect(() => synthesize(stack)).toThrow(complaint("[stack/acr] grantPull", "correct tenantId of the provider"));
});

test.each<[string, string | undefined, (stack: TerraformStack) => IRegistryGrantee]>([
  ["one tenant, in any case", OWN, (stack) => LOOKED_UP["its kubelet identity"](stack, OWN.toUpperCase())],
  ["a tenant that the cluster's provider leaves out", OWN, (stack) => LOOKED_UP["its kubelet identity"](stack)],
  ["a tenant that the registry's provider leaves out", undefined, (stack) => LOOKED_UP["its kubelet identity"](stack, OTHER)],
  ["a tenant of a variable", OWN, (stack) => LOOKED_UP["its kubelet identity"](stack, variable(stack, "tenant"))],
  ["an identity that is only named", OWN, (stack) => knownCluster(stack)],
  [
    "a service principal of a cluster in another tenant, known in the registry's",
    OWN,
    (stack) => {
      const azureadProvider = new AzureadProvider(stack, "own", { alias: "own", tenantId: OWN });
      const provider = azurermOf(stack, OTHER);
      return AksCluster.fromLookup(stack, "aks", { ...CLUSTER, servicePrincipal: true, provider, azureadProvider });
    },
  ],
])("%s is granted", (_, tenantId, granteeOf) => {
  const { stack, registry } = registryOf(tenantId);
  registry.grantPull(granteeOf(stack));
  expect(Object.keys(synthesize(stack).resource)).toEqual(["azurerm_role_assignment"]);
});
