import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IExistingOidcIssuerCluster } from "../../interfaces";
import { identifyCluster } from "../../private/cluster-identity";
import { condition } from "../../private/condition";
import { fail } from "../../private/fail";
import { demandAzurerm5 } from "../../private/ownership/azurerm5";
import { Rules } from "../../private/rules";
import { RULES } from "../../private/text-rules";
import { UNREADABLE_API_SERVER } from "../existing-aks-cluster";
import { DataAzurermKubernetesAutomaticCluster } from "./kubernetes-automatic-cluster";

export const NO_AUTOMATIC = "azurerm 4 does not support AKS Automatic";

export interface AksAutomaticClusterLookupOptions {
  /** 1 to 63 letters, digits, `-` and `_`, starting and ending with a letter or digit. */
  readonly clusterName: string;

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

/** @internal */
export class LookedUpAksAutomaticCluster extends Construct implements IExistingOidcIssuerCluster {
  private readonly cluster: DataAzurermKubernetesAutomaticCluster;
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
    demandAzurerm5(this, NO_AUTOMATIC);
    rules.text("oidcIssuerUrl", oidcIssuerUrl ?? "-", RULES.notEmpty, {
      atPlan: "left to the identities that trust it",
    });
    identifyCluster(this, { clusterName, resourceGroupName, provider });
    this.issuerUrl = oidcIssuerUrl;
    this.cluster = new DataAzurermKubernetesAutomaticCluster(this, "Default", {
      name: clusterName,
      resourceGroupName,
      provider,
    });
  }

  public get kubeletObjectId(): string {
    return this.cluster.kubeletObjectId;
  }

  public get pullPrincipalId(): string {
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
  public bindPullGrant(): void {}

  /** Azure, "Introduction to Azure Kubernetes Service (AKS) Automatic" of 2026-07-07. */
  public _vnetIntegration(): boolean {
    return true;
  }
}
