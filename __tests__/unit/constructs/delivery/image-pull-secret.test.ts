import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1";
import { Fn, type TerraformStack, TerraformVariable, Token } from "cdktf";
import {
  ContainerRegistry,
  ImagePullSecret,
  type ImagePullSecretProps,
  type IRegistryCredentials,
  RegistryCredentials,
  ServicePrincipalCredentials,
} from "../../../../src";
import { emptyApp, emptyStack, type Json, synthesize, warnings } from "../../../support/stack";
import { CLIENT_ID, LOGIN_SERVER, REGISTRY_ID } from "../../../support/values";

const OTHER_LOGIN_SERVER = "fabrikam.azurecr.io";

/** A literal, in the tests that need no clean document. */
const LITERAL: IRegistryCredentials = { loginServer: LOGIN_SERVER, username: CLIENT_ID, password: "correct-horse", requires: [] };

const PASSWORD_NOT_EMPTY = {
  condition: '${can(regex(".", var.password))}',
  error_message: "[stack/acr-pull] password must not be empty; give the password.",
};

const AT_MOST_1_MIB = {
  condition: '${length(base64encode(self.data[".dockerconfigjson"])) <= 1398104}',
  error_message:
    "[stack/acr-pull] credentials must make a document of at most 1 MiB (1048576 bytes); spread the registries over several " +
    "secrets.",
};

function variable(stack: TerraformStack, name: string): string {
  return new TerraformVariable(stack, name, { type: "string", sensitive: name.includes("password") }).stringValue;
}

function withVariablePassword(stack: TerraformStack, loginServer = LOGIN_SERVER): IRegistryCredentials {
  return RegistryCredentials.fromPassword({ loginServer, username: CLIENT_ID, password: variable(stack, "password") });
}

function pullSecret(stack: TerraformStack, props: Partial<ImagePullSecretProps> = {}): ImagePullSecret {
  return new ImagePullSecret(stack, "acr-pull", { credentials: [LITERAL], namespaces: ["apps"], ...props });
}

function registryOf(stack: TerraformStack) {
  return ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" });
}

function secretOf(stack: TerraformStack): Json {
  return synthesize(stack).resource.kubernetes_secret_v1["acr-pull"];
}

function documentOf(stack: TerraformStack): string {
  return secretOf(stack).data[".dockerconfigjson"];
}

