import { hiddenValues, isSecretInput, literalSecrets, plainSecrets } from "../../../src/knowledge/secrets/secret-scan";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack, readVariables } from "../../../src/stack/stack";

const found = (body: Json) => plainSecrets(body, "x.y");

const SECRET =
  "password admin_password dbPassword PGPASSWORD DB_PASSWORD password_hash password_wo passphrase client_secret secret_string " +
  "secret_key primary_key secondary_key shared_key access_key storage_account_key private_key_pem tls_private_key x-api-key " +
  "apiKey auth_token connection_string Authorization DB_PASS admin_pass password2 tunnel1_preshared_key license_key plaintext_value";
const PLAIN = "secret_name token_ttl public_key key_name authorization passwordless tokens_per_second key proxy_pass";

test("a literal is a secret by the name of its argument", () => {
  const isFound = (name: string) => found({ a: [{ [name]: "canary" }] }).join() === `x.y.a[0].${name}`;
  expect(`${SECRET} ${PLAIN}`.split(" ").filter(isFound).join(" ")).toBe(SECRET);
});

test.each([
  [true, "password", '${base64encode("canary")}'],
  [true, "password", '${sensitive(base64encode("canary"))}'],
  [true, "password", '${jsonencode({"user" = "canary"})}'],
  [true, "password", "$${canary}"],
  [true, "password", "a${1 + 1}canary"],
  [false, "password", ""],
  [false, "password", "${var.password}"],
  [false, "password", "${base64encode(var.password)}"],
  [false, "password", '${file("password.txt")}'],
  [false, "password", '${base64encode(file("password.txt"))}'],
  [false, "password", "${uuid()}"],
  [false, "password", '${coalesce(var.password, "")}'],
  // Inside of another text.
  [true, "content", '${jsonencode({"host" = var.host, "password" = "canary"})}'],
  [true, "content", '${jsonencode({host = var.host, db = {apiKey: base64encode("canary")}})}'],
  [true, "content", "Server=x;User=y;Password=canary;"],
  [true, "content", "Server=${var.host};Password=canary;Encrypt=True"],
  [true, "content", '${format("AccountName=x;AccountKey=canary;Host=%s", var.host)}'],
  [true, "content", "#!/bin/sh\nexport PGPASSWORD=canary\npsql"],
  [false, "content", '${jsonencode({"password" = var.password})}'],
  [false, "content", '${jsonencode({"password" = "${var.password}"})}'],
  [false, "content", "Server=x;Password=${var.password};Encrypt=True"],
  [false, "content", "export PGPASSWORD=$(cat /run/password)"],
  [false, "content", "export PGPASSWORD=${data.x.y.value} && psql"],
  [false, "content", '${var.password == "" ? var.a : var.b}'],
  [false, "content", "password == x"],
])("whether a secret is written, %s: %s = %j", (isWritten, name, value) => {
  expect(found({ [name]: value })).toEqual(isWritten ? [`x.y.${name}`] : []);
});

const LITERAL = { password: "canary" };
const CONDITIONS = { precondition: [{ condition: '${var.password != "x"}', error_message: "Set password=x or token=y." }] };

test.each<[what: string, type: string, body: Json, expected: readonly string[]]>([
  ["the condition of a block", "aws_subnet", { lifecycle: CONDITIONS }, []],
  ["what else is in its lifecycle", "aws_subnet", { lifecycle: LITERAL }, ["x.y.lifecycle.password"]],
  ["what is called like a condition elsewhere", "aws_subnet", { validation: LITERAL }, ["x.y.validation.password"]],
  [
    "the same in a local value",
    "",
    { lifecycle: LITERAL, validation: LITERAL },
    ["x.y.lifecycle.password", "x.y.validation.password"],
  ],
  ["labels of Kubernetes", "kubernetes_secret_v1", { metadata: [{ labels: LITERAL, annotations: LITERAL }] }, []],
  ["labels elsewhere in its blocks", "kubernetes_secret_v1", { labels: LITERAL }, ["x.y.labels.password"]],
  ["labels of something else", "aws_subnet", { metadata: { labels: LITERAL } }, ["x.y.metadata.labels.password"]],
  ["labels of a local value", "", { labels: LITERAL, annotations: LITERAL }, ["x.y.annotations.password", "x.y.labels.password"]],
  [
    "an input of a module",
    "module",
    { lifecycle: LITERAL, metadata: { labels: LITERAL } },
    ["x.y.lifecycle.password", "x.y.metadata.labels.password"],
  ],
])("whether %s is looked at", (_what, type, body, expected) => {
  expect(plainSecrets(body, "x.y", type)).toEqual(expected);
});

