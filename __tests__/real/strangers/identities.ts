import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { TerraformOutput } from "cdktf";
import {
  AcrAccessToken,
  AcrCredentialProvider,
  AcrPullBinding,
  AksCluster,
  AksKubernetesProvider,
  AksServiceAccountImagePull,
  AzureCloud,
  ContainerRegistry,
  DefaultServiceAccount,
  KubernetesDistribution,
  PullIdentity,
  PullIdentityConsumer,
  ServiceAccount,
} from "../../../src";
import { PROD, SUBSCRIPTION } from "../../../testbed/azure/known/identities";
import type { StrangersApp } from "./app";

const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };
const CONTOSO = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
const issuerUrl = "https://oidc.contoso.com/prod";
const KUBELET = `/subscriptions/${SUBSCRIPTION}/resourceGroups/MC_rg-prod_prod_westeurope/providers/Microsoft.ManagedIdentity/userAssignedIdentities/prod-agentpool`;

/** Identities of service accounts, outside AKS. */
export const IDENTITIES: readonly StrangersApp[] = [
  [
    "an identity for an account, and the files of the nodes",
    ({ scope, namespace }) => {
      const registry = ContainerRegistry.fromLookup(scope, "acr", CONTOSO);
      const subjects = [{ namespace, serviceAccount: "app" }];
      const shop = new PullIdentity(scope, "shop", { issuerUrl, subjects, identityName: "strangers-shop", ...PLACE });
      registry.grantPull(shop);
      new ServiceAccount(scope, "app", { namespaces: [namespace], pullIdentity: shop });
      const provider = new AcrCredentialProvider(scope, "nodes", { registries: [registry], tenantId: shop.tenantId });
      for (const distribution of Object.values(KubernetesDistribution)) {
        new TerraformOutput(scope, distribution, { value: provider.nodeFiles(distribution) });
      }
    },
  ],
  [
    "an identity in a blue and a green cluster, for the default account",
    ({ scope, namespace }) => {
      const issuerUrls = { blue: "https://oidc.contoso.com/blue", green: "https://oidc.contoso.com/green" };
      const subjects = [{ namespace, serviceAccount: "default" }];
      const pullIdentity = new PullIdentity(scope, "fleet", { issuerUrls, subjects, tags: { team: "shop" }, ...PLACE });
      new DefaultServiceAccount(scope, "default", { namespaces: [namespace], pullIdentity });
    },
  ],
  [
    "an application for a registry of another tenant",
    ({ scope, namespace }) => {
      const subjects = [{ namespace, serviceAccount: "app" }];
      const application = { displayName: "strangers pull" };
      const pullIdentity = new PullIdentity(scope, "application", { application, issuerUrl, subjects });
      ContainerRegistry.fromLookup(scope, "acr", CONTOSO).grantPull(pullIdentity);
      new ServiceAccount(scope, "app", { namespaces: [namespace], pullIdentity });
    },
  ],
  [
    "an identity that another stack made, for Flux",
    ({ scope, namespace }) => {
      const consumer = PullIdentityConsumer.WORKLOAD_IDENTITY;
      const { id, clientId, principalId, tenantId } = new UserAssignedIdentity(scope, "flux", {
        name: "strangers-flux",
        ...PLACE,
      });
      const existingIdentity = { identityId: id, clientId, principalId, tenantId };
      const subjects = [{ namespace, serviceAccount: "source-controller" }];
      const pullIdentity = new PullIdentity(scope, "flux-pull", { existingIdentity, issuerUrl, consumer, subjects });
      ContainerRegistry.fromLookup(scope, "acr", CONTOSO).grantPull(pullIdentity);
    },
  ],
  [
    "an identity by its id",
    ({ scope, namespace }) => {
      const issuer = { issuerUrl: "https://oidc.contoso.com/green", credentialNamePrefix: "green" };
      const subjects = [{ namespace, serviceAccount: "app" }];
      new PullIdentity(scope, "spare", {
        identityId: KUBELET.replace(/MC_.*_westeurope/, "rg-prod").replace("prod-agentpool", "spare"),
        subjects,
        ...issuer,
      });
    },
  ],
  [
    "the object of msi-acrpull",
    ({ scope, namespace }) => {
      const consumer = PullIdentityConsumer.MSI_ACRPULL;
      const registry = ContainerRegistry.fromLookup(scope, "acr", CONTOSO);
      const subjects = [{ namespace, serviceAccount: "app" }];
      const pullIdentity = new PullIdentity(scope, "msi-shop", { issuerUrl, consumer, subjects, ...PLACE });
      registry.grantPull(pullIdentity);
      new AcrPullBinding(scope, "shop-pull", { pullIdentity, registry, repositories: ["shop/app"] });
      new ServiceAccount(scope, "app", { namespaces: [namespace], pullIdentity });
    },
  ],
  [
    "the generator of External Secrets",
    ({ scope, namespace }) => {
      const consumer = PullIdentityConsumer.EXTERNAL_SECRETS;
      const registry = ContainerRegistry.fromLookup(scope, "acr", CONTOSO);
      const subjects = [{ namespace, serviceAccount: "app" }];
      const pullIdentity = new PullIdentity(scope, "eso-shop", { issuerUrl, consumer, subjects, ...PLACE });
      registry.grantPull(pullIdentity);
      new AcrAccessToken(scope, "shop-token", { pullIdentity, registry, cloud: AzureCloud.AZURE_CLOUD });
    },
  ],
];

/** The cluster has one, so it is in a stack of its own. */
export const AKS: readonly StrangersApp[] = [
  [
    "an identity in AKS, with the switch of the nodes",
    ({ scope, namespace }) => {
      const cluster = AksCluster.fromLookup(scope, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
      const { provider } = new AksKubernetesProvider(scope, "in-aks", { cluster, alias: "aks" });
      const defaultIdentity = { identityId: KUBELET, clientId: PROD.kubelet.clientId, principalId: PROD.kubelet.objectId };
      new AksServiceAccountImagePull(scope, "image-pull", { cluster, previewEnabled: true, defaultIdentity, provider });
      const subjects = [{ namespace, serviceAccount: "app" }];
      const pullIdentity = new PullIdentity(scope, "aksshop", { cluster, subjects, kubernetesProvider: provider, ...PLACE });
      ContainerRegistry.fromLookup(scope, "acr", CONTOSO).grantPull(pullIdentity);
      new ServiceAccount(scope, "app", { namespaces: [namespace], pullIdentity, provider });
    },
  ],
];
