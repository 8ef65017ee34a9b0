import type { JobV1 } from "@cdktf/provider-kubernetes/lib/job-v1";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { type TerraformProvider, type TerraformStack, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import {
  AksCluster,
  ContainerRegistry,
  DefaultServiceAccount,
  ImagePullSecret,
  PullCheck,
  type PullCheckProps,
  PullRoleAssignment,
  RegistryCredentials,
  ServiceAccount,
} from "../../../../src";
import { emptyApp, emptyStack, type Json, synthesize } from "../../../support/stack";
import { CLIENT_ID, LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../../../support/values";

const IMAGE = `${LOGIN_SERVER}/team/app:1`;

const CREDENTIALS = RegistryCredentials.fromPassword({
  loginServer: LOGIN_SERVER,
  username: CLIENT_ID,
  password: "correct-horse",
});

function pullSecret(
  stack: TerraformStack,
  id = "acr-pull",
  namespaces = ["apps"],
  provider?: TerraformProvider,
): ImagePullSecret {
  return new ImagePullSecret(stack, id, { credentials: [CREDENTIALS], namespaces, provider });
}

function pullCheck(stack: TerraformStack, props: Partial<PullCheckProps>): PullCheck {
  return new PullCheck(stack, "check", { image: IMAGE, ...props });
}

function jobOf(stack: TerraformStack): Json {
  return synthesize(stack).resource.kubernetes_job_v1.check;
}

/** The pod of a Job with the defaults, and what a test expects beside. */
function pod(image: string, expected: object) {
  return {
    restart_policy: "Never",
    automount_service_account_token: false,
    security_context: { run_as_non_root: true, run_as_user: "65534", seccomp_profile: { type: "RuntimeDefault" } },
    container: [
      {
        name: "pull",
        image,
        image_pull_policy: "Always",
        command: ["true"],
        resources: { limits: { cpu: "100m", memory: "64Mi" }, requests: { cpu: "10m", memory: "16Mi" } },
        security_context: {
          allow_privilege_escalation: false,
          read_only_root_filesystem: true,
          capabilities: { drop: ["ALL"] },
        },
      },
    ],
    ...expected,
  };
}

describe("the Job", () => {
  test("pulls as pods of a service account do, after it, and again when its secret changes", () => {
    const stack = emptyStack();
    const serviceAccount = new ServiceAccount(stack, "app", {
      imagePullSecrets: [pullSecret(stack, "acr-pull", ["apps", "jobs"])],
    });
    pullCheck(stack, { serviceAccount });
    const { kubernetes_secret_v1, kubernetes_service_account_v1, ...rest } = synthesize(stack).resource;
    expect(Object.keys(kubernetes_secret_v1)).toEqual(["acr-pull"]);
    expect(Object.keys(kubernetes_service_account_v1)).toEqual(["app"]);
    expect(rest).toEqual({
      kubernetes_job_v1: {
        check: {
          for_each: '${toset(["apps", "jobs"])}',
          metadata: { name: "check", namespace: "${each.value}" },
          wait_for_completion: true,
          spec: {
            backoff_limit: 0,
            active_deadline_seconds: 120,
            template: { metadata: {}, spec: pod(IMAGE, { service_account_name: "app" }) },
          },
          timeouts: { create: "150s", update: "150s" },
          lifecycle: { replace_triggered_by: ["kubernetes_secret_v1.acr-pull[each.key]"] },
          depends_on: ["kubernetes_service_account_v1.app"],
        },
      },
    });
  });

  test("pulls as pods that name the secrets do, after them, and again when one of them changes", () => {
    const stack = emptyStack();
    const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" });
    const imagePullSecrets = ["one", "two"].map((id) => pullSecret(stack, id, namespaces.listValue));
    pullCheck(stack, { imagePullSecrets });
    expect(synthesize(stack).resource.kubernetes_job_v1).toEqual({
      check: {
        for_each: "${toset(var.namespaces)}",
        metadata: { name: "check", namespace: "${each.value}" },
        wait_for_completion: true,
        spec: {
          backoff_limit: 0,
          active_deadline_seconds: 120,
          template: { metadata: {}, spec: pod(IMAGE, { image_pull_secrets: [{ name: "one" }, { name: "two" }] }) },
        },
        timeouts: { create: "150s", update: "150s" },
        lifecycle: { replace_triggered_by: ["kubernetes_secret_v1.one[each.key]", "kubernetes_secret_v1.two[each.key]"] },
        depends_on: ["kubernetes_secret_v1.one", "kubernetes_secret_v1.two"],
      },
    });
  });

  test("pulls as the node does, with everything that can be set", () => {
    const stack = emptyStack();
    const edge = new KubernetesProvider(stack, "edge", { alias: "edge" });
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", {
      registryId: REGISTRY_ID,
      loginServer: LOGIN_SERVER,
    });
    const cluster = AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: OBJECT_ID });
    pullCheck(stack, {
      namespaces: ["apps"],
      dependsOn: [registry.grantPull(cluster)],
      command: ["/app", "--version"],
      deadlineSeconds: 600,
      jobName: "can-pull",
      provider: edge,
    });
    const { azurerm_role_assignment, ...rest } = synthesize(stack).resource;
    const expected = pod(IMAGE, {});
    expected.container[0].command = ["/app", "--version"];
    expect(Object.keys(azurerm_role_assignment)).toEqual(["aks_PullFrom-acr"]);
    expect(rest).toEqual({
      kubernetes_job_v1: {
        check: {
          provider: "kubernetes.edge",
          for_each: '${toset(["apps"])}',
          metadata: { name: "can-pull", namespace: "${each.value}" },
          wait_for_completion: true,
          spec: { backoff_limit: 0, active_deadline_seconds: 600, template: { metadata: {}, spec: expected } },
          timeouts: { create: "630s", update: "630s" },
          depends_on: ["azurerm_role_assignment.aks_PullFrom-acr"],
        },
      },
    });
  });

  test("never vanishes on its own, since a failed one would count as a success", () => {
    const stack = emptyStack();
    pullCheck(stack, { imagePullSecrets: [pullSecret(stack)] });
    expect(jobOf(stack).spec).not.toHaveProperty("ttl_seconds_after_finished");
  });

  test("pulls as every pod of the namespace does, after a patch of its default service account", () => {
    const stack = emptyStack();
    const edge = new KubernetesProvider(stack, "edge", { alias: "edge" });
    const imagePullSecrets = [pullSecret(stack, "acr-pull", ["apps"], edge)];
    pullCheck(stack, { serviceAccount: new DefaultServiceAccount(stack, "default", { imagePullSecrets }), provider: edge });
    expect(jobOf(stack)).toMatchObject({
      provider: "kubernetes.edge",
      spec: { template: { spec: { service_account_name: "default" } } },
      lifecycle: { replace_triggered_by: ["kubernetes_secret_v1.acr-pull[each.key]"] },
      depends_on: ["kubernetes_default_service_account_v1.default"],
    });
    expect(jobOf(stack).spec.template.spec).not.toHaveProperty("image_pull_secrets");
  });

  test("waits for what it is told to, beside the service account", () => {
    const stack = emptyStack();
    const first = new PullCheck(stack, "first", { image: IMAGE, imagePullSecrets: [pullSecret(stack)] });
    const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack, "another")] });
    pullCheck(stack, { serviceAccount, dependsOn: [first] });
    expect(jobOf(stack).depends_on).toEqual(["kubernetes_service_account_v1.app", "kubernetes_job_v1.first"]);
  });

  test("keeps its address and its whole block when a namespace or another construct comes", () => {
    const jobsIn = (namespaces: string[], others: string[]) => {
      const stack = emptyStack();
      for (const id of others) {
        new PullCheck(stack, id, { image: IMAGE, imagePullSecrets: [pullSecret(stack, `${id}-pull`)] });
      }
      pullCheck(stack, { imagePullSecrets: [pullSecret(stack, "acr-pull", namespaces)] });
      return synthesize(stack).resource.kubernetes_job_v1;
    };
    const { check } = jobsIn(["apps"], []);
    expect(jobsIn(["apps", "jobs"], [])).toEqual({ check: { ...check, for_each: '${toset(["apps", "jobs"])}' } });
    expect(jobsIn(["apps"], ["another"]).check).toEqual(check);
  });

  test("can be adjusted through its default child", () => {
    const stack = emptyStack();
    (pullCheck(stack, { namespaces: ["apps"] }).node.defaultChild as JobV1).metadata.labels = { team: "platform" };
    expect(jobOf(stack).metadata.labels).toEqual({ team: "platform" });
  });
});

