import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import type { KubernetesCluster } from "./providers";

type Kind = readonly [group: string, kind: string, plural: string, scope: "Cluster" | "Namespaced"];

/** What the recipes for operators create, by the group of their kind. The schemas of the operators are theirs. */
const KINDS: readonly Kind[] = [
  ["kyverno.io", "ClusterPolicy", "clusterpolicies", "Cluster"],
  ["external-secrets.io", "ClusterSecretStore", "clustersecretstores", "Cluster"],
  ["external-secrets.io", "ClusterExternalSecret", "clusterexternalsecrets", "Cluster"],
  ["external-secrets.io", "ExternalSecret", "externalsecrets", "Namespaced"],
];

function definition([group, kind, plural, scope]: Kind): JsonObject {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}

/** Makes the API server know the kinds of Kyverno and External Secrets, and waits until it does. */
export async function defineOperators(cluster: KubernetesCluster): Promise<void> {
  for (const kind of KINDS) {
    await cluster.api("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition(kind));
  }
  for (const [group, , plural] of KINDS) {
    while ((await cluster.api("GET", `/apis/${group}/v1/${plural}`)).code !== 200) {}
  }
}
