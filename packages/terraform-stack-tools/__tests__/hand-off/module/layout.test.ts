import { addressInState, modulesOf } from "../../../src/hand-off/module/layout";
import { rootModuleOf } from "../../../src/hand-off/module/root-module";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { GRANT } from "../../support/hand-off";

const modulesIn = (stack: Json, assets: ReadonlyMap<string, Buffer> = new Map()) =>
  modulesOf({ name: "The Grant-1", stack: readStack(stack), assets }, "module");

/** The sections of the module and of the configuration that calls it. */
function divided(stack: Json): { top: JsonObject; caller: JsonObject } {
  const { top, example, obstacle } = modulesIn(stack);
  expect(obstacle).toBeUndefined();
  return { top: top.stack.sections, caller: example?.module.stack.sections ?? {} };
}

const KUBERNETES = { kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0" } };
const AZURERM = { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" } };
const TERRAFORM = { required_providers: { ...KUBERNETES, ...AZURERM } };

test("configures providers in the caller, which passes every input and output on", () => {
  const { top, caller } = divided(GRANT);
  expect(top).toEqual({
    terraform: expect.objectContaining({ required_version: ">= 1.7.0" }),
    variable: GRANT.variable,
    resource: { azurerm_role_assignment: { pull: expect.objectContaining({ principal_id: "${var.object_id}" }) } },
    output: GRANT.output,
  });
  expect(caller).toEqual({
    terraform: top.terraform,
    provider: { azurerm: [{ features: [{}] }] },
    variable: GRANT.variable,
    module: { the_grant_1: { source: "../..", object_id: "${var.object_id}" } },
    output: { id: { description: "The grant", value: "${module.the_grant_1.id}" } },
    moved: [{ from: "azurerm_role_assignment.pull", to: "module.the_grant_1.azurerm_role_assignment.pull" }],
  });
});

test("leaves inputs to the caller that only providers are configured with, and their validation", () => {
  const validation = [{ condition: '${var.subscription_id != ""}', error_message: "no" }];
  const { top, caller } = divided({
    terraform: TERRAFORM,
    provider: { azurerm: [{ subscription_id: "${local.subscription}", tenant_id: "${var.tenant_id}" }] },
    locals: { subscription: "${var.subscription_id}", other: 1 },
    variable: { subscription_id: { validation }, tenant_id: { validation }, name: { validation } },
    resource: { azurerm_resource_group: { a: { name: "${var.name}", tags: { tenant: "${var.tenant_id}" } } } },
  });
  expect(top).toMatchObject({ variable: { name: { validation }, tenant_id: { validation } }, locals: { other: 1 } });
  // The module's validation of `tenant_id` reads `subscription_id`.
  expect(Object.keys(top.variable ?? {})).toEqual(["name", "subscription_id", "tenant_id"]);
  expect(caller.locals).toEqual({ subscription: "${var.subscription_id}" });
  expect(caller.variable).toEqual({ name: {}, subscription_id: {}, tenant_id: {} });
});

describe("a provider that is configured from a cluster", () => {
  const provider = { kubernetes: [{ host: "${data.azurerm_kubernetes_cluster.aks.fqdn}", exec: [{ args: ["--id", "x"] }] }] };
  const data = { azurerm_kubernetes_cluster: { aks: { name: "${var.cluster}" } } };
  const secret = (annotation: string) => ({ kubernetes_secret_v1: { s: { metadata: [{ name: annotation }] } } });
  const stack = { terraform: TERRAFORM, variable: { cluster: {} }, provider, data };

  test("reads a data source of the caller, if the module does not need it", () => {
    const { top, caller } = divided({ ...stack, resource: secret("one") });
    expect(top.data).toBeUndefined();
    expect(top.variable).toBeUndefined();
    expect(top.output).toBeUndefined();
    // Only the data source needs azurerm.
    expect(top.terraform).toMatchObject({ required_providers: { kubernetes: {} } });
    expect(JSON.stringify(top.terraform)).not.toContain("azurerm");
    expect(caller).toMatchObject({ data, provider, variable: { cluster: {} }, module: { the_grant_1: { source: "../.." } } });
  });

  test("reads a sensitive output of the module, if the module needs the data source", () => {
    const { top, caller } = divided({ ...stack, resource: secret("${data.azurerm_kubernetes_cluster.aks.name}") });
    expect(top.data).toEqual(data);
    expect(top.output).toEqual({
      kubernetes_host: { description: expect.any(String), sensitive: true, value: "${data.azurerm_kubernetes_cluster.aks.fqdn}" },
    });
    expect(caller.data).toBeUndefined();
    expect(caller.output).toBeUndefined();
    expect(caller.provider).toEqual({
      kubernetes: [{ host: "${module.the_grant_1.kubernetes_host}", exec: [{ args: ["--id", "x"] }] }],
    });
  });

  test("reads an output of the module for what the module creates, beside an output of that name", () => {
    const { top, caller } = divided({
      terraform: TERRAFORM,
      provider: { kubernetes: [{ alias: "edge", host: "${azurerm_kubernetes_cluster.new.fqdn}" }] },
      resource: { azurerm_kubernetes_cluster: { new: { name: "x" } } },
      output: { kubernetes_edge_host: { value: 1 } },
    });
    expect(top.output).toMatchObject({ kubernetes_edge_host_2: { value: "${azurerm_kubernetes_cluster.new.fqdn}" } });
    expect(caller).toMatchObject({
      provider: { kubernetes: [{ alias: "edge", host: "${module.the_grant_1.kubernetes_edge_host_2}" }] },
    });
    // No block of the module uses the alias.
    expect(caller.module).toEqual({ the_grant_1: { source: "../.." } });
  });
});

test("passes configurations that have an alias, and the default one beside them", () => {
  const { top, caller } = divided({
    terraform: TERRAFORM,
    provider: { kubernetes: [{}, { alias: "edge" }, { alias: "unused" }], azurerm: [{}] },
    resource: { kubernetes_secret_v1: { s: { provider: "kubernetes.edge" } }, azurerm_resource_group: { a: { name: "x" } } },
  });
  expect(top.terraform).toMatchObject({ required_providers: { kubernetes: { configuration_aliases: ["kubernetes.edge"] } } });
  const providers = { azurerm: "azurerm", kubernetes: "kubernetes", "kubernetes.edge": "kubernetes.edge" };
  expect(caller.module).toEqual({ the_grant_1: { source: "../..", providers } });
});

test("imports in the caller, since a child module cannot", () => {
  const { top, caller } = divided({
    variable: { existing: {} },
    resource: { kubernetes_secret_v1: { s: { for_each: "${toset(var.existing)}" } } },
    import: [{ for_each: "${toset(var.existing)}", to: "${kubernetes_secret_v1.s[each.key]}", id: "${each.value}/s" }],
  });
  expect(top.import).toBeUndefined();
  expect(caller.import).toEqual([
    { for_each: "${toset(var.existing)}", to: "module.the_grant_1.kubernetes_secret_v1.s[each.key]", id: "${each.value}/s" },
  ]);
});

test("renames in the root what the module renames, and enters the module by the oldest name", () => {
  const moved = [
    { from: "null_resource.a", to: "null_resource.b" },
    { from: "null_resource.b", to: "null_resource.c" },
    { from: "null_resource.x", to: 'null_resource.x["one"]' },
  ];
  const removed = [{ from: "null_resource.gone", lifecycle: { destroy: false } }];
  const { top, caller } = divided({ resource: { null_resource: { c: {}, x: { for_each: { one: 1 } } } }, moved, removed });
  expect(top).toMatchObject({ moved, removed });
  expect(caller.removed).toEqual(removed);
  expect(caller.moved).toEqual([
    { from: "null_resource.a", to: "null_resource.b" },
    { from: "null_resource.b", to: "null_resource.c" },
    { from: "null_resource.c", to: "module.the_grant_1.null_resource.a" },
    { from: "null_resource.x", to: "module.the_grant_1.null_resource.x" },
  ]);
});

const EPHEMERAL = { b: { c: {} } };

test.each(
  Object.entries<Json>({
    "configured from an ephemeral value that the module uses too": {
      provider: { a: [{ x: "${ephemeral.b.c.y}" }] },
      ephemeral: EPHEMERAL,
      locals: { z: "${ephemeral.b.c.y}" },
      resource: { d: { e: { f_wo: "${local.z}" } } },
    },
    "reads an object of the module for each instance": {
      import: [{ for_each: "${var.a}", to: "b.c[each.key]", id: "${b.d.id}/${each.key}" }],
      variable: { a: {} },
      resource: { b: { c: {}, d: {} } },
    },
    "relative to the folder in which Terraform runs": { resource: { a: { b: { path: "assets/x" } } } },
    "`action` is not known": { terraform: {}, action: { a: {} } },
  }),
)("leaves a stack as a root module and says why: %s", (reason, stack) => {
  const { top, example, obstacle } = modulesIn(stack, new Map([["assets/x", Buffer.from("x")]]));
  expect(obstacle).toContain(reason);
  expect(example).toBeUndefined();
  expect(top.stack.sections).toEqual(rootModuleOf(readStack(stack)).stack.sections);
});

test("opens an ephemeral resource in the caller, if only a provider is configured from it", () => {
  const { top, caller } = divided({
    provider: { a: [{ x: "${ephemeral.b.c.y}" }] },
    ephemeral: EPHEMERAL,
    resource: { a_d: { e: {} } },
  });
  expect(top.ephemeral).toBeUndefined();
  expect(caller.ephemeral).toEqual(EPHEMERAL);
});

test("keeps a local module beside the module that calls it", () => {
  const assets = new Map([["assets/net/main.tf", Buffer.from("")]]);
  const { example } = modulesIn({ module: { net: [{ source: "./assets/net", size: 1 }] } }, assets);
  expect(example?.module.stack.sections.moved).toEqual([{ from: "module.net", to: "module.the_grant_1.module.net" }]);
});

test("addresses in the state begin with the call of the module, where there is one", () => {
  const source = { name: "grant", stack: readStack(GRANT), assets: new Map() };
  expect(addressInState("azurerm_role_assignment.pull", modulesOf(source, "module"))).toBe(
    "module.grant.azurerm_role_assignment.pull",
  );
  expect(addressInState("azurerm_role_assignment.pull", modulesOf(source, "root"))).toBe("azurerm_role_assignment.pull");
});
