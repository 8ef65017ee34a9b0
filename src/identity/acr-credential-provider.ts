import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { AzureCloud, IContainerRegistry } from "../interfaces";
import { fail } from "../private/fail";
import { read } from "../private/props/reader";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { cloudOf } from "./azure-cloud";
import { type KubernetesDistribution, nodeFiles } from "./node-files";
import { ENTRA_TOKEN_EXCHANGE } from "./private/consumers";
import { IDENTITY_RULES } from "./private/identity-rules";
import { tokenRequests } from "./private/node-permissions";

/** The registries that nodes pull from, and their tenant. @experimental */
export interface AcrCredentialProviderProps {
  /** The registries whose images nodes pull with the identities of service accounts. */
  readonly registries: IContainerRegistry[];

  /** Id (a GUID) of the registries' Microsoft Entra tenant: `az account show --query tenantId --output tsv`. */
  readonly tenantId: string;

  /** State the cloud if login servers are unknown until plan, or your own. @default - theirs, or the public cloud */
  readonly cloud?: AzureCloud;

  /** Name of the ClusterRole and its binding. Changing it replaces both. @default - the construct's id */
  readonly clusterRoleName?: string;

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}

/**
 * What a cluster outside Azure needs once, so that its nodes pull with the identities of service accounts: a ClusterRole
 * that lets nodes request tokens for Microsoft Entra ID, and the files of the nodes, for which `nodeFiles` is to be made
 * an output. Terraform cannot write to nodes: install the files, and the program acr-credential-provider 1.35 or later
 * from the releases of cloud-provider-azure, the way you install nodes. Kubernetes 1.34 or later. Nothing secret lands in
 * the state.
 *
 * Pods whose service account names no identity pull as before. A node that asks for a token of another audience gets 403
 * (Kubernetes, "Using Node Authorization").
 *
 * @experimental
 * @example
 * const provider = new AcrCredentialProvider(this, "acr-credential-provider", {
 *   registries: [registry],
 *   tenantId: "11111111-2222-3333-4444-555555555555",
 * });
 * new TerraformOutput(this, "node_files", { value: provider.nodeFiles(KubernetesDistribution.K3S) });
 */
export class AcrCredentialProvider extends Construct {
  private readonly loginServers: string[];
  private readonly tenantId: string;
  private readonly cloud: AzureCloud;

  /** @throws if there are no registries, if the tenant or a name is malformed, or if the registries are in several clouds */
  constructor(scope: Construct, id: string, props: AcrCredentialProviderProps) {
    super(scope, id);
    const rules = new Rules(this);
    const {
      registries,
      tenantId,
      cloud,
      clusterRoleName = id,
      provider,
    } = rules.props(props, "AcrCredentialProviderProps");
    if (registries.length === 0) {
      fail(this, { property: "registries", must: "contain at least one registry", repair: "pass the registry" });
    }
    const loginServers = registries.map(({ loginServer }) => loginServer);
    rules.distinct("registries", "a registry", loginServers);
    rules.text("tenantId", tenantId, RULES.tenantId);
    rules.text("clusterRoleName", clusterRoleName, IDENTITY_RULES.clusterRoleName);
    this.loginServers = loginServers;
    this.tenantId = tenantId;
    this.cloud = cloudOf(rules, cloud, this.loginServers);
    tokenRequests(this, { name: clusterRoleName, audience: ENTRA_TOKEN_EXCHANGE, provider, rules });
  }

  /**
   * The files of a node by their absolute paths, for an output of the stack: the configuration of the credential
   * provider, its Azure settings, and what the kubelet must be started with. For Talos a single patch of the machine
   * configuration. Restart the kubelet after installing them. Nothing in them is secret.
   *
   * @throws if the distribution is not one of the enumeration
   */
  public nodeFiles(distribution: KubernetesDistribution): { [path: string]: string } {
    const { loginServers, tenantId, cloud } = this;
    const given = read(this, "distribution", distribution, "KubernetesDistribution");
    return nodeFiles({ distribution: given, loginServers, tenantId, cloud });
  }
}
