import type * as clusterResource from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { dependable, type TerraformResource, Token } from "cdktf";
import { Construct } from "constructs";
import type { IAksCluster, IExistingAksCluster, IRegistryGrant, UserAssignedIdentityAttributes } from "../interfaces";
import { claimCluster } from "../private/cluster-identity";
import { fail } from "../private/fail";
import { moveFrom } from "../private/former-path";
import { lazy } from "../private/lazy";
import { initialText } from "../private/ownership/initial";
import { leaveIfUnstated } from "../private/ownership/unstated";
import { read } from "../private/props/reader";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { apiServerAccessProfile, entraRbac } from "./aks-access";
import { LookedUpAksAutomaticCluster } from "./aks-automatic-cluster";
import { type AksClusterProps, AksIdentityType } from "./aks-cluster-props";
import { allowToJoin, identityPair } from "./aks-identities";
import { networkProfile } from "./aks-network";
import { defaultNodePool } from "./aks-node-pool";
import { AksUpgradeChannel, checkUpgrades, sentChannel, versionsOfChannel } from "./aks-upgrades";
import { nodesSubnetOf, vnetIntegrationOf } from "./cluster-network";
import { declaredAksCluster } from "./declared-aks-cluster";
import {
  type AksClusterAttributes,
  type AksClusterLookupOptions,
  KnownAksCluster,
  LookedUpAksCluster,
} from "./existing-aks-cluster";
import { leftToOthers } from "./left-to-others";

const resource = lazy<typeof clusterResource>(() => require("@cdktf/provider-azurerm/lib/kubernetes-cluster"));

/**
 * An AKS cluster. `new` creates one; `fromResource` takes one that the stack declares itself; `fromLookup` reads an
 * existing one at plan; `fromClusterAttributes` reads nothing.
 *
 * What others can change and nobody states, here or on the default child, is theirs: no plan reverts a policy's tags,
 * an add-on that somebody else enabled, or an upgrade. Number and size of the nodes are Terraform's. The OIDC issuer and workload identity are enabled when the cluster
 * is created, as AKS does from Kubernetes 1.34 on (Azure, "Create an OpenID Connect provider on Azure Kubernetes
 * Service").
 *
 * For a new or looked-up cluster, the state contains its user credentials (`kube_config`).
 *
 * @example
 * const cluster = new AksCluster(this, "aks", {
 *   clusterName: "prod",
 *   resourceGroupName: "rg-prod",
 *   location: "westeurope",
 *   tier: AksTier.STANDARD,
 *   zones: ["1", "2", "3"],
 *   upgradeChannel: AksUpgradeChannel.STABLE,
 * });
 * registry.grantPull(cluster);
 */
export class AksCluster extends Construct implements IAksCluster {
  /**
   * An existing cluster, read by a data source. The state contains its user credentials (`kube_config`), which hold no
   * certificate with `automatic`: AKS Automatic has no local accounts.
   *
   * @throws if the cluster's name breaks Azure's rules, if the resource group is empty, or for `servicePrincipal` with
   * `automatic`. With `automatic` in a stack with an older azurerm, the validation fails.
   */
  public static fromLookup(scope: Construct, id: string, options: AksClusterLookupOptions): IExistingAksCluster {
    // Whatever is neither true nor false is refused by the reading of the options.
    const isAutomatic = options?.automatic === true;
    return isAutomatic
      ? new LookedUpAksAutomaticCluster(scope, id, options)
      : new LookedUpAksCluster(scope, id, options);
  }

  /**
   * An existing cluster whose kubelet identity is known. Nothing is read, and nothing lands in the state.
   *
   * @throws if the object id is not a GUID, or the cluster id no resource id of a cluster
   */
  public static fromClusterAttributes(scope: Construct, id: string, attributes: AksClusterAttributes): IAksCluster {
    return new KnownAksCluster(scope, id, attributes);
  }

  /**
   * A cluster that the stack creates as a resource of its own, which is left as it is: the grant, below this construct,
   * is created after the cluster. Of a resource in a Terraform module, pass the outputs to `fromClusterAttributes`.
   *
   * @param cluster an `azurerm_kubernetes_cluster`, or an `azapi_resource` of Microsoft.ContainerService/managedClusters
   * whose `response_export_values` have `properties.identityProfile.kubeletidentity.objectId`
   * @throws if it is another resource, or does not export the object id
   */
  public static fromResource(scope: Construct, id: string, cluster: TerraformResource): IAksCluster {
    return declaredAksCluster(scope, id, cluster);
  }

  private readonly cluster: clusterResource.KubernetesCluster;
  private readonly kubeletIdentity?: UserAssignedIdentityAttributes;

