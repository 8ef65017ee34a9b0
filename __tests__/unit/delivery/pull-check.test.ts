import { type TerraformStack, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { PullCheck, type PullCheckProps, PullRoleAssignment, ServiceAccount } from "../../../src";
import { edgeProvider, knownCluster, knownRegistry, pullSecret, registryOf, secretOf } from "../../support/builders";
import {
  complaint,
  emptyApp,
  emptyStack,
  type JsonTree,
  listVariable,
  synthesize,
  validationErrors,
  variable,
} from "../../support/stack";
import { LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../../support/values";

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
  // It has no `ttl_seconds_after_finished`: a failed Job that disappears would count as a success.
  test("pulls like pods of a service account, after it, and again when its secret changes", () => {
    const secret = pullSecret(stack, "acr-pull", { namespaces: ["apps", "jobs"] });
    pullCheck(stack, { serviceAccount: new ServiceAccount(stack, "app", { imagePullSecrets: [secret] }) });
    const { kubernetes_secret_v1, kubernetes_service_account_v1, ...rest } = synthesize(stack).resource;
    expect([kubernetes_secret_v1, kubernetes_service_account_v1].flatMap(Object.keys)).toEqual(["acr-pull", "app"]);
    const env = uidsOf("kubernetes_secret_v1.acr-pull", "kubernetes_service_account_v1.app");
    expect(rest).toEqual({
      kubernetes_job_v1: {
        check: {
          for_each: '${toset(["apps", "jobs"])}',
          metadata: { name: "check", namespace: "${each.value}" },
          wait_for_completion: true,
          spec: {
            backoff_limit: 0,
            active_deadline_seconds: 86520,
            template: { metadata: {}, spec: pod({ service_account_name: "app" }, { env }) },
          },
          timeouts: { create: "120s", update: "120s" },
          lifecycle: { replace_triggered_by: ["kubernetes_secret_v1.acr-pull[each.key]"], ignore_changes: IGNORED },
          depends_on: ["kubernetes_service_account_v1.app"],
        },
      },
    });
  });

  test("pulls like pods that name the secrets, after them, and again when one of them changes", () => {
    const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" });
    const imagePullSecrets = ["one", "two"].map((id) => pullSecret(stack, id, { namespaces: namespaces.listValue }));
    pullCheck(stack, { imagePullSecrets });
    const env = uidsOf("kubernetes_secret_v1.one", "kubernetes_secret_v1.two");
    expect(jobOf(stack)).toMatchObject({
      for_each: "${toset(var.namespaces)}",
      spec: { template: { spec: pod({ image_pull_secrets: [{ name: "one" }, { name: "two" }] }, { env }) } },
      lifecycle: { replace_triggered_by: ["kubernetes_secret_v1.one[each.key]", "kubernetes_secret_v1.two[each.key]"] },
      depends_on: ["kubernetes_secret_v1.one", "kubernetes_secret_v1.two"],
    });
    expect(jobOf(stack).spec.template.spec).not.toHaveProperty("service_account_name");
  });

  test("pulls with the identity of the node, with every setting", () => {
    pullCheck(stack, {
      namespaces: ["apps"],
      dependsOn: [knownRegistry(stack).grantPull(knownCluster(stack))],
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
      depends_on: ["azurerm_role_assignment.aks_PullFrom-acr"],
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

describe("the conditions of the plan", () => {
  test("are those of synth for names, images and namespaces from variables", () => {
    const [jobName, image] = ["name", "image"].map((name) => variable(stack, name));
    pullCheck(stack, { jobName, image, namespaces: listVariable(stack, "namespaces") });
    expect(jobOf(stack).lifecycle).toEqual({
      ignore_changes: IGNORED,
      precondition: [
        {
          condition: expect.stringContaining("var.name"),
          error_message: expect.stringMatching(complaint("[stack/check] jobName", "set jobName")),
        },
        {
          condition: expect.stringContaining("var.image"),
          error_message: expect.stringMatching(complaint("[stack/check] image", "start it with the registry's login server")),
        },
        {
          condition: expect.stringContaining("each.value"),
          error_message: expect.stringMatching(complaint("[stack/check] namespaces", "use names that `kubectl")),
        },
      ],
    });
  });

  test("check the login server from Azure together with the rest of the image", () => {
    const image = `${registryOf(stack).loginServer}/${variable(stack, "repository")}`;
    pullCheck(stack, { image, namespaces: ["apps"] });
    const { lifecycle, spec } = jobOf(stack);
    expect(lifecycle.precondition).toEqual([
      {
        condition: expect.stringMatching(/azurerm_container_registry\.acr\.login_server.*var\.repository/),
        error_message: expect.stringMatching(complaint("[stack/check] image")),
      },
    ]);
    expect(spec.template.spec.container).toEqual([
      expect.objectContaining({ image: "${data.azurerm_container_registry.acr.login_server}/${var.repository}" }),
    ]);
  });

  test("are left to the secrets for their namespaces", () => {
    pullCheck(stack, { imagePullSecrets: [pullSecret(stack, "acr-pull", { namespaces: listVariable(stack, "namespaces") })] });
    expect(jobOf(stack).lifecycle).not.toHaveProperty("precondition");
    expect(secretOf(stack).lifecycle.precondition).toHaveLength(1);
  });
});

test.each<[Partial<PullCheckProps>, string, string]>([
  [{ jobName: "PullCheck" }, "jobName", "set jobName"],
  [{ image: "nginx" }, "image", "start it with the registry's login server"],
  [{ image: `https://${IMAGE}` }, "image", "start it with the registry's login server"],
  [{ command: [] }, "command", "leave it out for `true`"],
  [{ deadlineSeconds: 0 }, "deadlineSeconds", "leave it out"],
  [{ deadlineSeconds: 1.5 }, "deadlineSeconds", "leave it out"],
  [{ deadlineSeconds: Number.POSITIVE_INFINITY }, "deadlineSeconds", "leave it out"],
  [{ namespaces: [] }, "namespaces", "list the namespaces of the pods"],
  [{ namespaces: ["Apps"] }, "namespaces", "use names that `kubectl get namespaces` prints"],
  [{ namespaces: ["apps", "apps"] }, "namespaces", "remove the duplicate"],
])("refuses %j", (wrong, property, repair) => {
  expect(() => pullCheck(emptyStack(), { namespaces: ["apps"], ...wrong })).toThrow(
    complaint(`[stack/check] ${property}`, repair),
  );
});

test("refuses a dependency in another stack, for which Terraform could not wait", () => {
  const app = emptyApp();
  const grant = new PullRoleAssignment(emptyStack(app, "grants"), "pull", {
    registryId: REGISTRY_ID,
    principalObjectId: OBJECT_ID,
  });
  expect(() => pullCheck(emptyStack(app), { namespaces: ["apps"], dependsOn: [grant] })).toThrow(
    complaint("[stack/check] dependsOn", "create both in one stack"),
  );
});

test("fails the validation if a namespace already has a check of that name", () => {
  for (const team of ["one", "two"]) {
    new PullCheck(new Construct(stack, team), "check", { image: IMAGE, namespaces: ["apps"] });
  }
  expect(validationErrors(stack)).toEqual([expect.stringMatching(complaint("[stack/two/check] jobName", "'stack/one/check'"))]);
});