describe("the secret", () => {
  test("is what kubectl create secret docker-registry makes, in each namespace", () => {
    const stack = emptyStack();
    const secret = new ImagePullSecret(stack, "acr-pull", {
      credentials: [withVariablePassword(stack)],
      namespaces: ["apps", "jobs"],
    });
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
          lifecycle: { precondition: [PASSWORD_NOT_EMPTY], postcondition: [AT_MOST_1_MIB] },
        },
      },
    });
    expect(secret.secretName).toBe("acr-pull");
    expect(secret.namespaces).toEqual(["apps", "jobs"]);
    expect(secret.provider).toBeUndefined();
    expect(warnings(stack)).toEqual([]);
  });

  test("lies in the namespaces that a list variable names, which the plan checks", () => {
    const stack = emptyStack();
    const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" }).listValue;
    new ImagePullSecret(stack, "acr-pull", { credentials: [withVariablePassword(stack)], namespaces });
    expect(synthesize(stack).resource).toEqual({
      kubernetes_secret_v1: {
        "acr-pull": {
          for_each: "${toset(var.namespaces)}",
          metadata: { name: "acr-pull", namespace: "${each.value}" },
          type: "kubernetes.io/dockerconfigjson",
          data: { ".dockerconfigjson": expect.stringContaining("var.password") },
          lifecycle: {
            precondition: [
              {
                condition: expect.stringMatching(/^\$\{can\(regex\("\^.*\$", each\.value\)\)\}$/),
                error_message:
                  "[stack/acr-pull] namespaces must be RFC 1123 labels (at most 63 lower-case letters, digits and '-', a " +
                  "letter or digit at both ends); give names as `kubectl get namespaces` prints them.",
              },
              PASSWORD_NOT_EMPTY,
            ],
            postcondition: [AT_MOST_1_MIB],
          },
        },
      },
    });
  });

  test("checks a namespace of a variable at plan, beside one that is known", () => {
    const stack = emptyStack();
    pullSecret(stack, { namespaces: ["apps", variable(stack, "namespace")] });
    const { for_each, lifecycle } = secretOf(stack);
    expect(for_each).toBe('${toset(["apps", var.namespace])}');
    expect(lifecycle).toEqual({
      precondition: [
        {
          condition: expect.stringContaining("each.value"),
          error_message: expect.stringContaining("namespaces must be RFC 1123 labels"),
        },
      ],
    });
  });

  test("opens several registries, each with its own credentials", () => {
    const stack = emptyStack();
    const other = {
      loginServer: OTHER_LOGIN_SERVER,
      username: "token",
      password: variable(stack, "other_password"),
      requires: [],
    };
    pullSecret(stack, { credentials: [withVariablePassword(stack), other] });
    expect(documentOf(stack)).toBe(
      `\${jsonencode({"auths" = zipmap(["${LOGIN_SERVER}", "${OTHER_LOGIN_SERVER}"], [` +
        `{"username" = "${CLIENT_ID}", "password" = var.password, "auth" = base64encode(join(":", ["${CLIENT_ID}", ` +
        `var.password]))}, ` +
        '{"username" = "token", "password" = var.other_password, ' +
        '"auth" = base64encode(join(":", ["token", var.other_password]))}])})}',
    );
  });

  test("carries the name and the provider that are given", () => {
    const stack = emptyStack();
    const edge = new KubernetesProvider(stack, "edge", { alias: "edge" });
    const secret = pullSecret(stack, { secretName: "registry.contoso", provider: edge });
    expect(secretOf(stack)).toEqual({
      provider: "kubernetes.edge",
      for_each: '${toset(["apps"])}',
      metadata: { name: "registry.contoso", namespace: "${each.value}" },
      type: "kubernetes.io/dockerconfigjson",
      data: { ".dockerconfigjson": expect.any(String) },
    });
    expect(secret.secretName).toBe("registry.contoso");
    expect(secret.provider).toBe(edge);
  });

  test("keeps a literal password whole, whatever characters it has", () => {
    const stack = emptyStack();
    const password = 'a"b\\c${d}%{e}\n';
    pullSecret(stack, { credentials: [{ ...LITERAL, password }] });
    const [encoded, ...again] = [...documentOf(stack).matchAll(/base64decode\("([^"]+)"\)/g)].map(([, base64]) => base64);
    expect(Buffer.from(encoded, "base64").toString()).toBe(password);
    expect(again).toEqual([encoded]);
  });

  test("can be adjusted through its default child", () => {
    const stack = emptyStack();
    const secret = pullSecret(stack);
    (secret.node.defaultChild as SecretV1).metadata.labels = { team: "platform" };
    expect(secretOf(stack).metadata.labels).toEqual({ team: "platform" });
  });
});

describe("the order", () => {
  test("waits for the pull grants of a service principal, also for one that comes later", () => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "eu", {
      registryId: REGISTRY_ID,
      loginServer: LOGIN_SERVER,
    });
    const later = ContainerRegistry.fromRegistryAttributes(stack, "us", {
      registryId: REGISTRY_ID.replace("contoso", "fabrikam"),
      loginServer: OTHER_LOGIN_SERVER,
    });
    const puller = new ServicePrincipalCredentials(stack, "puller", { registry });
    pullSecret(stack, { credentials: [puller] });
    later.grantPull(puller);
    expect(secretOf(stack).depends_on).toEqual([
      "azurerm_role_assignment.puller_PullFrom-eu",
      "azurerm_role_assignment.puller_PullFrom-us",
    ]);
  });

  test("waits for the grants of all credentials", () => {
    const stack = emptyStack();
    const [eu, us] = ["eu", "us"].map((id) => {
      const registry = ContainerRegistry.fromLookup(stack, id, { registryName: `contoso${id}`, resourceGroupName: "rg" });
      return new ServicePrincipalCredentials(stack, `${id}-puller`, { registry });
    });
    pullSecret(stack, { credentials: [eu, us] });
    expect(secretOf(stack).depends_on).toEqual([
      "azurerm_role_assignment.eu-puller_PullFrom-eu",
      "azurerm_role_assignment.us-puller_PullFrom-us",
    ]);
  });

  test("waits for nothing where the credentials exist already", () => {
    const stack = emptyStack();
    pullSecret(stack);
    expect(secretOf(stack)).not.toHaveProperty("depends_on");
  });
});

