import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TerraformStack } from "cdktf";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { PullSecretPolicy } from "../../../src";
import { synthesize } from "../../support/stack";
import { mutatingVersion, policyStack, startWithPolicies } from "../policy/api-server";
import { image, longHost, names, OF_ANOTHER, OF_REGISTRY, PODS, UPDATES_OF_WORKLOADS, WORKLOADS, workload } from "../policy/pods";
import { describeReal, type KubernetesCluster, RealWorkspace } from "../support/providers";

// Pods, updates and namespaces that try to get past the policies. The API server judges them in dry runs, so that a
// hundred take seconds; the policies are what Terraform makes of what the constructs synthesize, without a provider between.

const MERGE = "application/strategic-merge-patch+json";
const EXEMPT = "contoso.example/exempt";
const BREAK_GLASS = "contoso.example/break-glass";
const DENIED = "the registry of its images needs credentials";
const WAY_OUT =
  `ValidatingAdmissionPolicy 'demand' with binding 'demand' denied request: ${DENIED}: ` +
  "in the namespace demand, name the secret acr-pull in imagePullSecrets of the pod or, if it has none of its own, the service account app in " +
  "serviceAccountName";

const debug = (...images: readonly string[]): JsonObject => ({
  ephemeralContainers: images.map((name, index) => ({ name: `debug-${index}`, image: name })),
});

const TWO = image("contoso.azurecr.io/team/app:1", "fabrikam.azurecr.io/team/app:1");
const MOUNTING = { ...image("nginx"), volumes: [{ name: "data", image: { reference: "contoso.azurecr.io/team/data:1" } }] };

/** What becomes of a pod that is older than the policy, and whether it may. */
const UPDATES: readonly (readonly [string, JsonObject, JsonObject, boolean])[] = [
  ["without the secret gets a label", OF_REGISTRY, { metadata: { labels: { team: "web" } } }, true],
  ["without the secret gets an annotation", OF_REGISTRY, { metadata: { annotations: { note: "x" } } }, true],
  ["without the secret loses its finalizers", OF_REGISTRY, { metadata: { finalizers: null } }, true],
  ["without the secret gets a toleration", OF_REGISTRY, { spec: { tolerations: [{ key: "a", operator: "Exists" }] } }, true],
  ["without the secret is debugged with another image", OF_REGISTRY, { spec: debug("busybox") }, true],
  [
    "without the secret is debugged with an image that it has",
    OF_REGISTRY,
    { spec: debug("contoso.azurecr.io/team/app:1") },
    true,
  ],
  ["without the secret is debugged with another tag", OF_REGISTRY, { spec: debug("contoso.azurecr.io/team/app:2") }, false],
  ["without the secret is debugged twice", OF_REGISTRY, { spec: debug("busybox", "contoso.azurecr.io/tools:1") }, false],
  ["without the secret gets another tag", OF_REGISTRY, { spec: image("contoso.azurecr.io/team/app:2") }, false],
  ["without the secret leaves the registry", OF_REGISTRY, { spec: image("nginx") }, true],
  ["swaps its images", TWO, { spec: image("fabrikam.azurecr.io/team/app:1", "contoso.azurecr.io/team/app:1") }, true],
  ["changes the other of its images", TWO, { spec: image("contoso.azurecr.io/team/app:1", "nginx") }, true],
  ["of another registry gets an image of this one", OF_ANOTHER, { spec: image("contoso.azurecr.io/team/app:1") }, false],
  ["of another registry is debugged with an image of this one", OF_ANOTHER, { spec: debug("contoso.azurecr.io/tools:1") }, false],
  [
    "with the secret gets another tag",
    { ...OF_REGISTRY, ...names("acr-pull") },
    { spec: image("contoso.azurecr.io/team/app:2") },
    true,
  ],
  ["with the secret is debugged", { ...OF_ANOTHER, ...names("acr-pull") }, { spec: debug("contoso.azurecr.io/tools:1") }, true],
  [
    "of 200 images changes one",
    { ...image(...Array.from({ length: 200 }, (_, index) => `${longHost(0)}/${"a/".repeat(60)}${index}`)), ...names("acr-pull") },
    { spec: { containers: [{ name: "app-199", image: `${longHost(9)}/changed` }] } },
    true,
  ],
  ["that mounts an image is debugged with another image", MOUNTING, { spec: debug("busybox") }, true],
  ["that mounts an image is debugged with one of its registry", MOUNTING, { spec: debug("contoso.azurecr.io/tools:1") }, false],
];

