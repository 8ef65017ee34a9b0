import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { checkIdentity } from "../cluster/aks-identities";
import type { IAksCluster, UserAssignedIdentityAttributes } from "../interfaces";
import { AzapiResource } from "../private/azapi";
import { claim } from "../private/claim";
import { fail } from "../private/fail";
import { expressionOf } from "../private/rendering/expression";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { bindIdentity } from "./identity-binding";
import { AKS_IDENTITY_BINDING } from "./private/consumers";
import { IDENTITY_RULES } from "./private/identity-rules";
import { identityUse, tokenRequests } from "./private/node-permissions";

/** The cluster whose nodes pull with identities of service accounts. @experimental */
export interface AksServiceAccountImagePullProps {
  /** An `AksCluster`, or what its `fromLookup` returns, without API server VNet integration or with `unsupportedReason`. */
  readonly cluster: IAksCluster;

  /**
   * **Preview.** Turns on the cluster's `securityProfile.serviceAccountImagePullProfile`, which is in preview APIs of
   * Azure only (2026-08-02-preview): the subscription must be registered for it, and no service level applies. Needs
   * `defaultIdentity`. Taking it back to `false`, or destroying the construct, leaves the switch on: turn it off with
   * the Azure CLI.
   *
   * @default false
   */
  readonly previewEnabled?: boolean;

  /**
   * What pods pull with whose service account names no identity: normally the cluster's kubelet identity, so that
   * nothing changes for them. Without one Azure lets them pull anonymously, which fails. Must be allowed to pull.
   *
   * @default - none, while the preview is off
   */
  readonly defaultIdentity?: UserAssignedIdentityAttributes;

  /**
   * Binds the default identity to a cluster with API server VNet integration, too, such as AKS Automatic, and prints this
   * reason in a warning. AKS supports no identity bindings with it yet (Azure, "Set up identity bindings on Azure
   * Kubernetes Service (AKS)" of 2026-07-27).
   *
   * @default - such a cluster is refused
   */
  readonly unsupportedReason?: string;

  /** Name of the ClusterRole and its binding. Changing it replaces both. @default - the construct's id */
  readonly clusterRoleName?: string;

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}

/**
 * What an AKS cluster needs once, so that its nodes pull with the identities of service accounts: a ClusterRole that lets
 * nodes request tokens for identity bindings and, behind `previewEnabled`, the switch of the cluster itself. Kubernetes
 * 1.34 or later. Nothing secret lands in the state.
 *
 * @experimental
 * @example
 * const cluster = AksCluster.fromLookup(this, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
 * new AksServiceAccountImagePull(this, "image-pull", {
 *   cluster,
 *   previewEnabled: true,
 *   defaultIdentity: {
 *     identityId: "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-nodes/providers/Microsoft.ManagedIdentity/userAssignedIdentities/prod-kubelet",
 *     clientId: "22222222-3333-4444-5555-666666666666",
 *     principalId: "33333333-4444-5555-6666-777777777777",
 *   },
 * });
 */
export class AksServiceAccountImagePull extends Construct {
  /**
   * @throws if the preview or `unsupportedReason` is set without a default identity, or that identity without the preview,
   * if AKS cannot bind it to the cluster, or if an id or a name is malformed. A second one for the cluster fails the
   * validation of the stack.
   */
  constructor(scope: Construct, id: string, props: AksServiceAccountImagePullProps) {
    super(scope, id);
    const rules = new Rules(this);
    const {
      cluster,
      previewEnabled = false,
      defaultIdentity,
      unsupportedReason,
      clusterRoleName = id,
      provider,
    } = rules.props(props, "AksServiceAccountImagePullProps");
    rules.text("clusterRoleName", clusterRoleName, IDENTITY_RULES.clusterRoleName);
    checkDefaultIdentity(rules, previewEnabled, defaultIdentity);
    if (unsupportedReason !== undefined && !defaultIdentity) {
      fail(this, {
        property: "unsupportedReason",
        must: "be left out without a default identity, since nothing is bound to the cluster",
        repair: "remove it",
        see: "service-account-image-pull",
      });
    }
    rules.text("cluster.clusterId", cluster.clusterId, RULES.clusterId, { atPlan: "left to azapi" });
    claimCluster(this, cluster);
    const requests = tokenRequests(this, { name: clusterRoleName, audience: AKS_IDENTITY_BINDING, provider, rules });
    if (defaultIdentity) {
      const { identityId, clientId } = defaultIdentity;
      const binding = bindIdentity(rules, "DefaultIdentityBinding", {
        name: "default",
        identityId,
        cluster,
        unsupportedReason,
      });
      const use = identityUse(this, {
        ids: ["UseDefaultIdentity", "UseDefaultIdentityBinding"],
        clientId,
        to: { group: "system:serviceaccounts" },
        provider,
      });
      // Azure, "ServiceAccountImagePullProfile". azapi 2.12 does not know this API yet, nor checks the body of an update.
      new AzapiResource(this, "Preview", "azapi_update_resource", {
        type: "Microsoft.ContainerService/managedClusters@2026-08-02-preview",
        resourceId: cluster.clusterId,
        body: {
          properties: {
            securityProfile: {
              serviceAccountImagePullProfile: { enabled: true, defaultManagedIdentityId: identityId },
            },
          },
        },
        // Pods pull with the default identity as soon as the switch is on.
        dependsOn: [requests, binding, use],
      });
    }
  }
}

/** A second one would overwrite the switch and the default identity of the first. */
function claimCluster(construct: Construct, cluster: IAksCluster): void {
  claim(construct, `image pull of ${expressionOf(construct, cluster.clusterId).toLowerCase()}`, (first) => ({
    property: "cluster",
    must: `be prepared once, but '${first.node.path}' does it already`,
    repair: `remove this one, since '${first.node.path}' is enough for all service accounts`,
    see: "service-account-image-pull",
  }));
}

function checkDefaultIdentity(
  rules: Rules,
  previewEnabled: boolean,
  identity: UserAssignedIdentityAttributes | undefined,
): void {
  if (previewEnabled && !identity) {
    fail(rules.construct, {
      property: "defaultIdentity",
      must: "be set with previewEnabled, since every pod without an identity of its own would pull anonymously",
      repair: "pass the cluster's kubelet identity",
      see: "service-account-image-pull",
    });
  }
  if (!previewEnabled && identity) {
    fail(rules.construct, {
      property: "previewEnabled",
      must: "be true with a default identity, which only that preview of AKS uses",
      repair: "set previewEnabled: true, or remove defaultIdentity",
      see: "service-account-image-pull",
    });
  }
  if (identity) {
    checkIdentity(rules, "defaultIdentity", identity);
  }
}
