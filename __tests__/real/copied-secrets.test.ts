import { execFileSync } from "node:child_process";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { readPage } from "../support/pages";
import { defineOperators } from "./support/operators";
import {
  createNamespaces,
  describeReal,
  type KubernetesCluster,
  kubernetesStack,
  RealWorkspace,
  secretOf,
  startKubernetes,
} from "./support/providers";
import { pull } from "./support/pulls";

const { fences } = readPage("docs/how-to/kubernetes/namespaces-by-label.md");

describeReal("a secret that an operator copies", () => {
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    cluster = await startKubernetes("contoso.azurecr.io=puller:secret");
    await createNamespaces(cluster, "platform", "apps");
    await defineOperators(cluster);
    const stack = kubernetesStack();
    secretOf(stack, "acr-pull", { namespaces: ["platform"] });
    workspace = new RealWorkspace(cluster);
    workspace.write(stack).variables({ password: "secret" }).apply();
  });

  function kubectl(args: readonly string[], input?: string): string {
    return execFileSync("kubectl", args, { encoding: "utf8", env: { ...process.env, ...cluster.env }, input });
  }

  async function applied(file: string): Promise<readonly JsonObject[]> {
    const manifests = fences.find((fence) => fence.file === file)?.code ?? "";
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
