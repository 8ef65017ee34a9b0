import { Fn, TerraformLocal, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IAksCluster, IExistingOidcIssuerCluster, IOidcIssuerCluster, IPullGrant } from "../../interfaces";
import { claimCluster } from "../../private/cluster-identity";
import { moveFrom } from "../../private/former-path";
import { argumentsAt } from "../../private/ownership/arguments";
import { demandAzurerm5 } from "../../private/ownership/azurerm5";
import { leaveIfUnstated } from "../../private/ownership/unstated";
import { read } from "../../private/props/reader";
import { Rules } from "../../private/rules";
import { RULES } from "../../private/text-rules";
import { type AksApiServerAccessOptions, apiServerAccessProfile } from "../aks-access";
import { AksIdentityType } from "../aks-identity-type";
import {
  type AksAutomaticClusterLookupOptions,
  LookedUpAksAutomaticCluster,
  NO_AUTOMATIC,
} from "./existing-automatic-cluster";
import { DataAzurermKubernetesAutomaticCluster, KubernetesAutomaticCluster } from "./kubernetes-automatic-cluster";

export interface AksAutomaticClusterProps {
  /**
   * 1 to 63 letters, digits, `-` and `_`, starting and ending with a letter or digit. Changing it replaces the cluster.
   */
  readonly clusterName: string;

  /** Changing it replaces the cluster. */
  readonly resourceGroupName: string;

  /** Azure region, such as `westeurope`. Changing it replaces the cluster. */
  readonly location: string;

  /**
   * `privateClusterEnabled` must be a literal.
   *
   * @default - Azure's: a public API server that any address may reach, or as it is today
   */
  readonly apiServerAccess?: AksApiServerAccessOptions;

  /**
   * Whether a plan that would delete the cluster fails. Must be a literal. To destroy it, deploy once with `false`. The
   * setting **cannot prevent** the deletion if you delete the construct, or rename or move it without `movedFrom`, because
   * it disappears with it.
   *
   * @default false
   */
  readonly preventDestroy?: boolean;

  /**
   * The construct path that the cluster had in the last deployment, without the stack, such as `platform/aks`. `moved`
   * blocks keep it and the grants below it. Take it out after the deployment: as long as it is stated, a plan that would
   * create or replace the cluster fails.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;

  /** All tags of the cluster: others that it has are removed. @default - none, or as they are today */
  readonly tags?: { [key: string]: string };

  /** @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

/** As for `AksCluster`: what others change on a living cluster, and what azurerm would revert. */
const LEFT_TO_OTHERS: readonly string[] = [
  "api_server_access",
  "api_server_access.subnet_id",
  "private_cluster",
  "service_mesh",
  "tags",
];

/**
 * A cluster whose nodes, upgrades and logins Azure manages (Azure, "What is Azure Kubernetes Service (AKS)
 * Automatic?"). `new` creates one; `fromLookup` reads an existing one at plan. Requires azurerm 5.2 or later:
 * `ProviderGeneration.useAzurerm5`.
 *
 * Azure creates the kubelet identity together with the cluster, so a grant can only come after it. The first pods may
 * start before that, and then wait in `ImagePullBackOff`. The kubelet tries again at least every five minutes
 * (Kubernetes, "Images") until the registry honors the grant, which takes up to ten: nothing has to be restarted.
 *
 * What others can change and nobody states, here or on the default child, is theirs. For a new cluster with a grant and for
 * one that is looked up, the state contains the user credentials (`kube_config`), which hold no certificate: AKS
 * Automatic has no local accounts.
 *
 * @example
 * ProviderGeneration.useAzurerm5(this);
 * const cluster = new AksAutomaticCluster(this, "aks", {
 *   clusterName: "prod",
 *   resourceGroupName: "rg-prod",
 *   location: "westeurope",
 * });
 * registry.grantPull(cluster);
 */
export class AksAutomaticCluster extends Construct implements IAksCluster, IOidcIssuerCluster {
  /**
   * An existing cluster, read by a data source. The state contains its user credentials (`kube_config`).
   *
   * @throws if the cluster's name breaks Azure's rules, or if the resource group is empty. In a stack with an older
   * azurerm, the validation fails.
   */
  public static fromLookup(
    scope: Construct,
    id: string,
    options: AksAutomaticClusterLookupOptions,
  ): IExistingOidcIssuerCluster {
    return new LookedUpAksAutomaticCluster(scope, id, options);
  }