describe("the address", () => {
  test("is the construct's id, and moves with no namespace that comes", () => {
    const secretIn = (namespaces: string[]) => {
      const stack = emptyStack();
      pullSecret(stack, { namespaces });
      return synthesize(stack).resource.kubernetes_secret_v1;
    };
    const one = secretIn(["apps"]);
    const two = secretIn(["apps", "jobs"]);
    expect(Object.keys(one)).toEqual(["acr-pull"]);
    expect(two).toEqual({ "acr-pull": { ...one["acr-pull"], for_each: '${toset(["apps", "jobs"])}' } });
  });

  test("and the whole block stay when another secret comes first", () => {
    const alone = emptyStack();
    pullSecret(alone);
    const joined = emptyStack();
    new ImagePullSecret(joined, "another", {
      credentials: [{ ...LITERAL, password: variable(joined, "password") }],
      namespaces: ["x"],
    });
    pullSecret(joined);
    expect(secretOf(joined)).toEqual(secretOf(alone));
  });
});

describe("conditions of the plan", () => {
  test("are the words of synth for variables", () => {
    const stack = emptyStack();
    const [loginServer, username, password] = ["login_server", "username", "password"].map((name) => variable(stack, name));
    pullSecret(stack, { credentials: [{ loginServer, username, password, requires: [] }] });
    expect(secretOf(stack).lifecycle).toEqual({
      precondition: [
        {
          condition: expect.stringMatching(/^\$\{can\(regex\("\^.*\$", var\.login_server\)\)\}$/),
          error_message:
            "[stack/acr-pull] loginServer must be a lower-case host such as contoso.azurecr.io, without scheme, path or port; " +
            "give what `az acr show --query loginServer --output tsv` prints.",
        },
        {
          condition: '${can(regex("^[^:]+$", var.username))}',
          error_message:
            "[stack/acr-pull] username must not be empty and hold no ':'; give a client id, a token's name or the admin account's name.",
        },
        PASSWORD_NOT_EMPTY,
      ],
      postcondition: [AT_MOST_1_MIB],
    });
  });

  test("refuse a registry that comes twice behind variables", () => {
    const stack = emptyStack();
    const behind = (name: string) => ({ ...LITERAL, loginServer: variable(stack, name) });
    pullSecret(stack, { credentials: [behind("one"), behind("two"), LITERAL] });
    expect(secretOf(stack).lifecycle.precondition.at(-1)).toEqual({
      condition: `\${(length(distinct([var.one, var.two, "${LOGIN_SERVER}"])) == 3)}`,
      error_message:
        "[stack/acr-pull] credentials must name each registry once; make a second secret for the other credentials of one " +
        "registry.",
    });
  });

  test("refuse a registry that comes twice behind two registries of Azure", () => {
    const stack = emptyStack();
    const [eu, us] = ["eu", "us"].map((id) => {
      const registry = ContainerRegistry.fromLookup(stack, id, { registryName: "contoso", resourceGroupName: "rg" });
      return { ...LITERAL, loginServer: registry.loginServer };
    });
    pullSecret(stack, { credentials: [eu, us] });
    expect(secretOf(stack).lifecycle.precondition).toEqual([
      {
        condition:
          "${(length(distinct([data.azurerm_container_registry.eu.login_server, " +
          "data.azurerm_container_registry.us.login_server])) == 2)}",
        error_message: expect.stringContaining("credentials must name each registry once"),
      },
    ]);
  });

  test("are none for literals, and none for what Azure makes", () => {
    const literal = emptyStack();
    pullSecret(literal, { credentials: [LITERAL, { ...LITERAL, loginServer: OTHER_LOGIN_SERVER }] });
    const made = emptyStack();
    const registry = new ContainerRegistry(made, "acr", {
      registryName: "contoso",
      resourceGroupName: "rg",
      location: "westeurope",
    });
    pullSecret(made, { credentials: [registry.adminCredentials()] });
    expect(secretOf(literal)).not.toHaveProperty("lifecycle");
    expect(secretOf(made)).not.toHaveProperty("lifecycle");
  });
});

