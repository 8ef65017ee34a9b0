/** What a cluster's nodes were installed with, which decides where they look for credential providers. */
export enum KubernetesDistribution {
  /** Any distribution whose kubelet is a systemd unit that reads `KUBELET_EXTRA_ARGS`. */
  KUBEADM = "kubeadm",

  K3S = "k3s",

  RKE2 = "rke2",

  /** Talos Linux, by a patch of the machine configuration. */
  TALOS = "talos",
}
