import type { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { type TerraformProvider, type TerraformStack, TerraformVariable } from "cdktf";
import { DefaultServiceAccount } from "../../../src";
import { edgeProvider, LEFT_IN_ACCOUNTS, pullSecret } from "../../support/builders";
import { KnownIdentity } from "../../support/known-identity";
import { emptyStack, type JsonTree, synthesize, validationErrors } from "../../support/stack";

function serviceAccountsOf(stack: TerraformStack): JsonTree {
  return synthesize(stack).resource.kubernetes_default_service_account_v1;
}

test("patches the default service account of each namespace, and never deletes it", () => {
  const stack = emptyStack();
  const secret = pullSecret(stack, "acr-pull", { namespaces: ["apps", "jobs"] });
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
        lifecycle: { prevent_destroy: true, ignore_changes: LEFT_IN_ACCOUNTS },
        depends_on: ["kubernetes_secret_v1.acr-pull"],
      },
    },
  });
  expect(serviceAccount.serviceAccountName).toBe("default");
  expect(serviceAccount.namespaces).toEqual(["apps", "jobs"]);
  expect(serviceAccount.imagePullSecrets).toEqual([secret]);
  expect(serviceAccount.provider).toBeUndefined();
});

test("has the provider of its secrets, and can be deleted on request", () => {
  const stack = emptyStack();
  const edge = edgeProvider(stack);
  const serviceAccount = new DefaultServiceAccount(stack, "patched", {
    imagePullSecrets: [pullSecret(stack, "one", { provider: edge }), pullSecret(stack, "two", { provider: edge })],
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
      lifecycle: { prevent_destroy: false, ignore_changes: ["metadata[0].annotations", "metadata[0].labels", "secret"] },
      depends_on: ["kubernetes_secret_v1.one", "kubernetes_secret_v1.two"],
    },
  });
  expect(serviceAccount.serviceAccountName).toBe("default");
  expect(serviceAccount.provider).toBe(edge);
});

describe("two patches", () => {
  /** Patches as pairs of namespaces and provider, the first two of which are called so in errors. */
  const patched = (stack: TerraformStack, ...patches: [namespaces: string[], provider?: TerraformProvider][]) => {
    for (const [index, [namespaces, provider]] of patches.entries()) {
      const id = ["first", "second", "third"][index];
      const imagePullSecrets = [pullSecret(stack, `${id}-pull`, { namespaces, provider })];
      new DefaultServiceAccount(stack, id, { imagePullSecrets });
    }
  };
  const list = (stack: TerraformStack) => new TerraformVariable(stack, "namespaces", { type: "list(string)" });
  const one = (stack: TerraformStack) => new TerraformVariable(stack, "namespace", { type: "string" });

  test.each<[string, (stack: TerraformStack) => void, string[]]>([
    ["one namespace", (stack) => patched(stack, [["apps"]], [["apps"]]), ["apps"]],
    [
      "each namespace that two lists share, and for no other",
      (stack) => patched(stack, [["apps", "jobs", "web"]], [["batch", "web", "jobs"]]),
      ["web", "jobs"],
    ],
    [
      "two tokens of one list variable",
      (stack) => {
        const variable = list(stack);
        patched(stack, [variable.listValue], [variable.listValue]);
      },
      ["${var.namespaces}"],
    ],
    [
      "one namespace from a variable, among others",
      (stack) => {
        const variable = one(stack);
        patched(stack, [["apps", variable.stringValue]], [[variable.stringValue, "jobs"]]);
      },
      ["${var.namespace}"],
    ],
    [
      "one cluster, with the default provider named or not",
      (stack) => patched(stack, [["apps"]], [["apps"], stack.node.findChild("kubernetes") as KubernetesProvider]),
      ["apps"],
    ],
    [
      "one namespace of another cluster",
      (stack) => {
        const edge = edgeProvider(stack);
        patched(stack, [["apps"], edge], [["apps"], edge]);
      },
      ["apps"],
    ],
  ])("fail for %s", (_case, build, got) => {
    const stack = emptyStack();
    build(stack);
    expect(validationErrors(stack)).toEqual(
      got.map(
        (namespace) =>
          "[stack/second] imagePullSecrets must be set once for the default service account of a namespace, since each patch " +
          `replaces the whole list, got '${namespace}'; pass all secrets to 'stack/first'; see ` +
          "https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#default-service-account",
      ),
    );
  });
});

describe("with an identity", () => {
  const OF_DEFAULT = [{ namespaceName: "apps", serviceAccountName: "default" }];
  const each = '${toset(["apps"])}';

  test("is annotated and nothing else, and an account that had secrets before is not deleted", () => {
    const stack = emptyStack();
    const pullIdentity = new KnownIdentity(stack, "shop", OF_DEFAULT);
    const account = new DefaultServiceAccount(stack, "default", { namespaces: ["apps"], pullIdentity });
    expect(synthesize(stack).resource).toEqual({
      kubernetes_default_service_account_v1: {
        default: {
          for_each: "${toset([])}",
          metadata: { namespace: "${each.value}" },
          automount_service_account_token: true,
          lifecycle: { prevent_destroy: true, ignore_changes: LEFT_IN_ACCOUNTS },
        },
      },
      kubernetes_annotations: {
        default_Annotations: {
          for_each: each,
          api_version: "v1",
          kind: "ServiceAccount",
          metadata: { name: "default", namespace: "${each.value}" },
          annotations: pullIdentity.serviceAccountAnnotations,
          field_manager: "cdktf-acr-aks",
          force: true,
          depends_on: ["kubernetes_default_service_account_v1.default"],
        },
      },
    });
    expect(account).toMatchObject({ pullIdentity, imagePullSecrets: [], namespaces: ["apps"] });
  });
});
