/** What the imitation does differently. Each is an environment variable of its process. */
export interface Switches {
  /** `FAKE_AZURE_DENY_ROLE_ASSIGNMENTS=1`: nobody may assign roles. */
  readonly denyRoleAssignments: boolean;
  /** `FAKE_AZURE_PRINCIPAL_LAG_SECONDS`: how long Azure does not find a new principal. */
  readonly principalLagSeconds: number;
  /** `FAKE_AZURE_OWNED_BY=1`: the deployer may change only the applications that it owns. */
  readonly ownedBy: boolean;
  /** `FAKE_AZURE_PASSWORD_DAYS`: a policy of the tenant; 0 allows no passwords. */
  readonly passwordDays?: number;
  /** `FAKE_AZURE_AKS_OIDC_DEFAULT=1`: the OIDC issuer is on and stays on, as since Kubernetes 1.34. */
  readonly oidcByDefault: boolean;
  /** `FAKE_AZURE_SKIP_KUBELET_PERMISSION_CHECK=1`. */
  readonly skipKubeletCheck: boolean;
  /** `FAKE_AZURE_AKS_DEFAULT_MAX_SURGE`: what AKS answers where nothing was sent; empty for nothing. */
  readonly maxSurge: string;
  /** `FAKE_AZURE_KUBECONFIG`: a file that every cluster answers as its kubeconfig. */
  readonly kubeconfig?: string;
}

export function switchesOf(env: NodeJS.ProcessEnv): Switches {
  const isOn = (name: string) => Boolean(env[`FAKE_AZURE_${name}`]);
  return {
    denyRoleAssignments: env.FAKE_AZURE_DENY_ROLE_ASSIGNMENTS === "1",
    principalLagSeconds: Number(env.FAKE_AZURE_PRINCIPAL_LAG_SECONDS || 3),
    ownedBy: isOn("OWNED_BY"),
    passwordDays: isOn("PASSWORD_DAYS") ? Number(env.FAKE_AZURE_PASSWORD_DAYS) : undefined,
    oidcByDefault: isOn("AKS_OIDC_DEFAULT"),
    skipKubeletCheck: env.FAKE_AZURE_SKIP_KUBELET_PERMISSION_CHECK === "1",
    maxSurge: env.FAKE_AZURE_AKS_DEFAULT_MAX_SURGE ?? "10%",
    kubeconfig: env.FAKE_AZURE_KUBECONFIG || undefined,
  };
}
