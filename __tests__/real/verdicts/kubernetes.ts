import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import type { Edits } from "./edit";

const metadata = (name: string, more: JsonObject = {}): JsonObject => ({ metadata: { name, namespace: "default", ...more } });

const container = { name: "app", image: "contoso.azurecr.io/team/app:1" };
const podSpec = (more: JsonObject = {}, spec: JsonObject = {}): JsonObject => ({
  container: [{ ...container, ...more }],
  ...spec,
});

const template = (spec: JsonObject): JsonObject => ({ metadata: { labels: { app: "app" } }, spec });

const deployment = (more: JsonObject = {}): JsonObject => ({
  spec: { replicas: 1, selector: { match_labels: { app: "app" } }, template: template(podSpec()), ...more },
});

const job = (spec: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  spec: { template: { metadata: {}, spec: podSpec(spec, { restart_policy: "Never" }) }, ...more },
});

const policyRule = (verbs: readonly string[]): JsonObject => ({ api_groups: [""], resources: ["secrets"], verbs });

export const KUBERNETES: readonly Edits[] = [
  {
    type: "kubernetes_secret_v1",
    base: (name) => ({ ...metadata(name), data: { password: "one" } }),
    edits: {
      nothing: { to: {} },
      "other data": { to: { data: { password: "two" } } },
      "a new name": { to: metadata("renamed") },
      labels: { to: metadata("sec3", { labels: { team: "web" } }), from: metadata("sec3") },
      "another type": { to: { type: "example.com/other" } },
      immutable: { to: { immutable: true } },
      "other data of an immutable one": { from: { immutable: true }, to: { data: { password: "two" } } },
      "write-only data": {
        from: { data: null, data_wo: { password: "one" }, data_wo_revision: 1 },
        to: { data_wo: { password: "two" }, data_wo_revision: 2 },
      },
      "write-only data without a revision": {
        from: { data: null, data_wo: { password: "one" }, data_wo_revision: 1 },
        to: { data_wo: { password: "two" } },
      },
      "data that are ignored": { from: { lifecycle: { ignore_changes: ["data"] } }, to: { data: { password: "two" } } },
    },
  },
  {
    type: "kubernetes_service_account_v1",
    base: (name) => metadata(name),
    edits: {
      "an image pull secret": { to: { image_pull_secret: [{ name: "acr-pull" }] } },
    },
  },
  {
    type: "kubernetes_namespace_v1",
    base: (name) => ({ metadata: { name } }),
    edits: {
      labels: { from: { metadata: { name: "labelled" } }, to: { metadata: { name: "labelled", labels: { team: "web" } } } },
    },
  },
  {
    type: "kubernetes_deployment_v1",
    base: (name) => ({ ...metadata(name), ...deployment(), wait_for_rollout: false }),
    edits: {
      "another image": { to: deployment({ template: template(podSpec({ image: "contoso.azurecr.io/team/app:2" })) }) },
      "another selector": { to: deployment({ selector: { match_labels: { app: "app", tier: "web" } } }) },
      "a strategy": { to: deployment({ strategy: { type: "Recreate" } }) },
    },
  },
  {
    type: "kubernetes_job_v1",
    base: (name) => ({ ...metadata(name), ...job(), wait_for_completion: false }),
    edits: {
      nothing: { to: {} },
      "another image": { to: job({ image: "contoso.azurecr.io/team/app:2" }) },
      "another limit of retries": { to: job({}, { backoff_limit: 2 }) },
      "an end": { to: job({}, { ttl_seconds_after_finished: "60" }) },
    },
  },
  {
    type: "kubernetes_cron_job_v1",
    base: (name) => ({ ...metadata(name), spec: { schedule: "0 * * * *", job_template: { metadata: {}, ...job() } } }),
    edits: { "another schedule": { to: { spec: { schedule: "0 0 * * *", job_template: { metadata: {}, ...job() } } } } },
  },
  {
    type: "kubernetes_pod_v1",
    base: (name) => ({
      ...metadata(name),
      spec: podSpec({}, { automount_service_account_token: false }),
      target_state: ["Pending"],
    }),
    edits: {
      "another image": {
        to: { spec: podSpec({ image: "contoso.azurecr.io/team/app:2" }, { automount_service_account_token: false }) },
      },
    },
  },
  {
    type: "kubernetes_service_v1",
    base: (name) => ({ ...metadata(name), spec: { selector: { app: "app" }, port: [{ port: 80 }] } }),
    edits: {
      "another type": { to: { spec: { selector: { app: "app" }, port: [{ port: 80 }], type: "NodePort" } } },
    },
  },
  {
    type: "kubernetes_role_v1",
    base: (name) => ({ ...metadata(name), rule: [policyRule(["get"])] }),
    edits: {
      "more verbs": { to: { rule: [policyRule(["get", "list"])] } },
    },
  },
  {
    type: "kubernetes_role_binding_v1",
    base: (name) => ({
      ...metadata(name),
      role_ref: { api_group: "rbac.authorization.k8s.io", kind: "Role", name: "one" },
      subject: [{ kind: "ServiceAccount", name: "default", namespace: "default" }],
    }),
    edits: {
      "another role": { to: { role_ref: { api_group: "rbac.authorization.k8s.io", kind: "Role", name: "two" } } },
      "another subject": { to: { subject: [{ kind: "ServiceAccount", name: "app", namespace: "default" }] } },
    },
  },
  {
    type: "kubernetes_labels",
    base: () => ({ api_version: "v1", kind: "Namespace", metadata: { name: "kube-public" }, labels: { team: "web" } }),
    edits: { "another label": { to: { labels: { team: "api" } } } },
  },
];
