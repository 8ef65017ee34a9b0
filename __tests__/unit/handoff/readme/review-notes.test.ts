import { moduleOf, whole } from "../../../../src/handoff/module";
import { notesOf } from "../../../../src/handoff/readme/review-notes";
import { scenarios } from "../../../../stacks/main";
import { stacksOf } from "../../../support/scenarios";
import { render } from "../../../support/stack";

test("of our stacks, only the program that logs in is to be looked at", () => {
  const notes = stacksOf(scenarios).flatMap((stack) => notesOf(whole(moduleOf(render(stack)))));
  expect(new Set(notes.map(({ text }) => text))).toEqual(
    new Set(["logs in with the program kubelogin, which must be on the PATH"]),
  );
});

test.each([
  ["an unknown type", { resource: { random_pet: { a: {} } } }, "random_pet.a", "a type that this page does not know"],
  ["an unknown section", { action: {} }, "action", "a section that this page does not know"],
  ["a module", { module: { m: { source: "./m" } } }, "module.m", "a module of its own"],
  [
    "another stack's state",
    { data: { terraform_remote_state: { a: { backend: "s3" } } } },
    "data.terraform_remote_state.a",
    "reads the state of another stack",
  ],
  [
    "provisioners",
    { resource: { azurerm_role_assignment: { a: { provisioner: [] } } } },
    "azurerm_role_assignment.a",
    "has provisioners",
  ],
  [
    "a path of a machine",
    { provider: { kubernetes: { config_path: ["/home", "me", ".kube", "config"].join("/") } } },
    "provider.kubernetes.config_path",
    "may exist on one machine only",
  ],
  ["a path of Windows", { locals: { a: "C:\\Users\\me" } }, "locals.a", "may exist on one machine only"],
])("%s is named", (_case, stack, place, text) => {
  expect(notesOf(stack as never)).toContainEqual({ place, text: expect.stringContaining(text) });
});

test("ids of Azure and paths in containers are no paths of a machine", () => {
  expect(notesOf({ locals: { a: "/subscriptions/x", b: "/var/run/secrets", c: "/" } })).toEqual([]);
});

test("a secret that whoever gets the folder can read is named, without its value", () => {
  const pullSecret = (document: string) => ({ type: "kubernetes.io/dockerconfigjson", data: { ".dockerconfigjson": document } });
  const notes = notesOf({
    variable: {
      filled: { sensitive: true, default: "canary" },
      empty: { sensitive: true, default: "" },
      missing: { sensitive: true },
      plain: { default: "x" },
    },
    resource: {
      kubernetes_secret_v1: {
        encoded: pullSecret(
          '${jsonencode({"auths" = zipmap(["x"], [{"username" = "u", "password" = base64decode("Y2FuYXJ5")}])})}',
        ),
        literal: pullSecret('{"auths":{"x":{"auth":"canary"}}}'),
        referred: pullSecret('${jsonencode({"auths" = zipmap(["x"], [{"username" = "u", "password" = var.missing}])})}'),
      },
    },
  });
  expect(notes.map(({ place }) => place)).toEqual([
    "variable.filled",
    "kubernetes_secret_v1.encoded",
    "kubernetes_secret_v1.literal",
  ]);
  expect(JSON.stringify(notes)).not.toMatch(/canary|Y2FuYXJ5/);
});

test("literals whose names say that they are secret are named, wherever they stand", () => {
  const notes = notesOf({
    provider: {
      azurerm: [{ client_secret: "canary", client_id: "x" }],
      kubernetes: { token: "canary", exec: [{ command: "x" }] },
    },
    data: { terraform_remote_state: { net: { backend: "azurerm", config: { access_key: "canary", key: "x" } } } },
    resource: {
      azurerm_kubernetes_cluster: { aks: { service_principal: { client_secret: "canary", client_id: "x" } } },
      kubernetes_secret_v1: {
        opaque: { metadata: { name: "x" }, data: { anything: "canary", referred: "${var.x}" } },
      },
      kubernetes_pod_v1: {
        pod: {
          metadata: { labels: { token: "x" } },
          volume: [{ secret: { secret_name: "x" } }],
          automount_service_account_token: true,
          container: [
            {
              name: "app",
              env: [
                { name: "DB_PASSWORD", value: "canary" },
                { name: "MODE", value: "x" },
              ],
            },
          ],
        },
      },
      azurerm_key_vault_secret: { one: { name: "x", value: "canary" } },
    },
    module: { m: { source: "./m", apiKey: "canary" } },
    locals: { db_password: "canary" },
    variable: { plain_password: { default: "canary" } },
    output: {
      told: { sensitive: true, value: "canary" },
      open: { value: "x" },
      referred: { sensitive: true, value: "${var.x}" },
    },
  });
  expect(notes).toContainEqual({ place: "variable.plain_password", text: expect.stringContaining("has a default") });
  expect(notes.filter(({ text }) => /written in the module/.test(text)).map(({ place }) => place)).toEqual([
    "azurerm_key_vault_secret.one.value",
    "azurerm_kubernetes_cluster.aks.service_principal.client_secret",
    "data.terraform_remote_state.net.config.access_key",
    "kubernetes_pod_v1.pod.container[0].env[0].value",
    "kubernetes_secret_v1.opaque.data.anything",
    "module.m.apiKey",
    "provider.azurerm[0].client_secret",
    "provider.kubernetes.token",
    "locals.db_password",
    "output.told",
  ]);
  expect(JSON.stringify(notes)).not.toContain("canary");
});

test("another stack's state is named once", () => {
  const notes = notesOf({ data: { terraform_remote_state: { a: { backend: "s3" } } } });
  expect(notes).toHaveLength(1);
});
