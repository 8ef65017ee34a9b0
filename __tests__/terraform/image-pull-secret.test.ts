import { type TerraformStack, TerraformVariable } from "cdktf";
import { accessOf } from "../../packages/terraform-stack-tools/src/plan";
import {
  type IContainerRegistry,
  ImagePullSecret,
  type IRegistryCredentials,
  RegistryCredentials,
  RegistryToken,
  ServicePrincipalCredentials,
} from "../../src";
import { knownRegistry } from "../support/builders";
import { emptyStack, type JsonTree } from "../support/stack";
import { binaries, inWorkspace, kubectlDocument, kubectlText } from "../support/terraform";
import { LOGIN_SERVER } from "../support/values";

const SERVERS = ["contoso.azurecr.io", "fabrikam-a1b2.azurecr.cn"];

const MIRROR = "mirror.corp.example:5000";

const PASSWORDS = [
  "plain",
  'quote"quote',
  "back\\slash\\",
  "$dollar ${not_a_token} $${x} $",
  "%percent %{ if true } %%{x}",
  "{brace} <tag> a&b 'x' `y`",
  "two  spaces \t tab",
  "Grüße, 密码, пароль, 🔑",
  "line\nbreak\r\n",
  "\u2028 separator",
  "colon:colon",
];

function document(state: Record<string, JsonTree>, namespace = "apps"): JsonTree {
  return JSON.parse(String(state[`kubernetes_secret_v1.acr-pull["${namespace}"]`].data[".dockerconfigjson"]));
}

/** A secret for each password, which the code holds, a variable holds, or both. */
function secrets(how: "literals" | "variables" | "templates") {
  const stack = emptyStack();
  PASSWORDS.forEach((password, index) => {
    const variable = () => new TerraformVariable(stack, `password_${index}`, { type: "string", sensitive: true }).stringValue;
    const given = { literals: () => password, variables: variable, templates: () => `"a\\${variable()}\n%{b}` }[how]();
    const username = `user ${index}"`;
    const credentials = [RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username, password: given })];
    new ImagePullSecret(stack, `secret-${index}`, { credentials, namespaces: ["apps"] });
  });
  return stack;
}

/** Two registries, each with a mirror, all of whose values are variables. */
function variables() {
  const stack = emptyStack();
  const credentials = SERVERS.map((_, index) =>
    RegistryCredentials.fromPassword({
      loginServer: new TerraformVariable(stack, `login_server_${index}`, { type: "string" }).stringValue,
      additionalLoginServers: [new TerraformVariable(stack, `mirror_${index}`, { type: "string" }).stringValue],
      username: new TerraformVariable(stack, `username_${index}`, { type: "string" }).stringValue,
      password: new TerraformVariable(stack, `password_${index}`, { type: "string", sensitive: true }).stringValue,
    }),
  );
  const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)" }).listValue;
  new ImagePullSecret(stack, "acr-pull", { credentials, namespaces });
  return stack;
}

const VALUES = {
  login_server_0: SERVERS[0],
  login_server_1: SERVERS[1],
  mirror_0: MIRROR,
  mirror_1: "localhost:5000",
  username_0: "one",
  username_1: "two",
  password_0: "first",
  password_1: "second",
  namespaces: ["apps", "jobs"],
};

