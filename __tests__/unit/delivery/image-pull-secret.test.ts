import type { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1";
import { type TerraformStack, TerraformVariable } from "cdktf";

import { ImagePullSecret, type ImagePullSecretProps, ServiceAccount, ServicePrincipalCredentials } from "../../../src";
import {
  bareNamespace,
  edgeProvider,
  knownRegistry,
  LEFT_IN_SECRETS,
  LITERAL,
  pullSecret,
  registryOf,
  secretOf,
} from "../../support/builders";

import { complaint, emptyStack, listVariable, synthesize, validationErrors, variable, warnings } from "../../support/stack";
import { CLIENT_ID, LOGIN_SERVER, REGISTRY_ID } from "../../support/values";

const NAMESPACES_CHECKED = {
  condition: '${can(regex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", each.value))}',
  error_message: expect.stringMatching(complaint("[stack/acr-pull] namespaces", "use names that `kubectl get namespaces`")),
};

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

describe("the secret", () => {
  test("is what kubectl create secret docker-registry creates, in each namespace", () => {
    const credentials = [{ ...LITERAL, password: variable(stack, "password") }];
    const secret = pullSecret(stack, "acr-pull", { credentials, namespaces: ["apps", "jobs"] });
    expect(synthesize(stack).resource).toEqual({
      kubernetes_secret_v1: {
        "acr-pull": {
          for_each: '${toset(["apps", "jobs"])}',
          metadata: { name: "acr-pull", namespace: "${each.value}" },
          type: "kubernetes.io/dockerconfigjson",
          data: {
            ".dockerconfigjson":
              `\${jsonencode({"auths" = zipmap(["${LOGIN_SERVER}"], [{"username" = "${CLIENT_ID}", "password" = var.password, ` +
              `"auth" = base64encode(join(":", ["${CLIENT_ID}", var.password]))}])})}`,
          },
          lifecycle: { ignore_changes: LEFT_IN_SECRETS, precondition: [expect.anything(), expect.anything()] },
        },
      },
    });
    expect(secret).toMatchObject({ secretName: "acr-pull", namespaces: ["apps", "jobs"], provider: undefined });
    expect(warnings(stack)).toEqual([]);
  });

  test("has the given name and provider, and can be adjusted through its default child", () => {
    const provider = edgeProvider(stack);
    const secret = pullSecret(stack, "acr-pull", { secretName: "registry.contoso", provider });
    (secret.node.defaultChild as SecretV1).metadata.labels = { team: "platform" };
    expect(secretOf(stack)).toEqual({
      provider: "kubernetes.edge",
      for_each: '${toset(["apps"])}',
      metadata: { name: "registry.contoso", namespace: "${each.value}", labels: { team: "platform" } },
      type: "kubernetes.io/dockerconfigjson",
      data: { ".dockerconfigjson": expect.any(String) },
      lifecycle: { ignore_changes: ["immutable", "metadata[0].annotations"] },
    });
    expect(secret.secretName).toBe("registry.contoso");
    expect(secret.provider).toBe(provider);
  });

  test("fails the validation if a namespace already has one of that name, even if a variable names it", () => {
    const namespace = variable(stack, "team");
    pullSecret(stack, "acr-pull", { namespaces: ["apps", namespace] });
    for (const [id, namespaces] of Object.entries({ second: ["apps"], third: [namespace], other: ["jobs"] })) {
      pullSecret(stack, id, { namespaces, secretName: "acr-pull" });
    }
    expect(validationErrors(stack)).toEqual([
      expect.stringMatching(complaint("[stack/second] secretName", "set secretName, or use 'stack/acr-pull'")),
      expect.stringContaining("[stack/third] secretName must be unique in the namespace ${var.team}"),
    ]);
  });

  test("refuses a name that is no RFC 1123 subdomain, including that of the construct", () => {
    expect(() => pullSecret(emptyStack(), "acr-pull", { secretName: "SampleSecret" })).toThrow(
      complaint("[stack/acr-pull] secretName", "set secretName"),
    );
    expect(() => pullSecret(emptyStack(), "AcrPull")).toThrow(complaint("[stack/AcrPull] secretName", "set secretName"));
    expect(pullSecret(emptyStack(), "AcrPull", { secretName: "a".repeat(253) }).secretName).toHaveLength(253);
  });

  test("has a condition on a name from a variable", () => {
    pullSecret(stack, "acr-pull", { secretName: variable(stack, "name") });
    expect(secretOf(stack).lifecycle).toEqual({
      ignore_changes: LEFT_IN_SECRETS,
      precondition: [
        {
          condition: expect.stringContaining("var.name"),
          error_message: expect.stringMatching(complaint("[stack/acr-pull] secretName", "set secretName")),
        },
      ],
    });
  });
});

describe("the namespaces", () => {
  test("may be a list variable, which the plan checks", () => {
    pullSecret(stack, "acr-pull", { namespaces: listVariable(stack, "namespaces") });
    const { for_each, metadata, lifecycle } = secretOf(stack);
    expect(for_each).toBe("${toset(var.namespaces)}");
    expect(metadata).toEqual({ name: "acr-pull", namespace: "${each.value}" });
    expect(lifecycle).toEqual({ ignore_changes: LEFT_IN_SECRETS, precondition: [NAMESPACES_CHECKED] });
  });

  test("may contain variables, which the plan checks", () => {
    pullSecret(stack, "acr-pull", { namespaces: ["apps", variable(stack, "namespace")] });
    const { for_each, lifecycle } = secretOf(stack);
    expect(for_each).toBe('${toset(["apps", var.namespace])}');
    expect(lifecycle).toEqual({ ignore_changes: LEFT_IN_SECRETS, precondition: [NAMESPACES_CHECKED] });
  });

  test("are compared by the variable that hides them", () => {
    const namespace = new TerraformVariable(stack, "namespace", { type: "string" });
    expect(() => pullSecret(stack, "acr-pull", { namespaces: [namespace.stringValue, namespace.stringValue] })).toThrow(
      complaint("[stack/acr-pull] namespaces", "remove the duplicate"),
    );
  });

  test.each([
    [["jobs", "Apps"], "use names that `kubectl get namespaces` prints"],
    [["apps", ""], "use names that `kubectl get namespaces` prints"],
    [["apps", "jobs", "apps"], "remove the duplicate"],
    [[], "list the namespaces of the pods"],
    ["apps" as never, "write it in brackets"],
  ])("refuse %j", (namespaces, repair) => {
    expect(() => pullSecret(emptyStack(), "acr-pull", { namespaces })).toThrow(complaint("[stack/acr-pull] namespaces", repair));
  });
});

describe("the order", () => {
  test("puts the secret after the pull grants of a service principal, including later ones", () => {
    const later = knownRegistry(stack, { registryId: REGISTRY_ID.replace("contoso", "fabrikam") }, "us");
    const puller = new ServicePrincipalCredentials(stack, "puller", { registry: knownRegistry(stack, {}, "eu") });
    pullSecret(stack, "acr-pull", { credentials: [puller] });
    later.grantPull(puller);
    expect(secretOf(stack).depends_on).toEqual([
      "azurerm_role_assignment.puller_PullFrom-eu",
      "azurerm_role_assignment.puller_PullFrom-us",
    ]);
  });

  test("puts the secret after the grants of all credentials, each named once", () => {
    const [eu, us] = ["eu", "us"].map(
      (id) => new ServicePrincipalCredentials(stack, `${id}-puller`, { registry: registryOf(stack, id, `contoso${id}`) }),
    );
    const { username, password, requires } = eu;
    const again = { loginServer: "fabrikam.azurecr.io", username, password, requires };
    const props: ImagePullSecretProps = { credentials: [eu, us, again], namespaces: ["apps"] };
    new ImagePullSecret(stack, "acr-pull", props);
    expect(secretOf(stack).depends_on).toEqual([
      "azurerm_role_assignment.eu-puller_PullFrom-eu",
      "azurerm_role_assignment.us-puller_PullFrom-us",
    ]);
  });
});

test("a long list of namespaces is a local, which Terraform evaluates once instead of once per instance", () => {
  const namespaces = Array.from({ length: 50 }, (_, index) => `team-${index}`);
  new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack, "acr-pull", { namespaces })] });
  const { resource, locals } = synthesize(stack);
  const map = Object.fromEntries(namespaces.map((name) => [name, name]));
  expect(Object.values(locals)).toEqual([map, map]);
  for (const { for_each, metadata } of [resource.kubernetes_secret_v1["acr-pull"], resource.kubernetes_service_account_v1.app]) {
    expect(for_each).toMatch(/^\$\{local\.(acr-pull|app)_Namespaces_\w{8}\}$/);
    expect(metadata.namespace).toBe("${each.value}");
  }
});

