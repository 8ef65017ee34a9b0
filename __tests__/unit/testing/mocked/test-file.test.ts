import type { AttributeSchema, BlockSchema } from "../../../../src/providers/schema";
import { isList, isObject, type JsonObject, objectOf } from "../../../../src/terraform/json";
import type { Mocks } from "../../../../src/testing/mocked/answers";
import { MadeUpValues } from "../../../../src/testing/mocked/made-up-values";
import { testFile } from "../../../../src/testing/mocked/test-file";
import { plannable, schemasOf } from "../../../support/plannable";

const text: AttributeSchema = { type: "string", computed: true };
const SCHEMA: BlockSchema = { attributes: { id: text, name: { type: "string" }, sku: { ...text, optional: true } } };

interface Options {
  readonly existing?: JsonObject;
  readonly variables?: JsonObject;
  readonly mocks?: Mocks;
  readonly replaced?: readonly string[];
  readonly schema?: BlockSchema;
}

function fileOf(json: JsonObject, { existing, variables, mocks = {}, replaced = [], schema = SCHEMA }: Options = {}) {
  return testFile(plannable(json, existing, variables), schemasOf(schema), mocks, replaced);
}

/** The run that plans the stack. */
function runOf(json: JsonObject, options?: Options): JsonObject {
  return objectOf(objectOf(fileOf(json, options).content.run).changed);
}

/** The answers of a run, by address. */
function answersIn(json: JsonObject, options?: Options): Record<string, JsonObject> {
  const { override_resource, override_data } = runOf(json, options);
  const overrides = [override_resource, override_data].flatMap((list) => (isList(list) ? list.filter(isObject) : []));
  return Object.fromEntries(overrides.map(({ target, values }) => [String(target), objectOf(values)]));
}

const idOf = (json: JsonObject, address: string, options?: Options) => answersIn(json, options)[address].id;

describe("answers", () => {
  test("are made up for what a block computes and does not set", () => {
    const json = { resource: { a: { b: { name: "n", sku: "x" } } }, data: { c: { d: {} } } };
    expect(answersIn(json)).toEqual({
      "a.b": { id: expect.any(String) },
      "data.c.d": { id: expect.any(String), sku: expect.any(String) },
    });
    expect([...fileOf(json).unknownBlocks]).toEqual(["a.b"]);
  });

  test("may be given by type and, with more weight, by address, but not for what the stack sets", () => {
    const mocks = { a: { id: "type", sku: "type" }, "a.b": { id: "address" }, "data.c": { id: "data" } };
    const json = { resource: { a: { b: { sku: "set" }, e: {} } }, data: { c: { d: {} } } };
    expect(answersIn(json, { mocks })).toEqual({
      "a.b": { id: "address" },
      "a.e": { id: "type", sku: "type" },
      "data.c.d": { id: "data", sku: expect.any(String) },
    });
  });

  test("differ for a resource that is replaced, and are the same for one that has moved", () => {
    const json = { resource: { a: { b: {}, c: {} } } };
    const [b, c] = ["a.b", "a.c"].map((address) => idOf(json, address));
    expect(idOf(json, "a.b", { replaced: ['a.b["k"]'] })).not.toBe(b);
    expect(idOf(json, "a.c", { replaced: ["a.b"] })).toBe(c);
    const moved = [
      { from: "a.b", to: "a.x" },
      { from: "a.x", to: 'a.d["k"]' },
    ];
    expect(idOf({ resource: { a: { d: {} } }, moved }, "a.d")).toBe(b);
  });

  test("differ for a data source that looks up something else", () => {
    const found = (name: string, v: string) =>
      idOf({ variable: { v: {} }, data: { c: { d: { name } } } }, "data.c.d", { variables: { v } });
    expect(found("a", "1")).toBe(found("a", "2"));
    expect(found("a", "1")).not.toBe(found("b", "1"));
    expect(found("${var.v}", "1")).not.toBe(found("${var.v}", "2"));
  });

  test("differ for a provider that looks elsewhere, also by an alias in a template", () => {
    const found = (subscription_id: string, body: JsonObject = {}) =>
      idOf(
        { provider: { c: [{ subscription_id: "0" }, { alias: "x", subscription_id }] }, data: { c: { d: body } } },
        "data.c.d",
      );
    expect(found("1")).toBe(found("2"));
    expect(found("1", { provider: "${c.x}" })).not.toBe(found("2", { provider: "${c.x}" }));
  });

  test("of a registry that is looked up are those that an imported assignment on it reveals", () => {
    const id = "/subscriptions/x/registries/contoso";
    const json = {
      import: [{ to: "azurerm_role_assignment.pull", id: `${id}/providers/Microsoft.Authorization/roleAssignments/1` }],
      resource: { azurerm_role_assignment: { pull: { scope: "${data.c.acr.id}" } } },
      data: { c: { acr: {} } },
    };
    expect(idOf(json, "data.c.acr")).toBe(id);
    expect(idOf(json, "data.c.acr", { mocks: { "data.c": { id: "given" } } })).toBe("given");
  });

  test("of another stack's state are made up for the outputs that are read, and differ for another state", () => {
    const outputs = (key: string) =>
      answersIn({
        data: { terraform_remote_state: { net: { backend: "azurerm", config: { key } } } },
        output: {
          a: { value: "${data.terraform_remote_state.net.outputs.registry_id}" },
          b: { value: '${data.terraform_remote_state.net.outputs["name"]}' },
        },
      })["data.terraform_remote_state.net"].outputs;
    expect(outputs("prod")).toEqual({
      name: expect.stringMatching(/^madeup[0-9a-f]{8}$/),
      registry_id: expect.stringMatching(/\/Microsoft\.ContainerRegistry\/registries\/madeup[0-9a-f]{8}$/),
    });
    expect(outputs("prod")).toEqual(outputs("prod"));
    expect(outputs("prod")).not.toEqual(outputs("staging"));
  });
});

