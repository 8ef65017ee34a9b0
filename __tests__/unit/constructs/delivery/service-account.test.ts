import { PodV1 } from "@cdktf/provider-kubernetes/lib/pod-v1";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import { type TerraformProvider, type TerraformStack, TerraformVariable } from "cdktf";
import { ImagePullSecret, RegistryCredentials, ServiceAccount } from "../../../../src";
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

function serviceAccountsOf(stack: TerraformStack): Json {
  return synthesize(stack).resource.kubernetes_service_account_v1;
}

test("carries the secret, in each namespace of it", () => {
  const stack = emptyStack();
  const secret = pullSecret(stack, "acr-pull", ["apps", "jobs"]);
  const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets: [secret] });
  const { kubernetes_secret_v1, ...rest } = synthesize(stack).resource;
  expect(Object.keys(kubernetes_secret_v1)).toEqual(["acr-pull"]);
  expect(rest).toEqual({
    kubernetes_service_account_v1: {
      app: {
        for_each: '${toset(["apps", "jobs"])}',
        metadata: { name: "app", namespace: "${each.value}" },
        image_pull_secret: [{ name: "acr-pull" }],
        automount_service_account_token: true,
        depends_on: ["kubernetes_secret_v1.acr-pull"],
      },
    },
  });
  expect(serviceAccount.serviceAccountName).toBe("app");
  expect(serviceAccount.namespaces).toEqual(["apps", "jobs"]);
  expect(serviceAccount.imagePullSecrets).toEqual([secret]);
  expect(serviceAccount.provider).toBeUndefined();
});

test("lies in the namespaces that a list variable names", () => {
  const stack = emptyStack();
  const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" }).listValue;
  new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack, "acr-pull", namespaces)] });
  expect(serviceAccountsOf(stack)).toEqual({
    app: {
      for_each: "${toset(var.namespaces)}",
      metadata: { name: "app", namespace: "${each.value}" },
      image_pull_secret: [{ name: "acr-pull" }],
      automount_service_account_token: true,
      depends_on: ["kubernetes_secret_v1.acr-pull"],
    },
  });
});

test("takes the provider of its secrets, and a name and a choice of token of its own", () => {
  const stack = emptyStack();
  const edge = new KubernetesProvider(stack, "edge", { alias: "edge" });
  const serviceAccount = new ServiceAccount(stack, "app", {
    imagePullSecrets: [pullSecret(stack, "acr-pull", ["apps"], edge)],
    serviceAccountName: "app.contoso",
    automountServiceAccountToken: false,
  });
  expect(serviceAccountsOf(stack)).toEqual({
    app: {
      provider: "kubernetes.edge",
      for_each: '${toset(["apps"])}',
      metadata: { name: "app.contoso", namespace: "${each.value}" },
      image_pull_secret: [{ name: "acr-pull" }],
      automount_service_account_token: false,
      depends_on: ["kubernetes_secret_v1.acr-pull"],
    },
  });
  expect(serviceAccount.serviceAccountName).toBe("app.contoso");
  expect(serviceAccount.provider).toBe(edge);
});

test("carries several secrets by their names and waits for each", () => {
  const stack = emptyStack();
  const named = new ImagePullSecret(stack, "fabrikam", {
    credentials: [CREDENTIALS],
    namespaces: ["apps"],
    secretName: "fabrikam-pull",
  });
  new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack), named] });
  expect(serviceAccountsOf(stack).app).toMatchObject({
    image_pull_secret: [{ name: "acr-pull" }, { name: "fabrikam-pull" }],
    depends_on: ["kubernetes_secret_v1.acr-pull", "kubernetes_secret_v1.fabrikam"],
  });
});

test("takes secrets whose equal namespaces stand in another order, or in one variable", () => {
  const stack = emptyStack();
  const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" });
  const namespace = new TerraformVariable(stack, "namespace", { type: "string" });
  new ServiceAccount(stack, "literal", {
    imagePullSecrets: [pullSecret(stack, "one", ["apps", "jobs"]), pullSecret(stack, "two", ["jobs", "apps"])],
  });
  new ServiceAccount(stack, "variable", {
    imagePullSecrets: [pullSecret(stack, "three", namespaces.listValue), pullSecret(stack, "four", namespaces.listValue)],
  });
  new ServiceAccount(stack, "mixed", {
    imagePullSecrets: [
      pullSecret(stack, "five", ["apps", namespace.stringValue]),
      pullSecret(stack, "six", [namespace.stringValue, "apps"]),
    ],
  });
  const { literal, variable, mixed } = serviceAccountsOf(stack);
  expect(literal.for_each).toBe('${toset(["apps", "jobs"])}');
  expect(variable.for_each).toBe("${toset(var.namespaces)}");
  expect(mixed.for_each).toBe('${toset(["apps", var.namespace])}');
});

