import type { DefaultServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/default-service-account-v1";
import { PodV1 } from "@cdktf/provider-kubernetes/lib/pod-v1";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { type TerraformProvider, type TerraformStack, TerraformVariable } from "cdktf";
import { DefaultServiceAccount, ImagePullSecret, RegistryCredentials } from "../../../../src";
import { emptyApp, emptyStack, type Json, synthesize } from "../../../support/stack";
import { CLIENT_ID, LOGIN_SERVER } from "../../../support/values";

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

/** A patch with a secret of its own. */
function patch(stack: TerraformStack, id: string, namespaces: string[], provider?: TerraformProvider): DefaultServiceAccount {
  return new DefaultServiceAccount(stack, id, { imagePullSecrets: [pullSecret(stack, `${id}-pull`, namespaces, provider)] });
}

function serviceAccountsOf(stack: TerraformStack): Json {
  return synthesize(stack).resource.kubernetes_default_service_account_v1;
}

test("patches the default service account of each namespace, and never deletes it", () => {
  const stack = emptyStack();
  const secret = pullSecret(stack, "acr-pull", ["apps", "jobs"]);
  const serviceAccount = new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secret] });
  const { kubernetes_secret_v1, ...rest } = synthesize(stack).resource;
  expect(Object.keys(kubernetes_secret_v1)).toEqual(["acr-pull"]);
  expect(rest).toEqual({
    kubernetes_default_service_account_v1: {
      default: {
        for_each: '${toset(["apps", "jobs"])}',
        metadata: { namespace: "${each.value}" },
        image_pull_secret: [{ name: "acr-pull" }],
        automount_service_account_token: true,
        lifecycle: { prevent_destroy: true, ignore_changes: ["metadata[0].annotations", "metadata[0].labels"] },
        depends_on: ["kubernetes_secret_v1.acr-pull"],
      },
    },
  });
  expect(serviceAccount.serviceAccountName).toBe("default");
  expect(serviceAccount.namespaces).toEqual(["apps", "jobs"]);
  expect(serviceAccount.imagePullSecrets).toEqual([secret]);
  expect(serviceAccount.provider).toBeUndefined();
});

test("patches in the namespaces that a list variable names", () => {
  const stack = emptyStack();
  patch(stack, "default", new TerraformVariable(stack, "namespaces", { type: "list(string)" }).listValue);
  expect(serviceAccountsOf(stack)).toEqual({
    default: {
      for_each: "${toset(var.namespaces)}",
      metadata: { namespace: "${each.value}" },
      image_pull_secret: [{ name: "default-pull" }],
      automount_service_account_token: true,
      lifecycle: { prevent_destroy: true, ignore_changes: ["metadata[0].annotations", "metadata[0].labels"] },
      depends_on: ["kubernetes_secret_v1.default-pull"],
    },
  });
});

test("takes the provider of its secrets, and may be deleted where that is asked for", () => {
  const stack = emptyStack();
  const edge = new KubernetesProvider(stack, "edge", { alias: "edge" });
  const serviceAccount = new DefaultServiceAccount(stack, "patched", {
    imagePullSecrets: [pullSecret(stack, "one", ["apps"], edge), pullSecret(stack, "two", ["apps"], edge)],
    automountServiceAccountToken: false,
    preventDestroy: false,
  });
  expect(serviceAccountsOf(stack)).toEqual({
    patched: {
      provider: "kubernetes.edge",
      for_each: '${toset(["apps"])}',
      metadata: { namespace: "${each.value}" },
      image_pull_secret: [{ name: "one" }, { name: "two" }],
      automount_service_account_token: false,
      lifecycle: { prevent_destroy: false, ignore_changes: ["metadata[0].annotations", "metadata[0].labels"] },
      depends_on: ["kubernetes_secret_v1.one", "kubernetes_secret_v1.two"],
    },
  });
  expect(serviceAccount.serviceAccountName).toBe("default");
  expect(serviceAccount.provider).toBe(edge);
});

test("lets a pod wait for it", () => {
  const stack = emptyStack();
  new PodV1(stack, "pod", {
    metadata: { name: "pod", namespace: "apps" },
    spec: { container: [{ name: "app", image: `${LOGIN_SERVER}/team/app:1` }] },
    dependsOn: [patch(stack, "default", ["apps"])],
  });
  expect(synthesize(stack).resource.kubernetes_pod_v1.pod.depends_on).toEqual(["kubernetes_default_service_account_v1.default"]);
});

test("keeps its address and its whole block when a namespace or another construct comes", () => {
  const serviceAccountIn = (namespaces: string[], others: string[]) => {
    const stack = emptyStack();
    for (const id of others) {
      patch(stack, id, ["x"]);
    }
    patch(stack, "default", namespaces);
    return serviceAccountsOf(stack);
  };
  const alone = serviceAccountIn(["apps"], []).default;
  expect(serviceAccountIn(["apps", "jobs"], [])).toEqual({ default: { ...alone, for_each: '${toset(["apps", "jobs"])}' } });
  expect(serviceAccountIn(["apps"], ["another"]).default).toEqual(alone);
});

test("can be adjusted through its default child", () => {
  const stack = emptyStack();
  (patch(stack, "default", ["apps"]).node.defaultChild as DefaultServiceAccountV1).metadata.labels = { team: "platform" };
  expect(serviceAccountsOf(stack).default.metadata.labels).toEqual({ team: "platform" });
});

