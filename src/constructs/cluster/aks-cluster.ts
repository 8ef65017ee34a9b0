import type * as clusterResource from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { dependable, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IAksCluster, IExistingAksCluster, IPullGrant } from "../../interfaces";
import { fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { initially } from "../private/ownership/initial";
import { leaveUnstated } from "../private/ownership/unstated";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { type AksIdentity, identityPair } from "./aks-identities";
import { type AksNodePoolOptions, defaultNodePool } from "./aks-node-pool";
import {
  type AksClusterAttributes,
  type AksClusterLookupOptions,
  KnownAksCluster,
  LookedUpAksCluster,
} from "./existing-aks-cluster";

const resource = lazy<typeof clusterResource>(() => require("@cdktf/provider-azurerm/lib/kubernetes-cluster"));

/** Who creates the identities of a new cluster. */
export enum AksIdentityType {
  /** User-assigned identities, new or existing: the pull grant exists before the first node, which can pull at once. */
  USER_ASSIGNED = "UserAssigned",

  /**
   * AKS creates both, as `az aks create` does: the pull grant follows the cluster, and the first pulls may fail for
   * minutes.
   */
  SYSTEM_ASSIGNED = "SystemAssigned",
}

export interface AksClusterProps extends AksNodePoolOptions {
  /**
   * 1 to 63 letters, digits, `-` and `_`, starting and ending with a letter or digit. Changing it replaces the cluster.
   */
  readonly clusterName: string;

  /** Changing it replaces the cluster. */
  readonly resourceGroupName: string;

  /** Azure region, such as `westeurope`. Changing it replaces the cluster. */
  readonly location: string;

  /**
   * First label of the API server's host name: 1 to 54 letters, digits and `-`, starting and ending with a letter or
   * digit. Changing it replaces the cluster.
   *
   * @default - the cluster's name
   */
  readonly dnsPrefix?: string;

  /**
   * Version of the control plane and the nodes, such as `1.33` or `1.33.5`.
   *
   * @default - the version that AKS recommends at creation
   */
  readonly kubernetesVersion?: string;

  /**
   * Decide once: changing to USER_ASSIGNED replaces the cluster, changing from it deletes the identities that its nodes
   * use.
   *
   * @default AksIdentityType.USER_ASSIGNED
   */
  readonly identityType?: AksIdentityType;

  /**
   * An existing identity for the control plane. Decide once, as for `identityType`.
   *
   * @default - a new one, `<clusterName>-control-plane`
   */
  readonly controlPlaneIdentity?: AksIdentity;

  /**
   * An existing identity for the nodes, which pulls the images. If `controlPlaneIdentity` is given as well, that
   * identity must already have the role Managed Identity Operator on this one; otherwise the role is assigned. Changing
   * it replaces the cluster.
   *
   * @default - a new one, `<clusterName>-kubelet`
   */
  readonly kubeletIdentity?: AksIdentity;

  /** Tags of the cluster and of the identities that are created. @default - no tags */
  readonly tags?: { [key: string]: string };

  /** @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

/**
 * An AKS cluster. `new` creates one; `fromLookup` reads an existing one at plan; `fromClusterAttributes` reads nothing.
 *
 * For a new or looked-up cluster, the state contains its user credentials (`kube_config`).
 */
export class AksCluster extends Construct implements IAksCluster {
  /**
   * An existing cluster, read by a data source. The state contains its user credentials (`kube_config`).
   *
   * @throws if the cluster's name breaks Azure's rules, or if the resource group is empty
   */
  public static fromLookup(scope: Construct, id: string, options: AksClusterLookupOptions): IExistingAksCluster {
    return new LookedUpAksCluster(scope, id, options);
  }

  /**
   * An existing cluster whose kubelet identity is known. Nothing is read, and nothing lands in the state.
   *
   * @throws if the object id is not a GUID
   */
  public static fromClusterAttributes(scope: Construct, id: string, attributes: AksClusterAttributes): IAksCluster {
    return new KnownAksCluster(scope, id, attributes);
  }

  private readonly cluster: clusterResource.KubernetesCluster;
  private readonly kubeletIdentity?: AksIdentity;

  /** @throws if a name or a number breaks Azure's rules, or if identities are given for a system-assigned cluster */
  constructor(scope: Construct, id: string, props: AksClusterProps) {
    super(scope, id);
    const dnsPrefix = props.dnsPrefix ?? props.clusterName;
    const identityType = props.identityType ?? AksIdentityType.USER_ASSIGNED;
    const rules = new Rules(this);
    rules.text("clusterName", props.clusterName, RULES.clusterName, { atPlan: "left to Azure, since azurerm checks no name" });
    rules.text("dnsPrefix", dnsPrefix, RULES.dnsPrefix, { atPlan: "left to azurerm" });
    rules.text("resourceGroupName", props.resourceGroupName, RULES.notEmpty, { atPlan: "left to azurerm" });
    rules.text("location", props.location, RULES.notEmpty, { atPlan: "left to azurerm" });
    rules.oneOf("identityType", identityType, AksIdentityType);
    const identities = identityType === AksIdentityType.SYSTEM_ASSIGNED ? noIdentities(this, props) : identityPair(rules, props);
    this.kubeletIdentity = identities?.kubelet;
    this.cluster = new (resource().KubernetesCluster)(this, "Default", {
      name: props.clusterName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      dnsPrefix,
      kubernetesVersion: props.kubernetesVersion,
      defaultNodePool: defaultNodePool(rules, props, props.kubernetesVersion),
      identity: identities
        ? { type: AksIdentityType.USER_ASSIGNED, identityIds: [identities.controlPlane.identityId] }
        : { type: AksIdentityType.SYSTEM_ASSIGNED },
      kubeletIdentity: identities && {
        userAssignedIdentityId: identities.kubelet.identityId,
        clientId: identities.kubelet.clientId,
        objectId: identities.kubelet.principalId,
      },
      oidcIssuerEnabled: initially(true),
      workloadIdentityEnabled: initially(true),
      tags: props.tags,
      provider: props.provider,
      lifecycle: rules.lifecycle(),
      dependsOn: identities?.requires,
    });
    leaveUnstated(this.cluster, { bindings: resource() });
  }

  public get clusterId(): string {
    return this.cluster.id;
  }

  public get clusterName(): string {
    return this.cluster.name;
  }

  public get kubeletObjectId(): string {
    return this.kubeletIdentity?.principalId ?? this.cluster.kubeletIdentity.objectId;
  }

  public get pullPrincipalId(): string {
    return this.kubeletObjectId;
  }

  /**
   * Makes the cluster wait for the grant, so that its first node can pull. A grant to an identity that AKS creates
   * comes later.
   */
  public bindPullGrant(grant: IPullGrant): void {
    if (this.kubeletIdentity) {
      this.cluster.dependsOn = [...(this.cluster.dependsOn ?? []), dependable(grant)];
    }
  }
}

function noIdentities(cluster: AksCluster, props: AksClusterProps): undefined {
  for (const property of ["controlPlaneIdentity", "kubeletIdentity"] as const) {
    if (props[property]) {
      fail(cluster, {
        property,
        must: "be left out with AksIdentityType.SYSTEM_ASSIGNED",
        got: props[property].identityId,
        repair: "leave identityType out to use the identity",
      });
    }
  }
}
