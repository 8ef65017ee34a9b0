import { Fn, Token } from "cdktf";
import type { AzureCloud } from "../interfaces";
import { CLOUDS_OF_NODES } from "./azure-cloud";
import { ACR_CLIENT_ID, ACR_TENANT_ID, ENTRA_TOKEN_EXCHANGE } from "./private/consumers";

/** What a cluster's nodes were installed with, which decides where they look for credential providers. @experimental */
export enum KubernetesDistribution {
  /** Any distribution whose kubelet is a systemd unit that reads `KUBELET_EXTRA_ARGS`. */
  KUBEADM = "kubeadm",

  /** K3s: `/var/lib/rancher/credentialprovider`, its default. */
  K3S = "k3s",

  /** RKE2: the same folder as K3s. */
  RKE2 = "rke2",

  /** Talos Linux, by a patch of the machine configuration. */
  TALOS = "talos",
}

/** What the files of a node say. */
export interface NodeSettings {
  readonly distribution: KubernetesDistribution;
  readonly loginServers: readonly string[];
  readonly tenantId: string;
  readonly cloud: AzureCloud;
}

/** Where a distribution keeps the files of a credential provider. */
interface Places {
  /** The folder of the program, which every kubelet finds by the provider's name. */
  readonly programs: string;
  readonly providers: string;
  readonly azure: string;
}

const SYSTEMD: Places = {
  programs: "/usr/local/lib/kubelet/credential-providers",
  providers: "/etc/kubernetes/credential-providers.yaml",
  azure: "/etc/kubernetes/acr-credential-provider.json",
};

/** The defaults of K3s and RKE2, whose references list `--image-credential-provider-bin-dir`. */
const RANCHER: Places = {
  programs: "/var/lib/rancher/credentialprovider/bin",
  providers: "/var/lib/rancher/credentialprovider/config.yaml",
  azure: "/var/lib/rancher/credentialprovider/azure.json",
};

/** Talos writes below /var only, and its kubelet sees this folder. */
const TALOS_AZURE = "/var/lib/kubelet/acr-credential-provider.json";

/** The content of each file of a node, by its path. */
export function nodeFiles(settings: NodeSettings): { [path: string]: string } {
  switch (settings.distribution) {
    case KubernetesDistribution.KUBEADM:
      return { ...filesAt(SYSTEMD, settings), ...systemdFlags(SYSTEMD) };
    case KubernetesDistribution.TALOS:
      return { "machine-config-patch.yaml": talosPatch(settings) };
    default:
      return { ...filesAt(RANCHER, settings), ...rancherFlags(RANCHER, settings.distribution) };
  }
}

function filesAt({ providers, azure }: Places, settings: NodeSettings): { [path: string]: string } {
  return {
    [providers]: Token.asString(Fn.yamlencode(credentialProviderConfig(settings, azure))),
    [azure]: azureSettings(settings),
  };
}

/** Kubernetes, "Kubelet Configuration (v1)", `CredentialProviderConfig`. */
function credentialProviderConfig({ loginServers }: NodeSettings, azure: string) {
  return {
    apiVersion: "kubelet.config.k8s.io/v1",
    kind: "CredentialProviderConfig",
    providers: [
      {
        name: "acr-credential-provider",
        apiVersion: "credentialprovider.kubelet.k8s.io/v1",
        matchImages: loginServers,
        defaultCacheDuration: "10m",
        args: [azure],
        tokenAttributes: {
          serviceAccountTokenAudience: ENTRA_TOKEN_EXCHANGE,
          cacheType: "ServiceAccount",
          requireServiceAccount: true,
          // Pods whose account lacks them pull without this provider.
          requiredServiceAccountAnnotationKeys: [ACR_CLIENT_ID, ACR_TENANT_ID],
        },
      },
    ],
  };
}

/** Without `useManagedIdentityExtension` the program answers with a password from this file instead of a token. */
function azureSettings({ tenantId, cloud }: NodeSettings): string {
  const settings = { cloud: CLOUDS_OF_NODES[cloud], tenantId, useManagedIdentityExtension: true };
  return Token.asString(Fn.jsonencode(settings));
}

function systemdFlags({ programs, providers }: Places): { [path: string]: string } {
  const flags = `--image-credential-provider-bin-dir=${programs} --image-credential-provider-config=${providers}`;
  return {
    "/etc/systemd/system/kubelet.service.d/20-acr-credential-provider.conf": `[Service]\nEnvironment="KUBELET_EXTRA_ARGS=${flags}"\n`,
  };
}

function rancherFlags({ programs, providers }: Places, distribution: string): { [path: string]: string } {
  return {
    [`/etc/rancher/${distribution}/config.yaml.d/acr-credential-provider.yaml`]: `image-credential-provider-bin-dir: ${programs}\nimage-credential-provider-config: ${providers}\n`,
  };
}

/** Talos sets the flags itself: Talos Linux, "KubeletConfig", `credentialProviderConfig`. */
function talosPatch(settings: NodeSettings): string {
  const file = { path: TALOS_AZURE, op: "create", permissions: 420, content: azureSettings(settings) };
  const kubelet = { credentialProviderConfig: credentialProviderConfig(settings, TALOS_AZURE) };
  return Token.asString(Fn.yamlencode({ machine: { kubelet, files: [file] } }));
}