describe("a test file", () => {
  test("plans a new stack, and treats every answer of its resources as unknown", () => {
    const { content, madeUp, unknownBlocks } = fileOf({ resource: { a: { b: {} } } });
    expect(content.run).toEqual({ changed: expect.objectContaining({ command: "plan" }) });
    expect([...unknownBlocks]).toEqual(["a.b"]);
    expect(madeUp.size).toBe(2);
  });

  test("applies the earlier version first, from the same source, and knows the answers that do not change", () => {
    const json = { resource: { a: { b: {}, c: {} } } };
    const { content, madeUp, unknownBlocks } = fileOf(
      { resource: { a: { b: {}, c: {}, d: {} } } },
      { existing: json, replaced: ['a.c["x"]'] },
    );
    const module = { source: "./stack" };
    expect(content.run).toEqual({
      existing: expect.objectContaining({ command: "apply", module }),
      changed: expect.objectContaining({ command: "plan", module, plan_options: { replace: ['a.c["x"]'] } }),
    });
    expect([...unknownBlocks]).toEqual(["a.c", "a.d"]);
    expect(madeUp.size).toBe(4);
  });

  test("mocks each configuration of a provider once", () => {
    const changed: JsonObject = { provider: { azurerm: [{}, { alias: "two" }] } };
    const existing = { provider: { azurerm: [{ alias: "two" }, { alias: "three" }], kubernetes: {} } };
    expect(fileOf(changed, { existing }).content.mock_provider).toEqual({
      azurerm: [{}, { alias: "two" }, { alias: "three" }],
      kubernetes: {},
    });
    expect(fileOf({}).content).not.toHaveProperty("mock_provider");
  });

  test("escapes values in which Terraform would look for templates", () => {
    const variables = { v: "${x} %{y} $z", m: { "${k}": ["%{l}"] } };
    expect(runOf({ variable: { v: {}, m: {} } }, { variables }).variables).toEqual({
      v: "$${x} %%{y} $z",
      m: { "$${k}": ["%%{l}"] },
    });
    expect(idOf({ resource: { a: { b: {} } } }, "a.b", { mocks: { a: { id: "${x}" } } })).toBe("$${x}");
  });
});

