import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { mutatingVersion, policyStack, startWithPolicies } from "./policy/api-server";
import { image, names, OF_REGISTRY } from "./policy/pods";
import { describeReal, type KubernetesCluster, RealWorkspace } from "./support/providers";

const PATCH = [{ op: "add", path: "/spec/containers/-", value: { name: "sidecar", image: "contoso.azurecr.io/sidecar:1" } }];

/**
 * A webhook as service meshes have it, which adds a container of the registry to pods with the label
 * `sidecar: webhook`. The API server calls webhooks after all policies.
 */
async function startSidecarInjector({ env, api }: KubernetesCluster): Promise<() => void> {
  const [key, cert, ca] = ["server.key", "server.crt", "ca.crt"].map((file) => readFileSync(join(env.K8S_DIR ?? "", file)));
  const server = createServer({ key, cert }, (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { apiVersion, kind, request: review } = JSON.parse(Buffer.concat(parts).toString());
      const patch = Buffer.from(JSON.stringify(PATCH)).toString("base64");
      const answer = { apiVersion, kind, response: { uid: review.uid, allowed: true, patchType: "JSONPatch", patch } };
      response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { code, body } = await api("POST", "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", {
    metadata: { name: "sidecar" },
    webhooks: [
      {
        name: "sidecar.example.com",
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        clientConfig: { url: `https://127.0.0.1:${port}/`, caBundle: ca.toString("base64") },
        rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
        objectSelector: { matchLabels: { sidecar: "webhook" } },
      },
    ],
  });
  if (code !== 201) {
    throw new Error(`the webhook was refused with ${code}: ${JSON.stringify(body)}`);
  }
  return () => {
    server.closeAllConnections();
    server.close();
  };
}

const WAY_OUT =
  "ValidatingAdmissionPolicy 'demand' with binding 'demand' denied request: the registry of its images needs credentials: " +
  "in the namespace NAMESPACE, name the secret acr-pull in imagePullSecrets of the pod or, if it has none of its own, the service account app in " +
  "serviceAccountName";

const MERGE = "application/strategic-merge-patch+json";

/** The namespaces, and the labels that policies select them by. */
const NAMESPACES: Readonly<Record<string, JsonObject>> = {
  demand: { pulls: "demand" },
  inject: { pulls: "inject" },
  unlabelled: {},
};

describeReal("the API server with a policy of each mode", () => {
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;
  let stopInjector: (() => void) | undefined;

  async function create(path: string, body: JsonObject): Promise<JsonObject> {
    const answer = await cluster.api("POST", path, body);
    if (answer.code >= 300) {
      throw new Error(`POST ${path} answered ${answer.code}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  /** What the API server says to a pod, which it does not keep. */
  function ask(namespace: string, spec: JsonObject, labels: JsonObject = {}) {
    const metadata = { generateName: "pod-", labels };
    return cluster.api("POST", `/api/v1/namespaces/${namespace}/pods?dryRun=All`, { metadata, spec });
  }

  /** Creates a pod that stays. */
  async function keep(namespace: string, name: string, spec: JsonObject): Promise<string> {
    await create(`/api/v1/namespaces/${namespace}/pods`, { metadata: { name, finalizers: ["example.com/keep"] }, spec });
    return `/api/v1/namespaces/${namespace}/pods/${name}`;
  }

  /** An answer is a pod, or says why there is none. */
  function verdict({ code, body }: { readonly code: number; readonly body: JsonObject }): string {
    return code < 300 ? "admitted" : String(body.message);
  }

  function denied(namespace = "demand"): unknown {
    return expect.stringContaining(WAY_OUT.replace("NAMESPACE", namespace));
  }

  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt += 1) {
      if (await holds()) {
        return;
      }
      await sleep(100);
    }
    throw new Error(`${what} did not come in time`);
  }

  beforeAll(async () => {
    cluster = await startWithPolicies();
    for (const [name, labels] of Object.entries(NAMESPACES)) {
      await create("/api/v1/namespaces", { metadata: { name, labels } });
      await create(`/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name: "other" }, ...names("of-another-account") });
    }
    await cluster.api("PATCH", "/api/v1/namespaces/kube-system", { metadata: { labels: { pulls: "demand" } } }, MERGE);
    await keep("demand", "old", OF_REGISTRY);
    await createSidecarPolicy();
    stopInjector = await startSidecarInjector(cluster);
    workspace = new RealWorkspace(cluster);
    workspace.write(policyStack()).variables({ password: "secret" });
    await workspace.applyMeanwhile();
    await until("the policy that demands", async () => (await ask("demand", OF_REGISTRY)).code === 422);
    await until("the policy that injects", async () => secretsOf((await ask("inject", OF_REGISTRY)).body).length === 1);
  });

  afterAll(() => {
    stopInjector?.();
  });

  /** A policy of somebody else, which adds a container of the registry to pods with a label. */
  async function createSidecarPolicy(): Promise<void> {
    const group = `/apis/admissionregistration.k8s.io/${mutatingVersion()}`;
    const metadata = { name: "sidecar" };
    const resourceRules = [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }];
    const expression =
      '[JSONPatch{op: "add", path: "/spec/containers/-", value: Object.spec.containers{name: "sidecar", image: "contoso.azurecr.io/sidecar:1"}}]';
    await create(`${group}/mutatingadmissionpolicies`, {
      metadata,
      spec: {
        failurePolicy: "Fail",
        reinvocationPolicy: "Never",
        matchConstraints: { resourceRules, objectSelector: { matchLabels: { sidecar: "policy" } } },
        mutations: [{ patchType: "JSONPatch", jsonPatch: { expression } }],
      },
    });
    await create(`${group}/mutatingadmissionpolicybindings`, { metadata, spec: { policyName: "sidecar" } });
  }

  test.each(["unlabelled", "kube-system"])(
    "a pod without secrets in the namespace %s is nobody's business",
    async (namespace) => {
      const answer = await ask(namespace, OF_REGISTRY);
      expect(verdict(answer)).toBe("admitted");
      expect(secretsOf(answer.body)).toEqual([]);
    },
  );

  test.each(["policy", "webhook"])("a pod to which another %s adds a container of the registry", async (sidecar) => {
    expect(verdict(await ask("demand", image("nginx"), { sidecar }))).toEqual(denied());
    const { body } = await ask("inject", image("nginx"), { sidecar });
    expect(Object(body.spec).containers).toHaveLength(2);
    expect(secretsOf(body)).toEqual(["acr-pull"]);
  });

  const OLD = "/api/v1/namespaces/demand/pods";

  test("an old pod without the secret can be labelled and loses its finalizers", async () => {
    const labelled = await cluster.api("PATCH", `${OLD}/old`, { metadata: { labels: { team: "web" } } }, MERGE);
    expect(verdict(labelled)).toBe("admitted");
    await cluster.api("DELETE", `${OLD}/old?gracePeriodSeconds=0`);
    expect(verdict(await cluster.api("PATCH", `${OLD}/old`, { metadata: { finalizers: null } }, MERGE))).toBe("admitted");
    await until("the end of the old pod", async () => (await cluster.api("GET", `${OLD}/old`)).code === 404);
  });

  const template = { metadata: { labels: { app: "web" } }, spec: { restartPolicy: "Never", ...OF_REGISTRY } };

  /** What the pods of a controller are told, or the secrets that they have. */
  async function podsOf(namespace: string, kind: string): Promise<unknown> {
    let found: unknown;
    await until(`the pods of the ${kind}`, async () => {
      const [events, pods] = await Promise.all(
        ["events", "pods"].map(async (list) =>
          listOf((await cluster.api("GET", `/api/v1/namespaces/${namespace}/${list}`)).body),
        ),
      );
      const owned = pods.find(({ metadata }) => Object(metadata).ownerReferences?.[0].kind === kind);
      const failed = events.find(
        ({ reason, involvedObject }) => reason === "FailedCreate" && Object(involvedObject).kind === kind,
      );
      found = owned ? secretsOf(owned) : failed?.message;
      return found !== undefined;
    });
    return found;
  }

  test("the pods of a Deployment", async () => {
    const spec = { selector: { matchLabels: { app: "web" } }, template: { ...template, spec: OF_REGISTRY } };
    for (const namespace of ["demand", "inject"]) {
      await create(`/apis/apps/v1/namespaces/${namespace}/deployments`, { metadata: { name: "web" }, spec });
    }
    expect(await podsOf("demand", "ReplicaSet")).toEqual(denied());
    expect(await podsOf("inject", "ReplicaSet")).toEqual(["acr-pull"]);
  });
});

function listOf({ items }: JsonObject): readonly JsonObject[] {
  return Array.isArray(items) ? items : [];
}

/** The names of a pod's secrets. */
function secretsOf({ spec }: JsonObject): string[] {
  const references: readonly { readonly name?: string }[] = Object(spec).imagePullSecrets ?? [];
  return references.map(({ name = "" }) => name);
}