test.each([
  ["a number", { password: 12345678 }],
  ["one case of several", { password: '${var.x == "" ? "canary" : var.x}' }],
  ["the other case", { password: '${var.x != "" ? var.x : "canary"}' }],
  ["what is given where a variable is empty", { password: '${coalesce(var.x, "canary")}' }],
  ["what is given after an error", { password: '${try(var.x.y, "canary")}' }],
  ["a private key under any name", { text: "-----BEGIN RSA PRIVATE KEY-----\ncanary" }],
  ["a token of GitHub under any name", { text: `ghp_${"a".repeat(36)}` }],
  ["a token of GitLab under any name", { text: `glpat-${"a".repeat(20)}` }],
  ["a password in an address", { text: "postgres://user:canary@host/db" }],
  ["the signature of an address", { text: "https://host/blob?sv=2024&sig=canary" }],
  ["a token in an address", { text: "https://host/module.zip?token=canary" }],
  ["what is declared sensitive", { text: '${sensitive("canary")}' }],
  ["a private key of PGP", { text: "-----BEGIN PGP PRIVATE KEY BLOCK-----\ncanary" }],
  ["a key of age", { text: `AGE-SECRET-KEY-1${"Q".repeat(58)}` }],
  ["the secret of an application of Azure", { text: `abc8Q~${"a".repeat(34)}` }],
  ["a token of npm", { text: `npm_${"a".repeat(36)}` }],
  ["a token of Docker Hub", { text: `dckr_pat_${"a".repeat(27)}` }],
  ["a key of Stripe", { text: `sk_live_${"a".repeat(24)}` }],
  ["a token of Hugging Face", { text: `hf_${"a".repeat(34)}` }],
  ["a key of SendGrid", { text: `SG.${"a".repeat(22)}.${"b".repeat(43)}` }],
  ["a token of HCP Terraform", { text: `${"a".repeat(14)}.atlasv1.${"b".repeat(64)}` }],
  ["an address of Slack that takes messages", { text: `https://hooks.slack.com/services/T0/B0/${"a".repeat(24)}` }],
  ["the password of a registry of npm", { text: "//npm.contoso.com/:_authToken=canary" }],
  ["a password in a source name of Go", { text: "root:canary@tcp(host:3306)/db" }],
  ["a password of a cache", { text: "x.redis.cache.windows.net:6380,password=canary,ssl=True" }],
  ["a header with a key", { text: "curl -H 'X-API-Key: canary-4711'" }],
  ["an option that ends in a password", { text: "kubectl create secret docker-registry x --docker-password canary" }],
  ["an option by itself", { args: ["--db-password=canary"] }],
  ["the argument after an option", { args: ["get-token", "--client-secret", "canary"] }],
  ["a password for SSH", { text: "sshpass -p 'canary' ssh x" }],
  ["a login without a space", { text: "curl -uadmin:canary https://x" }],
  ["a login of Linux", { text: "echo 'root:canary' | chpasswd" }],
  ["a login of Windows", { text: 'ConvertTo-SecureString "canary" -AsPlainText -Force' }],
  ["a property", { text: "a=b\nspring.datasource.password=canary\n" }],
  ["a Secret in YAML", { text: "apiVersion: v1\nkind: Secret\nstringData:\n  foo: canary\n" }],
  ["the value of a variable of a pipeline", { key: "DB_PASSWORD", value: "canary" }],
  ["a secret of an app of containers", { secret: [{ name: "db", value: "canary" }] }],
  ["a value of a chart that is sensitive", { set_sensitive: [{ name: "x", value: "canary" }] }],
  ["a variable of a container that is secure", { container: [{ secure_environment_variables: { X: "canary" } }] }],
])("%s is a secret", (_what, body) => {
  expect(plainSecrets(body, "x")).toHaveLength(1);
});