test("takes secrets of the default provider, named or not", () => {
  const stack = emptyStack();
  const standard = stack.node.findChild("kubernetes") as KubernetesProvider;
  const imagePullSecrets = [pullSecret(stack, "one"), pullSecret(stack, "two", ["apps"], standard)];
  new ServiceAccount(stack, "app", { imagePullSecrets });
  expect(serviceAccountsOf(stack).app.image_pull_secret).toEqual([{ name: "one" }, { name: "two" }]);
});

test("lets a pod wait for it", () => {
  const stack = emptyStack();
  const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack)] });
  new PodV1(stack, "pod", {
    metadata: { name: "pod", namespace: "apps" },
    spec: {
      serviceAccountName: serviceAccount.serviceAccountName,
      container: [{ name: "app", image: `${LOGIN_SERVER}/team/app:1` }],
    },
    dependsOn: [serviceAccount],
  });
  const { pod } = synthesize(stack).resource.kubernetes_pod_v1;
  expect(pod.depends_on).toEqual(["kubernetes_service_account_v1.app"]);
  expect(pod.spec.service_account_name).toBe("app");
});

test("keeps its address and its whole block when a namespace or another construct comes", () => {
  const serviceAccountIn = (namespaces: string[], others: string[]) => {
    const stack = emptyStack();
    for (const id of others) {
      new ServiceAccount(stack, id, { imagePullSecrets: [pullSecret(stack, `${id}-pull`, ["x"])] });
    }
    new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack, "acr-pull", namespaces)] });
    return serviceAccountsOf(stack);
  };
  const { app } = serviceAccountIn(["apps"], []);
  expect(serviceAccountIn(["apps", "jobs"], [])).toEqual({ app: { ...app, for_each: '${toset(["apps", "jobs"])}' } });
  expect(serviceAccountIn(["apps"], ["another"]).app).toEqual(app);
});

test("can be adjusted through its default child", () => {
  const stack = emptyStack();
  const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack)] });
  (serviceAccount.node.defaultChild as ServiceAccountV1).metadata.labels = { team: "platform" };
  expect(serviceAccountsOf(stack).app.metadata.labels).toEqual({ team: "platform" });
});

test.each(["SampleAccount", "my_app", "-app", "app-", "a..b", "", "a".repeat(254)])(
  "fails for the service account name '%s'",
  (serviceAccountName) => {
    const stack = emptyStack();
    const imagePullSecrets = [pullSecret(stack)];
    expect(() => new ServiceAccount(stack, "app", { imagePullSecrets, serviceAccountName })).toThrow(
      new Error(
        "[stack/app] serviceAccountName must be an RFC 1123 subdomain (at most 253 lower-case letters, digits, '-' and '.', a " +
          `letter or digit at both ends), got '${serviceAccountName}'; set serviceAccountName.`,
      ),
    );
  },
);

test("fails for a construct id that is no name of Kubernetes", () => {
  const stack = emptyStack();
  const imagePullSecrets = [pullSecret(stack)];
  expect(() => new ServiceAccount(stack, "SampleAccount", { imagePullSecrets })).toThrow(
    new Error(
      "[stack/SampleAccount] serviceAccountName must be an RFC 1123 subdomain (at most 253 lower-case letters, digits, '-' and " +
        "'.', a letter or digit at both ends), got 'SampleAccount'; set serviceAccountName.",
    ),
  );
});

test("fails without a secret", () => {
  expect(() => new ServiceAccount(emptyStack(), "app", { imagePullSecrets: [] })).toThrow(
    new Error("[stack/app] imagePullSecrets must hold at least one secret; give an ImagePullSecret."),
  );
});

test("fails for two secrets of one name, known or in one variable", () => {
  const stack = emptyStack();
  const variable = new TerraformVariable(stack, "name", { type: "string" });
  const bothCalled = (id: string, name: () => string) => () => {
    const imagePullSecrets = ["one", "two"].map(
      (half) =>
        new ImagePullSecret(stack, `${id}-${half}`, { credentials: [CREDENTIALS], namespaces: ["apps"], secretName: name() }),
    );
    return new ServiceAccount(stack, id, { imagePullSecrets });
  };
  const once = (path: string, got: string) =>
    new Error(
      `[${path}] imagePullSecrets must name each secret once, got '${got}'; remove the second one, or give it another ` +
        `secretName.`,
    );
  expect(bothCalled("known", () => "acr-pull")).toThrow(once("stack/known", "acr-pull"));
  expect(bothCalled("hidden", () => variable.stringValue)).toThrow(once("stack/hidden", "${var.name}"));
});

