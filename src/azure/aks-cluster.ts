import type * as servicePrincipalData from "@cdktf/provider-azuread/lib/data-azuread-service-principal";
import type * as clusterData from "@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster";
import type * as clusterResource from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { dependable, type Postcondition, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IAksCluster, IExistingAksCluster, IPullGrant } from "../interfaces";
import { condition } from "../private/conditions";
import { type Complaint, fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { check, RULES } from "../private/naming";
import { type AksIdentity, identityPair } from "./aks-identities";
import { type AksNodePoolOptions, defaultNodePool } from "./aks-node-pool";

const resource = lazy<typeof clusterResource>(() => require("@cdktf/provider-azurerm/lib/kubernetes-cluster"));
const data = lazy<typeof clusterData>(() => require("@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster"));
const servicePrincipals = lazy<typeof servicePrincipalData>(() =>
  require("@cdktf/provider-azuread/lib/data-azuread-service-principal"),
);

/** Who makes the identities of a new cluster. */
export enum AksIdentityType {
  /** User-assigned identities, made or brought: the pull grant exists before the first node, so that it can pull at once. */
  USER_ASSIGNED = "UserAssigned",

  /** AKS makes both, as `az aks create` does: the pull grant comes after the cluster, and the first pulls may fail for minutes. */
  SYSTEM_ASSIGNED = "SystemAssigned",
}

/** What an existing cluster runs on. */
export enum AksPrincipal {
  /** A kubelet identity: every cluster made in recent years. */
  MANAGED_IDENTITY = "ManagedIdentity",

  /** A service principal: `az aks show --query servicePrincipalProfile.clientId` prints something other than `msi`. */
  SERVICE_PRINCIPAL = "ServicePrincipal",
}

export interface AksClusterProps extends AksNodePoolOptions {
  /** 1 to 63 letters, digits, `-` and `_`. Changing it replaces the cluster. */
  readonly clusterName: string;

  readonly resourceGroupName: string;

  /** Azure region, such as `westeurope`. Changing it replaces the cluster. */
  readonly location: string;

  /** First label of the API server's host name: 1 to 54 letters, digits and `-`. Changing it replaces the cluster. @default - the cluster's name */
  readonly dnsPrefix?: string;

  /** Such as `1.33` or `1.33.5`. @default - what AKS recommends when the cluster is made */
  readonly kubernetesVersion?: string;

  /** @default AksIdentityType.USER_ASSIGNED */
  readonly identityType?: AksIdentityType;

  /** An existing identity for the control plane. @default - a new one, `<clusterName>-control-plane` */
  readonly controlPlaneIdentity?: AksIdentity;

  /**
   * An existing identity for the nodes, which pulls the images. If the control plane's is brought as well, that one must hold
   * the role Managed Identity Operator on this one already; otherwise the assignment is made.
   *
   * @default - a new one, `<clusterName>-kubelet`
   */
  readonly kubeletIdentity?: AksIdentity;

  /** On the cluster and on the identities that are made. @default - no tags */
  readonly tags?: { [key: string]: string };

  /** @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

export interface AksClusterLookupOptions {
  readonly clusterName: string;

  readonly resourceGroupName: string;

  /** The wrong choice fails in `terraform plan` with a sentence that says so. @default AksPrincipal.MANAGED_IDENTITY */
  readonly principal?: AksPrincipal;

  /** An azurerm provider for the cluster's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

export interface AksClusterAttributes {
  /**
   * What `az aks show --query identityProfile.kubeletidentity.objectId` prints. For a cluster on a service principal: what
   * `az ad sp show --id <its client id> --query id` prints.
   */
  readonly kubeletObjectId: string;
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
    const identities =
      props.identityType === AksIdentityType.SYSTEM_ASSIGNED ? noIdentities(this, props) : identityPair(this, props);
    this.kubeletIdentity = identities?.kubelet;
    this.cluster = new (resource().KubernetesCluster)(this, "Default", {
      name: props.clusterName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      dnsPrefix,
      kubernetesVersion: props.kubernetesVersion,
      defaultNodePool: defaultNodePool(this, props),
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

class LookedUpAksCluster extends Construct implements IExistingAksCluster {
  private readonly cluster: clusterData.DataAzurermKubernetesCluster;
  private readonly servicePrincipal?: servicePrincipalData.DataAzureadServicePrincipal;
  private readonly postcondition: Postcondition[] = [];

  constructor(scope: Construct, id: string, options: AksClusterLookupOptions) {
    super(scope, id);
    check(this, "clusterName", options.clusterName, RULES.clusterName);
    check(this, "resourceGroupName", options.resourceGroupName, RULES.notEmpty);
    this.cluster = new (data().DataAzurermKubernetesCluster)(this, "Default", {
      name: options.clusterName,
      resourceGroupName: options.resourceGroupName,
      provider: options.provider,
      lifecycle: { postcondition: this.postcondition },
    });
    if (options.principal === AksPrincipal.SERVICE_PRINCIPAL) {
      this.expect("service_principal[0].client_id", "msi", {
        property: "principal",
        must: "be AksPrincipal.MANAGED_IDENTITY, since this cluster runs on no service principal",
        repair: "leave principal out of AksCluster.fromLookup",
      });
      // The cluster tells its service principal's client id; a role assignment wants the object id.
      this.servicePrincipal = new (servicePrincipals().DataAzureadServicePrincipal)(this, "ServicePrincipal", {
        clientId: this.cluster.servicePrincipal.get(0).clientId,
      });
    } else {
      this.expect("kubelet_identity[0].object_id", "", {
        property: "principal",
        must: "be AksPrincipal.SERVICE_PRINCIPAL, since this cluster runs on a service principal and has no kubelet identity",
        repair: "set principal: AksPrincipal.SERVICE_PRINCIPAL in AksCluster.fromLookup",
      });
    }
  }

  public get kubeletObjectId(): string {
    return this.servicePrincipal?.objectId ?? this.cluster.kubeletIdentity.get(0).objectId;
  }

  public get pullPrincipalId(): string {
    return this.kubeletObjectId;
  }

  public get apiServerUrl(): string {
    this.expect("kube_config[0].host", "", {
      property: "apiServerUrl",
      must: "be readable by the identity that applies",
      repair: "give it the role Azure Kubernetes Service Cluster User Role on the cluster",
    });
    return this.cluster.kubeConfig.get(0).host;
  }

  public get clusterCaCertificate(): string {
    return this.cluster.kubeConfig.get(0).clusterCaCertificate;
  }

  /** Nothing of a cluster that stands already can wait for a grant. */
  public bindPullGrant(): void {}

  /** A sentence in the plan instead of "Invalid index", where Azure answers without the attribute. */
  private expect(attribute: string, nothing: string, complaint: Complaint): void {
    const answered = condition(this, `\${try(self.${attribute}, "${nothing}") != "${nothing}"}`, complaint);
    if (!this.postcondition.some((known) => known.condition === answered.condition)) {
      this.postcondition.push(answered);
    }
  }
}

class KnownAksCluster extends Construct implements IAksCluster {
  public readonly kubeletObjectId: string;

  constructor(scope: Construct, id: string, attributes: AksClusterAttributes) {
    super(scope, id);
    check(this, "kubeletObjectId", attributes.kubeletObjectId, RULES.objectId);
    this.kubeletObjectId = attributes.kubeletObjectId;
  }

  public get pullPrincipalId(): string {
    return this.kubeletObjectId;
  }

  /** Nothing of a cluster that stands already can wait for a grant. */
  public bindPullGrant(): void {}
}