test.each<[type: string, body: Json, isOne: boolean]>([
  ["aws_ssm_parameter", { type: "SecureString", value: "canary" }, true],
  ["aws_ssm_parameter", { type: "String", value: "x" }, false],
  ["vault_kv_secret_v2", { data_json: '{"a":"canary"}' }, true],
  ["github_actions_secret", { value: "canary" }, true],
  ["github_actions_variable", { value: "x" }, false],
])("whether %s with %j keeps a secret: %s", (type, body, isOne) => {
  expect(plainSecrets(body, "x", type)).toHaveLength(isOne ? 1 : 0);
});

test.each([
  ["the key of a lookup", { password: '${lookup(var.x, "password", var.y)}' }],
  ["an index", { password: '${var.x["password"]}' }],
  ["an address whose password is a variable", { text: "postgres://user:${var.password}@host/db" }],
  ["an address with a port", { text: "https://host:8080/a@b" }],
  ["what a variable declares sensitive", { text: "${sensitive(var.x)}" }],
  ["an option whose password is a variable", { text: "x --docker-password ${var.password}" }],
  ["the argument after an option that is a variable", { args: ["--password", "$(PASSWORD)", "--token", "${var.token}"] }],
  ["an option after an option", { args: ["--password-stdin", "x", "--token-file", "y"] }],
  ["an option that reads it elsewhere", { text: "docker-credential --password-stdin; echo 'root:$PASSWORD' | chpasswd" }],
  ["a Secret in YAML that somebody fills in", { text: "kind: Secret\nstringData:\n  foo: {{ foo }}\n" }],
  ["a name of a secret", { secret: [{ name: "db", key_vault_secret_id: "x" }] }],
])("%s is none", (_what, body) => {
  expect(plainSecrets(body, "x")).toEqual([]);
});

test.each<[string, Json, boolean]>([
  ["marked", { sensitive: true }, true],
  ["db_password", {}, true],
  ["settings", { default: { smtp: { password: "canary" } } }, true],
  ["settings", { default: { smtp: { host: "x" } } }, false],
  ["image", { default: "x" }, false],
])("whether the input %s %j takes a secret: %s", (name, body, expected) => {
  expect(readVariables({ [name]: body }).map(isSecretInput)).toEqual([expected]);
});

const base64 = (text: string) => Buffer.from(text).toString("base64");
const AUTHS = JSON.stringify({ auths: { "r.example": { auth: base64("user:canary") } } });
const ENVIRONMENT = [{ name: "DB_PASSWORD", value: "canary" }];

test.each([
  ["a document of JSON", '{"password":"canary"}'],
  ["a document of JSON over lines", JSON.stringify({ db: [{ user: "x", password: "canary" }] }, undefined, 2)],
  ["one with an expression in it", '{"host":"${var.host}","password":"canary"}'],
  ["one with a number that is an expression", '{"port":${var.port},"password":"canary"}'],
  ["one whose password is a number", '{"port":1,"password":12345678}'],
  ["one with the same key again", '{"password":"canary","password":""}'],
  ["one that is nested deeply", `${"[".repeat(300)}{"password":"canary"}${"]".repeat(300)}`],
  ["one behind a byte order mark", '\uFEFF{"password":"canary"}'],
  ["one in a document", JSON.stringify({ config: JSON.stringify({ password: "canary" }) })],
  ["one in a document in an expression", `\${jsonencode({"a" = ${JSON.stringify(JSON.stringify({ password: "canary" }))}})}`],
  ["one that an expression reads", '${jsondecode("{\\"password\\":\\"canary\\"}").password}'],
  ["one with a comment", '{ // of the database\n "password": "canary" }'],
  ["the environment of a container", JSON.stringify([{ name: "app", environment: ENVIRONMENT }])],
  ["the same in an expression", '${jsonencode([{"environment" = [{"name" = "DB_PASSWORD", "value" = "canary"}]}])}'],
  ["the same in another order", '${jsonencode([{value = base64encode("canary"), name = "DB_PASSWORD"}])}'],
  ["a login of Docker", AUTHS],
  ["a login of Docker in an expression", `\${jsonencode({auths = {"r" = {auth = "${base64("user:canary")}"}}})}`],
  ["a login of Docker that is encoded there", '${jsonencode({auths = {"r" = {auth = base64encode("user:canary")}}})}'],
  ["a token of Docker", '{"auths":{"r":{"identitytoken":"canary"}}}'],
  ["a short login of Docker", '{"r":{"auth":"dXNlcjpw"}}'],
  ["a document in base64", base64('{"password":"canary"}')],
  ["a document in base64 over lines", base64(`{"user":"${"x".repeat(99)}","password":"canary"}`).replace(/.{76}/g, "$&\n")],
  ["a document in base64 in an expression", `\${base64decode("${base64('{"password":"canary"}')}")}`],
  ["a document in base64 in a document", `{"data":{"c":"${base64(AUTHS)}"}}`],
  ["a script in base64", base64("#!/bin/sh\nexport PGPASSWORD=canary\n")],
  ["a document in a script", `#!/bin/sh\ncurl -d '{"password":"canary"}' https://x\n`],
  ["a document in a string of a script", 'curl -d "{\\"password\\": \\"canary\\"}" https://x'],
  ["a Secret of Kubernetes as a document", '{"kind":"Secret","stringData":{"x":"canary"}}'],
  ["YAML", "auth:\n  username: x\n  password: canary\n"],
  ["quoted YAML", 'auth:\n  password: "a canary"\n'],
  ["one line of YAML", "adminPassword: canary"],
])("%s has a secret", (_what, text) => {
  expect(found({ content: text })).toEqual(["x.y.content"]);
});