describe("warnings", () => {
  test("tell of each literal password, without it", () => {
    const stack = emptyStack();
    pullSecret(stack, { credentials: [LITERAL, withVariablePassword(stack, OTHER_LOGIN_SERVER)] });
    expect(warnings(stack)).toEqual([
      `[stack/acr-pull] the password for ${LOGIN_SERVER} is a literal and stands readable in the synthesized JSON; pass a ` +
        "sensitive TerraformVariable.",
    ]);
  });

  test("name the login server of Azure as Terraform does", () => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" });
    pullSecret(stack, { credentials: [{ ...LITERAL, loginServer: registry.loginServer }] });
    expect(warnings(stack)).toEqual([
      expect.stringContaining("the password for ${data.azurerm_container_registry.acr.login_server} is a literal"),
    ]);
  });

  test("are none for a password that Azure makes or Terraform computes", () => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", {
      registryId: REGISTRY_ID,
      loginServer: LOGIN_SERVER,
    });
    const computed = Token.asString(Fn.trimspace(variable(stack, "password")));
    pullSecret(stack, {
      credentials: [
        new ServicePrincipalCredentials(stack, "puller", { registry }),
        { ...LITERAL, loginServer: OTHER_LOGIN_SERVER, password: computed },
      ],
    });
    expect(warnings(stack)).toEqual([]);
  });
});

