import { TerraformDataSource } from "cdktf";
import { Construct } from "constructs";
import type { IExistingAksCluster } from "../interfaces";
import { type ClusterName, identifyCluster } from "../private/cluster-identity";
import { condition } from "../private/condition";
import { fail } from "../private/fail";
import { demandAzurerm5 } from "../private/ownership/azurerm5";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { type AksClusterLookupOptions, UNREADABLE_API_SERVER } from "./existing-aks-cluster";

/** Read by a data source that azurerm has since 5.2. @internal */
export class LookedUpAksAutomaticCluster extends Construct implements IExistingAksCluster {
  private readonly cluster: AutomaticClusterData;
  private readonly issuerUrl?: string;

  constructor(scope: Construct, id: string, options: AksClusterLookupOptions) {
    super(scope, id);
    const rules = new Rules(this);
    const { clusterName, resourceGroupName, oidcIssuerUrl, servicePrincipal, provider } = rules.props(
      options,
      "AksClusterLookupOptions",
    );
    rules.text("clusterName", clusterName, RULES.clusterName, {
      atPlan: "left to Azure, since azurerm checks no name",
    });
    rules.text("resourceGroupName", resourceGroupName, RULES.resourceGroupName, { atPlan: "left to azurerm" });
    demandAzurerm5(this, "azurerm 4 does not support AKS Automatic");
    rules.text("oidcIssuerUrl", oidcIssuerUrl ?? "-", RULES.notEmpty, {
      atPlan: "left to the identities that trust it",
    });
    rules.that(!servicePrincipal, {
      property: "servicePrincipal",
      must: "be left out with automatic, since AKS Automatic has managed identities",
      repair: "leave one of them out",
      see: "existing-cluster",
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
          "pass what `az aks show --query oidcIssuerProfile.issuerUrl --output tsv` prints to AksCluster.fromLookup",
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
