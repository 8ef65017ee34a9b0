import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { permissionOf } from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/block-types";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import type { KubernetesCluster } from "../support/providers";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";

/** The cluster as an identity sees it that may do what PERMISSIONS.md lists for a secret and a policy, and nothing else. */
export async function asDeployer(cluster: KubernetesCluster): Promise<KubernetesCluster> {
  const metadata = { name: "deployer" };
  const rules = ["kubernetes_secret_v1", "kubernetes_manifest"].flatMap((type) => permissionOf(type)?.kubernetes ?? []).map(rule);
  const subjects = [{ kind: "ServiceAccount", name: "deployer", namespace: "default" }];
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "deployer" };
  const account = "/api/v1/namespaces/default/serviceaccounts";
  await cluster.api("POST", account, { metadata });
  await cluster.api("POST", `${RBAC}/clusterroles`, { metadata, rules });
  await cluster.api("POST", `${RBAC}/clusterrolebindings`, { metadata, subjects, roleRef });
  const { body } = await cluster.api("POST", `${account}/deployer/token`, { spec: { expirationSeconds: 3600 } });
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const path = join(folder, "kubeconfig");
  writeFileSync(path, JSON.stringify(kubeconfig(cluster, Object(body.status).token)), { mode: 0o600 });
  return {
    ...cluster,
    env: { ...cluster.env, KUBECONFIG: path, KUBE_CONFIG_PATH: path },
    stop: async () => rmSync(folder, { recursive: true }),
  };
}

/** From `jobs (batch): get, create`. */
function rule(permission: string): JsonObject {
  const [, resource, group = "", verbs] = /^(\w+)(?: \((.+)\))?: (.+)$/.exec(permission) ?? [];
  return { apiGroups: [group], resources: [resource], verbs: verbs.split(", ") };
}

function kubeconfig({ env }: KubernetesCluster, token: string): JsonObject {
  const name = "deployer";
  const authority = readFileSync(env.K8S_CA ?? "").toString("base64");
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server: env.K8S_SERVER ?? "", "certificate-authority-data": authority } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
}
