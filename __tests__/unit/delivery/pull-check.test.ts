import { type TerraformStack, TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";
import {
  DefaultServiceAccount,
  type IImagePullSecret,
  type IServiceAccount,
  PullCheck,
  type PullCheckPodOptions,
  type PullCheckProps,
  PullIdentityConsumer,
  ServiceAccount,
} from "../../../src";
import { edgeProvider, knownCluster, knownRegistry, LITERAL, pullSecret } from "../../support/builders";
import { KnownIdentity } from "../../support/known-identity";
import { complaint, emptyStack, type JsonTree, SEE_RULES, synthesize, validationErrors, variable } from "../../support/stack";
import { CLIENT_ID, LOGIN_SERVER } from "../../support/values";

const IMAGE = `${LOGIN_SERVER}/team/app:1`;

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

/** A check of the node's own identity, unless a test says otherwise. */
function pullCheck(stack: TerraformStack, props: Partial<PullCheckProps> = { namespaces: ["apps"] }): PullCheck {
  return new PullCheck(stack, "check", { image: IMAGE, ...props });
}

function jobOf(stack: TerraformStack): JsonTree {
  return synthesize(stack).resource.kubernetes_job_v1.check;
}

/** What the provider cannot update in a Job, and what nobody states on it. */
const IGNORED = [
  "metadata[0].annotations",
  "metadata[0].labels",
  "spec[0].template[0].metadata[0].annotations",
  "spec[0].template[0].metadata[0].labels",
  "spec[0].template[0].spec[0].container[0].resources",
];

/** Where the uids of objects are an environment variable, a new object replaces the Job. */
function uidsOf(...objects: string[]) {
  const uids = objects.map((object) => `try(${object}[each.key].metadata[0].uid, "")`);
  return [{ name: "PULLED_WITH", value: `\${join(",", [${uids.join(", ")}])}` }];
}

const REQUESTS = { cpu: "100m", memory: "64Mi" };

/** The pod of a Job with the defaults, and what a test expects besides. */
function pod(expected: object, container: object = {}) {
  return {
    restart_policy: "Never",
    automount_service_account_token: false,
    node_selector: { "kubernetes.io/os": "linux" },
    security_context: { run_as_non_root: true, run_as_user: "65534", seccomp_profile: { type: "RuntimeDefault" } },
    container: [
      {
        name: "pull",
        image: IMAGE,
        image_pull_policy: "Always",
        command: ["true"],
        resources: { limits: REQUESTS, requests: REQUESTS },
        security_context: {
          run_as_non_root: true,
          allow_privilege_escalation: false,
          read_only_root_filesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        ...container,
      },
    ],
    ...expected,
  };
}

describe("the Job", () => {
  test("pulls like pods that name the secrets, after them, and again when one of them changes", () => {
    const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" });
    const imagePullSecrets = ["one", "two"].map((id) => pullSecret(stack, id, { namespaces: namespaces.listValue }));
    pullCheck(stack, { imagePullSecrets });
    const env = uidsOf("kubernetes_secret_v1.one", "kubernetes_secret_v1.two");
    expect(jobOf(stack)).toMatchObject({
      for_each: "${toset(var.namespaces)}",
      timeouts: { create: "120s", update: "120s" },
      spec: {
        active_deadline_seconds: 86520,
        template: { spec: pod({ image_pull_secrets: [{ name: "one" }, { name: "two" }] }, { env }) },
      },
      lifecycle: { replace_triggered_by: ["kubernetes_secret_v1.one[each.key]", "kubernetes_secret_v1.two[each.key]"] },
      depends_on: ["kubernetes_secret_v1.one", "kubernetes_secret_v1.two"],
    });
    expect(jobOf(stack).spec.template.spec).not.toHaveProperty("service_account_name");
  });

  test("pulls with the identity of the node, with every setting", () => {
    pullCheck(stack, {
      namespaces: ["apps"],
      dependsOn: knownRegistry(stack).grantPull(knownCluster(stack)).requires,
      command: ["/app", "--version"],
      deadlineSeconds: 600,
      jobName: "can-pull",
      provider: edgeProvider(stack),
    });
    expect(jobOf(stack)).toEqual({
      provider: "kubernetes.edge",
      for_each: '${toset(["apps"])}',
      metadata: { name: "can-pull", namespace: "${each.value}" },
      wait_for_completion: true,
      spec: {
        backoff_limit: 0,
        active_deadline_seconds: 87000,
        template: { metadata: {}, spec: pod({}, { command: ["/app", "--version"] }) },
      },
      timeouts: { create: "600s", update: "600s" },
      lifecycle: { ignore_changes: IGNORED },
      depends_on: ["azurerm_role_assignment.aks_PullFrom-acr", "azurerm_role_assignment.aks_PullFrom-acr_RepositoryReader"],
    });
  });

  test("lets Terraform add to a deadline from a variable", () => {
    const deadlineSeconds = new TerraformVariable(stack, "deadline", { type: "number" }).numberValue;
    pullCheck(stack, { namespaces: ["apps"], deadlineSeconds });
    const { spec, timeouts } = jobOf(stack);
    expect(spec.active_deadline_seconds).toBe("${(var.deadline + 86400)}");
    expect(timeouts).toEqual({ create: "${var.deadline}s", update: "${var.deadline}s" });
  });
});

test("fails the validation if a namespace already has a check of that name", () => {
  for (const team of ["one", "two"]) {
    new PullCheck(new Construct(stack, team), "check", { image: IMAGE, namespaces: ["apps"] });
  }
  expect(validationErrors(stack)).toEqual([expect.stringMatching(complaint("[stack/two/check] jobName", "'stack/one/check'"))]);
});

function exactlyOne(got: string): Error {
  return new Error(
    `[stack/check] exactly one of serviceAccount, imagePullSecrets and namespaces must be set, got '${got}'; choose how ` +
      `the pods pull; namespaces alone means by the identity of the node${SEE_RULES}`,
  );
}

test("a patched default service account makes the check pull like every pod of the namespace", () => {
  const provider = edgeProvider(stack);
  const imagePullSecrets = [pullSecret(stack, "acr-pull", { provider })];
  pullCheck(stack, { serviceAccount: new DefaultServiceAccount(stack, "default", { imagePullSecrets }), provider });
  const { check } = synthesize(stack).resource.kubernetes_job_v1;
  expect(check).toMatchObject({
    provider: "kubernetes.edge",
    spec: { template: { spec: { service_account_name: "default" } } },
    lifecycle: { replace_triggered_by: ["kubernetes_secret_v1.acr-pull[each.key]"] },
    depends_on: ["kubernetes_default_service_account_v1.default"],
  });
  expect(check.spec.template.spec).not.toHaveProperty("image_pull_secrets");
});

test("a target is required", () => {
  expect(() => pullCheck(emptyStack(), {})).toThrow(exactlyOne("none"));
});

test.each(["app", "acr-pull"])("the provider must be that of '%s'", (owner) => {
  const imagePullSecrets = [pullSecret(stack)];
  const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets });
  const target = owner === "app" ? { serviceAccount } : { imagePullSecrets };
  expect(() => pullCheck(stack, { ...target, provider: edgeProvider(stack) })).toThrow(
    new Error(
      `[stack/check] provider must be the provider of 'stack/${owner}', since the check runs in its cluster, got 'stack/edge'; ` +
        `leave provider out${SEE_RULES}`,
    ),
  );
});

