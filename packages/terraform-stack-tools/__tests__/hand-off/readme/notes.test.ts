import { rootModuleOf } from "../../../src/hand-off/module/root-module";
import { notesOf } from "../../../src/hand-off/readme/tables";
import type { Json } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { SCENARIOS } from "../../support/scenarios";

const notes = (json: Json) => notesOf(readStack(json));
const placesOf = (json: Json) => notes(json).map(({ place }) => place);

test("of these stacks, only the program that logs in must be reviewed", () => {
  const found = SCENARIOS.flatMap(([, stack]) => notesOf(rootModuleOf(readStack(stack)).stack));
  expect(new Set(found.map(({ text }) => text))).toEqual(
    new Set(["The provider logs in with a program, the `command` of its `exec`, which must be on the PATH."]),
  );
});

test.each<[string, Json, string, string]>([
  ["an unknown type", { resource: { aws_instance: { a: {}, b: {} } } }, "aws_instance", "is not covered by this page"],
  ["an unknown section", { action: {}, terraform: {} }, "action", "section of the configuration is not covered"],
  ["a child module", { module: { m: { source: "Azure/avm-res-x/azurerm" } } }, "module.m", "This is a child module"],
  [
    "the state of another stack",
    { data: { terraform_remote_state: { a: { backend: "s3" } } } },
    "data.terraform_remote_state.a",
    "reads the state of another stack",
  ],
  [
    "provisioners",
    { resource: { azurerm_role_assignment: { a: { provisioner: [] } } } },
    "azurerm_role_assignment.a",
    "provisioners run commands",
  ],
  [
    "a program that logs in",
    { provider: { kubernetes: [{ alias: "edge", exec: [{ command: "kubelogin" }] }] } },
    "provider.kubernetes.edge",
    "logs in with a program",
  ],
  [
    "a setting that destroys more",
    { provider: { azurerm: [{ features: [{ virtual_machine: [{ skip_shutdown_and_force_delete: true }] }] }] } },
    "provider.azurerm.features.virtual_machine.skip_shutdown_and_force_delete",
    "This setting destroys more, or may: a machine is deleted while it runs. Keep it only",
  ],
  [
    "a path of one machine",
    { provider: { kubernetes: { config_path: ["/home", "me", ".kube", "config"].join("/") } } },
    "provider.kubernetes.config_path",
    "may exist on one machine only",
  ],
])("%s is to be reviewed, once", (_case, stack, place, text) => {
  expect(notes(stack)).toEqual([{ place, text: expect.stringContaining(text) }]);
});

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
      expect(found).toEqual([{ place: "kubernetes_secret_v1.pull", text: expect.stringContaining("can read the password") }]);
      expect(JSON.stringify(found)).not.toMatch(/canary|Y2FuYXJ5/);
    }
  });

  test.each([documentWith("var.password"), documentWith('"${var.password}"'), '{"password":"${var.password}"}'])(
    "that is not written is not to be reviewed: %s",
    (document) => {
      expect(notes(pullSecret(document))).toEqual([]);
    },
  );
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
  expect(notes(stack).map(({ place, text }) => `${place}: ${text.split(",")[0]}`)).toEqual([
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
  expect(written.map(({ place }) => place)).toEqual([
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

test("a secret in plain text is told first, and what is merely unknown last", () => {
  const stack: Json = {
    resource: { aws_instance: { a: { password: "canary" } }, terraform_data: { b: { provisioner: [] } } },
    locals: { folder: "/home/me" },
  };
  expect(placesOf(stack)).toEqual(["aws_instance.a.password", "locals.folder", "terraform_data.b", "aws_instance"]);
});

test.each(["./modules/net", "../../../modules/net", "/modules/net"])("the folder of %s must be part of the bundle", (source) => {
  const stack = readStack({ module: { net: { source } } });
  expect(notesOf(stack).map(({ text }) => text)).toContainEqual(expect.stringContaining("is not part of this one"));
  expect(notesOf(stack, ["modules/network/main.tf"])).toHaveLength(2);
  expect(notesOf(stack, ["modules/net/main.tf"])).toHaveLength(source.startsWith("./") ? 1 : 2);
});

const isFound = (value: string) => notes({ locals: { a: value } }).length > 0;
const HOME = ["", "home", "me"].join("/");

test.each([
  `${HOME}/x`,
  "~/x",
  "~me/x",
  "/__w/x/x",
  "/codebuild/output/x",
  "C:\\Users\\me",
  "file:///tmp/x",
  `\${file("${HOME}/x")}`,
  '${templatefile("/workspaces/x/y.tpl", {a = 1})}',
  '${filebase64(pathexpand("~/x"))}',
  `\${jsonencode({a = file("${HOME}/x")})}`,
  `x-\${file("${HOME}/\${var.name}")}`,
  '${file("../../x")}',
  '${file("./a/../../x")}',
  '${file("${path.module}/../x")}',
  '${fileset("..", "*.json")}',
])("%s is a path of one machine or leads out of the folder", (value) => {
  expect(isFound(value)).toBe(true);
});

test.each([
  "/subscriptions/x",
  "/var/run/secrets",
  "/",
  "see /tmp/x",
  "../../x",
  "~",
  '${file("${path.module}/assets/x")}',
  '${file("a/../b")}',
  '${join("/", ["..", var.x])}',
  "${var.home}/x",
])("%s is none", (value) => {
  expect(isFound(value)).toBe(false);
});

test("a place is told once", () => {
  expect(placesOf({ locals: { a: '${join(",", [file("~/x"), file("~/y")])}' } })).toEqual(["locals.a"]);
});
