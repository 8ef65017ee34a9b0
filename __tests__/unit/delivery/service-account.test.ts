import { type TerraformStack, TerraformVariable, Token } from "cdktf";
import {
  type ImagePullSecretProps,
  PullIdentity,
  type PullIdentityProps,
  ServiceAccount,
  type ServiceAccountProps,
} from "../../../src";
import { edgeProvider, LEFT_IN_ACCOUNTS, pullSecret } from "../../support/builders";
import { complaint, emptyStack, type JsonTree, listVariable, synthesize, validationErrors, variable } from "../../support/stack";
import { CLIENT_ID } from "../../support/values";

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

/** A service account with one secret of its own. */
function serviceAccount(
  stack: TerraformStack,
  id = "app",
  secret: Partial<ImagePullSecretProps> = {},
  props: Partial<ServiceAccountProps> = {},
): ServiceAccount {
  return new ServiceAccount(stack, id, { imagePullSecrets: [pullSecret(stack, `${id}-pull`, secret)], ...props });
}

function serviceAccountsOf(stack: TerraformStack): JsonTree {
  return synthesize(stack).resource.kubernetes_service_account_v1;
}

function annotationsOf(stack: TerraformStack): JsonTree {
  return synthesize(stack).resource.kubernetes_annotations;
}

test("has the provider of its secrets, and a name, annotations and a token setting of its own", () => {
  const provider = edgeProvider(stack);
  const annotations = { "azure.workload.identity/client-id": CLIENT_ID };
  const props = { serviceAccountName: "app.contoso", automountServiceAccountToken: false, annotations };
  const account = serviceAccount(stack, "app", { provider, namespaces: listVariable(stack, "namespaces") }, props);
  expect(serviceAccountsOf(stack)).toEqual({
    app: {
      provider: "kubernetes.edge",
      for_each: "${toset(var.namespaces)}",
      metadata: { name: "app.contoso", namespace: "${each.value}" },
      image_pull_secret: [{ name: "app-pull" }],
      automount_service_account_token: false,
      lifecycle: { ignore_changes: ["metadata[0].annotations", "metadata[0].labels", "secret"] },
      depends_on: ["kubernetes_secret_v1.app-pull"],
    },
  });
  expect(annotationsOf(stack)).toEqual({
    app_Annotations: {
      provider: "kubernetes.edge",
      for_each: "${toset(var.namespaces)}",
      api_version: "v1",
      kind: "ServiceAccount",
      metadata: { name: "app.contoso", namespace: '${element(split("/", kubernetes_service_account_v1.app[each.key].id), 0)}' },
      annotations,
      field_manager: "cdktf-acr-aks",
      force: true,
      depends_on: ["kubernetes_service_account_v1.app"],
    },
  });
  expect(account.serviceAccountName).toBe("app.contoso");
  expect(account.provider).toBe(provider);
});

test("has conditions on a name from a variable, which must not be that of the default account either", () => {
  serviceAccount(stack, "app", {}, { serviceAccountName: variable(stack, "name") });
  expect(serviceAccountsOf(stack).app.lifecycle).toEqual({
    ignore_changes: LEFT_IN_ACCOUNTS,
    precondition: [
      {
        condition: expect.stringMatching(/^\$\{can\(regex\(".*", var\.name\)\)\}$/),
        error_message: expect.stringMatching(complaint("[stack/app] serviceAccountName", "set serviceAccountName")),
      },
      {
        condition: '${(var.name != "default")}',
        error_message: expect.stringMatching(complaint("[stack/app] serviceAccountName", "use DefaultServiceAccount")),
      },
    ],
  });
});

