import { literalSecrets } from "../../../src/knowledge/secrets/secret-scan";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

const REPOSITORY = { url: "contoso.azurecr.io/", type: "helm", enableOCI: "true", username: "canary" };
const secretOf = (labels: JsonObject, data: JsonObject): JsonObject => ({
  resource: { kubernetes_secret_v1: { a: { metadata: { name: "a", labels }, data } } },
});
const ARGO_CD = { "argocd.argoproj.io/secret-type": "repo-creds" };

const placesIn = (stack: Json) => literalSecrets(readStack(stack)).map(({ place }) => place);

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
  expect(placesIn(stack)).toEqual(places);
});