describe("two patches", () => {
  const ONCE =
    "[stack/second] imagePullSecrets must be set once on a namespace's default service account, since each patch replaces the " +
    "whole list, ";

  test("go to different namespaces, clusters and stacks", () => {
    const app = emptyApp();
    const [stack, other] = ["stack", "other"].map((id) => emptyStack(app, id));
    const [edge, calledDefault] = ["edge", "default"].map((alias) => new KubernetesProvider(stack, alias, { alias }));
    patch(stack, "first", ["apps"]);
    patch(stack, "second", ["jobs"]);
    patch(stack, "third", ["apps"], edge);
    patch(stack, "fourth", ["apps"], calledDefault);
    patch(other, "fifth", ["apps"]);
    expect(Object.keys(serviceAccountsOf(stack))).toEqual(["first", "second", "third", "fourth"]);
    expect(Object.keys(serviceAccountsOf(other))).toEqual(["fifth"]);
  });

  test("go to the namespaces of two list variables of one cluster, of which nothing is known", () => {
    const stack = emptyStack();
    for (const id of ["first", "second"]) {
      patch(stack, id, new TerraformVariable(stack, `${id}_namespaces`, { type: "list(string)" }).listValue);
    }
    expect(Object.keys(serviceAccountsOf(stack))).toEqual(["first", "second"]);
  });

  test("fails for one namespace", () => {
    const stack = emptyStack();
    patch(stack, "first", ["apps"]);
    patch(stack, "second", ["apps"]);
    expect(() => synthesize(stack)).toThrow(`${ONCE}got 'apps'; give all secrets to 'stack/first'.`);
  });

  test("fails for each namespace that two lists share, and for no other", () => {
    const stack = emptyStack();
    patch(stack, "first", ["apps", "jobs", "web"]);
    patch(stack, "second", ["batch", "web", "jobs"]);
    const errors = stack.node.findAll().flatMap(({ node }) => node.validate());
    expect(errors).toEqual([
      `${ONCE}got 'web'; give all secrets to 'stack/first'.`,
      `${ONCE}got 'jobs'; give all secrets to 'stack/first'.`,
    ]);
  });

  test("fails for one list variable, however often it was read", () => {
    const stack = emptyStack();
    const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" });
    patch(stack, "first", namespaces.listValue);
    patch(stack, "second", namespaces.listValue);
    expect(() => synthesize(stack)).toThrow(`${ONCE}got '\${var.namespaces}'; give all secrets to 'stack/first'.`);
  });

  test("fails for one namespace of a variable, beside others", () => {
    const stack = emptyStack();
    const namespace = new TerraformVariable(stack, "namespace", { type: "string" });
    patch(stack, "first", ["apps", namespace.stringValue]);
    patch(stack, "second", [namespace.stringValue, "jobs"]);
    expect(() => synthesize(stack)).toThrow(`${ONCE}got '\${var.namespace}'; give all secrets to 'stack/first'.`);
  });

  test("fails for one cluster, reached by the default provider and by its name", () => {
    const stack = emptyStack();
    patch(stack, "first", ["apps"]);
    patch(stack, "second", ["apps"], stack.node.findChild("kubernetes") as KubernetesProvider);
    expect(() => synthesize(stack)).toThrow(`${ONCE}got 'apps'; give all secrets to 'stack/first'.`);
  });

  test("fails for one namespace of another cluster than the default one", () => {
    const stack = emptyStack();
    const edge = new KubernetesProvider(stack, "edge", { alias: "edge" });
    patch(stack, "first", ["apps"], edge);
    patch(stack, "second", ["apps"], edge);
    expect(() => synthesize(stack)).toThrow(`${ONCE}got 'apps'; give all secrets to 'stack/first'.`);
  });
});

test("fails without a secret", () => {
  expect(() => new DefaultServiceAccount(emptyStack(), "default", { imagePullSecrets: [] })).toThrow(
    new Error("[stack/default] imagePullSecrets must hold at least one secret; give an ImagePullSecret."),
  );
});

test("fails for a secret that comes twice", () => {
  const stack = emptyStack();
  const secret = pullSecret(stack);
  expect(() => new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secret, secret] })).toThrow(
    new Error(
      "[stack/default] imagePullSecrets must name each secret once, got 'acr-pull'; remove the second one, or give it another " +
        "secretName.",
    ),
  );
});

test("fails for secrets of different namespaces", () => {
  const stack = emptyStack();
  const imagePullSecrets = [pullSecret(stack, "one", ["apps"]), pullSecret(stack, "two", ["apps", "jobs"])];
  expect(() => new DefaultServiceAccount(stack, "default", { imagePullSecrets })).toThrow(
    new Error(
      "[stack/default] imagePullSecrets must lie in the same namespaces, which 'stack/one' and 'stack/two' do not; give both " +
        "secrets one list of namespaces.",
    ),
  );
});

test("fails for secrets of different clusters", () => {
  const stack = emptyStack();
  const edge = new KubernetesProvider(stack, "edge", { alias: "edge" });
  const imagePullSecrets = [pullSecret(stack, "one"), pullSecret(stack, "two", ["apps"], edge)];
  expect(() => new DefaultServiceAccount(stack, "default", { imagePullSecrets })).toThrow(
    new Error(
      "[stack/default] imagePullSecrets must lie in the same cluster, which 'stack/one' and 'stack/two' do not; give both " +
        "secrets the same provider.",
    ),
  );
});
