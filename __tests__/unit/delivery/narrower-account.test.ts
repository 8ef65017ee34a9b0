import type { TerraformStack } from "cdktf";
import { DefaultServiceAccount, type IServiceAccount, ServiceAccount, type ServiceAccountProps } from "../../../src";
import { edgeProvider, pullSecret } from "../../support/builders";
import { emptyStack, type JsonTree, listVariable, synthesize } from "../../support/stack";

type Create = (stack: TerraformStack, props: ServiceAccountProps) => IServiceAccount;

const ACCOUNTS: [string, Create][] = [
  ["kubernetes_service_account_v1", (stack, props) => new ServiceAccount(stack, "account", props)],
  ["kubernetes_default_service_account_v1", (stack, props) => new DefaultServiceAccount(stack, "account", props)],
];

describe.each(ACCOUNTS)("%s beside secrets of more namespaces", (type, create) => {
  const blockOf = (stack: TerraformStack): JsonTree => synthesize(stack).resource[type].account;
  const secretsIn = (stack: TerraformStack, ...lists: string[][]) =>
    lists.map((namespaces, index) => pullSecret(stack, `pull-${index}`, { namespaces }));

  test("is in none of another namespace", () => {
    const stack = emptyStack();
    const imagePullSecrets = secretsIn(stack, ["shop", "jobs"], ["jobs"]);
    expect(() => create(stack, { imagePullSecrets, namespaces: ["jobs", "shop"] })).toThrow(
      "[stack/account] namespaces must be among those of 'stack/pull-1', since pods only find secrets in their own namespace; " +
        "remove the others, or add them to the namespaces of the secret; see ",
    );
    expect(() => create(emptyStack(), { imagePullSecrets: secretsIn(emptyStack(), ["jobs"]), namespaces: [] })).toThrow();
  });

  test.each([
    ["the namespaces of the account", (list: string[]): [string[], string[]] => [list, ["shop", "jobs"]]],
    ["those of the secret", (list: string[]): [string[], string[]] => [["shop"], list]],
  ])("asks in the plan where a variable decides %s", (_who, namespacesOf) => {
    const stack = emptyStack();
    const [namespaces, ofSecret] = namespacesOf(listVariable(stack, "list"));
    create(stack, { imagePullSecrets: secretsIn(stack, ofSecret), namespaces });
    const demanded = Object.values(blockOf(stack).lifecycle.precondition).pop();
    expect(demanded?.condition).toMatch(/^\$\{\(length\(setsubtract\(.*\)\) < 1\)\}$/);
    expect(demanded?.error_message).toContain("[stack/account] namespaces must be among those of 'stack/pull-0'");
  });

  test("asks nothing where both are one variable", () => {
    const stack = emptyStack();
    const list = listVariable(stack, "list");
    create(stack, { imagePullSecrets: secretsIn(stack, list), namespaces: list });
    expect(JSON.stringify(blockOf(stack))).not.toContain("setsubtract");
  });

  test("takes the provider of its secrets, and no other", () => {
    const stack = emptyStack();
    const provider = edgeProvider(stack);
    const imagePullSecrets = [pullSecret(stack, "pull", { provider })];
    create(stack, { imagePullSecrets, provider });
    expect(blockOf(stack).provider).toBe("kubernetes.edge");
    const other = emptyStack();
    const elsewhere = { imagePullSecrets: [pullSecret(other, "other")], provider: edgeProvider(other) };
    expect(() => create(other, elsewhere)).toThrow(
      "provider must be that of 'stack/other', since pods only find secrets in their own cluster, got 'stack/",
    );
  });
});
