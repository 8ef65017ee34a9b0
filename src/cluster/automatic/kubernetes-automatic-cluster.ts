import { TerraformDataSource, type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";

// What a binding of azurerm 5 has. The bindings of cdktf end at azurerm 4, where these types do not exist, and both
// packages write the same.

const TYPE = "azurerm_kubernetes_automatic_cluster";
const GENERATOR = { providerName: "azurerm" };

export interface KubernetesAutomaticClusterConfig extends TerraformMetaArguments {
  readonly name: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly identity: { readonly type: string };
  readonly apiServerAccess?: { readonly authorizedIpRanges?: string[] };
  readonly privateCluster?: { readonly publicFullyQualifiedDomainNameEnabled: boolean };
  readonly tags?: { [key: string]: string };
}

export class KubernetesAutomaticCluster extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly config: KubernetesAutomaticClusterConfig,
  ) {
    super(scope, id, { ...config, terraformResourceType: TYPE, terraformGeneratorMetadata: GENERATOR });
  }

  public get id(): string {
    return this.getStringAttribute("id");
  }

  public get oidcIssuerUrl(): string {
    return this.getStringAttribute("oidc_issuer_url");
  }

  public get name(): string {
    return this.getStringAttribute("name");
  }

  protected synthesizeAttributes() {
    const { name, resourceGroupName, location, identity, apiServerAccess, privateCluster, tags } = this.config;
    return {
      location,
      name,
      resource_group_name: resourceGroupName,
      tags,
      api_server_access: apiServerAccess && { authorized_ip_ranges: apiServerAccess.authorizedIpRanges },
      identity: { type: identity.type },
      private_cluster: privateCluster && {
        public_fully_qualified_domain_name_enabled: privateCluster.publicFullyQualifiedDomainNameEnabled,
      },
    };
  }

  protected synthesizeHclAttributes() {
    const { location, name, resource_group_name, tags, ...blocks } = this.synthesizeAttributes();
    return {
      ...textsInHcl({ location, name, resource_group_name }),
      ...(tags && { tags: { value: tags, isBlock: false, type: "map", storageClassType: "stringMap" } }),
      ...blocksInHcl(blocks),
    };
  }
}

export interface DataAzurermKubernetesAutomaticClusterConfig extends TerraformMetaArguments {
  readonly name: string;
  readonly resourceGroupName: string;
}

export class DataAzurermKubernetesAutomaticCluster extends TerraformDataSource {
  constructor(
    scope: Construct,
    id: string,
    private readonly config: DataAzurermKubernetesAutomaticClusterConfig,
  ) {
    super(scope, id, { ...config, terraformResourceType: TYPE, terraformGeneratorMetadata: GENERATOR });
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
    return { name: this.config.name, resource_group_name: this.config.resourceGroupName };
  }

  protected synthesizeHclAttributes() {
    return textsInHcl(this.synthesizeAttributes());
  }
}

function textsInHcl(texts: { readonly [name: string]: string }) {
  const entries = Object.entries(texts).map(([name, value]) => [
    name,
    { value, isBlock: false, type: "simple", storageClassType: "string" },
  ]);
  return Object.fromEntries(entries);
}

function blocksInHcl(blocks: { readonly [name: string]: object | undefined }) {
  const entries = Object.entries(blocks).flatMap(([name, block]) =>
    block ? [[name, { value: [block], isBlock: true, type: "list", storageClassType: "object" }]] : [],
  );
  return Object.fromEntries(entries);
}