  private readonly cluster: KubernetesAutomaticCluster;
  private readonly props: AksAutomaticClusterProps;
  private objectId?: string;

  /**
   * @throws if a name or an address range breaks Azure's rules. In a stack with an older azurerm, the validation fails.
   */
  constructor(scope: Construct, id: string, props: AksAutomaticClusterProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "AksAutomaticClusterProps");
    this.props = props;
    rules.text("clusterName", props.clusterName, RULES.clusterName, {
      atPlan: "left to Azure, since azurerm checks no name",
    });
    rules.text("resourceGroupName", props.resourceGroupName, RULES.resourceGroupName, { atPlan: "left to azurerm" });
    rules.text("location", props.location, RULES.notEmpty, { atPlan: "left to azurerm" });
    demandAzurerm5(this, NO_AUTOMATIC);
    const { apiServerAccess } = props;
    const profile = apiServerAccess && apiServerAccessProfile(rules, apiServerAccess);
    const isOpen = profile?.authorizedIpRanges?.length === 0;
    this.cluster = new KubernetesAutomaticCluster(this, "Default", {
      name: props.clusterName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      identity: { type: AksIdentityType.SYSTEM_ASSIGNED },
      apiServerAccess: isOpen ? undefined : profile,
      privateCluster: apiServerAccess?.privateClusterEnabled
        ? { publicFullyQualifiedDomainNameEnabled: false }
        : undefined,
      tags: props.tags,
      provider: props.provider,
      lifecycle: rules.lifecycle({ preventDestroy: props.preventDestroy }),
    });
    if (isOpen) {
      // Stated as none: azurerm 5.2 plans an empty block again after every apply.
      this.cluster.addOverride("api_server_access", undefined);
    }
    claimCluster(this, props);
    leaveIfUnstated(this.cluster, LEFT_TO_OTHERS);
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom, this.cluster);
    }
  }

  public get clusterId(): string {
    return this.cluster.id;
  }

  public get oidcIssuerUrl(): string {
    return this.cluster.oidcIssuerUrl;
  }

  public get clusterName(): string {
    return this.cluster.name;
  }

  /** Read by a data source after the cluster, whose resource does not export it. */
  public get kubeletObjectId(): string {
    this.objectId ??= this.readObjectId();
    return this.objectId;
  }

  public get pullPrincipalId(): string {
    return this.kubeletObjectId;
  }

  /** The identity is created with the cluster, so the cluster cannot wait for the grant. */
  public bindPullGrant(grant: IPullGrant): void {
    read(this, "grant", grant, "IPullGrant");
  }

  /** @internal Azure, "Introduction to Azure Kubernetes Service (AKS) Automatic" of 2026-07-07. */
  public _vnetIntegration(): boolean {
    return true;
  }

  /** @internal Of a network of one's own, only the default child knows. */
  public _nodesSubnet(): unknown {
    return argumentsAt(this.cluster, ["hosted_system"]).hosted_system === undefined ? null : undefined;
  }

  private readObjectId(): string {
    const resourceGroupName = Fn.element(Fn.split("/", this.cluster.id), 4);
    // Unknown until the cluster exists, and known from then on. Only a local value hides the cluster from the data
    // source: if that depended on it, each change of the cluster would make the identity unknown and replace the grants.
    const local = new TerraformLocal(this, "ResourceGroupOnceCreated", resourceGroupName);
    return new DataAzurermKubernetesAutomaticCluster(this, "KubeletIdentity", {
      name: this.props.clusterName,
      resourceGroupName: local.asString,
      provider: this.props.provider,
    }).kubeletObjectId;
  }
}