test.each([
  ["a schema", '{"type":"object","required":["password"],"properties":{"password":{"type":"string"}}}'],
  ["a policy", '{"Action":["secretsmanager:GetSecretValue"],"Resource":"arn:aws:secretsmanager:eu-west-1:1:secret:x"}'],
  ["a document without values", '{"password":"","token":null,"secret":{}}'],
  ["a document with variables", '{"password":"${var.password}","token":"Bearer ${var.token}","secret":"$${SECRET}"}'],
  ["a document that somebody fills in", '{"password":"<password>","token":"{{ token }}","apiKey":"$API_KEY","secret":"***"}'],
  ["a format", '${format("{\\"password\\":\\"%s\\"}", var.password)}'],
  ["a document that says where the secret is", JSON.stringify({ secrets: [{ name: "DB_PASSWORD", valueFrom: "arn:x" }] })],
  ["a name of Secrets Manager", '{"password":"arn:aws:secretsmanager:eu-west-1:1:secret:x"}'],
  ["an environment without secrets", '${jsonencode([{name = "DB_HOST", value = "x"}, {name = "DB_PASSWORD", value = var.p}])}'],
  ["the name of one beside the value of another", '${jsonencode({a = {name = "DB_PASSWORD"}, b = {value = "x"}})}'],
  ["a login whose password is a variable", '${jsonencode({auths = {r = {auth = base64encode("user:${var.password}")}}})}'],
  ["a document about logins", '{"auth":"oauth2","type":"basic"}'],
  ["text in base64", base64("hello world, this is a text")],
  ["YAML with references", "password: ${var.password}\ntoken: &token\nsecret: |\n  x\napiKey: !Ref Key\nclientSecret: null"],
  ["a sentence", "Password: see-the-vault"],
  ["a sentence about it", "password: as it is in the vault"],
  ["a setting that is a reference to a key vault", "@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/y)"],
])("%s has none", (_what, text) => {
  expect(found({ content: text })).toEqual([]);
});

test("only the value of a setting that says not where its secret is kept is one, and that of a chart by its path", () => {
  const reference = "@Microsoft.KeyVault(VaultName=x;SecretName=y)";
  expect(found({ app_settings: { DB_PASSWORD: reference, API_KEY: "canary" } })).toEqual(["x.y.app_settings.API_KEY"]);
  expect(found({ set: [{ name: "auth.token", value: "canary" }] })).toEqual(["x.y.set[0].value"]);
});

test.each([
  ["quotes that nothing closes", `{${'"\\'.repeat(500_000)}`],
  ["letters of base64", "A".repeat(2_000_000)],
  ["spaces", `{"password" ${" ".repeat(2_000_000)}`],
  ["lists in lists", "[".repeat(1_000_000)],
  ["short lines", "a: b\n".repeat(300_000)],
  ["members", `{${'"a":"b",'.repeat(200_000)}"c":1}`],
])("a megabyte of %s takes no more than a few seconds", (_what, text) => {
  const start = process.cpuUsage();
  expect(found({ content: text })).toEqual([]);
  expect(process.cpuUsage(start).user).toBeLessThan(10_000_000);
});

