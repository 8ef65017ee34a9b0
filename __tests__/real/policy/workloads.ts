import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { image, names, OF_ANOTHER, OF_REGISTRY } from "./pods";

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