describe.each(binaries())("%s", (binary) => {
  test.each(["literals", "variables", "templates"] as const)("evaluates %s to what kubectl writes", (how) => {
    inWorkspace(binary, (workspace) => {
      const values = Object.fromEntries(PASSWORDS.map((password, index) => [`password_${index}`, password]));
      workspace
        .write(secrets(how))
        .variables(how === "literals" ? {} : values)
        .apply();
      const state = workspace.state();
      PASSWORDS.forEach((password, index) => {
        const expected = how === "templates" ? `"a\\${password}\n%{b}` : password;
        const value = state[`kubernetes_secret_v1.secret-${index}["apps"]`].data[".dockerconfigjson"];
        expect(JSON.parse(String(value))).toEqual(kubectlDocument(LOGIN_SERVER, `user ${index}"`, expected));
      });
    });
  });

  test.each(["literals", "variables"] as const)("is byte for byte what kubectl writes with an email (%s)", (how) => {
    const [username, email] = ['user"&', "team+pull@contoso.example"];
    inWorkspace(binary, (workspace) => {
      const stack = emptyStack();
      const variable = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
      for (const [index, literal] of PASSWORDS.entries()) {
        const password = how === "literals" ? literal : variable(`password_${index}`);
        const credentials = [RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username, password })];
        new ImagePullSecret(stack, `secret-${index}`, { credentials, namespaces: ["apps"], email });
      }
      const values = Object.fromEntries(PASSWORDS.map((password, index) => [`password_${index}`, password]));
      workspace
        .write(stack)
        .variables(how === "literals" ? {} : values)
        .apply();
      const state = workspace.state();
      for (const [index, password] of PASSWORDS.entries()) {
        const { data } = state[`kubernetes_secret_v1.secret-${index}["apps"]`];
        expect(data[".dockerconfigjson"]).toBe(kubectlText(LOGIN_SERVER, username, password, email));
      }
    });
  });

  test.each<[string, (stack: TerraformStack, registry: IContainerRegistry) => IRegistryCredentials]>([
    ["a token", (stack, registry) => new RegistryToken(stack, "puller", { registry, repositories: ["team/*"] })],
    ["a service principal", (stack, registry) => new ServicePrincipalCredentials(stack, "puller", { registry })],
  ])("of %s gives the tools the same access with an email as without", (_source, source) => {
    const access = (email?: string) => {
      const stack = emptyStack();
      const registry = knownRegistry(stack);
      new ImagePullSecret(stack, "acr-pull", { credentials: [source(stack, registry)], namespaces: ["apps"], email });
      return accessOf(stack, { binary });
    };
    const withEmail = access("team@contoso.example");
    expect(withEmail).toEqual(access());
    expect(withEmail).not.toEqual([]);
  });

  test("puts two registries and their other hosts into one document, in every namespace", () => {
    inWorkspace(binary, (workspace) => {
      workspace.write(variables()).variables(VALUES).apply();
      const state = workspace.state();
      const entries = [
        kubectlDocument(SERVERS[0], "one", "first"),
        kubectlDocument(MIRROR, "one", "first"),
        kubectlDocument(SERVERS[1], "two", "second"),
        kubectlDocument("localhost:5000", "two", "second"),
      ];
      expect(document(state)).toEqual({ auths: Object.assign({}, ...entries.map(({ auths }) => auths)) });
      expect(document(state, "jobs")).toEqual(document(state));
    });
  });

  test.each([
    [
      { namespaces: ["Apps"] },
      "[stack/acr-pull] namespaces must be RFC 1123 labels (at most 63 lowercase letters",
      'each.value is "Apps"',
    ],
    [{ namespaces: ["a.b"] }, "[stack/acr-pull] namespaces must be RFC 1123 labels", 'each.value is "a.b"'],
    [
      { login_server_0: "https://contoso.azurecr.io" },
      "[stack/acr-pull] loginServer must be a lowercase host such as contoso.azurecr.io",
      'var.login_server_0 is "https://contoso.azurecr.io"',
    ],
    [
      { login_server_0: "Contoso.azurecr.io" },
      "loginServer must be a lowercase host",
      'var.login_server_0 is "Contoso.azurecr.io"',
    ],
    [
      { mirror_0: "https://mirror.corp.example" },
      "[stack/acr-pull] additionalLoginServers must be a lowercase host such as",
      'var.mirror_0 is "https://mirror.corp.example"',
    ],
    [{ mirror_1: MIRROR }, "[stack/acr-pull] credentials must contain each login server only once; create a second secret", ""],
    [{ username_1: "" }, "[stack/acr-pull] username must be non-empty", ""],
    [
      { password_1: "" },
      "[stack/acr-pull] password must not be empty; pass a sensitive variable; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#property-rules",
      "",
    ],
    [
      { login_server_1: SERVERS[0] },
      "[stack/acr-pull] credentials must contain each login server only once; create a second secret",
      "",
    ],
    [
      { password_1: "canary".repeat(200_000) },
      "[stack/acr-pull] credentials must fit into a document of at most 1 MiB (1048576 bytes)",
      "",
    ],
  ])("fails the plan in the words of synth: %#", (wrong, sentence, end) => {
    inWorkspace(binary, (workspace) => {
      const output = workspace
        .write(variables())
        .variables({ ...VALUES, ...wrong })
        .planError();
      expect(output).toContain(sentence);
      expect(output).toMatch(/; see https:\S+\/docs\/errors\.md#[a-z-]+ /);
      expect(output).toContain(end);
      expect(output).not.toContain("canary");
    });
  });
});