describe("the registry of the image", () => {
  const IMAGE = "fabrikam.azurecr.io/team/app:1";

  function secretFor(stack: TerraformStack, ...loginServers: string[]) {
    return pullSecret(stack, "acr-pull", { credentials: loginServers.map((loginServer) => ({ ...LITERAL, loginServer })) });
  }

  test.each<[string, (stack: TerraformStack, secrets: IImagePullSecret[]) => IServiceAccount]>([
    ["service account", (stack, imagePullSecrets) => new ServiceAccount(stack, "app", { imagePullSecrets })],
    ["default service account", (stack, imagePullSecrets) => new DefaultServiceAccount(stack, "app", { imagePullSecrets })],
  ])("must be one of the secrets of a %s", (_, accountOf) => {
    const serviceAccount = accountOf(stack, [pullSecret(stack)]);
    expect(() => pullCheck(stack, { image: IMAGE, serviceAccount })).toThrow(
      complaint("[stack/check] image", "add credentials for fabrikam.azurecr.io"),
    );
  });

  test.each<[string, (stack: TerraformStack) => Partial<PullCheckProps>]>([
    ["is in any secret", (stack) => ({ imagePullSecrets: [secretFor(stack, LOGIN_SERVER, "fabrikam.azurecr.io")] })],
    [
      "is another host of a registry",
      (stack) => ({
        imagePullSecrets: [
          pullSecret(stack, "acr-pull", { credentials: [{ ...LITERAL, additionalLoginServers: ["fabrikam.azurecr.io"] }] }),
        ],
      }),
    ],
    ["is a variable in a secret", (stack) => ({ imagePullSecrets: [secretFor(stack, variable(stack, "server"))] })],
    ["is a variable", (stack) => ({ image: `${variable(stack, "server")}/app`, imagePullSecrets: [pullSecret(stack)] })],
    ["is in a registry of the node", () => ({ namespaces: ["apps"] })],
  ])("is accepted if it %s", (_, propsIn) => {
    expect(() => pullCheck(stack, { image: IMAGE, ...propsIn(stack) })).not.toThrow();
  });

  test("is not compared with secrets that do not tell their registries", () => {
    const other: IImagePullSecret = Object.create(pullSecret(stack), { loginServers: { value: undefined } });
    expect(() => pullCheck(stack, { image: IMAGE, imagePullSecrets: [other] })).not.toThrow();
  });
});

