import { isSecretInput, plainSecrets } from "../../../src/hand-off/module/secret-scan";
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

test("a condition compares secrets, but contains none", () => {
  const precondition = [{ condition: '${var.password != "x"}', error_message: "Set password=x or token=y." }];
  expect(found({ lifecycle: { precondition } })).toEqual([]);
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
