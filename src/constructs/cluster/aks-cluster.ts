import type * as clusterResource from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { dependable, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IAksCluster, IExistingAksCluster, IPullGrant } from "../../interfaces";
import { fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { lifecycle } from "../private/lifecycle";
import { checkOneOf } from "../private/one-of";
import { check, RULES } from "../private/rules";
import { type AksIdentity, identityPair } from "./aks-identities";
import { type AksNodePoolOptions, defaultNodePool } from "./aks-node-pool";
import {
  type AksClusterAttributes,
  type AksClusterLookupOptions,
  KnownAksCluster,
  LookedUpAksCluster,
} from "./existing-aks-cluster";

const resource = lazy<typeof clusterResource>(() => require("@cdktf/provider-azurerm/lib/kubernetes-cluster"));

/** Who makes the identities of a new cluster. */
export enum AksIdentityType {
  /** User-assigned identities, made or brought: the pull grant exists before the first node, so that it can pull at once. */
  USER_ASSIGNED = "UserAssigned",

  /** AKS makes both, as `az aks create` does: the pull grant comes after the cluster, and the first pulls may fail for minutes. */
  SYSTEM_ASSIGNED = "SystemAssigned",
}

export interface AksClusterProps extends AksNodePoolOptions {
  /** 1 to 63 letters, digits, `-` and `_`. Changing it replaces the cluster. */
  readonly clusterName: string;

  /** Changing it replaces the cluster. */
  readonly resourceGroupName: string;

  /** Azure region, such as `westeurope`. Changing it replaces the cluster. */
  readonly location: string;

  /** First label of the API server's host name: 1 to 54 letters, digits and `-`. Changing it replaces the cluster. @default - the cluster's name */
  readonly dnsPrefix?: string;

  /** Of the control plane and of the nodes, such as `1.33` or `1.33.5`. @default - what AKS recommends when the cluster is made */
  readonly kubernetesVersion?: string;

  /**
   * Choose once: a change to USER_ASSIGNED replaces the cluster, a change from it deletes the identities that its nodes run on.
   *
   * @default AksIdentityType.USER_ASSIGNED
   */
  readonly identityType?: AksIdentityType;

  /** An existing identity for the control plane. Choose once, as with `identityType`. @default - a new one, `<clusterName>-control-plane` */
  readonly controlPlaneIdentity?: AksIdentity;

  /**
   * An existing identity for the nodes, which pulls the images. If the control plane's is brought as well, that one must hold
   * the role Managed Identity Operator on this one already; otherwise the assignment is made. Changing it replaces the cluster.
   *
   * @default - a new one, `<clusterName>-kubelet`
   */
  readonly kubeletIdentity?: AksIdentity;

  /** On the cluster and on the identities that are made. @default - no tags */
  readonly tags?: { [key: string]: string };

  /** @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

/**
 * An AKS cluster. `new` makes one; `fromLookup` reads an existing one at plan; `fromClusterAttributes` reads nothing.
 *
 * The state of a new or looked-up cluster holds its user credentials (`kube_config`).
 */
export class AksCluster extends Construct implements IAksCluster {
  /**
   * An existing cluster, read by a data source. The state holds its user credentials (`kube_config`).
   *
   * @throws when the cluster's name breaks Azure's rules
   */
  public static fromLookup(scope: Construct, id: string, options: AksClusterLookupOptions): IExistingAksCluster {
    return new LookedUpAksCluster(scope, id, options);
  }

  /**
   * An existing cluster of which the identity its nodes pull as is known. Nothing is read, nothing lands in the state.
   *
   * @throws when the object id is no GUID
   */
  public static fromClusterAttributes(scope: Construct, id: string, attributes: AksClusterAttributes): IAksCluster {
    return new KnownAksCluster(scope, id, attributes);
  }

  private readonly cluster: clusterResource.KubernetesCluster;
  private readonly kubeletIdentity?: AksIdentity;

  /** @throws when a name or a number breaks Azure's rules, or when identities are brought to a system-assigned cluster */
  constructor(scope: Construct, id: string, props: AksClusterProps) {
    super(scope, id);
    const dnsPrefix = props.dnsPrefix ?? props.clusterName;
    check(this, "clusterName", props.clusterName, RULES.clusterName);
    check(this, "dnsPrefix", dnsPrefix, RULES.dnsPrefix);
    check(this, "resourceGroupName", props.resourceGroupName, RULES.notEmpty);
    check(this, "location", props.location, RULES.notEmpty);
    checkOneOf(this, "identityType", props.identityType ?? AksIdentityType.USER_ASSIGNED, AksIdentityType);
    const identities =
      props.identityType === AksIdentityType.SYSTEM_ASSIGNED ? noIdentities(this, props) : identityPair(this, props);
    this.kubeletIdentity = identities?.kubelet;
    this.cluster = new (resource().KubernetesCluster)(this, "Default", {
      name: props.clusterName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      dnsPrefix,
      kubernetesVersion: props.kubernetesVersion,
      defaultNodePool: defaultNodePool(this, props, props.kubernetesVersion),
      identity: identities
        ? { type: AksIdentityType.USER_ASSIGNED, identityIds: [identities.controlPlane.identityId] }
        : { type: AksIdentityType.SYSTEM_ASSIGNED },
      kubeletIdentity: identities && {
        userAssignedIdentityId: identities.kubelet.identityId,
        clientId: identities.kubelet.clientId,
        objectId: identities.kubelet.principalId,
      },
      tags: props.tags,
      provider: props.provider,
      lifecycle: lifecycle({ precondition: identities?.preconditions ?? [] }),
      dependsOn: identities?.requires,
    });
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

  /** Makes the cluster wait for the grant, so that its first node can pull. An identity that AKS makes cannot be granted before. */
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
