import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";

/** A pod, what a policy that demands the secret says to it, and the secrets that it has after one that injects it. */
interface PodRow {
  readonly pod: string;
  readonly spec: JsonObject;
  readonly isAdmitted: boolean;
  readonly secrets: readonly string[];
}

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
  isAdmitted: false,
  secrets: [...others, "acr-pull"],
});

/** The pod has the secret, or does not use the registry. */
const fine = (pod: string, spec: JsonObject, ...secrets: readonly string[]): PodRow => ({ pod, spec, isAdmitted: true, secrets });

export const PODS: readonly PodRow[] = [
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
  fine("with an init container of another registry", {
    ...image("nginx"),
    initContainers: [{ name: "init", image: "fabrikam.azurecr.io/team/init:1" }],
  }),
  fine("of another registry", OF_ANOTHER),
  fine("of another registry with secrets of its own", { ...OF_ANOTHER, ...names("another") }, "another"),
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
  fine("with an image volume of another registry", volumes("fabrikam.azurecr.io/team/data:1")),
  fine("with an image volume of a mirror with the registry's name in the path", volumes(`mirror.example/${HOST}/data:1`)),
  fine("with a config map that is called like the host", {
    ...image("nginx"),
    volumes: [{ name: "data", configMap: { name: HOST, optional: true } }],
  }),
  fine("that names an image of the registry in a variable", {
    containers: [
      { name: "app", image: "nginx", env: [{ name: "IMAGE", value: `${HOST}/team/app:1` }], args: [`${HOST}/team/app:1`] },
    ],
  }),
  missing("with a sidecar of the registry", {
    ...image("nginx"),
    initContainers: [{ name: "proxy", image: `${HOST}/team/proxy:1`, restartPolicy: "Always" }],
  }),
  missing("that pulls nothing if the node has the image", {
    containers: [{ name: "app", image: `${HOST}/team/app:1`, imagePullPolicy: "Never" }],
  }),
  missing("that waits until a gate opens", { ...OF_REGISTRY, schedulingGates: [{ name: "example.com/later" }] }),
  missing("of a priority of the system", { ...OF_REGISTRY, priorityClassName: "system-node-critical" }),
  missing("that names the secret in upper case", { ...OF_REGISTRY, ...names("ACR-PULL") }, "ACR-PULL"),
  missing("that names the secret with a space", { ...OF_REGISTRY, ...names("acr-pull ") }, "acr-pull "),
  missing("with a long path and a tag in upper case", image(`${HOST}/a/b/c/d:LATEST`)),
  missing("with an empty segment", image(`${HOST}//team/app`)),
  fine("of a host with another ending", image(`${HOST}-2/team/app:1`)),
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
  readonly path: string;
  readonly apiVersion: string;
  /** Its spec, given the template of its pods. */
  readonly spec: (template: JsonObject) => JsonObject;
}

const selector = { matchLabels: { app: "web" } };
const APPS = "/apis/apps/v1/namespaces/demand";
const BATCH = "/apis/batch/v1/namespaces/demand";

/** Pods of Jobs must end. */
const ending = ({ metadata, spec }: JsonObject): JsonObject => ({ metadata, spec: { restartPolicy: "Never", ...Object(spec) } });

/** What pods are made from, in the namespace with the policy. */
export const WORKLOADS: Readonly<Record<string, WorkloadKind>> = {
  Deployment: { path: `${APPS}/deployments`, apiVersion: "apps/v1", spec: (template) => ({ selector, template }) },
  StatefulSet: {
    path: `${APPS}/statefulsets`,
    apiVersion: "apps/v1",
    spec: (template) => ({ selector, serviceName: "web", template }),
  },
  DaemonSet: { path: `${APPS}/daemonsets`, apiVersion: "apps/v1", spec: (template) => ({ selector, template }) },
  ReplicaSet: { path: `${APPS}/replicasets`, apiVersion: "apps/v1", spec: (template) => ({ selector, template }) },
  Job: { path: `${BATCH}/jobs`, apiVersion: "batch/v1", spec: (template) => ({ suspend: true, template: ending(template) }) },
  CronJob: {
    path: `${BATCH}/cronjobs`,
    apiVersion: "batch/v1",
    spec: (template) => ({ schedule: "0 0 1 1 *", jobTemplate: { spec: { template: ending(template) } } }),
  },
};

export function workload(kind: string, pod: JsonObject, name = "new", labels: JsonObject = {}): JsonObject {
  const { apiVersion, spec } = WORKLOADS[kind];
  const template = { metadata: { labels: { app: "web", ...labels } }, spec: pod };
  return { apiVersion, kind, metadata: { name }, spec: spec(template) };
}

interface WorkloadUpdate {
  readonly kind: string;
  readonly title: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly isAdmitted: boolean;
}

const WITH_SECRET = { ...OF_REGISTRY, ...names("acr-pull") };
const ROWS: readonly (readonly [string, JsonObject, JsonObject, boolean])[] = [
  ["without the secret is written again", OF_REGISTRY, OF_REGISTRY, true],
  ["without the secret gets another tag", OF_REGISTRY, image("contoso.azurecr.io/team/app:2"), false],
  ["without the secret leaves the registry", OF_REGISTRY, OF_ANOTHER, true],
  ["without the secret gets it", OF_REGISTRY, WITH_SECRET, true],
  ["without the secret gets another one", OF_REGISTRY, { ...OF_REGISTRY, ...names("another") }, false],
  ["without the secret gets another account", OF_REGISTRY, { ...OF_REGISTRY, serviceAccountName: "other" }, false],
  ["without the secret gets the account", OF_REGISTRY, { ...OF_REGISTRY, serviceAccountName: "app" }, true],
  ["with the secret loses it", WITH_SECRET, OF_REGISTRY, false],
  ["with the secret gets another tag", WITH_SECRET, { ...image("contoso.azurecr.io/team/app:2"), ...names("acr-pull") }, true],
  ["of another registry gets an image of this one", OF_ANOTHER, OF_REGISTRY, false],
  [
    "without the secret is scaled, and its pods get a toleration",
    OF_REGISTRY,
    { ...OF_REGISTRY, tolerations: [{ key: "a", operator: "Exists" }] },
    true,
  ],
];

/** What becomes of a workload that is older than the policy. The template of a Job is immutable. */
export const UPDATES_OF_WORKLOADS: readonly WorkloadUpdate[] = Object.keys(WORKLOADS)
  .filter((kind) => kind !== "Job")
  .flatMap((kind) => ROWS.map(([title, before, after, isAdmitted]) => ({ kind, title, before, after, isAdmitted })));
