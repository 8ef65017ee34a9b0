import type { TerraformStack } from "cdktf";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { ImagePullSecret, PullCheck } from "../../src";
import { LITERAL } from "../support/builders";
import {
  create,
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  type PlannedChange,
  RealWorkspace,
  startKubernetes,
} from "./support/providers";

const RESTRICTED = { "pod-security.kubernetes.io/enforce": "restricted" };

/** Everything that a pod may be asked to say about its resources. */
const QUOTA = object("ResourceQuota", {
  spec: { hard: { pods: "5", "requests.cpu": "1", "requests.memory": "1Gi", "limits.cpu": "1", "limits.memory": "1Gi" } },
});

const DEFAULT_DENY = object("NetworkPolicy", { spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } });

interface Namespace {
  readonly labels?: JsonObject;
  readonly objects?: readonly JsonObject[];
}

/** Namespaces as platform teams keep them. */
const NAMESPACES: { readonly [name: string]: Namespace } = {
  plain: {},
  baseline: { labels: { "pod-security.kubernetes.io/enforce": "baseline" } },
  restricted: { labels: RESTRICTED },
  "restricted-quota": { labels: RESTRICTED, objects: [QUOTA] },
  "restricted-deny": { labels: RESTRICTED, objects: [DEFAULT_DENY] },
  "default-deny": { objects: [DEFAULT_DENY] },
  quota: { objects: [QUOTA] },
  "limit-minimum": { objects: [limitRange({ min: { cpu: "50m", memory: "64Mi" } })] },
  "limit-ratio": { objects: [limitRange({ maxLimitRequestRatio: { cpu: "4", memory: "2" } })] },
  "demanded-label": { labels: { demands: "team" } },
};

/** A namespace of large pods only. */
const LARGE: Namespace = { objects: [limitRange({ min: { cpu: "500m", memory: "256Mi" } })] };

const GROUPS: { readonly [kind: string]: readonly [group: string, plural: string] } = {
  LimitRange: ["/api/v1", "limitranges"],
  NetworkPolicy: ["/apis/networking.k8s.io/v1", "networkpolicies"],
  ResourceQuota: ["/api/v1", "resourcequotas"],
};

const POLICY = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolic";

function object(kind: string, content: JsonObject): JsonObject {
  return { kind, metadata: { name: "rule" }, ...content };
}

function limitRange(limits: JsonObject): JsonObject {
  return object("LimitRange", { spec: { limits: [{ type: "Container", ...limits }] } });
}

async function createNamespace(cluster: KubernetesCluster, name: string, { labels = {}, objects = [] }: Namespace) {
  await create(cluster, "/api/v1/namespaces", { metadata: { name, labels } });
  for (const { kind, ...body } of objects) {
    const [group, plural] = GROUPS[String(kind)];
    await create(cluster, `${group}/namespaces/${name}/${plural}`, body);
  }
}

/** Pods need the label `team` where the namespace says so. */
async function demandLabels(cluster: KubernetesCluster): Promise<void> {
  const resourceRules = [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }];
  const expression = "has(object.metadata.labels) && 'team' in object.metadata.labels";
  await create(cluster, `${POLICY}ies`, {
    metadata: { name: "team" },
    spec: { matchConstraints: { resourceRules }, validations: [{ expression, message: "pods must have the label team" }] },
  });
  const namespaceSelector = { matchLabels: { demands: "team" } };
  await create(cluster, `${POLICY}ybindings`, {
    metadata: { name: "team" },
    spec: { policyName: "team", validationActions: ["Deny"], matchResources: { namespaceSelector } },
  });
}

function checks(): TerraformStack {
  const stack = kubernetesStack();
  const secretIn = (id: string, namespaces: string[]) => new ImagePullSecret(stack, id, { credentials: [LITERAL], namespaces });
  const common = { image: "contoso.azurecr.io/team/app:1", deadlineSeconds: 60 };
  new PullCheck(stack, "check", {
    ...common,
    imagePullSecrets: [secretIn("acr", Object.keys(NAMESPACES))],
    labels: { team: "web", "app.kubernetes.io/part-of": "shop" },
    annotations: { "sidecar.istio.io/inject": "false" },
    nodeSelector: { "kubernetes.io/arch": "amd64" },
    tolerations: [{ key: "dedicated", value: "web" }, { key: "spot" }],
  });
  new PullCheck(stack, "large", {
    ...common,
    imagePullSecrets: [secretIn("acr-large", ["large"])],
    cpu: "500m",
    memory: "256Mi",
  });
  return stack;
}

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;
  let secondPlan: readonly PlannedChange[];

  beforeAll(async () => {
    cluster = await startKubernetes(`contoso.azurecr.io=${LITERAL.username}:${LITERAL.password}`);
    await demandLabels(cluster);
    for (const [name, namespace] of Object.entries({ ...NAMESPACES, large: LARGE })) {
      await createNamespace(cluster, name, namespace);
    }
    const stack = checks();
    use(stack);
    workspace = new RealWorkspace(cluster).write(stack);
    workspace.run("apply", "-auto-approve", "-input=false");
    secondPlan = workspace.changes();
  });

  test.each(Object.keys(NAMESPACES))("pulls in the namespace %s", async (namespace) => {
    const { body } = await cluster.api("GET", `/apis/batch/v1/namespaces/${namespace}/jobs/check`);
    expect(body.status).toMatchObject({ succeeded: 1 });
  });

  test("pulls with other resources where a LimitRange demands large pods", async () => {
    const { body } = await cluster.api("GET", "/apis/batch/v1/namespaces/large/jobs/large");
    expect(body.status).toMatchObject({ succeeded: 1 });
  });

  test("plans nothing afterwards", () => {
    expect(secondPlan).toEqual([]);
  });
});
