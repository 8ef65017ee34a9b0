import type * as servicePrincipalData from "@cdktf/provider-azuread/lib/data-azuread-service-principal";
import type * as clusterData from "@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster";
import type { Postcondition, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IAksCluster, IExistingAksCluster } from "../../interfaces";
import { condition } from "../private/conditions";
import type { Complaint } from "../private/fail";
import { lazy } from "../private/lazy";
import { checkOneOf } from "../private/one-of";
import { check, RULES } from "../private/rules";

const data = lazy<typeof clusterData>(() => require("@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster"));
const servicePrincipals = lazy<typeof servicePrincipalData>(() =>
  require("@cdktf/provider-azuread/lib/data-azuread-service-principal"),
);

/** What an existing cluster runs on. */
export enum AksPrincipal {
  /** A kubelet identity: every cluster made in recent years. */
  MANAGED_IDENTITY = "ManagedIdentity",

  /** A service principal: `az aks show --query servicePrincipalProfile.clientId --output tsv` prints something other than `msi`. */
  SERVICE_PRINCIPAL = "ServicePrincipal",
}

export interface AksClusterLookupOptions {
  readonly clusterName: string;

  readonly resourceGroupName: string;

  /** The wrong choice fails in `terraform plan` with a sentence that says so. @default AksPrincipal.MANAGED_IDENTITY */
  readonly principal?: AksPrincipal;

  /** An azurerm provider for the cluster's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;

  /** An azuread provider for the cluster's tenant, with AksPrincipal.SERVICE_PRINCIPAL. @default - the stack's only azuread provider */
  readonly azureadProvider?: TerraformProvider;
}

export interface AksClusterAttributes {
  /**
   * What `az aks show --query identityProfile.kubeletidentity.objectId --output tsv` prints. For a cluster on a service principal: what
   * `az ad sp show --id <its client id> --query id --output tsv` prints.
   */
  readonly kubeletObjectId: string;
}

/** @internal */
export class LookedUpAksCluster extends Construct implements IExistingAksCluster {
  private readonly cluster: clusterData.DataAzurermKubernetesCluster;
  private readonly principal: AksPrincipal;
  private readonly azureadProvider?: TerraformProvider;
  private servicePrincipal?: servicePrincipalData.DataAzureadServicePrincipal;
  private readonly postcondition: Postcondition[] = [];

  constructor(scope: Construct, id: string, options: AksClusterLookupOptions) {
    super(scope, id);
    check(this, "clusterName", options.clusterName, RULES.clusterName);
    check(this, "resourceGroupName", options.resourceGroupName, RULES.notEmpty);
    this.cluster = new (data().DataAzurermKubernetesCluster)(this, "Default", {
      name: options.clusterName,
      resourceGroupName: options.resourceGroupName,
      provider: options.provider,
    });
    this.principal = options.principal ?? AksPrincipal.MANAGED_IDENTITY;
    checkOneOf(this, "principal", this.principal, AksPrincipal);
    this.azureadProvider = options.azureadProvider;
  }

  /** Asked for by a grant only: a cluster that is looked up for its API server may run on either. */
  public get kubeletObjectId(): string {
    return this.principal === AksPrincipal.SERVICE_PRINCIPAL ? this.servicePrincipalObjectId() : this.kubeletIdentityObjectId();
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

  private kubeletIdentityObjectId(): string {
    this.expect("kubelet_identity[0].object_id", "", {
      property: "principal",
      must: "be AksPrincipal.SERVICE_PRINCIPAL, since this cluster runs on a service principal and has no kubelet identity",
      repair: "set principal: AksPrincipal.SERVICE_PRINCIPAL in AksCluster.fromLookup",
    });
    return this.cluster.kubeletIdentity.get(0).objectId;
  }

  /** The cluster tells its service principal's client id; a role assignment wants the object id. */
  private servicePrincipalObjectId(): string {
    this.expect("service_principal[0].client_id", "msi", {
      property: "principal",
      must: "be AksPrincipal.MANAGED_IDENTITY, since this cluster runs on no service principal",
      repair: "leave principal out of AksCluster.fromLookup",
    });
    this.servicePrincipal ??= new (servicePrincipals().DataAzureadServicePrincipal)(this, "ServicePrincipal", {
      clientId: this.cluster.servicePrincipal.get(0).clientId,
      provider: this.azureadProvider,
    });
    return this.servicePrincipal.objectId;
  }

  /** A sentence in the plan instead of "Invalid index", where Azure answers without the attribute. */
  private expect(attribute: string, nothing: string, complaint: Complaint): void {
    const answered = condition(this, `\${try(self.${attribute}, "${nothing}") != "${nothing}"}`, complaint);
    if (!this.postcondition.some((known) => known.condition === answered.condition)) {
      this.postcondition.push(answered);
      this.cluster.lifecycle = { postcondition: this.postcondition };
    }
  }
}

/** @internal */
export class KnownAksCluster extends Construct implements IAksCluster {
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