describe("made-up values", () => {
  const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  const valuesOf = (type: string, names: readonly string[]) =>
    new MadeUpValues("seed").of(`${type}.x`, type, { attributes: Object.fromEntries(names.map((name) => [name, text])) });

  test("have the forms that providers check", () => {
    const names = ["id", "login_server", "principal_id", "tenant_id", "role_definition_id", "location"];
    expect(valuesOf("azurerm_container_registry", [...names, "fqdn", "created_at", "vault_uri"])).toEqual({
      id: expect.stringMatching(/^\/subscriptions\/.*\/Microsoft\.ContainerRegistry\/registries\/madeup[0-9a-f]{8}$/),
      login_server: expect.stringMatching(/^madeup[0-9a-f]{8}\.azurecr\.io$/),
      principal_id: expect.stringMatching(GUID),
      tenant_id: expect.stringMatching(GUID),
      role_definition_id: expect.stringMatching(/\/providers\/Microsoft\.Authorization\/roleDefinitions\/[0-9a-f-]{36}$/),
      location: "westeurope",
      fqdn: expect.stringMatching(/\.example\.com$/),
      created_at: expect.stringMatching(/^2026-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      vault_uri: expect.stringMatching(/^https:\/\//),
    });
  });

  test("name applications and service principals by a path, as Entra ID does", () => {
    expect(valuesOf("azuread_application", ["id", "client_id"])).toEqual({
      id: expect.stringMatching(/^\/applications\/[0-9a-f-]{36}$/),
      client_id: expect.stringMatching(GUID),
    });
    expect(valuesOf("azuread_service_principal", ["id"]).id).toMatch(/^\/servicePrincipals\//);
    expect(valuesOf("azuread_application_password", ["application_id"]).application_id).toMatch(/^\/applications\//);
  });

  test("have one element in each list, so that reading an index succeeds", () => {
    const object_id = { type: "string", computed: true } as const;
    const attributes: Record<string, AttributeSchema> = {
      kubelet_identity: {
        computed: true,
        type: ["list", ["object", { object_id: "string", user_assigned_identity_id: "string", count: "number", on: "bool" }]],
      },
      names: { computed: true, type: ["set", "string"] },
      tags: { computed: true, type: ["map", "string"] },
      pair: { computed: true, type: ["tuple", ["string", "string"]] },
      nested: { computed: true, nested_type: { nesting_mode: "list", attributes: { object_id } } },
      single: { computed: true, nested_type: { nesting_mode: "single", attributes: { object_id } } },
      keyed: { computed: true, nested_type: { nesting_mode: "map", attributes: { object_id } } },
    };
    const guid = expect.stringMatching(GUID);
    const type = "azurerm_kubernetes_cluster";
    expect(new MadeUpValues("seed").of(`${type}.x`, type, { attributes })).toEqual({
      kubelet_identity: [
        {
          object_id: guid,
          user_assigned_identity_id: expect.stringContaining("/Microsoft.ManagedIdentity/userAssignedIdentities/"),
          count: 1,
          on: false,
        },
      ],
      names: [expect.any(String)],
      tags: {},
      pair: [],
      nested: [{ object_id: guid }],
      single: { object_id: guid },
      keyed: {},
    });
  });

  test("fill nested blocks that a configuration has, dynamic ones included, and no others", () => {
    const block = { attributes: { uid: text, name: text } };
    const block_types = { metadata: { block }, port: { block }, absent: { block }, empty: { block } };
    const configuration = {
      sku: "Basic",
      metadata: [{ name: "x" }],
      empty: [],
      dynamic: [{ port: { for_each: "${var.x}", content: { uid: "${port.value}" } } }],
    };
    const schema = { ...SCHEMA, block_types };
    expect(new MadeUpValues("seed").of("a.b", "kubernetes_x", schema, configuration)).toEqual({
      id: expect.any(String),
      metadata: { uid: expect.any(String) },
      port: { name: expect.any(String) },
    });
  });

  test("are the same in every run, and differ for other blocks and other seeds", () => {
    const id = (seed: string, address: string) => new MadeUpValues(seed).of(address, "azurerm_key_vault", SCHEMA).id;
    expect(id("a", "x")).toBe(id("a", "x"));
    expect(new Set([id("a", "x"), id("a", "y"), id("b", "x")]).size).toBe(3);
  });

  test("identify their block unless they are the same for every block, as a location is", () => {
    const values = new MadeUpValues("seed");
    const attributes = { id: text, location: text };
    expect(values.of("a.b", "azurerm_subscription", { attributes }).id).toBe(
      "/subscriptions/00000000-0000-0000-0000-000000000000",
    );
    expect(values.texts.size).toBe(0);
    values.of("a.b", "azurerm_key_vault", { attributes });
    expect(values.texts.size).toBe(1);
  });

  test("of another stack's outputs have the form that their names suggest", () => {
    const output = (name: string) => new MadeUpValues("seed").output(name);
    expect(output("cross-stack-output-azurerm_container_registryacrid")).toContain(
      "/Microsoft.ContainerRegistry/registries/madeup",
    );
    expect(output("kubelet_object_id")).toMatch(GUID);
    expect(output("login_server")).toMatch(/\.azurecr\.io$/);
    expect(output("registry_name")).toMatch(/^madeup[0-9a-f]{8}$/);
    expect(output("a_name")).not.toBe(output("b_name"));
  });
});
