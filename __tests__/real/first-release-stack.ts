import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import type { TerraformStack } from "cdktf";
import {
  AksCluster,
  AksIdentityType,
  ContainerRegistry,
  ContainerRegistrySku,
  RegistryToken,
  ServicePrincipalCredentials,
} from "../../src";
import { azureStack } from "./support/providers";

const LOCATION = { resourceGroupName: "rg-prod", location: "westeurope" };

/** What users of the first release have: every property that a new cluster or registry had then, and rotated credentials. */
export function firstRelease(): TerraformStack {
  const stack = azureStack();
  new AzureadProvider(stack, "azuread");
  const registry = new ContainerRegistry(stack, "acr", { registryName: "standardregistry", ...LOCATION });
  registry.grantPull(new AksCluster(stack, "aks", { clusterName: "prod-eu", ...LOCATION }));
  new ServicePrincipalCredentials(stack, "puller", { registry, generation: 2 });
  new RegistryToken(stack, "team-token", { registry, repositories: ["team/*"], generation: 2 });
  new ContainerRegistry(stack, "premium", {
    registryName: "premiumregistry",
    ...LOCATION,
    sku: ContainerRegistrySku.PREMIUM,
    publicNetworkAccessEnabled: false,
    zoneRedundancyEnabled: true,
    tags: { team: "web" },
  }).adminCredentials();
  new AksCluster(stack, "scaled", {
    clusterName: "scaled",
    ...LOCATION,
    identityType: AksIdentityType.SYSTEM_ASSIGNED,
    kubernetesVersion: "1.33",
    vmSize: "Standard_D4s_v5",
    minCount: 1,
    maxCount: 3,
    tags: { team: "web" },
  });
  new AksCluster(stack, "sized", {
    clusterName: "sized",
    ...LOCATION,
    identityType: AksIdentityType.SYSTEM_ASSIGNED,
    dnsPrefix: "sized-api",
    nodeCount: 2,
  });
  new ContainerRegistry(stack, "zones", {
    registryName: "zonesregistry",
    ...LOCATION,
    sku: ContainerRegistrySku.PREMIUM,
    adminEnabled: false,
    publicNetworkAccessEnabled: true,
    zoneRedundancyEnabled: false,
  });
  return stack;
}