describe("an identity", () => {
  const SUBJECTS = [{ namespaceName: "apps", serviceAccountName: "app" }];
  const { AKS_KUBELET, KUBELET } = PullIdentityConsumer;

  function accountOf(stack: TerraformStack, consumer = KUBELET) {
    const pullIdentity = new KnownIdentity(stack, "shop", SUBJECTS, consumer);
    return new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack)], pullIdentity });
  }

  test("has the time in which a registry honors a grant, and another one is checked again", () => {
    pullCheck(stack, { serviceAccount: accountOf(stack) });
    const { check } = synthesize(stack).resource.kubernetes_job_v1;
    expect(check.timeouts.create).toBe("900s");
    expect(check.depends_on).toEqual(["kubernetes_annotations.app_Annotations"]);
    expect(check.spec.template.spec).not.toHaveProperty("image_pull_secrets");
    expect(check.spec.template.spec.container[0].env).toEqual([
      {
        name: "PULLED_WITH",
        value:
          '${join(",", [try(kubernetes_secret_v1.acr-pull[each.key].metadata[0].uid, ""), ' +
          `try(kubernetes_service_account_v1.app[each.key].metadata[0].uid, ""), "${CLIENT_ID}"])}`,
      },
    ]);
  });

  test.each([KUBELET, AKS_KUBELET])("for %s alone is checked by a pod that names no secret of the account", (consumer) => {
    pullCheck(stack, { serviceAccount: accountOf(stack, consumer), identityOnly: true });
    const { check } = synthesize(stack).resource.kubernetes_job_v1;
    const image_pull_secrets = [{ name: "none-but-the-identity" }];
    expect(check.spec.template.spec).toMatchObject({ service_account_name: "app", image_pull_secrets });
  });
});

function podCheck(stack: TerraformStack, options: PullCheckPodOptions): PullCheck {
  return new PullCheck(stack, "check", { image: `${LOGIN_SERVER}/team/app:1`, namespaces: ["apps"], ...options });
}

test("the Job and its pods get labels and annotations", () => {
  const [labels, annotations] = [{ team: "web", empty: "" }, { "sidecar.istio.io/inject": "false" }];
  podCheck(stack, { labels, annotations });
  const { metadata, spec, lifecycle } = jobOf(stack);
  expect(metadata).toEqual({ name: "check", namespace: "${each.value}", labels, annotations });
  expect(spec.template.metadata).toEqual({ labels, annotations });
  // Others change those of the Job, which stay. The environment replaces it for ours.
  expect(lifecycle.ignore_changes).toEqual([
    "metadata[0].annotations",
    "metadata[0].labels",
    "spec[0].template[0].metadata[0].annotations",
    "spec[0].template[0].metadata[0].labels",
    "spec[0].template[0].spec[0].container[0].resources",
  ]);
  expect(spec.template.spec.container[0].env).toEqual([
    { name: "LABELS", value: '{"empty":"","team":"web"}' },
    { name: "ANNOTATIONS", value: '{"sidecar.istio.io/inject":"false"}' },
  ]);
});

test("a map of labels from a variable replaces the Job when it changes", () => {
  podCheck(stack, { labels: Token.asStringMap(new TerraformVariable(stack, "labels", { type: "map(string)" }).value) });
  const { metadata, spec } = jobOf(stack);
  expect(metadata.labels).toBe("${var.labels}");
  expect(spec.template.spec.container[0].env).toEqual([{ name: "LABELS", value: "${jsonencode(var.labels)}" }]);
});

test("the pod runs on the selected nodes, in spite of their taints", () => {
  podCheck(stack, {
    nodeSelector: { agentpool: "web" },
    tolerations: [{ key: "dedicated", value: "web" }, { key: "kubernetes.azure.com/scalesetpriority" }],
  });
  expect(jobOf(stack).spec.template.spec).toMatchObject({
    node_selector: { agentpool: "web" },
    toleration: [
      { key: "dedicated", operator: "Equal", value: "web" },
      { key: "kubernetes.azure.com/scalesetpriority", operator: "Exists" },
    ],
  });
});
