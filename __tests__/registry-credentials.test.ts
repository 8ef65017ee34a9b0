import { TerraformVariable } from "cdktf";
import { ImagePullSecret, RegistryCredentials } from "../src";
import { emptyStack, synthesize } from "./support/stack";
import { CLIENT_ID, LOGIN_SERVER } from "./support/values";

const KNOWN = { loginServer: LOGIN_SERVER, username: CLIENT_ID, password: "correct-horse" };

test("tells what was given, and that nothing needs to exist before", () => {
  expect(RegistryCredentials.fromPassword(KNOWN)).toEqual({
    loginServer: LOGIN_SERVER,
    username: CLIENT_ID,
    password: "correct-horse",
    requires: [],
  });
});

test("passes variables on, since only the plan knows them", () => {
  const stack = emptyStack();
  const [loginServer, username, password] = ["login_server", "username", "password"].map(
    (name) => new TerraformVariable(stack, name, { type: "string" }).stringValue,
  );
  const credentials = RegistryCredentials.fromPassword({ loginServer, username, password });
  new ImagePullSecret(stack, "acr-pull", { credentials: [credentials], namespaces: ["apps"] });
  expect(synthesize(stack).resource.kubernetes_secret_v1["acr-pull"].data).toEqual({
    ".dockerconfigjson":
      '${jsonencode({"auths" = zipmap([var.login_server], [{"username" = var.username, "password" = var.password, ' +
      '"auth" = base64encode(join(":", [var.username, var.password]))}])})}',
  });
});

test("takes the host of any cloud, also with the hash of a domain name label", () => {
  for (const loginServer of ["contoso.azurecr.us", "contoso.azurecr.cn", "contoso-d5ahg0bqhvbrc5h5.azurecr.io"]) {
    expect(RegistryCredentials.fromPassword({ ...KNOWN, loginServer }).loginServer).toBe(loginServer);
  }
});

test.each([
  "",
  "contoso",
  "Contoso.azurecr.io",
  "https://contoso.azurecr.io",
  "contoso.azurecr.io/",
  "contoso.azurecr.io/team/app",
  "contoso.azurecr.io:443",
  "contoso..azurecr.io",
  "contoso.azurecr.io\n",
  `${"a".repeat(243)}.azurecr.io`,
])("fails for the login server '%s'", (loginServer) => {
  expect(() => RegistryCredentials.fromPassword({ ...KNOWN, loginServer })).toThrow(
    new Error(
      "RegistryCredentials.fromPassword: loginServer must be a lower-case host such as contoso.azurecr.io, without scheme, " +
        `path or port, got '${loginServer}'; give what \`az acr show --query loginServer\` prints.`,
    ),
  );
});

test("fails for an empty user name", () => {
  expect(() => RegistryCredentials.fromPassword({ ...KNOWN, username: "" })).toThrow(
    new Error(
      "RegistryCredentials.fromPassword: username must not be empty and hold no ':', got ''; give a client id, a token's name or the admin account's name.",
    ),
  );
});

test("fails for an empty password", () => {
  expect(() => RegistryCredentials.fromPassword({ ...KNOWN, password: "" })).toThrow(
    new Error("RegistryCredentials.fromPassword: password must not be empty; pass a sensitive TerraformVariable."),
  );
});

test("fails for a user name with a colon, where basic authentication would split it", () => {
  expect(() => RegistryCredentials.fromPassword({ ...KNOWN, username: "a:b" })).toThrow(
    "RegistryCredentials.fromPassword: username must not be empty and hold no ':', got 'a:b'",
  );
});
