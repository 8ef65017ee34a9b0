import type * as providerBinding from "@cdktf/provider-kubernetes/lib/provider";
import { Fn, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IExistingAksCluster } from "../../interfaces";
import { lazy } from "../private/lazy";
import { checkOneOf } from "../private/one-of";

const bindings = lazy<typeof providerBinding>(() => require("@cdktf/provider-kubernetes/lib/provider"));

/** The application id of the AKS Entra server, one for all clusters: Azure, "Use kubelogin to authenticate in AKS". */
const AKS_SERVER_ID = "6dae42f8-4368-4678-94ff-3960e28e3630";

/** How kubelogin gets a token: its documentation, "Login Modes". */
export enum KubeloginMode {
  /** The user of `az login`, also in a pipeline that logged in with it. */
  AZURE_CLI = "azurecli",

  /** The federated token of a workload: `AZURE_CLIENT_ID`, `AZURE_TENANT_ID` and `AZURE_FEDERATED_TOKEN_FILE` in the environment. */
  WORKLOAD_IDENTITY = "workloadidentity",

  /** The managed identity of the machine that runs Terraform. */
  MANAGED_IDENTITY = "msi",

  /** A service principal: `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET` and `AZURE_TENANT_ID` in the environment. */
  SERVICE_PRINCIPAL = "spn",
}

export interface AksKubernetesProviderProps {
  /** From `AksCluster.fromLookup`. A cluster of the same apply cannot configure a provider: use a second stack. */
  readonly cluster: IExistingAksCluster;

  /** @default KubeloginMode.AZURE_CLI */
  readonly loginMode?: KubeloginMode;

  /** Needed for the second and every further cluster of a stack. @default - none: the stack's default provider */
  readonly alias?: string;
}

/**
 * The kubernetes provider for an existing AKS cluster, which logs in with kubelogin: no password and no certificate of the cluster
 * stands in the configuration. kubelogin must be on the PATH of whoever applies, the cluster must have the Microsoft Entra
 * integration (`az aks update --enable-aad`), and the one who applies needs a right in the cluster: a RoleBinding, or with
 * `--enable-azure-rbac` a role such as Azure Kubernetes Service RBAC Writer. The cluster's data source puts `kube_config` into the state.
 */
export class AksKubernetesProvider extends Construct {
  /** To pass to the Kubernetes constructs where the stack has several clusters. */
  public readonly provider: TerraformProvider;

  constructor(scope: Construct, id: string, props: AksKubernetesProviderProps) {
    super(scope, id);
    const loginMode = props.loginMode ?? KubeloginMode.AZURE_CLI;
    checkOneOf(this, "loginMode", loginMode, KubeloginMode);
    this.provider = new (bindings().KubernetesProvider)(this, "Default", {
      alias: props.alias,
      host: props.cluster.apiServerUrl,
      clusterCaCertificate: Fn.base64decode(props.cluster.clusterCaCertificate),
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
