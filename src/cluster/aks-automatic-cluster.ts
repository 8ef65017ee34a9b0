import { TerraformDataSource, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IExistingAksCluster } from "../interfaces";
import { type ClusterName, identifyCluster } from "../private/cluster-identity";
import { condition } from "../private/condition";
import { fail } from "../private/fail";
import { demandAzurerm5 } from "../private/ownership/azurerm5";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { UNREADABLE_API_SERVER } from "./existing-aks-cluster";

/** Which existing cluster is read. @experimental */
export interface AksAutomaticClusterLookupOptions {
  /** 1 to 63 letters, digits, `-` and `_`, starting and ending with a letter or digit. */
  readonly clusterName: string;

  /** Resource group of the cluster. */
  readonly resourceGroupName: string;

  /**
   * What `az aks show --query oidcIssuerProfile.issuerUrl --output tsv` prints, which azurerm's data source does not tell:
   * for a `PullIdentity`, whose consumer must be one with federated credentials.
   *
   * @default - none
   */
  readonly oidcIssuerUrl?: string;

  /** An azurerm provider for the cluster's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

/**
 * An existing cluster whose nodes, upgrades and logins Azure manages (Azure, "What is Azure Kubernetes Service (AKS)
 * Automatic?"), read at plan. Requires azurerm 5.2 or later: `ProviderGeneration.useAzurerm5`.
 *
 * @experimental
 * @example
 * ProviderGeneration.useAzurerm5(this);
 * const cluster = AksAutomaticCluster.fromLookup(this, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
 * registry.grantPull(cluster);
 */
export class AksAutomaticCluster {
  /**
   * An existing cluster, read by a data source. The state contains its user credentials (`kube_config`), which hold no
   * certificate: AKS Automatic has no local accounts.
   *
   * @throws if the cluster's name breaks Azure's rules, or if the resource group is empty. In a stack with an older
   * azurerm, the validation fails.
   */
  public static fromLookup(
    scope: Construct,
    id: string,
    options: AksAutomaticClusterLookupOptions,
  ): IExistingAksCluster {
    return new LookedUpAksAutomaticCluster(scope, id, options);
  }

  private constructor() {}
}

class LookedUpAksAutomaticCluster extends Construct implements IExistingAksCluster {
  private readonly cluster: AutomaticClusterData;
  private readonly issuerUrl?: string;

  constructor(scope: Construct, id: string, options: AksAutomaticClusterLookupOptions) {
    super(scope, id);
    const rules = new Rules(this);
    const { clusterName, resourceGroupName, oidcIssuerUrl, provider } = rules.props(
      options,
      "AksAutomaticClusterLookupOptions",
    );
    rules.text("clusterName", clusterName, RULES.clusterName, {
      atPlan: "left to Azure, since azurerm checks no name",
    });
    rules.text("resourceGroupName", resourceGroupName, RULES.resourceGroupName, { atPlan: "left to azurerm" });
    demandAzurerm5(this, "azurerm 4 does not support AKS Automatic");
    rules.text("oidcIssuerUrl", oidcIssuerUrl ?? "-", RULES.notEmpty, {
      atPlan: "left to the identities that trust it",
    });
    identifyCluster(this, { clusterName, resourceGroupName, provider });
    this.issuerUrl = oidcIssuerUrl;
    this.cluster = new AutomaticClusterData(this, "Default", { clusterName, resourceGroupName, provider });
  }

  public get kubeletObjectId(): string {
    return this.cluster.kubeletObjectId;
  }

  public get principalId(): string {
    return this.kubeletObjectId;
  }

  public get clusterId(): string {
    return this.cluster.id;
  }

  /** @throws if it was not given, since azurerm's data source does not have it */
  public get oidcIssuerUrl(): string {
    if (this.issuerUrl === undefined) {
      fail(this, {
        property: "oidcIssuerUrl",
        must: "be given for federated credentials, since azurerm does not read it from AKS Automatic",
        repair:
          "pass what `az aks show --query oidcIssuerProfile.issuerUrl --output tsv` prints to AksAutomaticCluster.fromLookup",
        see: "pull-identity-issuer",
      });
    }
    return this.issuerUrl;
  }

  /** Fails the plan with a sentence instead of "Invalid index" if Azure returns no user credentials. */
  public get apiServerUrl(): string {
    const isReadable = '${try(self.kube_config[0].host, "") != ""}';
    this.cluster.lifecycle = { postcondition: [condition(this, isReadable, UNREADABLE_API_SERVER)] };
    return this.cluster.host;
  }

  public get clusterCaCertificate(): string {
    return this.cluster.clusterCaCertificate;
  }

  /** An existing cluster cannot wait for a grant. */
  public bindGrant(): void {}

  /** Azure, "Introduction to Azure Kubernetes Service (AKS) Automatic" of 2026-07-07. */
  public _vnetIntegration(): boolean {
    return true;
  }
}

/** What a binding of azurerm 5 has. The bindings of cdktf end at azurerm 4, where this type does not exist. */
class AutomaticClusterData extends TerraformDataSource {
  constructor(
    scope: Construct,
    id: string,
    private readonly cluster: ClusterName,
  ) {
    super(scope, id, {
      terraformResourceType: "azurerm_kubernetes_automatic_cluster",
      terraformGeneratorMetadata: { providerName: "azurerm" },
      provider: cluster.provider,
    });
  }

  public get id(): string {
    return this.getStringAttribute("id");
  }

  public get kubeletObjectId(): string {
    return this.getStringAttribute("kubelet_identity[0].object_id");
  }

  public get host(): string {
    return this.getStringAttribute("kube_config[0].host");
  }

  public get clusterCaCertificate(): string {
    return this.getStringAttribute("kube_config[0].cluster_ca_certificate");
  }

  protected synthesizeAttributes() {
    return { name: this.cluster.clusterName, resource_group_name: this.cluster.resourceGroupName };
  }

  protected synthesizeHclAttributes() {
    const texts = Object.entries(this.synthesizeAttributes()).map(([name, value]) => [
      name,
      { value, isBlock: false, type: "simple", storageClassType: "string" },
    ]);
    return Object.fromEntries(texts);
  }
}
