import type * as roleAssignment from "@cdktf/provider-azurerm/lib/role-assignment";
import type * as userAssignedIdentity from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import type { UserAssignedIdentityAttributes } from "../interfaces";
import { lazy } from "../private/lazy";
import { leftOfIdentity } from "../private/ownership/identities";
import { leaveIfUnstated } from "../private/ownership/unstated";
import type { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";

const identities = lazy<typeof userAssignedIdentity>(() =>
  require("@cdktf/provider-azurerm/lib/user-assigned-identity"),
);
const assignments = lazy<typeof roleAssignment>(() => require("@cdktf/provider-azurerm/lib/role-assignment"));

/** The identities of a cluster, and what must exist before a cluster can use them. */
export interface AksIdentityPair {
  readonly controlPlane: UserAssignedIdentityAttributes;
  readonly kubelet: UserAssignedIdentityAttributes;
  /** Undefined if both identities exist already. */
  readonly requires?: ITerraformDependable[];
}

export interface AksIdentityPairOptions {
  readonly clusterName: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly tags?: { [key: string]: string };
  readonly provider?: TerraformProvider;
  readonly controlPlaneIdentity?: UserAssignedIdentityAttributes;
  readonly kubeletIdentity?: UserAssignedIdentityAttributes;
}

/**
 * Uses the given identities and creates the missing ones. The control plane assigns the kubelet identity to the nodes
 * and needs the role Managed Identity Operator on it (Azure, "Use a managed identity in Azure Kubernetes Service"). Two
 * given identities must have that assignment already: Azure would answer a second one with 409.
 */
export function identityPair(rules: Rules, options: AksIdentityPairOptions): AksIdentityPair {
  const { controlPlaneIdentity, kubeletIdentity } = options;
  const cluster = rules.construct;
  checkIdentity(rules, "controlPlaneIdentity", controlPlaneIdentity);
  checkIdentity(rules, "kubeletIdentity", kubeletIdentity);
  const controlPlane = controlPlaneIdentity ?? created(cluster, "ControlPlaneIdentity", "control-plane", options);
  const kubelet = kubeletIdentity ?? created(cluster, "KubeletIdentity", "kubelet", options);
  if (controlPlaneIdentity && kubeletIdentity) {
    return { controlPlane, kubelet };
  }
  const operator = assigned(cluster, "ManagedIdentityOperator", {
    scope: kubelet.identityId,
    roleDefinitionName: "Managed Identity Operator",
    principalId: controlPlane.principalId,
    provider: options.provider,
  });
  return { controlPlane, kubelet, requires: [operator] };
}

/**
 * Azure, "Azure Kubernetes Service (AKS) CNI networking overview": the Azure CLI assigns it by itself. An identity that is
 * given has it already.
 */
export function allowToJoin(
  { construct }: Rules,
  subnetId: string,
  pair: AksIdentityPair | undefined,
  { controlPlaneIdentity, provider }: AksIdentityPairOptions,
): ITerraformDependable[] {
  if (pair === undefined || controlPlaneIdentity) {
    return [];
  }
  const { principalId } = pair.controlPlane;
  const roleDefinitionName = "Network Contributor";
  return [assigned(construct, "NetworkContributor", { scope: subnetId, roleDefinitionName, principalId, provider })];
}

function assigned(cluster: IConstruct, id: string, config: roleAssignment.RoleAssignmentConfig): ITerraformDependable {
  const assignment = new (assignments().RoleAssignment)(cluster, id, {
    ...config,
    principalType: "ServicePrincipal",
    skipServicePrincipalAadCheck: true,
    // Azure does not store the argument, so an imported assignment would show a change in every plan.
    lifecycle: { ignoreChanges: ["skip_service_principal_aad_check"] },
  });
  leaveIfUnstated(assignment, ["description"]);
  return assignment;
}

export function checkIdentity(
  rules: Rules,
  property: string,
  identity: UserAssignedIdentityAttributes | undefined,
): void {
  if (identity) {
    rules.text(`${property}.identityId`, identity.identityId, RULES.identityId);
    rules.text(`${property}.clientId`, identity.clientId, RULES.clientId);
    rules.text(`${property}.principalId`, identity.principalId, RULES.principalId);
    if (identity.tenantId !== undefined) {
      rules.text(`${property}.tenantId`, identity.tenantId, RULES.tenantId);
    }
  }
}

function created(
  cluster: IConstruct,
  id: string,
  suffix: string,
  options: AksIdentityPairOptions,
): UserAssignedIdentityAttributes {
  const identity = new (identities().UserAssignedIdentity)(cluster, id, {
    name: `${options.clusterName}-${suffix}`,
    resourceGroupName: options.resourceGroupName,
    location: options.location,
    tags: options.tags,
    provider: options.provider,
  });
  leaveIfUnstated(identity, leftOfIdentity(identity));
  return { identityId: identity.id, clientId: identity.clientId, principalId: identity.principalId };
}
