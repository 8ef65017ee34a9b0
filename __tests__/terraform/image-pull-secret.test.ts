import { TerraformVariable } from "cdktf";
import { ImagePullSecret, RegistryCredentials } from "../../src";
import { emptyStack, type JsonTree } from "../support/stack";
import { binaries, inWorkspace, kubectlDocument, kubectlText } from "../support/terraform";
import { LOGIN_SERVER } from "../support/values";

/** In JSON, Go writes its last letter otherwise. */
const USER = 'user"&';

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

const EMAIL = "team+pull@contoso.example";

/** A secret for each password, which the code holds, a variable holds, or both. */
function secrets(how: "literals" | "variables" | "templates", email?: string) {
  const stack = emptyStack();
  PASSWORDS.forEach((password, index) => {
    const variable = () => new TerraformVariable(stack, `password_${index}`, { type: "string", sensitive: true }).stringValue;
    const given = { literals: () => password, variables: variable, templates: () => `"a\\${variable()}\n%{b}` }[how]();
    const credentials = [RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username: USER, password: given })];
    new ImagePullSecret(stack, `secret-${index}`, { credentials, namespaces: ["apps"], email });
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
  // With an email, byte for byte.
  test.each([
    ["literals", undefined],
    ["variables", undefined],
    ["templates", undefined],
    ["literals", EMAIL],
    ["variables", EMAIL],
  ] as const)("evaluates %s to what kubectl writes, with the email %s", (how, email) => {
    inWorkspace(binary, (workspace) => {
      const values = Object.fromEntries(PASSWORDS.map((password, index) => [`password_${index}`, password]));
      workspace
        .write(secrets(how, email))
        .variables(how === "literals" ? {} : values)
        .apply();
      const state = workspace.state();
      PASSWORDS.forEach((password, index) => {
        const expected = how === "templates" ? `"a\\${password}\n%{b}` : password;
        const value = String(state[`kubernetes_secret_v1.secret-${index}["apps"]`].data[".dockerconfigjson"]);
        const reference = kubectlText(LOGIN_SERVER, USER, expected, email);
        expect(email === undefined ? JSON.parse(value) : value).toEqual(email === undefined ? JSON.parse(reference) : reference);
      });
    });
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

  test("fails the plan in the words of synth", () => {
    const once = "[stack/acr-pull] credentials must contain each login server only once; create a second secret";
    const wrong: readonly (readonly [object, string, string?])[] = [
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
      [{ login_server_0: "Contoso.azurecr.io" }, "loginServer must be a lowercase host", 'is "Contoso.azurecr.io"'],
      [
        { mirror_0: "https://mirror.corp.example" },
        "[stack/acr-pull] additionalLoginServers must be a lowercase host such as",
        'var.mirror_0 is "https://mirror.corp.example"',
      ],
      [{ mirror_1: MIRROR }, once],
      [{ login_server_1: SERVERS[0] }, once],
      [{ username_1: "" }, "[stack/acr-pull] username must be non-empty"],
      [{ password_1: "" }, "[stack/acr-pull] password must not be empty; pass a sensitive variable"],
      [
        { password_1: "canary".repeat(200_000) },
        "[stack/acr-pull] credentials must fit into a document of at most 1 MiB (1048576 bytes)",
      ],
    ];
    inWorkspace(binary, (workspace) => {
      workspace.write(variables());
      for (const [values, sentence, end = ""] of wrong) {
        const output = workspace.variables({ ...VALUES, ...values }).planError();
        expect(output).toContain(sentence);
        expect(output).toMatch(/; see https:\S+\/docs\/errors\.md#[a-z-]+ /);
        expect(output).toContain(end);
        expect(output).not.toContain("canary");
      }
    });
  });
});