describe("conditions of the plan", () => {
  test("are the words of synth for variables", () => {
    const stack = emptyStack();
    const image = new TerraformVariable(stack, "image", { type: "string" }).stringValue;
    const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" }).listValue;
    pullCheck(stack, { image, namespaces });
    expect(jobOf(stack).lifecycle).toEqual({
      precondition: [
        {
          condition: expect.stringMatching(/^\$\{can\(regex\("\^.*\$", var\.image\)\)\}$/),
          error_message:
            "[stack/check] image must be an image with its login server, such as contoso.azurecr.io/team/app:1; " +
            "begin it with the registry's loginServer, without a scheme, or it would be taken from Docker Hub.",
        },
        {
          condition: expect.stringMatching(/^\$\{can\(regex\("\^.*\$", each\.value\)\)\}$/),
          error_message:
            "[stack/check] namespaces must be RFC 1123 labels (at most 63 lower-case letters, digits and '-', a letter or " +
            "digit at both ends); give names as `kubectl get namespaces` prints them.",
        },
      ],
    });
  });

  test("hold the login server of Azure and the rest of the image together", () => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" });
    const repository = new TerraformVariable(stack, "repository", { type: "string" }).stringValue;
    pullCheck(stack, { image: `${registry.loginServer}/${repository}`, namespaces: ["apps"] });
    const image = "${data.azurerm_container_registry.acr.login_server}/${var.repository}";
    expect(jobOf(stack).lifecycle.precondition).toEqual([
      {
        condition: expect.stringMatching(
          /^\$\{can\(regex\(.*azurerm_container_registry\.acr\.login_server.*var\.repository.*\)\)\}$/,
        ),
        error_message: expect.stringContaining(`[stack/check] image must be an image with its login server`),
      },
    ]);
    expect(jobOf(stack).spec.template.spec.container[0].image).toBe(image);
  });

  test("are left to the secrets where they name the namespaces", () => {
    const stack = emptyStack();
    const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" }).listValue;
    pullCheck(stack, { imagePullSecrets: [pullSecret(stack, "acr-pull", namespaces)] });
    expect(jobOf(stack).lifecycle).not.toHaveProperty("precondition");
    expect(synthesize(stack).resource.kubernetes_secret_v1["acr-pull"].lifecycle.precondition).toHaveLength(1);
  });
});

