import type * as roleAssignment from "@cdktf/provider-azurerm/lib/role-assignment";
import type * as userAssignedIdentity from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import type { ITerraformDependable, Precondition, TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { conditions } from "../private/conditions";
import { lazy } from "../private/lazy";
import { check, RULES } from "../private/rules";

const identities = lazy<typeof userAssignedIdentity>(() => require("@cdktf/provider-azurerm/lib/user-assigned-identity"));
const assignments = lazy<typeof roleAssignment>(() => require("@cdktf/provider-azurerm/lib/role-assignment"));

/** A user-assigned identity that exists already, as `az identity show` prints it. */
export interface AksIdentity {
  /** `id`: the resource id. */
  readonly identityId: string;

  /** `clientId`: a GUID. */
  readonly clientId: string;

  /** `principalId`: the object id, a GUID. */
  readonly principalId: string;
}

/** The identities of a cluster, and what must exist before a cluster can use them. */
export interface AksIdentityPair {
  readonly controlPlane: AksIdentity;
  readonly kubelet: AksIdentity;
  /** Nothing where the pair was brought whole. */
  readonly requires?: ITerraformDependable[];
  /** What must hold of identities that only the plan knows. */
  readonly preconditions: Precondition[];
}

export interface AksIdentityPairOptions {
  readonly clusterName: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly tags?: { [key: string]: string };
  readonly provider?: TerraformProvider;
  readonly controlPlaneIdentity?: AksIdentity;
  readonly kubeletIdentity?: AksIdentity;
}

/**
 * Takes the identities that were brought and makes the others. The control plane hands the kubelet identity to the nodes, for
 * which it needs the role Managed Identity Operator on it (Azure, "Use a managed identity in Azure Kubernetes Service"). A pair
 * that was brought whole has that assignment already: a second one would be answered with 409.
 */
export function identityPair(cluster: Construct, options: AksIdentityPairOptions): AksIdentityPair {
  const { controlPlaneIdentity, kubeletIdentity } = options;
  const controlPlane = controlPlaneIdentity
    ? brought(cluster, "controlPlaneIdentity", controlPlaneIdentity)
    : made(cluster, "ControlPlaneIdentity", "control-plane", options);
  const kubelet = kubeletIdentity
    ? brought(cluster, "kubeletIdentity", kubeletIdentity)
    : made(cluster, "KubeletIdentity", "kubelet", options);
  const preconditions = Object.entries({ controlPlaneIdentity, kubeletIdentity }).flatMap(([property, identity]) =>
    identity ? conditionsOf(cluster, property, identity) : [],
  );
  if (controlPlaneIdentity && kubeletIdentity) {
    return { controlPlane, kubelet, preconditions };
  }
  const operator = new (assignments().RoleAssignment)(cluster, "ManagedIdentityOperator", {
    scope: kubelet.identityId,
    roleDefinitionName: "Managed Identity Operator",
    principalId: controlPlane.principalId,
    principalType: "ServicePrincipal",
    skipServicePrincipalAadCheck: true,
    provider: options.provider,
    // Azure does not keep it: an imported assignment would show a change for ever.
    lifecycle: { ignoreChanges: ["skip_service_principal_aad_check"] },
  });
  return { controlPlane, kubelet, preconditions, requires: [operator] };
}

function conditionsOf(cluster: Construct, property: string, identity: AksIdentity): Precondition[] {
  return [
    ...conditions(cluster, `${property}.identityId`, identity.identityId, RULES.identityId),
    ...conditions(cluster, `${property}.clientId`, identity.clientId, RULES.clientId),
    ...conditions(cluster, `${property}.principalId`, identity.principalId, RULES.principalId),
  ];
}

function brought(cluster: Construct, property: string, identity: AksIdentity): AksIdentity {
  check(cluster, `${property}.identityId`, identity.identityId, RULES.identityId);
  check(cluster, `${property}.clientId`, identity.clientId, RULES.clientId);
  check(cluster, `${property}.principalId`, identity.principalId, RULES.principalId);
  return identity;
}

function made(cluster: Construct, id: string, suffix: string, options: AksIdentityPairOptions): AksIdentity {
  const identity = new (identities().UserAssignedIdentity)(cluster, id, {
    name: `${options.clusterName}-${suffix}`,
    resourceGroupName: options.resourceGroupName,
    location: options.location,
    tags: options.tags,
    provider: options.provider,
  });
  return { identityId: identity.id, clientId: identity.clientId, principalId: identity.principalId };
}