describe("bad input", () => {
  test.each(["SampleSecret", "acr_pull", "-acr", "acr-", "a..b", "acr pull", "", "a".repeat(254)])(
    "fails for the secret name '%s'",
    (secretName) => {
      expect(() => pullSecret(emptyStack(), { secretName })).toThrow(
        new Error(
          "[stack/acr-pull] secretName must be an RFC 1123 subdomain (at most 253 lower-case letters, digits, '-' and '.', a " +
            `letter or digit at both ends), got '${secretName}'; set secretName.`,
        ),
      );
    },
  );

  test("fails for a construct id that is no name of Kubernetes, unless a name is given", () => {
    const props = { credentials: [LITERAL], namespaces: ["apps"] };
    expect(() => new ImagePullSecret(emptyStack(), "AcrPull", props)).toThrow(
      "[stack/AcrPull] secretName must be an RFC 1123 subdomain (at most 253 lower-case letters, digits, '-' and '.', a letter " +
        "or digit at both ends), got 'AcrPull'; set secretName.",
    );
    expect(new ImagePullSecret(emptyStack(), "AcrPull", { ...props, secretName: "a".repeat(253) }).secretName).toHaveLength(253);
  });

  test.each(["Apps", "a.b", "-apps", "apps-", "my_apps", "", "a".repeat(64)])("fails for the namespace '%s'", (namespace) => {
    expect(() => pullSecret(emptyStack(), { namespaces: ["jobs", namespace] })).toThrow(
      new Error(
        "[stack/acr-pull] namespaces must be RFC 1123 labels (at most 63 lower-case letters, digits and '-', a letter or digit " +
          `at both ends), got '${namespace}'; give names as \`kubectl get namespaces\` prints them.`,
      ),
    );
  });

  test("fails without a namespace", () => {
    expect(() => pullSecret(emptyStack(), { namespaces: [] })).toThrow(
      new Error("[stack/acr-pull] namespaces must name at least one namespace; give the namespaces of the pods."),
    );
  });

  test("fails for a namespace that comes twice", () => {
    expect(() => pullSecret(emptyStack(), { namespaces: ["apps", "jobs", "apps"] })).toThrow(
      new Error("[stack/acr-pull] namespaces must name each namespace once, got 'apps'; remove the second one."),
    );
  });

  test("fails for a variable that names a namespace twice", () => {
    const stack = emptyStack();
    const namespace = new TerraformVariable(stack, "namespace", { type: "string" });
    expect(() => pullSecret(stack, { namespaces: [namespace.stringValue, namespace.stringValue] })).toThrow(
      new Error("[stack/acr-pull] namespaces must name each namespace once, got '${var.namespace}'; remove the second one."),
    );
  });

  test("fails without credentials", () => {
    expect(() => pullSecret(emptyStack(), { credentials: [] })).toThrow(
      new Error("[stack/acr-pull] credentials must hold at least one entry; give the credentials of a registry."),
    );
  });

  test.each([
    "https://contoso.azurecr.io",
    "contoso.azurecr.io/team",
    "contoso.azurecr.io:443",
    "Contoso.azurecr.io",
    "contoso",
    "",
  ])("fails for credentials with the login server '%s'", (loginServer) => {
    expect(() => pullSecret(emptyStack(), { credentials: [{ ...LITERAL, loginServer }] })).toThrow(
      new Error(
        "[stack/acr-pull] loginServer must be a lower-case host such as contoso.azurecr.io, without scheme, path or port, got " +
          `'${loginServer}'; give what \`az acr show --query loginServer --output tsv\` prints.`,
      ),
    );
  });

  test("fails for credentials with an empty user name", () => {
    expect(() => pullSecret(emptyStack(), { credentials: [{ ...LITERAL, username: "" }] })).toThrow(
      new Error(
        "[stack/acr-pull] username must not be empty and hold no ':', got ''; give a client id, a token's name or the admin account's name.",
      ),
    );
  });

  test("fails for credentials with an empty password", () => {
    expect(() => pullSecret(emptyStack(), { credentials: [{ ...LITERAL, password: "" }] })).toThrow(
      new Error("[stack/acr-pull] password must not be empty; give the password."),
    );
  });

  test("fails for a registry that comes twice", () => {
    const twice = [LITERAL, { ...LITERAL, username: "other", password: "battery-staple" }];
    expect(() => pullSecret(emptyStack(), { credentials: twice })).toThrow(
      new Error(
        "[stack/acr-pull] credentials must name each registry once, got 'contoso.azurecr.io'; make a second secret for the " +
          "other credentials of one registry.",
      ),
    );
  });

  test.each<[string, (stack: TerraformStack) => IRegistryCredentials]>([
    ["a service principal", (stack) => new ServicePrincipalCredentials(stack, "puller", { registry: registryOf(stack) })],
    ["an admin account", (stack) => registryOf(stack).adminCredentials()],
    ["a variable", (stack) => withVariablePassword(stack)],
  ])("fails for credentials of another stack (%s)", (_kind, credentials) => {
    const app = emptyApp();
    const entry = credentials(emptyStack(app, "other"));
    expect(() => pullSecret(emptyStack(app), { credentials: [entry] })).toThrow(
      new Error(
        "[stack/acr-pull] credentials must be made in the stack of the secret, or cdktf copies the password through outputs " +
          "and remote state, got 'other'; make them in this stack, with the registry from ContainerRegistry.fromLookup.",
      ),
    );
  });

  test("fails for a document that Kubernetes would refuse for its size", () => {
    const withPassword = (length: number) => () =>
      pullSecret(emptyStack(), { credentials: [{ ...LITERAL, password: "x".repeat(length) }] });
    expect(withPassword(449_000)).not.toThrow();
    expect(withPassword(450_000)).toThrow(
      new Error(
        "[stack/acr-pull] credentials must make a document of at most 1 MiB (1048576 bytes); spread the registries over " +
          "several secrets.",
      ),
    );
  });
});

