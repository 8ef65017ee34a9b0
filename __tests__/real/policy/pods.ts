import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";

/** What a policy says of a pod: nothing, or why not. */
export type Verdict = "admitted" | "no secret" | "unapproved" | "no digest" | "no tag";

/** A pod, what each policy says of it in the namespace of its name, and the secrets that it has where they are injected. */
export interface PodRow {
  readonly pod: string;
  readonly spec: JsonObject;
  readonly says: Readonly<Record<string, Verdict>>;
  readonly secrets?: readonly string[];
}

/** What becomes of a pod or a workload that is older than the policies, in the namespace of one of them. */
export type OlderRow = readonly [namespace: string, title: string, before: JsonObject, after: JsonObject, verdict: Verdict];

const HOST = "contoso.azurecr.io";
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

export const OF_REGISTRY = image(`${HOST}/team/app:1`);
export const OF_ANOTHER = image("fabrikam.azurecr.io/team/app:1");

export function image(...images: readonly string[]): JsonObject {
  return { containers: images.map((name, index) => ({ name: `app-${index}`, image: name })) };
}

export function names(...secrets: readonly string[]): JsonObject {
  return { imagePullSecrets: secrets.map((name) => ({ name })) };
}

/** A pod of Docker Hub that mounts images. */
function volumes(...references: readonly string[]): JsonObject {
  return { ...image("nginx"), volumes: references.map((reference, index) => ({ name: `data-${index}`, image: { reference } })) };
}

/** The secret is missing. */
const missing = (pod: string, spec: JsonObject, ...others: readonly string[]): PodRow => ({
  pod,
  spec,
  says: { demand: "no secret" },
  secrets: [...others, "acr-pull"],
});

/** The pod has the secret, or does not use the registry. */
const fine = (pod: string, spec: JsonObject, ...secrets: readonly string[]): PodRow => ({
  pod,
  spec,
  says: { demand: "admitted" },
  secrets,
});

export const SECRET_PODS: readonly PodRow[] = [
  missing("without secrets", OF_REGISTRY),
  fine("that names the secret", { ...OF_REGISTRY, ...names("acr-pull") }, "acr-pull"),
  fine("that names the secret among others", { ...OF_REGISTRY, ...names("a", "acr-pull", "z") }, "a", "acr-pull", "z"),
  missing("with another secret", { ...OF_REGISTRY, ...names("another") }, "another"),
  missing("with a secret whose name begins like it", { ...OF_REGISTRY, ...names("acr-pull-2") }, "acr-pull-2"),
  missing("with a list of secrets that is empty", { ...OF_REGISTRY, imagePullSecrets: [] }),
  missing("with a reference that has no name", { ...OF_REGISTRY, imagePullSecrets: [{}] }, ""),
  fine("with the account that has the secret", { ...OF_REGISTRY, serviceAccountName: "app" }, "acr-pull"),
  missing(
    "with that account and a list of its own",
    { ...OF_REGISTRY, serviceAccountName: "app", ...names("another") },
    "another",
  ),
  missing("with another account", { ...OF_REGISTRY, serviceAccountName: "other" }, "of-another-account"),
  missing("with the default account by name", { ...OF_REGISTRY, serviceAccountName: "default" }),
  missing("of a digest", image(`${HOST}/team/app@${DIGEST}`)),
  missing("of another host of the secret", image("contoso.westeurope.geo.azurecr.io/team/app:1")),
  missing("with a second container", image("nginx", `${HOST}/team/app:1`)),
  missing("with an init container", { ...image("nginx"), initContainers: [{ name: "init", image: `${HOST}/team/init:1` }] }),
  fine("of another registry", OF_ANOTHER),
  fine("of Docker Hub", image("nginx")),
  fine("of a mirror with the registry's name in the path", image(`mirror.example/${HOST}/team/app:1`)),
  fine("of a host that begins like the registry's", image(`${HOST}.example.com/team/app:1`)),
  fine("of a host that ends like the registry's", image(`dev.${HOST}/team/app:1`)),
  fine("of a host that a pattern would match", image("contosoXazurecr.io/team/app:1")),
  fine("of the host in upper case, for which a kubelet has no credentials", image("CONTOSO.azurecr.io/team/app:1")),
  fine("of the host with a port, for which it has none either", image(`${HOST}:443/team/app:1`)),
  fine("of the image on Docker Hub that is called like the host", image(HOST)),
  missing(
    "with 200 containers",
    image(...Array.from({ length: 200 }, (_, index) => `${longHost(9)}/${"a/".repeat(60)}${index}`)),
  ),
  missing("with an image volume", volumes(`${HOST}/team/data:1`)),
  missing("with an image volume behind others", volumes("quay.io/team/data:1", "team/data", `${HOST}/team/data:1`)),
  missing(
    "with 100 image volumes",
    volumes(...Array.from({ length: 100 }, (_, index) => `${longHost(9)}/${"a/".repeat(60)}${index}`)),
  ),
  missing("with an image volume and another secret", { ...volumes(`${HOST}/team/data:1`), ...names("another") }, "another"),
  fine("with an image volume and the secret", { ...volumes(`${HOST}/team/data:1`), ...names("acr-pull") }, "acr-pull"),
  fine("with an image volume and the account", { ...volumes(`${HOST}/team/data:1`), serviceAccountName: "app" }, "acr-pull"),
  fine("with an image volume of a mirror with the registry's name in the path", volumes(`mirror.example/${HOST}/data:1`)),
  fine("with a config map that is called like the host", {
    ...image("nginx"),
    volumes: [{ name: "data", configMap: { name: HOST, optional: true } }],
  }),
  missing("with a sidecar of the registry", {
    ...image("nginx"),
    initContainers: [{ name: "proxy", image: `${HOST}/team/proxy:1`, restartPolicy: "Always" }],
  }),
  missing("that pulls nothing if the node has the image", {
    containers: [{ name: "app", image: `${HOST}/team/app:1`, imagePullPolicy: "Never" }],
  }),
  missing("that names the secret in upper case", { ...OF_REGISTRY, ...names("ACR-PULL") }, "ACR-PULL"),
  missing("that names the secret with a space", { ...OF_REGISTRY, ...names("acr-pull ") }, "acr-pull "),
  missing("with an empty segment", image(`${HOST}//team/app`)),
  fine("of a URL, which is no image", image(`https://${HOST}/team/app:1`)),
  fine("of a user on the host, which is no image", image(`team@${HOST}/app:1`)),
  fine("of the host with a dot at its end, which is no image", image(`${HOST}./team/app:1`)),
  fine("of the host with an encoded dot, which is no image", image("contoso%2eazurecr.io/team/app:1")),
];