describe("the image", () => {
  const DIGEST = `sha256:${"0".repeat(64)}`;

  test.each([
    `${LOGIN_SERVER}/app`,
    `${LOGIN_SERVER}/team/app:v1.2-rc_3`,
    `${LOGIN_SERVER}/team/app@${DIGEST}`,
    `${LOGIN_SERVER}/team/app:1@${DIGEST}`,
    "contoso-d5ahg0bqhvbrc5h5.azurecr.us/team/app:1",
  ])("may be '%s'", (image) => {
    const stack = emptyStack();
    pullCheck(stack, { image, namespaces: ["apps"] });
    expect(jobOf(stack).spec.template.spec.container[0].image).toBe(image);
  });

  test.each([
    "",
    "nginx",
    "team/app:1",
    LOGIN_SERVER,
    `${LOGIN_SERVER}/`,
    `${LOGIN_SERVER}/team/`,
    `${LOGIN_SERVER}//app`,
    `${LOGIN_SERVER}/team/app:`,
    `${LOGIN_SERVER}/Team/app`,
    `${LOGIN_SERVER}/team/app@sha256:0`,
    `${LOGIN_SERVER}/team app`,
    "Contoso.azurecr.io/team/app:1",
    `https://${IMAGE}`,
  ])("fails as '%s'", (image) => {
    expect(() => pullCheck(emptyStack(), { image, namespaces: ["apps"] })).toThrow(
      new Error(
        `[stack/check] image must be an image with its login server, such as contoso.azurecr.io/team/app:1, got '${image}'; ` +
          "begin it with the registry's loginServer, without a scheme, or it would be taken from Docker Hub.",
      ),
    );
  });
});