const REPOSITORY = { url: "contoso.azurecr.io/", type: "helm", enableOCI: "true", username: "canary" };
const secretOf = (labels: JsonObject, data: JsonObject): JsonObject => ({
  resource: { kubernetes_secret_v1: { a: { metadata: { name: "a", labels }, data } } },
});
const ARGO_CD = { "argocd.argoproj.io/secret-type": "repo-creds" };

test.each<[what: string, stack: Json, places: readonly string[]]>([
  ["a local value", { locals: { validation: { db_password: "canary" } } }, ["locals.validation.db_password"]],
  ["the default of a variable", { variable: { token: { default: "canary" } } }, ["variable.token"]],
  ["an output", { output: { a: { value: { token: "canary" } } } }, ["output.a"]],
  ["an argument", { resource: { aws_x: { a: { password: "canary" } } } }, ["aws_x.a.password"]],
  ["a data source of a check", { check: { a: { data: { http: { b: { token: "canary" } } } } } }, ["data.http.b.token"]],
  ["a provider", { provider: { aws: [{ alias: "b", secret_key: "canary" }] } }, ["provider.aws.b.secret_key"]],
  ["a backend", { terraform: { backend: { s3: { secret_key: "canary" } } } }, ["terraform.backend.s3.secret_key"]],
  ["an input of a module", { module: { a: { source: "a/b/c", token: "canary" } } }, ["module.a.token"]],
  ["the source of a module", { module: { a: { source: "git::https://canary@host/x.git" } } }, ["module.a.source"]],
  ["its user and password", { module: { a: { source: "git::https://u:canary@host/x.git" } } }, ["module.a.source"]],
  ["its query", { module: { a: { source: "https://host/x.zip?token=canary" } } }, ["module.a.source"]],
  [
    "a variable that becomes one",
    { variable: { a: { default: "canary" } }, resource: { aws_x: { a: { password: "${var.a}" } } } },
    ["variable.a"],
  ],
  [
    "a variable that becomes one by a local value",
    { variable: { a: { default: "canary" } }, locals: { b: "${var.a}" }, provider: { aws: [{ secret_key: "${local.b}" }] } },
    ["variable.a"],
  ],
  [
    "a local value that becomes one",
    { locals: { a: "canary" }, resource: { azurerm_key_vault_secret: { a: { value: "${local.a}" } } } },
    ["locals.a"],
  ],
  [
    "no variable that is a part of one, or has none",
    {
      variable: { a: { default: "x" }, b: { default: "" }, c: {} },
      resource: { aws_x: { a: { password: "${var.a}-${var.c}", token: "${var.b}", secret: "${var.c}" } } },
    },
    [],
  ],
  ["a repository of Argo CD", secretOf(ARGO_CD, REPOSITORY), ["kubernetes_secret_v1.a.data.username"]],
  ["the address of one", secretOf(ARGO_CD, { url: "https://u:canary@contoso.azurecr.io/" }), ["kubernetes_secret_v1.a.data.url"]],
  ["a type that is of nobody", secretOf({}, { type: "canary" }), ["kubernetes_secret_v1.a.data.type"]],
  ["no user of SSH", { module: { a: { source: "git::ssh://git@host/x.git" }, b: { source: "git@host:x" } } }, []],
])("a secret in %s has one place", (_what, stack, places) => {
  expect(literalSecrets(readStack(stack)).map(({ place }) => place)).toEqual(places);
});

const SIZE = { size: { default: "x" } };
const machine = { azurerm_linux_virtual_machine: { a: { admin_password: "${local.login}", size: "${var.size}" } } };

test.each<[string, JsonObject, string[]]>([
  ["its declaration", { variable: { a: { sensitive: true, default: "x" }, ...SIZE } }, ["var.a"]],
  ["its name", { variable: { db_password: { default: "x" }, ...SIZE } }, ["var.db_password"]],
  [
    "its use, by way of a local value too",
    { variable: { a: { default: "x" }, ...SIZE }, locals: { login: "${var.a}" }, resource: machine },
    ["var.a", "local.login"],
  ],
])("the value of an input is hidden that is secret by %s, and no other one", (_how, stack, expected) => {
  expect([...hiddenValues(readStack(stack))]).toEqual(expected);
});