/** One of ten hosts with many characters, which make a policy expensive. */
export function longHost(index: number): string {
  return `registry${index}-${"a".repeat(50)}.${"b".repeat(60)}.azurecr.io`;
}

interface WorkloadKind {
  readonly path: (namespace: string) => string;
  readonly apiVersion: string;
  /** Its spec, given the template of its pods. */
  readonly spec: (template: JsonObject) => JsonObject;
}

const selector = { matchLabels: { app: "web" } };
const inGroup = (apiVersion: string, plural: string, spec: WorkloadKind["spec"]): WorkloadKind => ({
  path: (namespace) => `/apis/${apiVersion}/namespaces/${namespace}/${plural}`,
  apiVersion,
  spec,
});

/** Pods of Jobs must end. */
const ending = ({ metadata, spec }: JsonObject): JsonObject => ({ metadata, spec: { restartPolicy: "Never", ...Object(spec) } });

/** What pods are made from. */
export const WORKLOADS: Readonly<Record<string, WorkloadKind>> = {
  Deployment: inGroup("apps/v1", "deployments", (template) => ({ selector, template })),
  StatefulSet: inGroup("apps/v1", "statefulsets", (template) => ({ selector, serviceName: "web", template })),
  DaemonSet: inGroup("apps/v1", "daemonsets", (template) => ({ selector, template })),
  ReplicaSet: inGroup("apps/v1", "replicasets", (template) => ({ selector, template })),
  Job: inGroup("batch/v1", "jobs", (template) => ({ suspend: true, template: ending(template) })),
  CronJob: inGroup("batch/v1", "cronjobs", (template) => ({
    schedule: "0 0 1 1 *",
    jobTemplate: { spec: { template: ending(template) } },
  })),
};

/** The template of a Job is immutable. */
export const CHANGING_KINDS = Object.keys(WORKLOADS).filter((kind) => kind !== "Job");

export function workload(kind: string, pod: JsonObject, name = "new", labels: JsonObject = {}): JsonObject {
  const { apiVersion, spec } = WORKLOADS[kind];
  const template = { metadata: { labels: { app: "web", ...labels } }, spec: pod };
  return { apiVersion, kind, metadata: { name }, spec: spec(template) };
}

const WITH_SECRET = { ...OF_REGISTRY, ...names("acr-pull") };
const TOLERATED = { tolerations: [{ key: "a", operator: "Exists" }] };
const inDemand = (title: string, before: JsonObject, after: JsonObject, verdict: Verdict): OlderRow => [
  "demand",
  title,
  before,
  after,
  verdict,
];

