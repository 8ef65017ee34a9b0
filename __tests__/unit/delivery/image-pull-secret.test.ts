import type { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1";
import { Fn, Lazy, ref, TerraformLocal, type TerraformStack, TerraformVariable, Token } from "cdktf";
import {
  ContainerRegistry,
  type ImagePullSecret,
  type IRegistryCredentials,
  RegistryCredentials,
  RegistryToken,
  ServiceAccount,
  ServicePrincipalCredentials,
} from "../../../src";
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
import { complaint, emptyApp, emptyStack, SEE_RULES, synthesize, variable, warnings } from "../../support/stack";
import { CLIENT_ID, KEY_VAULT_ID, LOGIN_SERVER } from "../../support/values";

const NAMESPACES_CHECKED = {
  condition: '${can(regex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", each.value))}',
  error_message: expect.stringMatching(complaint("[stack/acr-pull] namespaces", "use names that `kubectl get namespaces`")),
};

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

describe("the secret", () => {
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
});

describe("the namespaces", () => {
  test("may contain variables, which the plan checks", () => {
    pullSecret(stack, "acr-pull", { namespaces: ["apps", variable(stack, "namespace")] });
    const { for_each, lifecycle } = secretOf(stack);
    expect(for_each).toBe('${toset(["apps", var.namespace])}');
    expect(lifecycle).toEqual({ ignore_changes: LEFT_IN_SECRETS, precondition: [NAMESPACES_CHECKED] });
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
});

describe("what a secret waits for", () => {
  test("is given, and what its credentials require", () => {
    const registry = knownRegistry(stack);
    const credentials = [new ServicePrincipalCredentials(stack, "puller", { registry })];
    const namespace = bareNamespace(stack, "apps");
    pullSecret(stack, "acr-pull", { credentials, dependsOn: [namespace] });
    expect(secretOf(stack).depends_on).toEqual([
      "kubernetes_namespace_v1.apps",
      "azurerm_role_assignment.puller_PullFrom-acr",
      "azurerm_role_assignment.puller_PullFrom-acr_RepositoryReader",
    ]);
  });
});

const OTHER_LOGIN_SERVER = "fabrikam.azurecr.io";

const REGIONAL = "contoso.westeurope.geo.azurecr.io";

const PASSWORD_NOT_EMPTY = {
  condition: '${can(regex(".", var.password))}',
  error_message: `[stack/acr-pull] password must not be empty; pass a sensitive variable${SEE_RULES}`,
};

const AT_MOST_1_MIB = {
  // Of the document, since `self` of a secret that could not be created hides the reason behind "Invalid index".
  condition: expect.stringMatching(/^\$\{\(length\(base64encode\(jsonencode\(\{"auths" = .*\}\)\)\) <= 1398104\)\}$/),
  error_message: expect.stringMatching(complaint("[stack/acr-pull] credentials", "spread the registries over several")),
};

const ONE_EACH = "[stack/acr-pull] credentials must contain each login server only once";

function secretWith(stack: TerraformStack, ...credentials: Partial<IRegistryCredentials>[]): ImagePullSecret {
  return pullSecret(stack, "acr-pull", { credentials: credentials.map((entry) => ({ ...LITERAL, ...entry })) });
}

describe("the document", () => {
  function documentOf(stack: TerraformStack) {
    return secretOf(stack).data[".dockerconfigjson"];
  }

  test("has an entry for each registry, in the given order, with the references of tokens", () => {
    const { loginServer } = registryOf(stack);
    secretWith(
      stack,
      { loginServer, password: variable(stack, "password") },
      { loginServer: OTHER_LOGIN_SERVER, username: "token", password: variable(stack, "other_password") },
    );
    expect(documentOf(stack)).toBe(
      `\${jsonencode({"auths" = zipmap([data.azurerm_container_registry.acr.login_server, "${OTHER_LOGIN_SERVER}"], [` +
        `{"username" = "${CLIENT_ID}", "password" = var.password, "auth" = base64encode(join(":", ["${CLIENT_ID}", ` +
        `var.password]))}, ` +
        '{"username" = "token", "password" = var.other_password, ' +
        '"auth" = base64encode(join(":", ["token", var.other_password]))}])})}',
    );
  });

  test("has an entry for each host of a registry, with the same user name and password", () => {
    const password = variable(stack, "password");
    secretWith(stack, { password, additionalLoginServers: [REGIONAL, variable(stack, "mirror")] });
    const entry =
      `{"username" = "${CLIENT_ID}", "password" = var.password, ` +
      `"auth" = base64encode(join(":", ["${CLIENT_ID}", var.password]))}`;
    expect(documentOf(stack)).toBe(
      `\${jsonencode({"auths" = zipmap(["${LOGIN_SERVER}", "${REGIONAL}", var.mirror], [${entry}, ${entry}, ${entry}])})}`,
    );
  });

  test("preserves a literal password, whatever characters it has", () => {
    const password = 'a"b\\c${d}%{e}\n';
    secretWith(stack, { password });
    const matches = [...String(documentOf(stack)).matchAll(/base64decode\("([^"]+)"\)/g)];
    const [encoded, ...again] = matches.map(([, base64]) => base64);
    expect(Buffer.from(encoded, "base64").toString()).toBe(password);
    expect(again).toEqual([encoded]);
  });
});

describe("the size of the document", () => {
  const LIMIT = 1_048_576;

  /** Credentials whose document has exactly this many bytes; the host takes what is left. */
  function ofSize(bytes: number, username = "pull"): Partial<IRegistryCredentials> {
    const password = "x".repeat(449_300);
    const auth = Buffer.from(`${username}:${password}`).toString("base64");
    const entry = JSON.stringify({ username, password, auth }).replace(/[&<>]/g, "\\u0000");
    const frame = Buffer.byteLength(`{"auths":{".io":${entry}}}`);
    return { loginServer: `${"a".repeat(bytes - frame)}.io`, username, password };
  }

  test.each(["pull", "pü&ll"])("is limited to 1 MiB, in the bytes that kubectl writes (user name %s)", (username) => {
    expect(() => secretWith(emptyStack(), ofSize(LIMIT, username))).not.toThrow();
    expect(() => secretWith(emptyStack(), ofSize(LIMIT + 1, username))).toThrow(
      complaint("[stack/acr-pull] credentials", "spread the registries over several secrets"),
    );
  });

  test("includes every host, and nothing that is unknown until plan", () => {
    const password = "x".repeat(300_000);
    expect(() => secretWith(emptyStack(), { password, additionalLoginServers: [REGIONAL] })).toThrow(
      complaint("[stack/acr-pull] credentials", "spread the registries"),
    );
    const both = [{ password }, { loginServer: OTHER_LOGIN_SERVER, password }];
    expect(() => secretWith(stack, ...both)).toThrow(complaint("[stack/acr-pull] credentials", "spread the registries"));
    const other = emptyStack();
    const hidden = `${variable(other, "password")}${password}`;
    expect(() => secretWith(other, ...both.map((entry) => ({ ...entry, password: hidden })))).not.toThrow();
  });
});

describe("the conditions of the plan", () => {
  test("do not exist for literals, nor for a registry that is created", () => {
    secretWith(stack, {}, { loginServer: OTHER_LOGIN_SERVER });
    expect(secretOf(stack).lifecycle).toEqual({ ignore_changes: LEFT_IN_SECRETS });
    const other = emptyStack();
    const registry = new ContainerRegistry(other, "acr", {
      registryName: "contoso",
      resourceGroupName: "rg",
      location: "westeurope",
    });
    secretWith(other, registry.adminCredentials());
    expect(secretOf(other).lifecycle).toEqual({ ignore_changes: LEFT_IN_SECRETS });
  });

  test("are those of synth, without a user name or a password in their words", () => {
    const [loginServer, username, password] = ["login_server", "username", "password"].map((name) => variable(stack, name));
    secretWith(stack, { loginServer, username, password });
    expect(secretOf(stack).lifecycle).toEqual({
      ignore_changes: LEFT_IN_SECRETS,
      precondition: [
        {
          condition: expect.stringMatching(
            /^\$\{\(can\(regex\("\^.*\$", var\.login_server\)\) && !can\(regex\(".*", var\.login_server\)\)\)\}$/,
          ),
          error_message: expect.stringMatching(complaint("[stack/acr-pull] loginServer", "use what `az acr show")),
        },
        {
          condition: '${can(regex("^[^:]+$", var.username))}',
          error_message: expect.stringMatching(complaint("[stack/acr-pull] username", "use a client id")),
        },
        PASSWORD_NOT_EMPTY,
        AT_MOST_1_MIB,
      ],
    });
  });

  test("refuse a host that is unknown until plan, and one that occurs twice then", () => {
    secretWith(stack, { additionalLoginServers: [variable(stack, "mirror")] });
    expect(secretOf(stack).lifecycle.precondition).toEqual([
      {
        condition: expect.stringMatching(/^\$\{\(can\(regex\("\^.*", var\.mirror\)\) && !can\(regex\(.*, var\.mirror\)\)\)\}$/),
        error_message: expect.stringMatching(complaint("[stack/acr-pull] additionalLoginServers", "use the host of the images")),
      },
      {
        condition: `\${(length(distinct(["${LOGIN_SERVER}", var.mirror])) == 2)}`,
        error_message: expect.stringContaining(ONE_EACH),
      },
    ]);
  });
});

describe("additional login servers", () => {
  test.each(
    Object.entries<(stack: TerraformStack, additionalLoginServers: string[]) => IRegistryCredentials>({
      "a token": (stack, additionalLoginServers) =>
        new RegistryToken(stack, "token", { registry: knownRegistry(stack), repositories: ["*"], additionalLoginServers }),
      "a service principal": (stack, additionalLoginServers) =>
        new ServicePrincipalCredentials(stack, "puller", { registry: knownRegistry(stack), additionalLoginServers }),
      "a user name and a password": (_stack, additionalLoginServers) =>
        RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username: "u", password: "p", additionalLoginServers }),
      "a key vault": (stack, additionalLoginServers) =>
        RegistryCredentials.fromKeyVaultSecret(stack, "vault", {
          loginServer: LOGIN_SERVER,
          keyVaultId: KEY_VAULT_ID,
          usernameSecretName: "user",
          passwordSecretName: "password",
          additionalLoginServers,
        }),
    }),
  )("are those of %s, and in what the secret says of itself", (_, credentialsOf) => {
    const mirrors = [REGIONAL, "mirror.corp.example:5000"];
    const credentials = credentialsOf(stack, mirrors);
    expect(credentials.additionalLoginServers).toEqual(mirrors);
    expect(pullSecret(stack, "acr-pull", { credentials: [credentials] }).loginServers).toEqual([LOGIN_SERVER, ...mirrors]);
    expect(() => credentialsOf(emptyStack(), ["mirror.corp.example/team"])).toThrow(
      complaint("additionalLoginServers", "use the host of the images"),
    );
  });
});

describe("a warning", () => {
  test("names the registry of each literal password, without the password", () => {
    secretWith(stack, {}, { loginServer: OTHER_LOGIN_SERVER, password: variable(stack, "password") });
    expect(warnings(stack)).toEqual([
      `[stack/acr-pull] the password for ${LOGIN_SERVER} is a literal and ends up in clear text in the synthesized JSON; pass a ` +
        "sensitive TerraformVariable; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#literal-password",
    ]);
  });
});

describe("wrong credentials", () => {
  test("are refused if two tokens belong to one registry, by its attribute", () => {
    const registry = registryOf(stack);
    const tokens = ["token-one", "token-two"].map((id) => new RegistryToken(stack, id, { registry, repositories: ["*"] }));
    expect(() => pullSecret(stack, "acr-pull", { credentials: tokens })).toThrow(
      `${ONE_EACH}, got '\${data.azurerm_container_registry.acr.login_server}'`,
    );
  });

  test.each<[string, (stack: TerraformStack) => Partial<IRegistryCredentials>]>([
    ["a service principal", (stack) => new ServicePrincipalCredentials(stack, "puller", { registry: registryOf(stack) })],
    ["an admin account", (stack) => registryOf(stack).adminCredentials()],
    ["a variable", (stack) => ({ ...LITERAL, password: variable(stack, "password") })],
  ])("are refused if they belong to another stack (%s)", (_kind, credentials) => {
    const app = emptyApp();
    const entry = credentials(emptyStack(app, "other")) as IRegistryCredentials;
    expect(() => pullSecret(emptyStack(app), "acr-pull", { credentials: [entry] })).toThrow(
      complaint("[stack/acr-pull] credentials", "create them in this stack, with a registry from"),
    );
  });

  test.each([{ username: "puller:canary" }, { loginServer: "https://puller:canary@contoso.azurecr.io" }])(
    "are never shown if they may contain a password: %j",
    (wrong) => {
      expect(() => secretWith(emptyStack(), { password: "canary", ...wrong })).toThrow(/^(?!.*canary)/s);
    },
  );
});

describe("namespaces by their labels", () => {
  const SELECTED = { namespaces: undefined, namespaceSelector: { "contoso.example/pulls": "acr", team: "" } };
  const FOR_EACH = "${toset(local.acr-pull_Labelled_Namespaces_D54683B7)}";

  test("a secret is in each namespace that has the labels, but for those of the system", () => {
    const stack = emptyStack();
    const provider = edgeProvider(stack);
    pullSecret(stack, "acr-pull", { ...SELECTED, provider });
    const { data, locals, resource } = synthesizeWithLocals(stack);
    expect(data.kubernetes_resources).toEqual({
      "acr-pull_Labelled": {
        api_version: "v1",
        kind: "Namespace",
        label_selector: "contoso.example/pulls=acr,team=",
        provider: "kubernetes.edge",
      },
    });
    const [expression] = Object.values(locals);
    expect(expression).toContain("[for live in data.kubernetes_resources.acr-pull_Labelled.objects : live.metadata.name");
    expect(expression).toContain('!contains(["kube-system","kube-public"');
    expect(resource.kubernetes_secret_v1["acr-pull"]).toMatchObject({
      for_each: FOR_EACH,
      metadata: { namespace: "${each.value}" },
    });
  });

  function synthesizeWithLocals(stack: Parameters<typeof synthesize>[0]) {
    const json = synthesize(stack);
    return { data: json.data, resource: json.resource, locals: json.locals as unknown as Record<string, string> };
  }
});

describe("the password in the synthesized JSON", () => {
  const PASSWORD = "correct-horse";

  type Written = (stack: TerraformStack) => string;

  const withDefault = (stack: TerraformStack, value: string | undefined) =>
    new TerraformVariable(stack, "password", { type: "string", sensitive: true, default: value }).stringValue;

  const IN_THE_JSON: Record<string, Written> = {
    "a string": () => PASSWORD,
    "Lazy of a string": () => Lazy.stringValue({ produce: () => PASSWORD }),
    "Fn.join of its parts": () => Fn.join("-", PASSWORD.split("-")),
    "a function of a function": () => Token.asString(Fn.sensitive(Fn.join("-", PASSWORD.split("-")))),
    "the default of a sensitive variable": (stack) => withDefault(stack, PASSWORD),
    "a default with a literal before it": (stack) => `correct-${withDefault(stack, "horse")}`,
    "a local": (stack) => new TerraformLocal(stack, "password", PASSWORD).asString,
    "a branch of a condition": (stack) =>
      Token.asString(Fn.conditional(variable(stack, "isTest"), PASSWORD, variable(stack, "password"))),
    "a fallback": (stack) => Fn.coalesce([variable(stack, "password"), PASSWORD]),
    "a fallback of a failure": (stack) => Token.asString(Fn.try([variable(stack, "password"), PASSWORD])),
    "one of a map": (stack) => Token.asString(Fn.lookup({ prod: PASSWORD, test: "" }, variable(stack, "stage"), "")),
    "a local of a local's part": (stack) => {
      const all = new TerraformLocal(stack, "all", { registry: PASSWORD });
      return new TerraformLocal(stack, "password", Fn.lookup(all.asAnyMap, "registry")).asString;
    },
  };

  function secretWith(written: Written): TerraformStack {
    const stack = emptyStack();
    pullSecret(stack, "acr-pull", { credentials: [{ ...LITERAL, password: written(stack) }] });
    return stack;
  }

  test.each(Object.entries(IN_THE_JSON))("a literal password warns: %s", (_case, written) => {
    const stack = secretWith(written);
    const json = JSON.stringify(synthesize(stack));
    expect(PASSWORD.split("-").filter((part) => !json.includes(part))).toEqual([]);
    expect(warnings(stack)).toEqual([
      expect.stringMatching(
        /the password for \S+ is a literal and ends up in clear text in the synthesized JSON; pass a sensitive/,
      ),
    ]);
  });

  test.each<[string, Written]>([
    ["a variable", (stack) => variable(stack, "password")],
    ["a variable with an empty default", (stack) => withDefault(stack, "")],
    ["a local of a variable", (stack) => new TerraformLocal(stack, "local", variable(stack, "password")).asString],
    ["a literal beside a variable", (stack) => Fn.join("-", ["correct", variable(stack, "password")])],
    ["an empty fallback", (stack) => Fn.coalesce([variable(stack, "password"), ""])],
    [
      "a part of a variable",
      (stack) =>
        Token.asString(
          Fn.lookup(new TerraformVariable(stack, "pw", { type: "map(string)", sensitive: true }).value, "registry", ""),
        ),
    ],
    ["a file", () => Fn.file("password.txt")],
    ["another provider's attribute", () => Token.asString(ref("random_password.it.result"))],
  ])("a password that is elsewhere does not warn: %s", (_case, written) => {
    expect(warnings(secretWith(written))).toEqual([]);
  });

  test.each<[string, (shown: string, stack: TerraformStack) => string]>([
    ["itself", (shown) => shown],
    ["beside a literal", (shown) => `correct-${shown}`],
    ["in a local", (shown, stack) => new TerraformLocal(stack, "local", shown).asString],
  ])("a variable that is not sensitive warns: %s", (_case, use) => {
    const stack = secretWith((own) => use(variable(own, "shown"), own));
    expect(warnings(stack)).toEqual([
      expect.stringContaining("comes from the variable 'shown', which Terraform may print; set `sensitive: true` on it"),
    ]);
    expect(warnings(secretWith((own) => Token.asString(Fn.sensitive(use(variable(own, "shown"), own)))))).toEqual([]);
  });
});