describe("the way to pull", () => {
  const exactlyOne = (got: string) =>
    new Error(
      `[stack/check] serviceAccount, imagePullSecrets, namespaces must be exactly one of them, got '${got}'; give the way the ` +
        "pods pull; namespaces alone means the node's own identity.",
    );

  test("fails where none is given", () => {
    expect(() => pullCheck(emptyStack(), {})).toThrow(exactlyOne("none"));
  });

  test("fails where two are given", () => {
    const stack = emptyStack();
    const imagePullSecrets = [pullSecret(stack)];
    const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets });
    expect(() => pullCheck(stack, { serviceAccount, namespaces: ["apps"] })).toThrow(exactlyOne("serviceAccount, namespaces"));
  });

  test("fails where all are given", () => {
    const stack = emptyStack();
    const imagePullSecrets = [pullSecret(stack)];
    const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets });
    expect(() => pullCheck(stack, { serviceAccount, imagePullSecrets, namespaces: ["apps"] })).toThrow(
      exactlyOne("serviceAccount, imagePullSecrets, namespaces"),
    );
  });

  test("fails without a secret in the list", () => {
    expect(() => pullCheck(emptyStack(), { imagePullSecrets: [] })).toThrow(
      new Error("[stack/check] imagePullSecrets must hold at least one secret; give an ImagePullSecret."),
    );
  });

  test("fails without a namespace in the list", () => {
    expect(() => pullCheck(emptyStack(), { namespaces: [] })).toThrow(
      new Error("[stack/check] namespaces must name at least one namespace; give the namespaces of the pods."),
    );
  });

  test.each(["Apps", "a.b", ""])("fails for the namespace '%s'", (namespace) => {
    expect(() => pullCheck(emptyStack(), { namespaces: [namespace] })).toThrow(
      new Error(
        "[stack/check] namespaces must be RFC 1123 labels (at most 63 lower-case letters, digits and '-', a letter or digit at " +
          `both ends), got '${namespace}'; give names as \`kubectl get namespaces\` prints them.`,
      ),
    );
  });

  test("fails for a namespace that comes twice", () => {
    expect(() => pullCheck(emptyStack(), { namespaces: ["apps", "apps"] })).toThrow(
      new Error("[stack/check] namespaces must name each namespace once, got 'apps'; remove the second one."),
    );
  });

  test("fails for secrets of different namespaces", () => {
    const stack = emptyStack();
    const imagePullSecrets = [pullSecret(stack, "one", ["apps"]), pullSecret(stack, "two", ["jobs"])];
    expect(() => pullCheck(stack, { imagePullSecrets })).toThrow(
      new Error(
        "[stack/check] imagePullSecrets must lie in the same namespaces, which 'stack/one' and 'stack/two' do not; give both " +
          "secrets one list of namespaces.",
      ),
    );
  });

  test("fails for secrets of different clusters", () => {
    const stack = emptyStack();
    const edge = new KubernetesProvider(stack, "edge", { alias: "edge" });
    const imagePullSecrets = [pullSecret(stack, "one"), pullSecret(stack, "two", ["apps"], edge)];
    expect(() => pullCheck(stack, { imagePullSecrets })).toThrow(
      new Error(
        "[stack/check] imagePullSecrets must lie in the same cluster, which 'stack/one' and 'stack/two' do not; give both " +
          "secrets the same provider.",
      ),
    );
  });

  test.each(["app", "acr-pull"])("fails for a provider of another cluster than that of '%s'", (of) => {
    const stack = emptyStack();
    const edge = new KubernetesProvider(stack, "edge", { alias: "edge" });
    const imagePullSecrets = [pullSecret(stack)];
    const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets });
    const way = of === "app" ? { serviceAccount } : { imagePullSecrets };
    expect(() => pullCheck(stack, { ...way, provider: edge })).toThrow(
      new Error(
        `[stack/check] provider must be the one of 'stack/${of}', since the check runs in its cluster, got 'stack/edge'; leave ` +
          "provider out.",
      ),
    );
  });
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("fails for a deadline of %s seconds", (deadlineSeconds) => {
  expect(() => pullCheck(emptyStack(), { namespaces: ["apps"], deadlineSeconds })).toThrow(
    new Error(
      `[stack/check] deadlineSeconds must be a whole number of seconds, at least 1, got '${deadlineSeconds}'; leave it out for ` +
        `120.`,
    ),
  );
});