/** A namespace with its labels, and whether its pods are judged. */
const NAMESPACES: readonly (readonly [string, JsonObject, boolean])[] = [
  ["demand", { pulls: "demand" }, true],
  ["inject", { pulls: "inject" }, false],
  ["unlabelled", {}, false],
  ["other-value", { pulls: "Demand" }, false],
  ["self-granted", { pulls: "demand", "control-plane": "true" }, true],
  ["self-managed", { pulls: "demand", "kubernetes.azure.com/managedby": "aks" }, true],
  ["self-ignored", { pulls: "demand", "admission.gatekeeper.sh/ignore": "true" }, true],
  ["self-excluded", { pulls: "demand", "openservicemesh.io/ignore": "true" }, true],
  ["renamed", { pulls: "demand", "kubernetes.io/metadata.name": "kube-system" }, true],
  ["almost-exempt", { pulls: "demand", [`${EXEMPT}-2`]: "true" }, true],
  ["kube-system", { pulls: "demand" }, false],
  ["kube-system-2", { pulls: "demand" }, true],
  ["exempt", { pulls: "demand", [EXEMPT]: "" }, false],
  ["calico-system", { pulls: "demand" }, false],
  ["gatekeeper-system", { pulls: "demand" }, false],
];

/** With the values of what they share, which Terraform alone can tell. */
function manifestsOf(stack: TerraformStack, cluster: KubernetesCluster): JsonObject[] {
  const { locals, resource } = synthesize(stack);
  const value = Object.values(resource.kubernetes_manifest).map(({ manifest }) => manifest);
  const workspace = new RealWorkspace(cluster);
  try {
    workspace.write({ locals, output: { manifests: { value } } }).apply();
    return JSON.parse(workspace.succeed("output", "-json", "manifests"));
  } finally {
    workspace.remove();
  }
}

const PODS_CREATED = [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }];
const SIDECAR = { name: "sidecar", image: "contoso.azurecr.io/sidecar:1" };

/** A policy of somebody else, and a webhook as service meshes have it, which the API server calls after all policies. */
const SIDECARS: Readonly<Record<string, (url: string, ca: string) => JsonObject>> = {
  mutatingadmissionpolicies: () => ({
    spec: {
      failurePolicy: "Fail",
      reinvocationPolicy: "Never",
      matchConstraints: { resourceRules: PODS_CREATED, objectSelector: { matchLabels: { sidecar: "policy" } } },
      mutations: [
        {
          patchType: "JSONPatch",
          jsonPatch: {
            expression: `[JSONPatch{op: "add", path: "/spec/containers/-", value: Object.spec.containers{name: "${SIDECAR.name}", image: "${SIDECAR.image}"}}]`,
          },
        },
      ],
    },
  }),
  mutatingadmissionpolicybindings: () => ({ spec: { policyName: "sidecar" } }),
  mutatingwebhookconfigurations: (url, caBundle) => ({
    webhooks: [
      {
        name: "sidecar.example.com",
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        clientConfig: { url, caBundle },
        rules: PODS_CREATED,
        objectSelector: { matchLabels: { sidecar: "webhook" } },
      },
    ],
  }),
};

