import type * as providerBinding from "@cdktf/provider-kubernetes/lib/provider";
import { Fn, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IExistingAksCluster } from "../interfaces";
import { lazy } from "../private/lazy";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";

const bindings = lazy<typeof providerBinding>(() => require("@cdktf/provider-kubernetes/lib/provider"));

/** Application id of the AKS Entra server, the same for all clusters: Azure, "Use kubelogin to authenticate in AKS". */
const AKS_SERVER_ID = "6dae42f8-4368-4678-94ff-3960e28e3630";

/** How kubelogin gets a token: kubelogin documentation, "Login Modes". */
export enum KubeloginMode {
  /** The identity of `az login`, on a workstation or in a pipeline. */
  AZURE_CLI = "azurecli",

  /** A federated token: `AZURE_CLIENT_ID`, `AZURE_TENANT_ID`, `AZURE_FEDERATED_TOKEN_FILE` in the environment. */
  WORKLOAD_IDENTITY = "workloadidentity",

  /** The managed identity of the machine that runs Terraform. */
  MANAGED_IDENTITY = "msi",

  /** A service principal: `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET` and `AZURE_TENANT_ID` in the environment. */
  SERVICE_PRINCIPAL = "spn",
}

export interface AksKubernetesProviderProps {
  /**
   * From `AksCluster.fromLookup`. A cluster created by the same apply cannot configure a provider: use a second stack.
   */
  readonly cluster: IExistingAksCluster;

  /** How kubelogin gets its token. @default KubeloginMode.AZURE_CLI */
  readonly loginMode?: KubeloginMode;

  /** Alias, required for every cluster of a stack but the first. @default - none: the stack's default provider */
  readonly alias?: string;
}

/**
 * The kubernetes provider for an existing AKS cluster. It logs in with kubelogin, so the configuration contains no
 * password and no client certificate. kubelogin must be on the PATH, the cluster must have the Microsoft Entra
 * integration (`az aks update --enable-aad`), and the identity that runs Terraform needs permissions in the cluster: a
 * RoleBinding or, with `--enable-azure-rbac`, a role such as Azure Kubernetes Service RBAC Writer. The cluster's data
 * source writes `kube_config` to the state.
 *
 * @example
 * const cluster = AksCluster.fromLookup(this, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
 * new AksKubernetesProvider(this, "kubernetes", { cluster, loginMode: KubeloginMode.WORKLOAD_IDENTITY });
 */
export class AksKubernetesProvider extends Construct {
  /** The provider to pass to the Kubernetes constructs if the stack has several clusters. */
  public readonly provider: TerraformProvider;

  /** @throws if the login mode is not one of the enumeration */
  constructor(scope: Construct, id: string, props: AksKubernetesProviderProps) {
    super(scope, id);
    const rules = new Rules(this);
    const { cluster, loginMode = KubeloginMode.AZURE_CLI, alias } = rules.props(props, "AksKubernetesProviderProps");
    if (alias !== undefined) {
      rules.text("alias", alias, RULES.notEmpty);
    }
    this.provider = new (bindings().KubernetesProvider)(this, "Default", {
      alias,
      host: cluster.apiServerUrl,
      clusterCaCertificate: Fn.base64decode(cluster.clusterCaCertificate),
      exec: [
        {
          apiVersion: "client.authentication.k8s.io/v1beta1",
          command: "kubelogin",
          args: ["get-token", "--login", loginMode, "--server-id", AKS_SERVER_ID],
        },
      ],
    });
  }
}
