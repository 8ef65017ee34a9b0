import { execFileSync } from "node:child_process";
import { TerraformVariable } from "cdktf";
import { ImagePullSecret, RegistryCredentials } from "../../src";
import { readPage } from "../support/pages";
import type { JsonObject } from "./support/json";
import { describeReal, type KubernetesCluster, kubernetesStack, RealWorkspace, startKubernetes } from "./support/providers";
import { pull } from "./support/pulls";

const { fences } = readPage("docs/how-to/kubernetes/copied-secrets.md");

/** What the recipes create, by the group of their kind. The schemas of the operators are theirs. */
const KINDS: readonly (readonly [string, string, string])[] = [
  ["kyverno.io", "ClusterPolicy", "clusterpolicies"],
  ["external-secrets.io", "ClusterSecretStore", "clustersecretstores"],
  ["external-secrets.io", "ClusterExternalSecret", "clusterexternalsecrets"],
];

function definition([group, kind, plural]: readonly [string, string, string]): JsonObject {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Cluster",
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}

describeReal("a secret that an operator copies", () => {
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    cluster = await startKubernetes("contoso.azurecr.io=puller:secret");
    for (const name of ["platform", "apps"]) {
      await cluster.api("POST", "/api/v1/namespaces", { metadata: { name } });
    }
    for (const kind of KINDS) {
      await cluster.api("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition(kind));
    }
    const stack = kubernetesStack();
    const password = new TerraformVariable(stack, "password", { type: "string", sensitive: true }).stringValue;
    const credentials = RegistryCredentials.fromPassword({ loginServer: "contoso.azurecr.io", username: "puller", password });
    new ImagePullSecret(stack, "acr-pull", { credentials: [credentials], namespaces: ["platform"] });
    workspace = new RealWorkspace(cluster);
    workspace.write(stack).variables({ password: "secret" }).apply();
  });

  afterAll(async () => {
    workspace?.remove();
    await cluster?.stop();
  });

  function kubectl(args: readonly string[], input?: string): string {
    return execFileSync("kubectl", args, { encoding: "utf8", env: { ...process.env, ...cluster.env }, input });
  }

  async function applied(file: string): Promise<readonly JsonObject[]> {
    const manifests = fences.find((fence) => fence.file === file)?.code ?? "";
    for (const [group, , plural] of KINDS) {
      kubectl(["wait", "--for=condition=established", "--timeout=30s", `crd/${plural}.${group}`]);
    }
    const applied = kubectl(["apply", "--server-side", "--validate=strict", "--output=json", "-f", "-"], manifests);
    // kubectl prints a list, or one document after the other.
    const documents: readonly JsonObject[] = JSON.parse(`[${applied.trim().replace(/\n}\n{/g, "\n},\n{")}]`);
    return documents.flatMap((document) => (document.kind === "List" ? (document.items as readonly JsonObject[]) : document));
  }

  const specOf = (objects: readonly JsonObject[], kind: string) => Object(objects.find((object) => object.kind === kind)?.spec);

  test("is the one that Kyverno's rule clones, into the namespaces with the label", async () => {
    const objects = await applied("kyverno.yaml");
    expect(objects.map(({ kind }) => kind)).toEqual(["ClusterPolicy", "ClusterRole"]);
    const [{ match, generate }] = specOf(objects, "ClusterPolicy").rules;
    expect(generate).toMatchObject({ kind: "Secret", name: "acr-pull", clone: { namespace: "platform", name: "acr-pull" } });
    const labels = new URLSearchParams(match.any[0].resources.selector.matchLabels).toString();
    expect(decodeURIComponent(labels)).toBe("contoso.example/pulls=acr");
  });

  test("is the one that External Secrets reads, with an account that may", async () => {
    const objects = await applied("external-secrets.yaml");
    const { kubernetes } = specOf(objects, "ClusterSecretStore").provider;
    const { name, namespace } = kubernetes.auth.serviceAccount;
    expect(kubernetes.remoteNamespace).toBe("platform");
    const asReader = [`--as=system:serviceaccount:${namespace}:${name}`, "--namespace"];
    expect(kubectl(["get", "secret", "acr-pull", "--output=name", ...asReader, "platform"]).trim()).toBe("secret/acr-pull");
    expect(() => kubectl(["get", "secrets", ...asReader, "apps"])).toThrow("Forbidden");
    const { externalSecretSpec, namespaceSelectors } = specOf(objects, "ClusterExternalSecret");
    expect(namespaceSelectors).toEqual([{ matchLabels: { "contoso.example/pulls": "acr" } }]);
    expect(externalSecretSpec.dataFrom).toEqual([{ extract: { key: "acr-pull" } }]);
    expect(externalSecretSpec.target.template.type).toBe("kubernetes.io/dockerconfigjson");
  });

  test("lets pods pull where its data and its type are copied, and survives the labels that Kyverno sets", async () => {
    const { body } = await cluster.api("GET", "/api/v1/namespaces/platform/secrets/acr-pull");
    const copy = { metadata: { name: "acr-pull" }, type: body.type, data: body.data };
    expect((await cluster.api("POST", "/api/v1/namespaces/apps/secrets", copy)).code).toBe(201);
    expect(await pull(cluster, { imagePullSecrets: [{ name: "acr-pull" }] })).toBe("pulled");
    kubectl(["label", "secret", "acr-pull", "--namespace=platform", "generate.kyverno.io/clone-source="]);
    expect(workspace.changes()).toEqual([]);
  });
});
