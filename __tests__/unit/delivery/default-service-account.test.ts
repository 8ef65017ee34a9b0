import type { DefaultServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/default-service-account-v1";
import { PodV1 } from "@cdktf/provider-kubernetes/lib/pod-v1";
import type { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { type TerraformProvider, type TerraformStack, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { DefaultServiceAccount, type DefaultServiceAccountProps } from "../../../src";
import { edgeProvider, LEFT_IN_ACCOUNTS, pullSecret } from "../../support/builders";
import { KnownIdentity } from "../../support/known-identity";
import { complaint, emptyApp, emptyStack, type JsonTree, listVariable, synthesize, validationErrors } from "../../support/stack";
import { LOGIN_SERVER } from "../../support/values";

/** A patch with a secret of its own. */
function patch(stack: TerraformStack, id: string, namespaces: string[], provider?: TerraformProvider): DefaultServiceAccount {
  return new DefaultServiceAccount(stack, id, { imagePullSecrets: [pullSecret(stack, `${id}-pull`, { namespaces, provider })] });
}

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

test("patches the namespaces of a list variable", () => {
  const stack = emptyStack();
  patch(stack, "default", listVariable(stack, "namespaces"));
  expect(serviceAccountsOf(stack)).toEqual({
    default: {
      for_each: "${toset(var.namespaces)}",
      metadata: { namespace: "${each.value}" },
      image_pull_secret: [{ name: "default-pull" }],
      automount_service_account_token: true,
      lifecycle: { prevent_destroy: true, ignore_changes: LEFT_IN_ACCOUNTS },
      depends_on: ["kubernetes_secret_v1.default-pull"],
    },
  });
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

test("can be waited for by a pod", () => {
  const stack = emptyStack();
  new PodV1(stack, "pod", {
    metadata: { name: "pod", namespace: "apps" },
    spec: { container: [{ name: "app", image: `${LOGIN_SERVER}/team/app:1` }] },
    dependsOn: [patch(stack, "default", ["apps"])],
  });
  expect(synthesize(stack).resource.kubernetes_pod_v1.pod.depends_on).toEqual(["kubernetes_default_service_account_v1.default"]);
});

test("keeps its address and its whole block if a namespace or another patch is added", () => {
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
    "[stack/second] imagePullSecrets must be set once for the default service account of a namespace, since each patch replaces " +
    "the whole list, ";
  const REPAIR =
    "pass all secrets to 'stack/first'; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#default-service-account";

  test("may be in different namespaces, clusters and stacks", () => {
    const app = emptyApp();
    const [stack, other] = ["stack", "other"].map((id) => emptyStack(app, id));
    const edge = edgeProvider(stack);
    patch(stack, "first", ["apps"]);
    patch(stack, "second", ["jobs"]);
    patch(stack, "third", ["apps"], edge);
    patch(other, "fifth", ["apps"]);
    expect(Object.keys(serviceAccountsOf(stack))).toEqual(["first", "second", "third"]);
    expect(Object.keys(serviceAccountsOf(other))).toEqual(["fifth"]);
  });

  test("may be in the namespaces of two list variables, which are unknown", () => {
    const stack = emptyStack();
    for (const id of ["first", "second"]) {
      patch(stack, id, listVariable(stack, `${id}_namespaces`));
    }
    expect(Object.keys(serviceAccountsOf(stack))).toEqual(["first", "second"]);
  });

  test("fail for one namespace", () => {
    const stack = emptyStack();
    patch(stack, "first", ["apps"]);
    patch(stack, "second", ["apps"]);
    expect(() => synthesize(stack)).toThrow(`${ONCE}got 'apps'; ${REPAIR}`);
  });

  test("fail for each namespace that two lists share, and for no other", () => {
    const stack = emptyStack();
    patch(stack, "first", ["apps", "jobs", "web"]);
    patch(stack, "second", ["batch", "web", "jobs"]);
    expect(validationErrors(stack)).toEqual([`${ONCE}got 'web'; ${REPAIR}`, `${ONCE}got 'jobs'; ${REPAIR}`]);
  });

  test("fail for two tokens of one list variable", () => {
    const stack = emptyStack();
    const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" });
    patch(stack, "first", namespaces.listValue);
    patch(stack, "second", namespaces.listValue);
    expect(() => synthesize(stack)).toThrow(`${ONCE}got '\${var.namespaces}'; ${REPAIR}`);
  });

  test("fail for one namespace from a variable, among others", () => {
    const stack = emptyStack();
    const namespace = new TerraformVariable(stack, "namespace", { type: "string" });
    patch(stack, "first", ["apps", namespace.stringValue]);
    patch(stack, "second", [namespace.stringValue, "jobs"]);
    expect(() => synthesize(stack)).toThrow(`${ONCE}got '\${var.namespace}'; ${REPAIR}`);
  });

  test("fail for one cluster, with the default provider named or not", () => {
    const stack = emptyStack();
    patch(stack, "first", ["apps"]);
    patch(stack, "second", ["apps"], stack.node.findChild("kubernetes") as KubernetesProvider);
    expect(() => synthesize(stack)).toThrow(`${ONCE}got 'apps'; ${REPAIR}`);
  });

  test("fail for one namespace of another cluster than the default one", () => {
    const stack = emptyStack();
    const edge = edgeProvider(stack);
    patch(stack, "first", ["apps"], edge);
    patch(stack, "second", ["apps"], edge);
    expect(() => synthesize(stack)).toThrow(`${ONCE}got 'apps'; ${REPAIR}`);
  });
});

test("refuses secrets as a service account does", () => {
  const stack = emptyStack();
  const secret = pullSecret(stack);
  const elsewhere = pullSecret(stack, "jobs-pull", { namespaces: ["jobs"] });
  for (const [imagePullSecrets, repair] of [
    [[], "pass an ImagePullSecret"],
    [[secret, secret], "remove the second one"],
    [[secret, elsewhere], "give both secrets the same list of namespaces"],
  ] as const) {
    expect(
      () => new DefaultServiceAccount(new Construct(stack, repair), "default", { imagePullSecrets: [...imagePullSecrets] }),
    ).toThrow(complaint("imagePullSecrets", repair));
  }
});

describe("with an identity", () => {
  const OF_DEFAULT = [{ namespace: "apps", serviceAccount: "default" }];
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

  test("has secrets beside it, or none any more, at one address", () => {
    const [both, after] = [emptyStack(), emptyStack()];
    new DefaultServiceAccount(both, "default", {
      imagePullSecrets: [pullSecret(both)],
      pullIdentity: new KnownIdentity(both, "shop", OF_DEFAULT),
    });
    new DefaultServiceAccount(after, "default", {
      imagePullSecrets: [],
      namespaces: ["apps"],
      pullIdentity: new KnownIdentity(after, "shop", OF_DEFAULT),
    });
    const [first, second] = [serviceAccountsOf(both).default, serviceAccountsOf(after).default];
    expect([first.for_each, second.for_each]).toEqual([each, each]);
    expect(first.image_pull_secret).toEqual([{ name: "acr-pull" }]);
    expect(second).not.toHaveProperty("image_pull_secret");
  });

  test.each<[string, (stack: TerraformStack) => DefaultServiceAccountProps, RegExp]>([
    ["neither a secret nor an identity", () => ({ namespaces: ["apps"] }), complaint("imagePullSecrets", "or a PullIdentity")],
    [
      "an identity that does not trust it",
      (stack) => ({
        namespaces: ["apps"],
        pullIdentity: new KnownIdentity(stack, "shop", [{ namespace: "apps", serviceAccount: "app" }]),
      }),
      complaint("pullIdentity", 'add { namespace: "apps", serviceAccount: "default" }'),
    ],
    [
      "a token setting of an account that it does not manage",
      (stack) => ({
        namespaces: ["apps"],
        pullIdentity: new KnownIdentity(stack, "shop", OF_DEFAULT),
        automountServiceAccountToken: false,
      }),
      complaint("automountServiceAccountToken", "pass imagePullSecrets: []"),
    ],
  ])("refuses %s", (_title, props, message) => {
    const stack = emptyStack();
    expect(() => new DefaultServiceAccount(stack, "default", props(stack))).toThrow(message);
  });
});