describe("secrets that cannot belong to one service account", () => {
  function both(stack: TerraformStack, one: Partial<ImagePullSecretProps>, two: Partial<ImagePullSecretProps>) {
    const imagePullSecrets = [pullSecret(stack, "one", one), pullSecret(stack, "two", two)];
    return () => new ServiceAccount(stack, "app", { imagePullSecrets });
  }

  test("have one name", () => {
    expect(both(stack, { secretName: "acr-pull" }, { secretName: "acr-pull" })).toThrow(
      "imagePullSecrets must not contain two secrets with the same name, got 'acr-pull'; remove the second one",
    );
  });

  test("are followed by a third one in another namespace", () => {
    const secrets = ["one", "two", "three"].map((id) =>
      pullSecret(stack, id, { namespaces: [id === "three" ? "jobs" : "apps"] }),
    );
    expect(() => new ServiceAccount(stack, "app", { imagePullSecrets: secrets })).toThrow(
      "'stack/one' and 'stack/three' are not",
    );
  });

  test.each(["edge", "default"])("are in two clusters, one by the default provider and one by the alias '%s'", (alias) => {
    expect(both(stack, {}, { provider: edgeProvider(stack, alias) })).toThrow(
      complaint("[stack/app] imagePullSecrets", "give both secrets the same provider"),
    );
  });
});

test("fails the validation if a namespace of the cluster already has one of that name", () => {
  const name = { serviceAccountName: "app" };
  serviceAccount(stack, "one", { namespaces: ["apps", "jobs"] }, name);
  serviceAccount(stack, "two", { namespaces: ["jobs"] }, name);
  serviceAccount(stack, "three", { namespaces: ["jobs"], provider: edgeProvider(stack) }, name);
  expect(validationErrors(stack)).toEqual([
    expect.stringMatching(complaint("[stack/two] serviceAccountName", "set serviceAccountName, or use 'stack/one'")),
  ]);
});

test("imports the accounts of the namespaces that have one already", () => {
  const secret = { namespaces: ["apps", "jobs"], provider: edgeProvider(stack) };
  serviceAccount(stack, "app", secret, { existingInNamespaces: ["jobs"] });
  expect(synthesize(stack).import).toEqual([
    {
      for_each: '${toset(["jobs"])}',
      to: "kubernetes_service_account_v1.app[each.key]",
      id: "${each.value}/app",
      provider: "kubernetes.edge",
    },
  ]);
});

describe("with an identity", () => {
  const SUBJECTS = [
    { namespaceName: "apps", serviceAccountName: "app" },
    { namespaceName: "jobs", serviceAccountName: "app" },
  ];
  const CLIENT = "kubernetes.azure.com/acr-client-id";

  function identity(stack: TerraformStack, props: Partial<PullIdentityProps> = {}): PullIdentity {
    const place = { resourceGroupName: "rg", location: "westeurope" };
    const issuerUrl = "https://oidc.contoso.com/prod";
    return new PullIdentity(stack, "pull", { ...place, issuerUrl, subjects: SUBJECTS, ...props });
  }

  test("has the annotations of the user too, also those that Terraform decides on", () => {
    const pullIdentity = identity(stack);
    const ofTeam = { "contoso.com/team": "shop" };
    const unknown = Token.asStringMap(new TerraformVariable(stack, "annotations", { type: "map(string)" }).value);
    new ServiceAccount(stack, "app", { namespaces: ["apps"], pullIdentity, annotations: ofTeam });
    const other = new PullIdentity(stack, "other", {
      resourceGroupName: "rg",
      location: "westeurope",
      issuerUrl: "https://oidc.contoso.com/prod",
      subjects: [{ namespaceName: "apps", serviceAccountName: "web" }],
    });
    new ServiceAccount(stack, "web", { namespaces: ["apps"], pullIdentity: other, annotations: unknown });
    const { app_Annotations, web_Annotations } = annotationsOf(stack);
    expect(Object.keys(app_Annotations.annotations).sort()).toEqual([
      "contoso.com/team",
      CLIENT,
      "kubernetes.azure.com/acr-tenant-id",
    ]);
    expect(web_Annotations.annotations).toMatch(/^\$\{merge\(var\.annotations, \{.*acr-client-id/);
  });

  test("may state that it has no secrets", () => {
    new ServiceAccount(stack, "app", { imagePullSecrets: [], namespaces: ["apps"], pullIdentity: identity(stack) });
    expect(serviceAccountsOf(stack).app).not.toHaveProperty("image_pull_secret");
  });
});
