import { isSecretInput, plainSecrets } from "../../../src/knowledge/secrets/secret-scan";
import type { Json } from "../../../src/stack/json";
import { readVariables } from "../../../src/stack/variable";

const found = (body: Json) => plainSecrets(body, "x.y");

test.each([
  "password",
  "admin_password",
  "dbPassword",
  "PGPASSWORD",
  "DB_PASSWORD",
  "password_hash",
  "password_wo",
  "passphrase",
  "client_secret",
  "secret_string",
  "secret_key",
  "primary_key",
  "secondary_key",
  "shared_key",
  "access_key",
  "storage_account_key",
  "private_key_pem",
  "tls_private_key",
  "x-api-key",
  "apiKey",
  "auth_token",
  "connection_string",
  "Authorization",
])("a literal in %s is a secret", (name) => {
  expect(found({ a: [{ [name]: "canary" }] })).toEqual([`x.y.a[0].${name}`]);
});

test.each(["secret_name", "token_ttl", "public_key", "key_name", "authorization", "passwordless", "tokens_per_second", "key"])(
  "a literal in %s is none",
  (name) => {
    expect(found({ [name]: "canary" })).toEqual([]);
  },
);

test.each([
  '${base64encode("canary")}',
  '${sensitive(base64encode("canary"))}',
  '${jsonencode({"user" = "canary"})}',
  "$${canary}",
  "a${1 + 1}canary",
])("%s in a secret argument is as good as a literal", (value) => {
  expect(found({ password: value })).toEqual(["x.y.password"]);
});

test.each([
  "",
  "${var.password}",
  "${base64encode(var.password)}",
  '${file("password.txt")}',
  '${base64encode(file("password.txt"))}',
  "${uuid()}",
  '${coalesce(var.password, "")}',
])("%j in a secret argument is not written", (value) => {
  expect(found({ password: value })).toEqual([]);
});

test.each([
  '${jsonencode({"host" = var.host, "password" = "canary"})}',
  '${jsonencode({host = var.host, db = {apiKey: base64encode("canary")}})}',
  "Server=x;User=y;Password=canary;",
  "Server=${var.host};Password=canary;Encrypt=True",
  '${format("AccountName=x;AccountKey=canary;Host=%s", var.host)}',
  "#!/bin/sh\nexport PGPASSWORD=canary\npsql",
])("a secret inside of another text is found: %s", (value) => {
  expect(found({ content: value })).toEqual(["x.y.content"]);
});

test.each([
  '${jsonencode({"password" = var.password})}',
  '${jsonencode({"password" = "${var.password}"})}',
  "Server=x;Password=${var.password};Encrypt=True",
  "export PGPASSWORD=$(cat /run/password)",
  "export PGPASSWORD=${data.x.y.value} && psql",
  '${var.password == "" ? var.a : var.b}',
  "password == x",
])("a text without a written secret is none: %s", (value) => {
  expect(found({ content: value })).toEqual([]);
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
])("%s is a secret", (_what, body) => {
  expect(plainSecrets(body, "x")).toHaveLength(1);
});

test.each([
  ["the key of a lookup", { password: '${lookup(var.x, "password", var.y)}' }],
  ["an index", { password: '${var.x["password"]}' }],
  ["an address whose password is a variable", { text: "postgres://user:${var.password}@host/db" }],
  ["an address with a port", { text: "https://host:8080/a@b" }],
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
