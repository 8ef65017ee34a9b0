import type { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { type TerraformProvider, type TerraformStack, TerraformVariable } from "cdktf";
import { DefaultServiceAccount, type DefaultServiceAccountProps, PullSecretPolicy, PullSecretPolicyMode } from "../../../src";
import { edgeProvider, LEFT_IN_ACCOUNTS, pullSecret } from "../../support/builders";
import { KnownIdentity } from "../../support/known-identity";
import { complaint, emptyStack, type JsonTree, listVariable, synthesize, validationErrors, variable } from "../../support/stack";

function serviceAccountsOf(stack: TerraformStack): JsonTree {
  return synthesize(stack).resource.kubernetes_default_service_account_v1;
}

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

describe("an account that is given back", () => {
  let stack: TerraformStack;

  beforeEach(() => {
    stack = emptyStack();
  });

  function patched(props: Partial<DefaultServiceAccountProps>, secretsIn = ["shop", "jobs"]): DefaultServiceAccount {
    const imagePullSecrets = [pullSecret(stack, "acr", { namespaces: secretsIn })];
    return new DefaultServiceAccount(stack, "default", { imagePullSecrets, ...props });
  }

  const resources = (): JsonTree => synthesize(stack).resource;
  const account = (): JsonTree => resources().kubernetes_default_service_account_v1.default;

  describe("formerNamespaces", () => {
    test("stay among the instances, and get no secrets unless they are namespaces of the pods, too", () => {
      const { namespaces } = patched({ namespaces: ["shop"], formerNamespaces: ["jobs", "shop"] });
      expect(namespaces).toEqual(["shop"]);
      expect(account()).toEqual({
        for_each: '${toset(["shop", "jobs"])}',
        metadata: { namespace: "${each.value}" },
        dynamic: {
          image_pull_secret: {
            for_each: '${toset(contains(["shop"], each.value) ? ["acr"] : [])}',
            iterator: "each",
            content: { name: "${each.value}" },
          },
        },
        automount_service_account_token: true,
        lifecycle: { prevent_destroy: true, ignore_changes: LEFT_IN_ACCOUNTS },
        depends_on: ["kubernetes_secret_v1.acr"],
      });
    });

    test("and the namespaces may be lists and texts that the plan decides", () => {
      const name = variable(stack, "name");
      patched(
        { namespaces: [name, `team-${name}`], formerNamespaces: listVariable(stack, "former") },
        listVariable(stack, "all"),
      );
      const { for_each, dynamic, lifecycle } = account();
      const list = '[var.name, join("", ["team-", var.name])]';
      expect(for_each).toBe(`\${toset(distinct(concat(${list}, var.former)))}`);
      expect(dynamic.image_pull_secret.for_each).toContain(`contains(${list}, each.value)`);
      const demanded = Object.values<JsonTree>(lifecycle.precondition).map(({ error_message }) => error_message);
      expect(demanded).toContainEqual(expect.stringContaining("[stack/default] formerNamespaces must be RFC 1123 labels"));
    });

    test("belong to one patch, as the namespaces do", () => {
      patched({ namespaces: ["shop"], formerNamespaces: ["jobs", "shop"] });
      expect(validationErrors(stack)).toEqual([]);
      const imagePullSecrets = [pullSecret(stack, "other", { namespaces: ["jobs"] })];
      new DefaultServiceAccount(stack, "second", { imagePullSecrets });
      expect(validationErrors(stack)).toEqual([expect.stringMatching(complaint("[stack/second] imagePullSecrets", "pass all"))]);
    });
  });

  describe("deletionPolicyName", () => {
    const manifests = () =>
      Object.entries<JsonTree>(resources().kubernetes_manifest).map(([name, { manifest, depends_on }]) => ({
        name: name.replace(/_\w{8}$/, ""),
        manifest,
        depends_on,
      }));

    test("is a policy for the accounts that are patched and given back, on which they depend", () => {
      patched({ deletionPolicyName: "keep", namespaces: ["shop"], formerNamespaces: ["jobs"] });
      const [binding, policy] = manifests().sort((one, other) => other.name.length - one.name.length);
      expect(policy.manifest).toMatchObject({ kind: "ValidatingAdmissionPolicy", metadata: { name: "keep" } });
      const { matchConditions, validations } = policy.manifest.spec;
      expect(matchConditions).toEqual([
        { name: "patched", expression: 'oldObject.metadata.name == "default" && request.namespace in ["shop","jobs"]' },
      ]);
      expect(validations[0].message).toMatch(complaint("[stack/default] the service account default", "release its namespace"));
      expect(binding.manifest.spec).toEqual({ policyName: "keep", validationActions: ["Deny"] });
      expect(binding.depends_on).toHaveLength(1);
      expect(account().depends_on).toEqual(["kubernetes_secret_v1.acr", expect.stringMatching(/DeletionPolicyBinding/)]);
    });

    test("is the name of no other policy, and one that Kubernetes takes", () => {
      const imagePullSecret = pullSecret(stack, "other");
      new PullSecretPolicy(stack, "keep", { mode: PullSecretPolicyMode.VALIDATE, imagePullSecret });
      patched({ deletionPolicyName: "keep" });
      expect(validationErrors(stack)).toEqual([
        expect.stringMatching(complaint("[stack/default] deletionPolicyName", "set deletionPolicyName")),
      ]);
      stack = emptyStack();
      expect(() => patched({ deletionPolicyName: "Keep" })).toThrow(complaint("[stack/default] deletionPolicyName", "choose"));
    });
  });
});
