import type * as servicePrincipalData from "@cdktf/provider-azuread/lib/data-azuread-service-principal";
import type * as clusterData from "@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster";
import type { Postcondition, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IAksCluster, IExistingAksCluster } from "../interfaces";
import { identifyCluster } from "../private/cluster-identity";
import { condition } from "../private/condition";
import { type Complaint, fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { noteTenant } from "../private/provider-settings";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";

const data = lazy<typeof clusterData>(() => require("@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster"));
const servicePrincipals = lazy<typeof servicePrincipalData>(() =>
  require("@cdktf/provider-azuread/lib/data-azuread-service-principal"),
);

export interface AksClusterLookupOptions {
  /** 1 to 63 letters, digits, `-` and `_`, starting and ending with a letter or digit. */
  readonly clusterName: string;

  /** Resource group of the cluster. */
  readonly resourceGroupName: string;

  /**
   * Whether the cluster has a service principal in place of a kubelet identity: `az aks show --query
   * servicePrincipalProfile.clientId --output tsv` prints something other than `msi`. A wrong value fails the plan with
   * a message that says so.
   *
   * @default false
   */
  readonly servicePrincipal?: boolean;

  /**
   * Whether it is an AKS Automatic cluster, whose nodes, upgrades and logins Azure manages (Azure, "What is Azure
   * Kubernetes Service (AKS) Automatic?"). Requires azurerm 5.2 or later: `ProviderGeneration.useAzurerm5`.
   *
   * @default false
   */
  readonly automatic?: boolean;

  /**
   * What `az aks show --query oidcIssuerProfile.issuerUrl --output tsv` prints, with `automatic` alone, of which azurerm
   * does not read it: for a `PullIdentity`, whose consumer must be one with federated credentials.
   *
   * @default - read from the cluster; of AKS Automatic, none
   */
  readonly oidcIssuerUrl?: string;

  /** An azurerm provider for the cluster's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;

  /** For `servicePrincipal`: an azuread provider for the tenant. @default - the stack's only azuread provider */
  readonly azureadProvider?: TerraformProvider;
}

export interface AksClusterAttributes {
  /**
   * Object id (a GUID), as `az aks show --query identityProfile.kubeletidentity.objectId --output tsv` prints it. For a
   * cluster that uses a service principal: as `az ad sp show --id <its client id> --query id --output tsv` prints it.
   */
  readonly kubeletObjectId: string;

  /** Resource id, for identities of service accounts. @default - unknown */
  readonly clusterId?: string;

  /** URL of the OIDC issuer, for identities of service accounts with federated credentials. @default - unknown */
  readonly oidcIssuerUrl?: string;
}

export const UNREADABLE_API_SERVER: Complaint = {
  property: "apiServerUrl",
  must: "be readable by the identity that runs Terraform",
  repair: "assign it the role Azure Kubernetes Service Cluster User Role on the cluster",
  see: "existing-cluster",
};

/** @internal */
export class LookedUpAksCluster extends Construct implements IExistingAksCluster {
  private readonly cluster: clusterData.DataAzurermKubernetesCluster;
  private readonly hasServicePrincipal: boolean;
  private readonly azureadProvider?: TerraformProvider;
  private servicePrincipal?: servicePrincipalData.DataAzureadServicePrincipal;
  private readonly postcondition: Postcondition[] = [];

  constructor(scope: Construct, id: string, options: AksClusterLookupOptions) {
    super(scope, id);
    const rules = new Rules(this);
    options = rules.props(options, "AksClusterLookupOptions");
    rules.text("clusterName", options.clusterName, RULES.clusterName, {
      atPlan: "left to Azure, since azurerm checks no name",
    });
    rules.text("resourceGroupName", options.resourceGroupName, RULES.resourceGroupName, { atPlan: "left to azurerm" });
    rules.that(options.oidcIssuerUrl === undefined, {
      property: "oidcIssuerUrl",
      must: "be left out without automatic, since it is read from the cluster",
      repair: "leave it out",
      see: "existing-cluster",
    });
    this.cluster = new (data().DataAzurermKubernetesCluster)(this, "Default", {
      name: options.clusterName,
      resourceGroupName: options.resourceGroupName,
      provider: options.provider,
    });
    identifyCluster(this, options);
    this.hasServicePrincipal = options.servicePrincipal ?? false;
    this.azureadProvider = options.azureadProvider;
    if (this.hasServicePrincipal) {
      noteTenant(this, "azuread", options.azureadProvider);
    }
  }

  /**
   * Adds its postcondition on first use: a cluster that is looked up for its API server only may use either kind of
   * identity.
   */
  public get kubeletObjectId(): string {
    return this.hasServicePrincipal ? this.servicePrincipalObjectId() : this.kubeletIdentityObjectId();
  }

  public get principalId(): string {
    return this.kubeletObjectId;
  }

  public get clusterId(): string {
    return this.cluster.id;
  }

  public get oidcIssuerUrl(): string {
    this.expect("oidc_issuer_url", "", {
      property: "oidcIssuerUrl",
      must: "be enabled in the cluster",
      repair: "run `az aks update --enable-oidc-issuer --enable-workload-identity`",
      see: "pull-identity-issuer",
    });
    return this.cluster.oidcIssuerUrl;
  }

  public get apiServerUrl(): string {
    this.expect("kube_config[0].host", "", UNREADABLE_API_SERVER);
    return this.cluster.kubeConfig.get(0).host;
  }

  public get clusterCaCertificate(): string {
    return this.cluster.kubeConfig.get(0).clusterCaCertificate;
  }

  /** An existing cluster cannot wait for a grant. */
  public bindGrant(): void {}

  private kubeletIdentityObjectId(): string {
    this.expect("kubelet_identity[0].object_id", "", {
      property: "servicePrincipal",
      must: "be true, since this cluster has no kubelet identity",
      repair: "the code of the stack must set servicePrincipal: true in AksCluster.fromLookup",
      see: "existing-cluster",
    });
    return this.cluster.kubeletIdentity.get(0).objectId;
  }

  /** The cluster exposes the client id of its service principal; a role assignment needs the object id. */
  private servicePrincipalObjectId(): string {
    this.expect("service_principal[0].client_id", "msi", {
      property: "servicePrincipal",
      must: "be left out, since this cluster uses no service principal",
      repair: "the code of the stack must leave servicePrincipal out of AksCluster.fromLookup",
      see: "existing-cluster",
    });
    this.servicePrincipal ??= new (servicePrincipals().DataAzureadServicePrincipal)(this, "ServicePrincipal", {
      clientId: this.cluster.servicePrincipal.get(0).clientId,
      provider: this.azureadProvider,
    });
    return this.servicePrincipal.objectId;
  }

  /** Fails the plan with a sentence instead of "Invalid index" if Azure returns no such attribute. */
  private expect(attribute: string, missing: string, complaint: Complaint): void {
    const answered = condition(this, `\${try(self.${attribute}, "${missing}") != "${missing}"}`, complaint);
    if (!this.postcondition.some((known) => known.condition === answered.condition)) {
      this.postcondition.push(answered);
      this.cluster.lifecycle = { postcondition: this.postcondition };
    }
  }
}

/** @internal */
export class KnownAksCluster extends Construct implements IAksCluster {
  private readonly attributes: AksClusterAttributes;

  constructor(scope: Construct, id: string, attributes: AksClusterAttributes) {
    super(scope, id);
    const rules = new Rules(this);
    this.attributes = rules.props(attributes, "AksClusterAttributes");
    const { kubeletObjectId, clusterId, oidcIssuerUrl } = this.attributes;
    rules.text("kubeletObjectId", kubeletObjectId, RULES.objectId, { atPlan: "left to the role assignment" });
    if (clusterId !== undefined) {
      rules.text("clusterId", clusterId, RULES.clusterId, { atPlan: "left to azapi" });
    }
    rules.text("oidcIssuerUrl", oidcIssuerUrl ?? "-", RULES.notEmpty, {
      atPlan: "left to the identities that trust it",
    });
  }

  public get kubeletObjectId(): string {
    return this.attributes.kubeletObjectId;
  }

  public get principalId(): string {
    return this.kubeletObjectId;
  }

  public get clusterId(): string {
    return this.attributes.clusterId ?? this.missing("clusterId", "id");
  }

  public get oidcIssuerUrl(): string {
    return this.attributes.oidcIssuerUrl ?? this.missing("oidcIssuerUrl", "oidcIssuerProfile.issuerUrl");
  }

  /** An existing cluster cannot wait for a grant. */
  public bindGrant(): void {}

  private missing(property: string, query: string): never {
    return fail(this, {
      property,
      must: "be given for identities of service accounts, since nothing reads it",
      repair: `pass what \`az aks show --query ${query} --output tsv\` prints to AksCluster.fromClusterAttributes`,
      see: "pull-identity-issuer",
    });
  }
}