describe("what exists already", () => {
  test("is imported in the namespaces that are listed, with the provider of the secret", () => {
    const provider = edgeProvider(stack);
    pullSecret(stack, "acr-pull", { namespaces: ["apps", "jobs"], existingInNamespaces: ["apps"], secretName: "acr", provider });
    expect(synthesize(stack).import).toEqual([
      {
        for_each: '${toset(["apps"])}',
        to: "kubernetes_secret_v1.acr-pull[each.key]",
        id: "${each.value}/acr",
        provider: "kubernetes.edge",
      },
    ]);
    expect(JSON.stringify(stack.toHclTerraform())).toContain("kubernetes_secret_v1.acr-pull[each.key]");
  });

  test("may be listed by a variable", () => {
    pullSecret(stack, "acr-pull", { existingInNamespaces: listVariable(stack, "existing") });
    expect(synthesize(stack).import).toEqual([expect.objectContaining({ for_each: "${toset(var.existing)}" })]);
  });

  test("needs no import block if the list is empty", () => {
    pullSecret(stack, "acr-pull", { existingInNamespaces: [] });
    expect(synthesize(stack)).not.toHaveProperty("import");
  });

  test("fails in a namespace that the secret is not in", () => {
    expect(() => pullSecret(emptyStack(), "acr-pull", { existingInNamespaces: ["apps", "jobs"] })).toThrow(
      complaint("[stack/acr-pull] existingInNamespaces", "add it to namespaces as well"),
    );
  });
});

describe("what a secret waits for", () => {
  test("is given, and what its credentials require", () => {
    const registry = knownRegistry(stack);
    const credentials = [new ServicePrincipalCredentials(stack, "puller", { registry })];
    const namespace = bareNamespace(stack, "apps");
    pullSecret(stack, "acr-pull", { credentials, dependsOn: [namespace] });
    expect(secretOf(stack).depends_on).toEqual(["kubernetes_namespace_v1.apps", "azurerm_role_assignment.puller_PullFrom-acr"]);
  });
});
