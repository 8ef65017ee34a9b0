import type { TerraformStack } from "cdktf";
import { DefaultServiceAccount, type DefaultServiceAccountProps, PullSecretPolicy, PullSecretPolicyMode } from "../../../src";
import { LEFT_IN_ACCOUNTS, pullSecret } from "../../support/builders";
import { complaint, emptyStack, type JsonTree, listVariable, synthesize, validationErrors, variable } from "../../support/stack";

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

  test("may be all there are, and change nothing where there are none", () => {
    patched({ namespaces: [], formerNamespaces: ["jobs"] });
    expect(account()).toMatchObject({ for_each: '${toset(["jobs"])}' });
    stack = emptyStack();
    patched({ formerNamespaces: [] });
    const none = account();
    stack = emptyStack();
    patched({});
    expect(none).toEqual(account());
  });

  test("and the namespaces may be lists and texts that the plan decides", () => {
    const name = variable(stack, "name");
    patched({ namespaces: [name, `team-${name}`], formerNamespaces: listVariable(stack, "former") }, listVariable(stack, "all"));
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
