import type { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { Construct } from "constructs";
import { AksCluster, type IAksCluster, PullIdentity, PullIdentityConsumer, type PullIdentityProps } from "../../../src";
import { PROD, TENANT } from "../../testbed/azure/known";
import { type Direction, type LivingPart, type Rows, turned } from "./living-stack";
import type { Others } from "./others";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
export const GREEN = `${SUBSCRIPTION}/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/green`;
const KUBELET = `${SUBSCRIPTION}/resourceGroups/MC_rg-prod_prod_westeurope/providers/Microsoft.ManagedIdentity/userAssignedIdentities/prod-agentpool`;
export const SPARE = `${SUBSCRIPTION}/resourceGroups/rg-prod/providers/Microsoft.ManagedIdentity/userAssignedIdentities/spare`;

const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };
const SUBJECTS = [{ namespaceName: "shop", serviceAccountName: "app" }];
const INSIDE = "is for clusters in AKS";
const OUTSIDE = "is for clusters outside AKS, or consumers without a binding";

interface Parts {
  readonly green: IAksCluster;
  readonly azurerm: AzurermProvider;
  readonly kubernetes: KubernetesProvider;
}

/** Of an identity with a binding. Those of rounds 1 to 3 make it another identity. */
const boundRows = ({ green, azurerm, kubernetes }: Parts): Rows<PullIdentityProps> => ({
  tags: { on: { team: "web" }, changed: { team: "api" }, reset: {} },
  identityBindingName: { on: "boundon", changed: "boundlater" },
  movedFrom: { on: "former/bound", changed: "other/bound" },
  provider: { on: azurerm },
  kubernetesProvider: { on: kubernetes },
  identityName: { on: "bound-on", changed: "bound-changed", rounds: [1] },
  resourceGroupName: { on: "rg-shared", rounds: [1] },
  location: { on: "northeurope", rounds: [1] },
  identityId: { on: SPARE, changed: KUBELET, rounds: [2] },
  consumer: { on: PullIdentityConsumer.WORKLOAD_IDENTITY, changed: PullIdentityConsumer.EXTERNAL_SECRETS, rounds: [3] },
  clusters: { on: { green: { cluster: green, kubernetesProvider: kubernetes } }, rounds: [3] },
  credentialNamePrefix: { on: "bound-on", changed: "bound-later", rounds: [3] },
  cluster: "is what the identity is bound to",
  unsupportedReason: "is about clusters with API server VNet integration",
  existingIdentity: "is turned where the cluster is outside AKS",
  application: OUTSIDE,
  issuerUrl: OUTSIDE,
  issuerUrls: OUTSIDE,
});

/** Of an identity that trusts issuers. */
const trustingRows = ({ azurerm }: Parts): Rows<PullIdentityProps> => ({
  tags: { on: { team: "web" }, changed: { team: "api" }, reset: {} },
  issuerUrls: { on: { green: "https://oidc.contoso.com/green" }, changed: { red: "https://oidc.contoso.com/red" } },
  movedFrom: { on: "former/trusting", changed: "other/trusting" },
  provider: { on: azurerm },
  credentialNamePrefix: { on: "trusting-on", changed: "trusting-later", rounds: [1] },
  consumer: { on: PullIdentityConsumer.EXTERNAL_SECRETS, changed: PullIdentityConsumer.WORKLOAD_IDENTITY, rounds: [1] },
  issuerUrl: { on: "https://oidc.contoso.com/on", changed: "https://oidc.contoso.com/changed", rounds: [1] },
  existingIdentity: {
    on: { identityId: KUBELET, clientId: PROD.kubelet.clientId, principalId: PROD.kubelet.objectId, tenantId: TENANT },
    rounds: [2],
  },
  application: { on: { displayName: "trusting" }, changed: { displayName: "renamed" }, rounds: [3] },
  identityName: "is turned where the cluster is in AKS",
  resourceGroupName: "is turned where the cluster is in AKS",
  location: "is turned where the cluster is in AKS",
  identityId: "is turned where the cluster is in AKS",
  cluster: INSIDE,
  clusters: INSIDE,
  identityBindingName: INSIDE,
  unsupportedReason: INSIDE,
  kubernetesProvider: INSIDE,
});

/** An identity that is not created has no place. */
function placeOf({ identityId, existingIdentity, application }: Partial<PullIdentityProps>) {
  return (identityId ?? existingIdentity ?? application) ? {} : PLACE;
}

function build(scope: Construct, others: Others, round: number, direction: Direction): void {
  const lookup = (clusterName: string) =>
    AksCluster.fromLookup(scope, clusterName, { clusterName, resourceGroupName: "rg-prod" });
  const cluster = lookup("prod");
  const parts = {
    green: lookup("green"),
    azurerm: others.azurerm,
    kubernetes: others.kubernetes,
  };
  const bound = turned(boundRows(parts), round, direction);
  new PullIdentity(scope, "bound", { subjects: SUBJECTS, cluster, ...placeOf(bound), ...bound });
  const trusting = turned(trustingRows(parts), round, direction);
  const issuerUrl = "https://oidc.contoso.com/blue";
  new PullIdentity(scope, "trusting", { subjects: SUBJECTS, issuerUrl, ...placeOf(trusting), ...trusting });
}

export const PULL_IDENTITIES: LivingPart<Others> = {
  rounds: [0, 1, 2, 3],
  build,
  /** The role to use an identity has its client ID, which is another one where the identity is created again. */
  renewed: /bound_UseIdentity\w*\.(metadata\.name|role_ref\.name|rule\.resources)$/,
};