test.each([[["jobs"]], [["apps", "jobs"]]])("fails for a secret in apps and one in %j", (namespaces) => {
  const stack = emptyStack();
  const imagePullSecrets = [pullSecret(stack, "one", ["apps"]), pullSecret(stack, "two", namespaces)];
  expect(() => new ServiceAccount(stack, "app", { imagePullSecrets })).toThrow(
    new Error(
      "[stack/app] imagePullSecrets must lie in the same namespaces, which 'stack/one' and 'stack/two' do not; give both " +
        "secrets one list of namespaces.",
    ),
  );
});

test("fails for secrets of two list variables, of which nothing is known", () => {
  const stack = emptyStack();
  const [one, two] = ["one", "two"].map((id) =>
    pullSecret(stack, id, new TerraformVariable(stack, `${id}_namespaces`, { type: "list(string)" }).listValue),
  );
  expect(() => new ServiceAccount(stack, "app", { imagePullSecrets: [one, two] })).toThrow(
    "imagePullSecrets must lie in the same namespaces, which 'stack/one' and 'stack/two' do not",
  );
});

test.each(["edge", "default"])("fails for a secret in the cluster of the provider '%s' and one in the default one's", (alias) => {
  const stack = emptyStack();
  const edge = new KubernetesProvider(stack, "edge", { alias });
  const imagePullSecrets = [pullSecret(stack, "one"), pullSecret(stack, "two", ["apps"], edge)];
  expect(() => new ServiceAccount(stack, "app", { imagePullSecrets })).toThrow(
    new Error(
      "[stack/app] imagePullSecrets must lie in the same cluster, which 'stack/one' and 'stack/two' do not; give both secrets " +
        "the same provider.",
    ),
  );
});

test("fails for a secret of another stack, for which Terraform could not wait", () => {
  const app = emptyApp();
  const secret = pullSecret(emptyStack(app, "other"));
  expect(() => new ServiceAccount(emptyStack(app), "app", { imagePullSecrets: [secret] })).toThrow(
    "[stack/app] imagePullSecrets must be of the same stack, got 'other/acr-pull'; make both in one stack.",
  );
});

test("fails for the name of the account that Kubernetes makes, which is patched instead", () => {
  const stack = emptyStack();
  const imagePullSecrets = [pullSecret(stack)];
  expect(() => new ServiceAccount(stack, "default", { imagePullSecrets })).toThrow(
    "[stack/default] serviceAccountName must not be the account that Kubernetes makes in every namespace, got 'default'; use " +
      "DefaultServiceAccount to patch it.",
  );
});

test("fails the validation for two accounts of one name in a namespace, but not in two clusters", () => {
  const stack = emptyStack();
  const edge = new KubernetesProvider(stack, "edge", { alias: "edge" });
  const secrets = [
    pullSecret(stack, "one", ["apps", "jobs"]),
    pullSecret(stack, "two", ["jobs"]),
    pullSecret(stack, "three", ["jobs"], edge),
  ];
  const accounts = secrets.map((secret) => [secret.node.id, secret] as const);
  for (const [id, secret] of accounts) {
    new ServiceAccount(stack, `account-${id}`, { imagePullSecrets: [secret], serviceAccountName: "app" });
  }
  expect(stack.node.findAll().flatMap(({ node }) => node.validate())).toEqual([
    "[stack/account-two] serviceAccountName must be given once in the namespace jobs, where 'stack/account-one' has it already, got 'app'; " +
      "set serviceAccountName, or use 'stack/account-one'.",
  ]);
});

test("asks in the plan for a name that a variable hides, which must not be that of the default account", () => {
  const stack = emptyStack();
  const serviceAccountName = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
  new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack)], serviceAccountName });
  expect(serviceAccountsOf(stack).app.lifecycle).toEqual({
    precondition: [
      {
        condition: expect.stringMatching(/^\$\{can\(regex\(".*", var\.name\)\)\}$/),
        error_message: expect.stringContaining("[stack/app] serviceAccountName must be an RFC 1123 subdomain"),
      },
      {
        condition: '${(var.name != "default")}',
        error_message: expect.stringContaining("serviceAccountName must not be the account that Kubernetes makes"),
      },
    ],
  });
});