/** By the templates of its pods before and after. */
export const SECRET_ROLLOUTS: readonly OlderRow[] = [
  inDemand("without the secret is written again", OF_REGISTRY, OF_REGISTRY, "admitted"),
  inDemand("without the secret gets another tag", OF_REGISTRY, image(`${HOST}/team/app:2`), "no secret"),
  inDemand("without the secret leaves the registry", OF_REGISTRY, OF_ANOTHER, "admitted"),
  inDemand("without the secret gets it", OF_REGISTRY, WITH_SECRET, "admitted"),
  inDemand("without the secret gets another one", OF_REGISTRY, { ...OF_REGISTRY, ...names("another") }, "no secret"),
  inDemand("gets another account", OF_REGISTRY, { ...OF_REGISTRY, serviceAccountName: "other" }, "no secret"),
  inDemand("gets the account", OF_REGISTRY, { ...OF_REGISTRY, serviceAccountName: "app" }, "admitted"),
  inDemand("with the secret loses it", WITH_SECRET, OF_REGISTRY, "no secret"),
  inDemand("with the secret gets another tag", WITH_SECRET, { ...image(`${HOST}/app:2`), ...names("acr-pull") }, "admitted"),
  inDemand("of another registry gets an image of this one", OF_ANOTHER, OF_REGISTRY, "no secret"),
  inDemand("is scaled, and its pods get a toleration", OF_REGISTRY, { ...OF_REGISTRY, ...TOLERATED }, "admitted"),
];

/** What a patch adds: containers to debug with. */
export const debug = (...images: readonly string[]): JsonObject => ({
  spec: { ephemeralContainers: images.map((name, index) => ({ name: `debug-${index}`, image: name })) },
});

const TWO = image(`${HOST}/team/app:1`, "fabrikam.azurecr.io/team/app:1");
const MOUNTING = volumes(`${HOST}/team/data:1`);
const MANY = image(...Array.from({ length: 200 }, (_, index) => `${longHost(0)}/${"a/".repeat(60)}${index}`));

/** By the pod, and what is merged into it. */
export const SECRET_UPDATES: readonly OlderRow[] = [
  inDemand("without the secret gets a label", OF_REGISTRY, { metadata: { labels: { team: "web" } } }, "admitted"),
  inDemand("without the secret loses its finalizers", OF_REGISTRY, { metadata: { finalizers: null } }, "admitted"),
  inDemand("without the secret gets a toleration", OF_REGISTRY, { spec: TOLERATED }, "admitted"),
  inDemand("is debugged with another image", OF_REGISTRY, debug("busybox"), "admitted"),
  inDemand("is debugged with an image that it has", OF_REGISTRY, debug(`${HOST}/team/app:1`), "admitted"),
  inDemand("is debugged with another tag", OF_REGISTRY, debug(`${HOST}/team/app:2`), "no secret"),
  inDemand("is debugged twice", OF_REGISTRY, debug("busybox", `${HOST}/tools:1`), "no secret"),
  inDemand("without the secret gets another tag", OF_REGISTRY, { spec: image(`${HOST}/team/app:2`) }, "no secret"),
  inDemand("without the secret leaves the registry", OF_REGISTRY, { spec: image("nginx") }, "admitted"),
  inDemand("swaps its images", TWO, { spec: image("fabrikam.azurecr.io/team/app:1", `${HOST}/team/app:1`) }, "admitted"),
  inDemand("changes the other of its images", TWO, { spec: image(`${HOST}/team/app:1`, "nginx") }, "admitted"),
  inDemand("of another registry gets an image of this one", OF_ANOTHER, { spec: image(`${HOST}/team/app:1`) }, "no secret"),
  inDemand("of another registry is debugged with this one", OF_ANOTHER, debug(`${HOST}/tools:1`), "no secret"),
  inDemand("with the secret gets another tag", WITH_SECRET, { spec: image(`${HOST}/team/app:2`) }, "admitted"),
  inDemand("with the secret is debugged", { ...OF_ANOTHER, ...names("acr-pull") }, debug(`${HOST}/tools:1`), "admitted"),
  inDemand(
    "of 200 images changes one",
    { ...MANY, ...names("acr-pull") },
    { spec: { containers: [{ name: "app-199", image: `${longHost(9)}/changed` }] } },
    "admitted",
  ),
  inDemand("that mounts an image is debugged with another image", MOUNTING, debug("busybox"), "admitted"),
  inDemand("that mounts an image is debugged with one of its registry", MOUNTING, debug(`${HOST}/tools:1`), "no secret"),
];
