import { ContainerRegistry as RegistryResource } from "@cdktf/provider-azurerm/lib/container-registry";
import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { TerraformIterator } from "cdktf";
import {
  AksAutomaticCluster,
  AksCluster,
  AksIdentityType,
  AksNetworkDataPlane,
  AksNetworkPlugin,
  AksNetworkPolicy,
  AksNodeImageUpgradeChannel,
  AksPrincipal,
  AksTier,
  AksUpgradeChannel,
  ContainerRegistry,
  ContainerRegistrySku,
  PullRoleAssignment,
  RegistryPermissionMode,
} from "../../../src";
import { OTHER_SUBSCRIPTION, PLATFORM_TEAM, PROD } from "../../../testbed/azure/known/identities";
import { SHARED, type StrangersApp } from "./app";

const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };
const PRODUCTION = { clusterName: "prod", resourceGroupName: "rg-prod" };
const VAULT = `${SHARED}/Microsoft.KeyVault/vaults/contosovault`;

/** Registries, clusters and the grants between them: nothing here asks a cluster. */
export const REGISTRIES: readonly StrangersApp[] = [
  [
    "a new registry for a new cluster",
    ({ scope }) => {
      const registry = new ContainerRegistry(scope, "acr", { registryName: "strangersnew", ...PLACE });
      registry.grantPull(new AksCluster(scope, "aks", { clusterName: "strangers-new", nodeCount: 3, ...PLACE }));
    },
  ],
  [
    "an existing registry for an existing cluster",
    ({ scope }) => {
      const registry = ContainerRegistry.fromLookup(scope, "acr", {
        registryName: "contosoregistry",
        resourceGroupName: "rg-shared",
      });
      registry.grantPull(AksCluster.fromLookup(scope, "aks", PRODUCTION));
    },
  ],
  [
    "ids, without permission to read",
    ({ scope }) => {
      const registryId = `${SHARED}/Microsoft.ContainerRegistry/registries/fabrikamregistry`;
      const loginServer = "fabrikamregistry-a1b2c3d4.azurecr.io";
      const registry = ContainerRegistry.fromRegistryAttributes(scope, "acr", { registryId, loginServer });
      registry.grantPull(AksCluster.fromClusterAttributes(scope, "aks", { kubeletObjectId: PROD.kubelet.objectId }));
    },
  ],
  [
    "resources of the bindings",
    ({ scope }) => {
      const acr = new RegistryResource(scope, "acr", { name: "strangersown", sku: "Basic", ...PLACE });
      const aks = new KubernetesCluster(scope, "aks", {
        name: "strangers-own",
        dnsPrefix: "own",
        defaultNodePool: { name: "system", vmSize: "Standard_D4ds_v5", nodeCount: 1, upgradeSettings: { maxSurge: "10%" } },
        identity: { type: "SystemAssigned" },
        // Since Kubernetes 1.34 Azure switches it on by itself.
        oidcIssuerEnabled: true,
        ...PLACE,
      });
      ContainerRegistry.fromResource(acr).grantPull(AksCluster.fromResource(aks));
    },
  ],
  [
    "a cluster with a service principal",
    ({ scope }) => {
      const registry = ContainerRegistry.fromLookup(scope, "acr", {
        registryName: "fabrikamregistry",
        resourceGroupName: "rg-shared",
      });
      const principal = AksPrincipal.SERVICE_PRINCIPAL;
      registry.grantPull(AksCluster.fromLookup(scope, "aks", { clusterName: "legacy", resourceGroupName: "rg-prod", principal }));
    },
  ],
  [
    "grants in a map",
    ({ scope }) => {
      const identity = new UserAssignedIdentity(scope, "builder", { name: "strangers-builder", ...PLACE });
      const registry_id = `${SHARED}/Microsoft.ContainerRegistry/registries/fabrikamregistry`;
      const grant = TerraformIterator.fromMap({ builder: { registry_id, object_id: identity.principalId } });
      new PullRoleAssignment(scope, "pull", {
        forEach: grant,
        registryId: grant.getString("registry_id"),
        principalObjectId: grant.getString("object_id"),
      });
    },
  ],
  [
    "repositories of a registry in ABAC mode",
    ({ scope }) => {
      const permissionMode = RegistryPermissionMode.ABAC;
      const place = { registryName: "abacregistry", resourceGroupName: "rg-shared", permissionMode };
      const cluster = AksCluster.fromLookup(scope, "aks", PRODUCTION);
      ContainerRegistry.fromLookup(scope, "acr", place).grantPull(cluster, { repositories: ["team/app", "shared/*"] });
    },
  ],
  [
    "a registry of another subscription that is migrating to ABAC mode",
    ({ scope, provider }) => {
      const permissionMode = RegistryPermissionMode.MIGRATING;
      const place = { registryName: "othersubregistry", resourceGroupName: "rg-registry", permissionMode, provider };
      ContainerRegistry.fromLookup(scope, "acr", place).grantPull(AksCluster.fromLookup(scope, "aks", PRODUCTION));
    },
  ],
  [
    "a cache of public images",
    ({ scope }) => {
      const registry = ContainerRegistry.fromLookup(scope, "acr", {
        registryName: "contosoregistry",
        resourceGroupName: "rg-shared",
      });
      registry.cache({ upstream: "mcr.microsoft.com/dotnet/*", repository: "dotnet/*" });
      registry.cache({ upstream: "mcr.microsoft.com/dotnet/sdk", repository: "sdk/latest", cacheRuleName: "dotnet-sdk" });
    },
  ],
  [
    "a cache with a login from a key vault, in a new registry",
    ({ scope }) => {
      const registry = new ContainerRegistry(scope, "acr", { registryName: "strangerscache", ...PLACE });
      const credentials = { keyVaultId: VAULT, usernameSecretName: "acr-username", passwordSecretName: "acr-password" };
      registry.cache({ upstream: "docker.io/library/*", repository: "docker-hub/*", credentials });
      registry.cache({ upstream: "docker.io/grafana/*", repository: "grafana/*", credentials });
    },
  ],
  [
    "a Premium registry with everything that it has",
    ({ scope }) => {
      new ContainerRegistry(scope, "acr", {
        registryName: "strangerspremium",
        sku: ContainerRegistrySku.PREMIUM,
        allowedIpRanges: ["203.0.113.0/24", "198.51.100.7"],
        trustedServicesAllowed: false,
        anonymousPullEnabled: true,
        untaggedRetentionDays: 7,
        zoneRedundancyEnabled: true,
        tags: { team: "platform" },
        ...PLACE,
      });
    },
  ],
  [
    "a cluster for production, two registries",
    ({ scope }) => {
      const cluster = new AksCluster(scope, "aks", {
        clusterName: "strangers-prod",
        minCount: 3,
        maxCount: 9,
        zones: ["1", "2", "3"],
        network: {
          plugin: AksNetworkPlugin.AZURE_CNI_OVERLAY,
          policy: AksNetworkPolicy.CILIUM,
          dataPlane: AksNetworkDataPlane.CILIUM,
        },
        entra: { adminGroupObjectIds: [PLATFORM_TEAM], azureRbacEnabled: true },
        apiServerAccess: { authorizedIpRanges: ["203.0.113.0/24"] },
        upgrades: { channel: AksUpgradeChannel.PATCH, nodeImageChannel: AksNodeImageUpgradeChannel.NODE_IMAGE },
        tier: AksTier.STANDARD,
        ...PLACE,
      });
      for (const registryName of ["contosoregistry", "fabrikamregistry"]) {
        ContainerRegistry.fromLookup(scope, registryName, { registryName, resourceGroupName: "rg-shared" }).grantPull(cluster);
      }
    },
  ],
  [
    "a private cluster with the identities that AKS creates",
    ({ scope }) => {
      const identityType = AksIdentityType.SYSTEM_ASSIGNED;
      const apiServerAccess = { privateClusterEnabled: true };
      const registry = ContainerRegistry.fromLookup(scope, "acr", {
        registryName: "adminregistry",
        resourceGroupName: "rg-shared",
      });
      registry.grantPull(
        new AksCluster(scope, "aks", { clusterName: "strangers-private", identityType, apiServerAccess, ...PLACE }),
      );
    },
  ],
];

/** Needs azurerm 5: azurerm 4.55, where the bindings end, has neither AKS Automatic nor an argument for the permission mode. */
export const CURRENT_REGISTRIES: readonly StrangersApp[] = [
  [
    "a new AKS Automatic cluster and a new registry in ABAC mode",
    ({ scope }) => {
      const permissionMode = RegistryPermissionMode.ABAC;
      const registry = new ContainerRegistry(scope, "acr", { registryName: "strangersabac", permissionMode, ...PLACE });
      const cluster = new AksAutomaticCluster(scope, "aks", { clusterName: "strangers-auto", tags: { team: "web" }, ...PLACE });
      registry.grantPull(cluster, { repositories: ["team/*"] });
    },
  ],
];

/** The provider of the subscription with the other registry. */
export function otherSubscription(stack: ConstructorParameters<typeof AzurermProvider>[0]): AzurermProvider {
  return new AzurermProvider(stack, "shared", {
    alias: "shared",
    features: [{}],
    subscriptionId: OTHER_SUBSCRIPTION,
    resourceProviderRegistrations: "none",
  });
}