  /** @throws if a name or a number breaks Azure's rules, or if identities are given for a system-assigned cluster */
  constructor(scope: Construct, id: string, props: AksClusterProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "AksClusterProps");
    const dnsPrefix = props.dnsPrefix ?? dnsPrefixOf(props.clusterName);
    const identityType = props.identityType ?? AksIdentityType.USER_ASSIGNED;
    rules.text("clusterName", props.clusterName, RULES.clusterName, {
      atPlan: "left to Azure, since azurerm checks no name",
    });
    rules.text("dnsPrefix", dnsPrefix, RULES.dnsPrefix, { atPlan: "left to azurerm" });
    rules.text("resourceGroupName", props.resourceGroupName, RULES.resourceGroupName, { atPlan: "left to azurerm" });
    rules.text("location", props.location, RULES.notEmpty, { atPlan: "left to azurerm" });
    if (props.kubernetesVersion !== undefined) {
      rules.text("kubernetesVersion", props.kubernetesVersion, RULES.kubernetesVersion, { atPlan: "left to Azure" });
    }
    const identities =
      identityType === AksIdentityType.SYSTEM_ASSIGNED ? noIdentities(this, props) : identityPair(rules, props);
    this.kubeletIdentity = identities?.kubelet;
    const mayJoin =
      props.subnetId === undefined ? [] : allowToJoin(rules, subnetOf(rules, props, props.subnetId), identities, props);
    const requires = [...(identities?.requires ?? []), ...mayJoin];
    this.cluster = new (resource().KubernetesCluster)(this, "Default", {
      name: props.clusterName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      dnsPrefix,
      kubernetesVersion: props.kubernetesVersion,
      defaultNodePool: {
        ...defaultNodePool(rules, props, props.kubernetesVersion),
        vnetSubnetId: props.subnetId,
      },
      identity: identities
        ? { type: AksIdentityType.USER_ASSIGNED, identityIds: [identities.controlPlane.identityId] }
        : { type: AksIdentityType.SYSTEM_ASSIGNED },
      kubeletIdentity: identities && {
        userAssignedIdentityId: identities.kubelet.identityId,
        clientId: identities.kubelet.clientId,
        objectId: identities.kubelet.principalId,
      },
      ...settings(rules, props),
      oidcIssuerEnabled: true,
      workloadIdentityEnabled: true,
      tags: props.tags,
      provider: props.provider,
      lifecycle: rules.lifecycle({ preventDestroy: props.preventDestroy }),
      dependsOn: requires.length > 0 ? requires : undefined,
    });
    claimCluster(this, props);
    const isUpgraded = props.upgradeChannel !== AksUpgradeChannel.NONE;
    leaveIfUnstated(this.cluster, leftToOthers(this.cluster), isUpgraded ? versionsOfChannel : []);
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom, this.cluster);
    }
  }

  public get clusterId(): string {
    return this.cluster.id;
  }

  /** Name of the cluster, unique in its resource group. */
  public get clusterName(): string {
    return this.cluster.name;
  }

  public get oidcIssuerUrl(): string {
    return this.cluster.oidcIssuerUrl;
  }

  public get kubeletObjectId(): string {
    return this.kubeletIdentity?.principalId ?? this.cluster.kubeletIdentity.objectId;
  }

  public get principalId(): string {
    return this.kubeletObjectId;
  }

  /**
   * Makes the cluster wait for the grant, so that its first node can pull. A grant to an identity that AKS creates
   * can only be created after the cluster.
   */
  public bindGrant(grant: IRegistryGrant): void {
    read(this, "grant", grant, "IRegistryGrant");
    if (this.kubeletIdentity) {
      this.cluster.dependsOn = [...(this.cluster.dependsOn ?? []), ...grant.requires.map(dependable)];
    }
  }

  /** @internal */
  public _vnetIntegration(): unknown {
    return vnetIntegrationOf(this.cluster);
  }

  /** @internal */
  public _nodesSubnet(): unknown {
    return nodesSubnetOf(this.cluster);
  }
}

/** The name itself, where it is one. */
function dnsPrefixOf(clusterName: string): string {
  return Token.isUnresolved(clusterName) ? clusterName : clusterName.replace(/_/g, "-").slice(0, 54).replace(/-+$/, "");
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

/** Azure, "Configure kubenet networking in Azure Kubernetes Service (AKS)", on identities that the Azure CLI alone lets in. */
function subnetOf(rules: Rules, { identityType }: AksClusterProps, subnetId: string): string {
  rules.text("subnetId", subnetId, RULES.subnetId);
  rules.that(identityType !== AksIdentityType.SYSTEM_ASSIGNED, {
    property: "subnetId",
    must: "be left out with AksIdentityType.SYSTEM_ASSIGNED, whose identity has no role on the subnet when the nodes start",
    repair: "leave identityType out, which creates an identity with the role Network Contributor on the subnet",
  });
  return subnetId;
}

/** What is left out is not sent. */
function settings(rules: Rules, props: AksClusterProps) {
  const { network, entra, apiServerAccess } = props;
  checkUpgrades(rules, props.upgradeChannel, props.nodeImageUpgradeChannel, props.kubernetesVersion);
  return {
    networkProfile: network && networkProfile(rules, network),
    azureActiveDirectoryRoleBasedAccessControl: entra && entraRbac(rules, entra),
    localAccountDisabled: entra && !entra.localAccountsEnabled,
    apiServerAccessProfile: apiServerAccess && apiServerAccessProfile(rules, apiServerAccess),
    privateClusterEnabled: apiServerAccess?.privateClusterEnabled,
    automaticUpgradeChannel: sentChannel(props.upgradeChannel),
    nodeOsUpgradeChannel: props.nodeImageUpgradeChannel,
    skuTier: props.tier,
    // Bindings of azurerm 5 demand it. Those of azurerm 4, which has no such block, leave it out.
    nodeProvisioningProfile: { mode: initialText("Manual") },
  };
}
