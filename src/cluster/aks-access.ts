import type {
  KubernetesClusterApiServerAccessProfile,
  KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl,
} from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { Token } from "cdktf";
import { fail } from "../private/fail";
import { ANY_ADDRESS, checkRanges, hasRanges, ipRange, NO_RANGES } from "../private/rendering/ip-range";
import type { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";

/**
 * Who may use the Kubernetes API, decided by Microsoft Entra ID alone: the local accounts, which hold a certificate
 * that never expires, are disabled (Azure, "Manage local accounts with AKS-managed Microsoft Entra integration").
 *
 * Azure cannot disable the integration again (Azure, "Enable Microsoft Entra ID authentication for the AKS control
 * plane" of 2026-06-11). `adminGroupObjectIds: []`, `azureRbacEnabled: false` and `localAccountsEnabled: true` take back
 * what it lets one take back.
 *
 * @experimental
 */
export interface AksEntraOptions {
  /**
   * Object ids (GUIDs) of the Entra groups whose members administer the cluster. At least one, unless local accounts are
   * enabled.
   */
  readonly adminGroupObjectIds: string[];

  /**
   * Whether role assignments in Azure, such as Azure Kubernetes Service RBAC Reader, grant access in the cluster
   * (Azure, "Use Azure role-based access control for Kubernetes authorization"). With `false` RoleBindings alone do.
   *
   * @default true
   */
  readonly azureRbacEnabled?: boolean;

  /** Whether the local accounts stay enabled, or are enabled again. Must be a literal. @default false */
  readonly localAccountsEnabled?: boolean;
}

/** From where the API server can be reached. Exactly one of the two. @experimental */
export interface AksApiServerAccessOptions {
  /**
   * IPv4 addresses and CIDR ranges that may reach the public API server (Azure, "Secure access to the API server using
   * authorized IP address ranges in Azure Kubernetes Service (AKS)"). Must include the machine that runs Terraform.
   * `[]` removes the restriction, as `["0.0.0.0/0"]` does.
   *
   * @default - any address, or as it is today
   */
  readonly authorizedIpRanges?: string[];

  /**
   * Whether the API server has a private address only (Azure, "Create a private Azure Kubernetes Service (AKS)
   * cluster"). Changing it replaces the cluster.
   *
   * @default - Azure's: false
   */
  readonly privateClusterEnabled?: boolean;
}

export function entraRbac(
  rules: Rules,
  { adminGroupObjectIds, azureRbacEnabled = true, localAccountsEnabled = false }: AksEntraOptions,
): KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl {
  const property = "entra.adminGroupObjectIds";
  if (adminGroupObjectIds.length === 0 && !localAccountsEnabled) {
    const repair =
      "use what `az ad group show --query id --output tsv` prints, or set localAccountsEnabled: true to go without";
    fail(rules.construct, {
      property,
      must: "contain at least one group, or nobody could administer the cluster",
      repair,
    });
  }
  rules.texts(property, adminGroupObjectIds, RULES.groupObjectId, { atPlan: "left to azurerm" });
  rules.distinct(property, "a group", adminGroupObjectIds);
  return { adminGroupObjectIds, azureRbacEnabled };
}

/** Nothing for a private cluster, which is an argument of its own. */
export function apiServerAccessProfile(
  rules: Rules,
  { authorizedIpRanges, privateClusterEnabled }: AksApiServerAccessOptions,
): KubernetesClusterApiServerAccessProfile | undefined {
  if (authorizedIpRanges === undefined) {
    return undefined;
  }
  const property = "apiServerAccess.authorizedIpRanges";
  if (privateClusterEnabled === true) {
    fail(rules.construct, {
      property,
      must: "be left out for a private cluster, whose API server has no public address",
      got: authorizedIpRanges.join(", "),
      repair: "set either authorizedIpRanges or privateClusterEnabled",
    });
  }
  if (Token.isUnresolved(authorizedIpRanges)) {
    rules.that(hasRanges(authorizedIpRanges), { property, ...NO_RANGES });
    return { authorizedIpRanges };
  }
  checkRanges(rules, property, authorizedIpRanges);
  if (authorizedIpRanges.includes(ANY_ADDRESS)) {
    return { authorizedIpRanges: [] };
  }
  return { authorizedIpRanges: authorizedIpRanges.map(ipRange) };
}
