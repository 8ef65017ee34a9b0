import { notesOf } from "../../src/export/notes";
import type { Json } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";

const NOTHING_LEFT = { gone: [], unknown: [] };

const notes = (json: Json) => notesOf(readStack(json), [], NOTHING_LEFT);

describe("the password of a pull secret", () => {
  const pullSecret = (document: string, argument = "data") => ({
    resource: {
      kubernetes_secret_v1: {
        pull: { type: "kubernetes.io/dockerconfigjson", [argument]: { ".dockerconfigjson": document } },
      },
    },
  });
  const documentWith = (password: string) =>
    `\${jsonencode({"auths" = zipmap(["x"], [{"username" = "u", "password" = ${password}}])})}`;

  test.each([
    ["as an expression", documentWith('base64decode("Y2FuYXJ5")')],
    ["as a string in an expression", documentWith('"canary"')],
    ["with a name as its key", '${jsonencode({auths = {x = {password: "canary"}}})}'],
    ["in a document without expressions", '{"auths":{"x":{"auth":"canary"}}}'],
    ["in a document with an expression elsewhere", '{"auths":{"${var.server}":{"password": "canary"}}}'],
  ])("that is written %s is to be reviewed, without being quoted", (_case, document) => {
    for (const argument of ["data", "binary_data", "data_wo"]) {
      const found = notes(pullSecret(document, argument));
      expect(found).toEqual([{ places: ["kubernetes_secret_v1.pull"], text: expect.stringContaining("can read the password") }]);
      expect(JSON.stringify(found)).not.toMatch(/canary|Y2FuYXJ5/);
    }
  });

  test("that is not written is not to be reviewed", () => {
    const documents = [documentWith("var.password"), documentWith('"${var.password}"'), '{"password":"${var.password}"}'];
    expect(documents.flatMap((document) => notes(pullSecret(document)))).toEqual([]);
  });
});

test("a secret input with a default is to be reviewed, whether it is declared or named secret", () => {
  const stack = {
    variable: {
      filled: { sensitive: true, default: "canary" },
      empty: { sensitive: true, default: "" },
      nothing: { ephemeral: true, default: null },
      missing: { sensitive: true },
      db_password: { default: "canary" },
      plain: { default: "x" },
    },
  };
  expect(notes(stack).flatMap(({ places, text }) => places.map((place) => `${place}: ${text.split(",")[0]}`))).toEqual([
    "variable.db_password: Everyone who gets this folder can read the default of this input",
    "variable.filled: Everyone who gets this folder can read the default of this input",
    "variable.db_password: This input is secret by its name",
  ]);
  expect(JSON.stringify(notes(stack))).not.toContain("canary");
});

test("secrets are to be reviewed where they are written, and none is quoted", () => {
  const stack: Json = {
    provider: { kubernetes: [{ token: "canary" }, { alias: "edge", token: "canary" }] },
    data: { terraform_remote_state: { net: { backend: "azurerm", config: { access_key: "canary", key: "x" } } } },
    resource: {
      kubernetes_secret: { older: { data: { anything: "canary" } } },
      kubernetes_job_v1: { job: { container: [{ env: [{ name: "DB_PASSWORD", value: "canary" }] }] } },
      azurerm_key_vault_secret: { one: { name: "x", value: "canary" } },
    },
    output: { api_key: { value: "canary" }, encoded: { sensitive: true, value: '${base64encode("canary")}' } },
  };
  const written = notes(stack).filter(({ text }) => text.startsWith("Everyone who gets this folder can read"));
  expect(written.flatMap(({ places }) => places)).toEqual([
    "azurerm_key_vault_secret.one.value",
    "data.terraform_remote_state.net.config.access_key",
    "kubernetes_job_v1.job.container[0].env[0].value",
    "kubernetes_secret.older.data.anything",
    "provider.kubernetes.token",
    "provider.kubernetes.edge.token",
    "output.api_key",
    "output.encoded",
  ]);
  expect(JSON.stringify(notes(stack))).not.toContain("canary");
});

test("the folder of a module must be part of it", () => {
  const found = (source: string, ...paths: readonly string[]) =>
    notesOf(readStack({ module: { net: { source } } }), paths, NOTHING_LEFT).flatMap(({ places }) => places);
  for (const source of ["./modules/net", "../../../modules/net", "/modules/net"]) {
    expect([found(source), found(source, "modules/network/main.tf")]).toEqual([["module.net"], ["module.net"]]);
    expect(found(source, "modules/net/main.tf")).toEqual(source.startsWith("./") ? [] : ["module.net"]);
  }
});
