import type { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { IAksCluster } from "../interfaces";
import { demandExport, exportedBy, isAzapiResource } from "../private/azapi-resource";
import { identifyCluster } from "../private/cluster-identity";
import { fail } from "../private/fail";
import { checkOneCdk } from "../private/one-cdk";
import { argumentsAt } from "../private/ownership/arguments";
import { resource } from "../private/props/reader";
import { segmentOf } from "../private/rendering/segment";
import { nodesSubnetOf, vnetIntegrationOf } from "./cluster-network";
import { KnownAksCluster } from "./existing-aks-cluster";

const CLUSTER = resource("azurerm_kubernetes_cluster", "Microsoft.ContainerService/managedClusters");

export function declaredAksCluster(scope: Construct, id: string, given: TerraformResource): IAksCluster {
  const cluster = CLUSTER("AksCluster.fromResource", "cluster", given);
  return isAzapiResource(cluster)
    ? clusterOfAzapi(scope, id, cluster)
    : new DeclaredAksCluster(scope, id, cluster as KubernetesCluster);
}

/** The object id by its path, since the client id beside it is a GUID too, with which no role acts. */
function clusterOfAzapi(scope: Construct, id: string, cluster: TerraformResource): IAksCluster {
  const known = new KnownAksCluster(scope, id, {
    kubeletObjectId: demandExport(cluster, "cluster", "properties.identityProfile.kubeletidentity.objectId"),
    clusterId: cluster.getStringAttribute("id"),
    oidcIssuerUrl: exportedBy(cluster, "properties.oidcIssuerProfile.issuerURL"),
  });
  const { name, parent_id: group } = argumentsAt(cluster, ["name", "parent_id"]);
  identifyCluster(known, { clusterName: String(name), resourceGroupName: segmentOf(String(group), 4) });
  return known;
}

class DeclaredAksCluster extends Construct implements IAksCluster {
  private readonly cluster: KubernetesCluster;

  constructor(scope: Construct, id: string, cluster: KubernetesCluster) {
    super(scope, id);
    checkOneCdk(this);
    this.cluster = cluster;
    const { name, resource_group_name: group } = argumentsAt(cluster, ["name", "resource_group_name"]);
    identifyCluster(this, { clusterName: String(name), resourceGroupName: String(group), provider: cluster.provider });
  }

  public get clusterId(): string {
    return this.cluster.id;
  }

  public get kubeletObjectId(): string {
    if (this.argument("service_principal") !== undefined) {
      fail(this, {
        property: "cluster",
        must: "have a kubelet identity, which a cluster with a service principal lacks",
        repair: "use AksCluster.fromClusterAttributes with the object id of the service principal",
        see: "existing-cluster",
      });
    }
    return this.cluster.kubeletIdentity.objectId;
  }

  public get principalId(): string {
    return this.kubeletObjectId;
  }

  public get oidcIssuerUrl(): string {
    const isEnabled = this.argument("oidc_issuer_enabled");
    if (isEnabled === undefined || isEnabled === false) {
      fail(this, {
        property: "cluster.oidcIssuerEnabled",
        must: "be true for the identities of service accounts",
        repair: "set oidcIssuerEnabled: true and workloadIdentityEnabled: true on the resource",
        see: "pull-identity-issuer",
      });
    }
    return this.cluster.oidcIssuerUrl;
  }

  /** The resource is left as it is declared: the grant comes after the cluster. */
  public bindGrant(): void {}

  public _vnetIntegration(): unknown {
    return vnetIntegrationOf(this.cluster);
  }

  public _nodesSubnet(): unknown {
    return nodesSubnetOf(this.cluster);
  }

  private argument(name: string): unknown {
    return argumentsAt(this.cluster, [name])[name];
  }
}