test.each(["PullCheck", "a.b", "-check", "check-", "", "a".repeat(64)])("fails for the Job's name '%s'", (jobName) => {
  expect(() => pullCheck(emptyStack(), { namespaces: ["apps"], jobName })).toThrow(
    new Error(
      "[stack/check] jobName must be at most 63 lower-case letters, digits and '-', with a letter or digit at both ends, got " +
        `'${jobName}'; set jobName.`,
    ),
  );
});

test("lets Terraform add to a deadline that a variable decides", () => {
  const stack = emptyStack();
  const deadlineSeconds = new TerraformVariable(stack, "deadline", { type: "number" }).numberValue;
  pullCheck(stack, { namespaces: ["apps"], deadlineSeconds });
  const { spec, timeouts } = jobOf(stack);
  expect(spec.active_deadline_seconds).toBe("${var.deadline}");
  expect(timeouts).toEqual({ create: "${(var.deadline + 30)}s", update: "${(var.deadline + 30)}s" });
});

test("has no empty list of what it waits for", () => {
  const stack = emptyStack();
  pullCheck(stack, { namespaces: ["apps"] });
  expect(jobOf(stack)).not.toHaveProperty("depends_on");
});

test("fails for an empty command, since the image would run its own", () => {
  expect(() => pullCheck(emptyStack(), { namespaces: ["apps"], command: [] })).toThrow(
    "[stack/check] command must name a command, or the image would run its own; leave it out for `true`.",
  );
});

test("fails for a service account of another stack", () => {
  const app = emptyApp();
  const other = emptyStack(app, "other");
  const serviceAccount = new ServiceAccount(other, "app", { imagePullSecrets: [pullSecret(other)] });
  expect(() => pullCheck(emptyStack(app), { serviceAccount })).toThrow(
    "[stack/check] serviceAccount must be of the same stack, got 'other/app'; make both in one stack.",
  );
});

test("fails the validation for two checks of one name in a namespace", () => {
  const stack = emptyStack();
  for (const team of ["one", "two"]) {
    new PullCheck(new Construct(stack, team), "check", { image: IMAGE, namespaces: ["apps"] });
  }
  expect(() => synthesize(stack)).toThrow(
    "[stack/two/check] jobName must be given once in the namespace apps, where 'stack/one/check' has it already, got 'check'; " +
      "set jobName, or use 'stack/one/check'.",
  );
});

test("fails for what another stack makes, for which Terraform could not wait", () => {
  const app = emptyApp();
  const grants = emptyStack(app, "grants");
  const grant = new PullRoleAssignment(grants, "pull", { registryId: REGISTRY_ID, principalObjectId: OBJECT_ID });
  const namespaces = ["apps"];
  expect(() => new PullCheck(emptyStack(app, "prod"), "check", { image: IMAGE, namespaces, dependsOn: [grant] })).toThrow(
    new Error("[prod/check] dependsOn must be of the same stack, got 'grants/pull'; make both in one stack."),
  );
});

test("asks in the plan for a name that a variable hides", () => {
  const stack = emptyStack();
  const jobName = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
  new PullCheck(stack, "check", { image: IMAGE, namespaces: ["apps"], jobName });
  const [{ error_message }] = synthesize(stack).resource.kubernetes_job_v1.check.lifecycle.precondition;
  expect(error_message).toContain("[stack/check] jobName must be at most 63 lower-case letters");
});