describeReal("an API server with the policies", () => {
  let cluster: KubernetesCluster;
  let injector: Server | undefined;

  async function create(path: string, body: JsonObject): Promise<void> {
    const answer = await cluster.api("POST", path, body);
    // The controller manager may have been first.
    if (answer.code >= 300 && answer.code !== 409) {
      throw new Error(`POST ${path} answered ${answer.code}: ${JSON.stringify(answer.body)}`);
    }
  }

  function ask(namespace: string, spec: JsonObject, labels: JsonObject = {}) {
    const metadata = { generateName: "pod-", labels };
    return cluster.api("POST", `/api/v1/namespaces/${namespace}/pods?dryRun=All`, { metadata, spec });
  }

  function verdict({ code, body }: { readonly code: number; readonly body: JsonObject }): string {
    const message = String(body.message);
    const refusal = message.includes(DENIED) ? "denied" : message;
    return code < 300 ? "admitted" : refusal;
  }

  async function until(holds: () => Promise<boolean>): Promise<void> {
    for (let attempt = 0; !(await holds()); attempt += 1) {
      if (attempt === 300) {
        throw new Error("it did not come in time");
      }
      await sleep(100);
    }
  }

  beforeAll(async () => {
    cluster = await startWithPolicies();
    for (const [name, labels] of NAMESPACES) {
      await create("/api/v1/namespaces", { metadata: { name, labels } });
      await cluster.api("PATCH", `/api/v1/namespaces/${name}`, { metadata: { labels } }, MERGE);
      const accounts = `/api/v1/namespaces/${name}/serviceaccounts`;
      await create(accounts, { metadata: { name: "default" } });
      await create(accounts, { metadata: { name: "other" }, ...names("of-another-account") });
      await create(accounts, { metadata: { name: "app" }, ...names("acr-pull") });
    }
    for (const [index, [, spec]] of UPDATES.entries()) {
      const metadata = { name: `old-${index}`, finalizers: ["example.com/keep"] };
      await create("/api/v1/namespaces/demand/pods", { metadata, spec });
    }
    for (const [index, { kind, before }] of UPDATES_OF_WORKLOADS.entries()) {
      await create(`${WORKLOADS[kind].path}`, workload(kind, before, `old-${index}`));
    }
    const stack = policyStack(
      { exemptNamespaceLabel: EXEMPT },
      {
        exemptPodLabel: BREAK_GLASS,
        exemptImagePrefixes: ["contoso.azurecr.io/public/", "contoso.azurecr.io/tools/debug:"],
        workloadValidationActions: PullSecretPolicy.DENY,
        serviceAccountNames: ["by-hand"],
      },
    );
    for (const manifest of manifestsOf(stack, cluster)) {
      const kind = String(manifest.kind);
      const version = kind.startsWith("Mutating") ? mutatingVersion() : "v1";
      const plural = `${kind.toLowerCase()}s`.replace(/ys$/, "ies");
      const apiVersion = `admissionregistration.k8s.io/${version}`;
      await create(`/apis/${apiVersion}/${plural}`, { ...manifest, apiVersion });
    }
    const [key, cert, ca] = ["server.key", "server.crt", "ca.crt"].map((file) =>
      readFileSync(join(cluster.env.K8S_DIR ?? "", file)),
    );
    injector = createServer({ key, cert }, addSidecar);
    await new Promise<void>((resolve) => injector?.listen(0, "127.0.0.1", resolve));
    const { port } = injector.address() as AddressInfo;
    for (const [plural, bodyOf] of Object.entries(SIDECARS)) {
      const version = plural === "mutatingwebhookconfigurations" ? "v1" : mutatingVersion();
      const body = bodyOf(`https://127.0.0.1:${port}/`, ca.toString("base64"));
      await create(`/apis/admissionregistration.k8s.io/${version}/${plural}`, { metadata: { name: "sidecar" }, ...body });
    }
    await until(async () => verdict(await ask("demand", OF_REGISTRY)) === "denied");
    await until(async () => secretsOf((await ask("inject", OF_REGISTRY)).body).length === 1);
    for (const sidecar of ["policy", "webhook"]) {
      await until(async () => Object((await ask("unlabelled", OF_ANOTHER, { sidecar })).body.spec).containers?.length === 2);
    }
  });

  afterAll(() => {
    injector?.closeAllConnections();
    injector?.close();
  });

  test("a pod is refused with the way out", async () => {
    expect((await ask("demand", OF_REGISTRY)).body.message).toContain(WAY_OUT);
  });

  test.each(["policy", "webhook"])("a pod to which another %s adds a container of the registry", async (sidecar) => {
    expect(verdict(await ask("demand", OF_ANOTHER, { sidecar }))).toBe("denied");
    expect(secretsOf((await ask("inject", OF_ANOTHER, { sidecar })).body)).toEqual(["acr-pull"]);
  });

  test.each(PODS.map((row) => [row.pod, row] as const))("a pod %s", async (_pod, { spec, isAdmitted, secrets }) => {
    expect(verdict(await ask("demand", spec))).toBe(isAdmitted ? "admitted" : "denied");
    const injected = await ask("inject", spec);
    expect(verdict(injected)).toBe("admitted");
    expect(secretsOf(injected.body)).toEqual(secrets);
  });

  test.each(PODS.map((row) => [row.pod, row] as const))("workloads of a pod %s", async (_pod, { spec, isAdmitted }) => {
    for (const kind of Object.keys(WORKLOADS)) {
      const answer = await cluster.api("POST", `${WORKLOADS[kind].path}?dryRun=All`, workload(kind, spec));
      expect([kind, verdict(answer)]).toEqual([kind, isAdmitted ? "admitted" : "denied"]);
    }
  });

  test.each(UPDATES_OF_WORKLOADS.map((row, index) => ({ ...row, index })))(
    "an older $kind $title",
    async ({ kind, index, after, isAdmitted }) => {
      const path = `${WORKLOADS[kind].path}/old-${index}`;
      const { body } = await cluster.api("GET", path);
      const { metadata, spec } = workload(kind, after, `old-${index}`);
      const next = {
        ...body,
        spec: { ...Object(body.spec), ...Object(spec) },
        metadata: { ...Object(body.metadata), ...Object(metadata) },
      };
      expect(verdict(await cluster.api("PUT", `${path}?dryRun=All`, next))).toBe(isAdmitted ? "admitted" : "denied");
    },
  );

  const OF_PUBLIC = image("contoso.azurecr.io/public/app:1");
  test.each<readonly [string, JsonObject, JsonObject, boolean]>([
    ["with the label that breaks the glass", OF_REGISTRY, { [BREAK_GLASS]: "" }, true],
    ["with another value of it", OF_REGISTRY, { [BREAK_GLASS]: "incident-1" }, true],
    ["with a label that begins like it", OF_REGISTRY, { [`${BREAK_GLASS}-2`]: "" }, false],
    ["with an image that is exempt", OF_PUBLIC, {}, true],
    ["with one of a name", image("contoso.azurecr.io/tools/debug:1"), {}, true],
    ["with a digest of that name", image(`contoso.azurecr.io/tools/debug@sha256:${"0".repeat(64)}`), {}, false],
    ["with an image that begins like it", image("contoso.azurecr.io/publications/app:1"), {}, false],
    ["with the path on another host", image("contoso.westeurope.geo.azurecr.io/public/app:1"), {}, false],
    ["with the path in upper case", image("contoso.azurecr.io/PUBLIC/app:1"), {}, false],
    ["with an exempt image and another", image("contoso.azurecr.io/public/app:1", "contoso.azurecr.io/app:1"), {}, false],
  ])("a pod and a workload %s", async (_title, spec, labels, isAdmitted) => {
    const expected = isAdmitted ? "admitted" : "denied";
    const metadata = { generateName: "pod-", labels };
    expect(verdict(await cluster.api("POST", "/api/v1/namespaces/demand/pods?dryRun=All", { metadata, spec }))).toBe(expected);
    for (const kind of Object.keys(WORKLOADS)) {
      const answer = await cluster.api("POST", `${WORKLOADS[kind].path}?dryRun=All`, workload(kind, spec, "new", labels));
      expect([kind, verdict(answer)]).toEqual([kind, expected]);
    }
  });

  test("a workload whose account has been given the secret by hand, and one that a Deployment has made", async () => {
    const path = `${WORKLOADS.ReplicaSet.path}?dryRun=All`;
    const { body: maker } = await cluster.api("GET", `${WORKLOADS.Deployment.path}/old-0`);
    const owner = { apiVersion: "apps/v1", kind: "Deployment", name: "old-0", uid: Object(maker.metadata).uid };
    const made = (extra: JsonObject) => {
      const { metadata, ...rest } = workload("ReplicaSet", OF_REGISTRY);
      return { ...rest, metadata: { ...Object(metadata), ownerReferences: [{ ...owner, ...extra }] } };
    };
    const byHand = workload("ReplicaSet", { ...OF_REGISTRY, serviceAccountName: "by-hand" });
    expect(verdict(await cluster.api("POST", path, byHand))).toBe("admitted");
    expect(verdict(await cluster.api("POST", path, made({ controller: true })))).toBe("admitted");
    expect(verdict(await cluster.api("POST", path, made({})))).toBe("denied");
    expect(verdict(await cluster.api("POST", path, made({ controller: true, kind: "Rollout" })))).toBe("denied");
  });

  test("the API server finds no fault with the types in the expressions", async () => {
    for (const name of ["demand", "demand-workloads"]) {
      const path = `/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/${name}`;
      const checked = async () => Object((await cluster.api("GET", path)).body.status).typeChecking;
      await until(async () => (await checked()) !== undefined);
      expect([name, await checked()]).toEqual([name, {}]);
    }
  });

  test.each(UPDATES.map(([title, , patch, isAdmitted], index) => ({ title, index, patch, isAdmitted })))(
    "an older pod $title",
    async ({ index, patch, isAdmitted }) => {
      const place = "ephemeralContainers" in Object(patch.spec) ? "/ephemeralcontainers" : "";
      const path = `/api/v1/namespaces/demand/pods/old-${index}${place}?dryRun=All`;
      expect(verdict(await cluster.api("PATCH", path, patch, MERGE))).toBe(isAdmitted ? "admitted" : "denied");
    },
  );

  test.each(NAMESPACES)("a pod without the secret in the namespace %s", async (name, _labels, isJudged) => {
    expect(verdict(await ask(name, OF_REGISTRY))).toBe(isJudged ? "denied" : "admitted");
  });
});

/** Answers an admission review with a container more. */
function addSidecar(request: IncomingMessage, response: ServerResponse): void {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const { apiVersion, kind, request: review } = JSON.parse(Buffer.concat(parts).toString());
    const patch = Buffer.from(JSON.stringify([{ op: "add", path: "/spec/containers/-", value: SIDECAR }])).toString("base64");
    const answer = { apiVersion, kind, response: { uid: review.uid, allowed: true, patchType: "JSONPatch", patch } };
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
}

/** The names of a pod's secrets. */
function secretsOf({ spec }: JsonObject): string[] {
  const references: readonly { readonly name?: string }[] = Object(spec).imagePullSecrets ?? [];
  return references.map(({ name = "" }) => name);
}
