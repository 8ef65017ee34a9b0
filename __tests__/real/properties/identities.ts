import type { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import {
  AcrAccessToken,
  type AcrAccessTokenProps,
  AcrCredentialProvider,
  type AcrCredentialProviderProps,
  AksCluster,
  AksServiceAccountImagePull,
  type AksServiceAccountImagePullProps,
  AzureCloud,
  ContainerRegistry,
  KubernetesDistribution,
  PullIdentity,
  PullIdentityConsumer,
} from "../../../src";
import { PROD, TENANT } from "../../testbed/azure/known";
import type { KubernetesCluster } from "../support/providers";
import { type Direction, type LivingPart, type Rows, turned } from "./living-stack";
import type { Others } from "./others";

const KUBELET =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/MC_rg-prod_prod_westeurope/providers/Microsoft.ManagedIdentity/userAssignedIdentities/prod-agentpool";

const SUBJECTS = [{ namespaceName: "apps", serviceAccountName: "app" }];
const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };
const CLOUD = { on: AzureCloud.AZURE_CHINA_CLOUD, changed: AzureCloud.AZURE_CLOUD };

const nodeRows = (provider: KubernetesProvider): Rows<AcrCredentialProviderProps> => ({
  cloud: CLOUD,
  clusterRoleName: { on: "kubelets-on", changed: "kubelets-changed" },
  provider: { on: provider, rounds: [1] },
});

const tokenRows = (provider: KubernetesProvider): Rows<AcrAccessTokenProps> => ({
  cloud: CLOUD,
  provider: { on: provider, rounds: [1] },
});

const imagePullRows = (provider: KubernetesProvider): Rows<AksServiceAccountImagePullProps> => ({
  previewEnabled: { on: true },
  defaultIdentity: { on: { identityId: KUBELET, clientId: PROD.kubelet.clientId, principalId: PROD.kubelet.objectId } },
  unsupportedReason: "is about clusters with API server VNet integration",
  clusterRoleName: { on: "image-pull-on", changed: "image-pull-changed", rounds: [1] },
  provider: { on: provider, rounds: [1] },
});

function build(scope: Construct, { kubernetes: other }: Others, round: number, direction: Direction): void {
  const registry = ContainerRegistry.fromLookup(scope, "acr", {
    registryName: "contosoregistry",
    resourceGroupName: "rg-shared",
  });
  const of = <Props>(rows: Rows<Props>) => turned(rows, round, direction);
  const identityFor = (id: string, consumer: PullIdentityConsumer) => {
    return new PullIdentity(scope, id, { ...PLACE, subjects: SUBJECTS, issuerUrl: "https://oidc.contoso.com/prod", consumer });
  };

  const nodes = { registries: [registry], tenantId: TENANT };
  const provider = new AcrCredentialProvider(scope, "kubelets", { ...nodes, ...of(nodeRows(other)) });
  new TerraformOutput(scope, "files", { value: provider.nodeFiles(KubernetesDistribution.KUBEADM) });
  const forExternal = { pullIdentity: identityFor("external", PullIdentityConsumer.EXTERNAL_SECRETS), registry };
  new AcrAccessToken(scope, "token", { ...forExternal, ...of(tokenRows(other)) });
  const cluster = AksCluster.fromLookup(scope, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
  new AksServiceAccountImagePull(scope, "image-pull", { cluster, ...of(imagePullRows(other)) });
}

/** What External Secrets adds to a cluster. */
export async function define(cluster: KubernetesCluster): Promise<void> {
  const [group, kind, plural] = ["generators.external-secrets.io", "ACRAccessToken", "acraccesstokens"];
  const schema = {
    openAPIV3Schema: { type: "object", properties: { spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } } },
  };
  await cluster.api("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural },
      scope: "Namespaced",
      versions: [{ name: "v1alpha1", served: true, storage: true, schema }],
    },
  });
}

export const IDENTITIES: LivingPart<Others> = { rounds: [0, 1], build };