test("checks nothing at plan of what Azure makes", () => {
  const stack = emptyStack();
  pullSecret(stack, { credentials: [registryOf(stack).adminCredentials()] });
  expect(secretOf(stack)).not.toHaveProperty("lifecycle");
});

test("waits once for a service principal that pulls from two registries", () => {
  const stack = emptyStack();
  const puller = new ServicePrincipalCredentials(stack, "puller", { registry: registryOf(stack) });
  const { username, password, requires } = puller;
  pullSecret(stack, { credentials: [puller, { loginServer: OTHER_LOGIN_SERVER, username, password, requires }] });
  expect(secretOf(stack).depends_on).toEqual(["azurerm_role_assignment.puller_PullFrom-acr"]);
});

test("fails the validation for two secrets of one name in a namespace, also where a variable names it", () => {
  const stack = emptyStack();
  const namespace = variable(stack, "team");
  pullSecret(stack, { namespaces: ["apps", namespace] });
  for (const [id, namespaces] of Object.entries({ second: ["apps"], third: [namespace], other: ["jobs"] })) {
    new ImagePullSecret(stack, id, { credentials: [LITERAL], namespaces, secretName: "acr-pull" });
  }
  const complaint = (id: string, where: string) =>
    `[stack/${id}] secretName must be given once in the namespace ${where}, where 'stack/acr-pull' has it already, got 'acr-pull'; set ` +
    "secretName, or use 'stack/acr-pull'.";
  expect(stack.node.findAll().flatMap(({ node }) => node.validate())).toEqual([
    complaint("second", "apps"),
    complaint("third", "${var.team}"),
  ]);
});

test("asks in the plan for a name that a variable hides", () => {
  const stack = emptyStack();
  const secretName = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
  const credentials = [RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username: "puller", password: "example" })];
  new ImagePullSecret(stack, "acr-pull", { credentials, namespaces: ["apps"], secretName });
  const [{ error_message }] = synthesize(stack).resource.kubernetes_secret_v1["acr-pull"].lifecycle.precondition;
  expect(error_message).toContain("[stack/acr-pull] secretName must be an RFC 1123 subdomain");
});

test("takes namespaces as an expression without a type, as TerraformVariable.value is", () => {
  const stack = emptyStack();
  const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" }).value;
  const credentials = [RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username: "puller", password: "example" })];
  new ImagePullSecret(stack, "acr-pull", { credentials, namespaces });
  expect(synthesize(stack).resource.kubernetes_secret_v1["acr-pull"].for_each).toBe("${toset(var.namespaces)}");
});

test.each(["credentials", "namespaces"])(
  "fails for %s that are undefined, as an environment variable that is missing",
  (property) => {
    const credentials = [
      RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username: "puller", password: "example" }),
    ];
    const props = { credentials, namespaces: ["apps"], [property]: process.env.NO_SUCH_VARIABLE?.split(",") as never };
    expect(() => new ImagePullSecret(emptyStack(), "acr-pull", props)).toThrow(`[stack/acr-pull] ${property} must `);
  },
);

test.each([
  ["namespaces", "apps", "namespaces must be a list, got 'apps'; write it in brackets."],
  ["credentials", [undefined], "credentials must hold at least one entry; give the credentials of a registry."],
])("fails for %s that no type checker has seen", (property, value, message) => {
  const credentials = [RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username: "puller", password: "example" })];
  const props = { credentials, namespaces: ["apps"], [property]: value as never };
  expect(() => new ImagePullSecret(emptyStack(), "acr-pull", props)).toThrow(new Error(`[stack/acr-pull] ${message}`));
});
