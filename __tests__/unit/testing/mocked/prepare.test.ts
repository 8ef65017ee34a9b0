import type { JsonObject } from "../../../../src/terraform/json";
import { adaptToMocks } from "../../../../src/testing/mocked/provider-gaps";
import { moduleId, requirementsOf } from "../../../../src/testing/mocked/requirements";
import { secretTexts } from "../../../../src/testing/mocked/variables";
import { plannable, schemasOf } from "../../../support/plannable";

/** The sections of a stack that can be planned. */
const prepared = (json: JsonObject, variables: JsonObject = {}) => plannable(json, undefined, variables).changed.stack.sections;

const required = (required_providers: JsonObject | JsonObject[]) => ({ terraform: { required_providers } });
const resource = (body: JsonObject) => ({ resource: { cluster: { aks: body } } });

describe("a stack that is prepared", () => {
  test("has nothing that reaches beyond it, and the stack that was read is as it was", () => {
    const { source, stack } = plannable({
      terraform: { backend: { local: { path: "/home/x" } }, cloud: {}, required_version: ">= 1.7", required_providers: {} },
      resource: { a: { b: { provisioner: [{ "local-exec": {} }], connection: {}, name: "x", "//": {} } } },
      import: [{ to: "${a.b}", id: "/x" }],
    }).changed;
    expect(stack.sections).toEqual({
      terraform: { required_version: ">= 1.7", required_providers: { a: { source: "hashicorp/a" } } },
      resource: { a: { b: { name: "x" } } },
    });
    expect(Object.keys(source.sections).sort()).toEqual(["import", "resource", "terraform"]);
    expect(source.imports).toHaveLength(1);
  });

  test("keeps a label that is called //", () => {
    const metadata = [{ labels: { "//": "x" } }];
    expect(prepared({ resource: { kubernetes_secret: { a: { metadata } } } }).resource).toEqual({
      kubernetes_secret: { a: { metadata } },
    });
  });

  test("may be destroyed as an earlier version, because the test destroys what it applied", () => {
    const json = { resource: { a: { b: { lifecycle: [{ prevent_destroy: true, ignore_changes: ["x"] }] }, c: {} } } };
    const { existing, changed } = plannable(json, json);
    expect(existing?.stack.sections.resource).toEqual({ a: { b: { lifecycle: { ignore_changes: ["x"] } }, c: {} } });
    expect(changed.stack.sections.resource).toEqual(json.resource);
  });

  test("reads ephemeral variables in place of ephemeral resources", () => {
    const json = {
      ephemeral: { vault_secret: { one: { name: "x" } } },
      resource: {
        a: {
          b: {
            data_wo: "${ephemeral.vault_secret.one.value}",
            note: "ephemeral.vault_secret.one is text",
            depends_on: ["ephemeral.vault_secret.one", "c.d"],
          },
        },
      },
    };
    const { ephemeral, resource } = prepared(json);
    expect(ephemeral).toBeUndefined();
    expect(resource).toEqual({
      a: {
        b: {
          data_wo: "${var.ephemeral_vault_secret_one.value}",
          note: "ephemeral.vault_secret.one is text",
          depends_on: ["c.d"],
        },
      },
    });
  });

  test("fails where mocks cannot follow: ephemeral resources in a loop, modules in folders", () => {
    expect(() => plannable({ ephemeral: { a: { b: { for_each: "${var.x}" } } } })).toThrow(
      "the stack: ephemeral.a.b must not use for_each or count",
    );
    expect(() => plannable({}, { module: { m: { source: "../m" } } })).toThrow(
      "the existing version of the stack: module.m must have a source that init can download, got the folder '../m'",
    );
  });
});

describe("values of variables", () => {
  const variable = { given: {}, defaulted: { default: null }, both: { default: 1 } };

  test("are those of declared variables; the others keep their defaults", () => {
    const { existing, changed } = plannable({ variable }, { variable: { other: {} } }, { given: null, both: 2, other: 3 });
    expect(changed.variables).toEqual({ given: null, both: 2 });
    expect(existing?.variables).toEqual({ other: 3 });
  });

  test("fail without a stack trace if a required one is missing", () => {
    const fault = faultOf(() => plannable({ variable: { one: { type: "string" }, two: [{}], three: { default: "" } } }));
    expect(fault.message).toBe("the stack: no value for one, two; add a value to variables for each one without a default");
    expect(fault.stack).toBe(`PlanError: ${fault.message}`);
  });

  test("fail if neither version declares the variable", () => {
    expect(() => plannable({ variable }, { variable }, { given: 1, x: 1, toString: 1 })).toThrow(
      "the stack has no variable x, toString; it has given, both, defaulted",
    );
  });

  test("are secrets if the variable is sensitive or ephemeral, defaults included, the longest text first", () => {
    const secrets = {
      a: { sensitive: true },
      b: { ephemeral: true, default: { key: ["canary", "", 1] } },
      c: { default: "not secret" },
    };
    expect(secretTexts(plannable({ variable: secrets }, undefined, { a: "canary-4f1c" }))).toEqual(["canary-4f1c", "canary"]);
  });
});

function faultOf(body: () => unknown): { readonly message: string; readonly stack?: string } {
  try {
    body();
  } catch (error) {
    if (typeof error === "object" && error !== null && "message" in error && "stack" in error) {
      return { message: String(error.message), stack: String(error.stack) };
    }
  }
  throw new Error("nothing was thrown");
}

describe("required providers", () => {
  test("are the same for both versions, and those of the later one where they differ", () => {
    const azurerm = (version: string) => ({ source: "hashicorp/azurerm", version });
    const versions = plannable(
      required({ azurerm: azurerm("4.55.0") }),
      required({ azurerm: azurerm("4.54.0"), time: { source: "time" } }),
    );
    const both = { azurerm: azurerm("4.55.0"), time: { source: "hashicorp/time" } };
    expect(requirementsOf(versions)).toEqual(required(both));
    expect([versions.existing, versions.changed].map((version) => version?.stack.settings.required_providers)).toEqual([
      both,
      both,
    ]);
  });

  test("are read from every block of a list", () => {
    const versions = plannable(required([{ azurerm: "4.55.0" }, { time: { source: "time", version: "0.13.1" } }]));
    expect(requirementsOf(versions)).toEqual(
      required({
        azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
        time: { source: "hashicorp/time", version: "0.13.1" },
      }),
    );
  });

  test("include those that Terraform infers, but not the one built into it", () => {
    const { terraform } = requirementsOf(
      plannable({
        resource: { random_pet: { a: {} }, terraform_data: { b: {} }, x_y: { c: { provider: "${other.alias}" } } },
        provider: { time: {} },
      }),
    );
    expect(terraform).toEqual({
      required_providers: {
        other: { source: "hashicorp/other" },
        random: { source: "hashicorp/random" },
        time: { source: "hashicorp/time" },
      },
    });
  });
});

test("modules are downloaded once for each source, with the provider configurations that they are given", () => {
  const call = { source: "x/y/z", version: "1.0.0", name: "n", providers: { azurerm: "azurerm.two" } };
  const json: JsonObject = {
    provider: { azurerm: [{ features: {} }, { alias: "two", features: {} }] },
    module: { a: call, b: [{ ...call }] },
  };
  const { module, provider } = requirementsOf(plannable(json, json));
  expect(module).toEqual({
    [moduleId(call)]: { source: "x/y/z", version: "1.0.0", providers: { azurerm: "azurerm.two" } },
  });
  expect(provider).toEqual({ azurerm: [{ alias: "two" }] });
  expect(moduleId(call)).not.toBe(moduleId({ ...call, version: "2.0.0" }));
});

describe("a stack that is adapted to mocks", () => {
  const adapted = (json: JsonObject) => adaptToMocks(plannable(json), () => undefined, {}).changed;
  const lifecycleOf = (body: JsonObject) => {
    const { blocks } = adapted(resource(body)).stack;
    return blocks[0].body.lifecycle;
  };

  test("has an empty block where one is read that the provider computes", () => {
    const schemas = schemasOf({
      block_types: {
        kubelet_identity: { block: { attributes: { object_id: { computed: true, optional: true } } } },
        identity: { block: { attributes: { type: {} } } },
      },
    });
    const versions = plannable({
      resource: { cluster: { one: {}, two: {} } },
      output: { x: { value: ["${cluster.one.kubelet_identity[0].object_id}", "${cluster.one.identity[0].type}"] } },
    });
    expect(adaptToMocks(versions, schemas, {}).changed.stack.sections.resource).toEqual({
      cluster: { one: { kubelet_identity: [{}] }, two: {} },
    });
  });

  test("does not ignore changes of arguments that it does not set", () => {
    const lifecycle = { ignore_changes: ["end_date", "tags", "tags.team", "pool[0].name", "name"], prevent_destroy: true };
    expect(lifecycleOf({ tags: {}, name: null, lifecycle })).toEqual({
      ignore_changes: ["tags", "tags.team"],
      prevent_destroy: true,
    });
    expect(lifecycleOf({ lifecycle: [{ ignore_changes: ["end_date"], prevent_destroy: true }] })).toEqual({
      prevent_destroy: true,
    });
  });

  test("ignores changes in a nested block only of what the block sets", () => {
    const lifecycle = { ignore_changes: ["pool[0].name", "pool[0].max_pods", "spec[0].pod[0].metadata[0].labels"] };
    expect(lifecycleOf({ pool: { name: "a" }, spec: [{ pod: { metadata: {} } }], lifecycle })).toEqual({
      ignore_changes: ["pool[0].name"],
    });
  });

  test("still ignores all changes", () => {
    expect(lifecycleOf({ lifecycle: { ignore_changes: "all" } })).toEqual({ ignore_changes: "all" });
  });

  test("declares the variables of ephemeral resources with answers as values, which are as secret", () => {
    const versions = plannable({ ephemeral: { vault_secret: { one: {} } } });
    const schemas = schemasOf({
      attributes: { id: { type: "string", computed: true }, sku: { type: "string", computed: true } },
    });
    const adaptedVersions = adaptToMocks(versions, schemas, { "ephemeral.vault_secret": { sku: "given" } });
    const value = { id: expect.stringMatching(/^madeup/), sku: "given" };
    const { stack, variables } = adaptedVersions.changed;
    expect(variables).toEqual({ ephemeral_vault_secret_one: value });
    expect(stack.sections.variable).toEqual({
      ephemeral_vault_secret_one: { type: "any", ephemeral: true, sensitive: true, default: value },
    });
    expect(secretTexts(adaptedVersions)).toContain("given");
  });
});

describe("an earlier version that is planned with newer providers", () => {
  const schemas = schemasOf({
    attributes: { name: {} },
    block_types: { profile: { min_items: 1, block: {} }, pool: { block: {} } },
  });
  const next = resource({ profile: { mode: "Manual" }, pool: {} });
  const adapted = (body: JsonObject, known = schemas) =>
    adaptToMocks(plannable(next, resource(body)), known, {}).existing?.stack.sections.resource;

  test("gets the block that they require, and loses the arguments that they have removed", () => {
    expect(adapted({ name: "x", gone: true, for_each: {}, lifecycle: {} })).toEqual(
      resource({ name: "x", for_each: {}, lifecycle: {}, profile: { mode: "Manual" } }).resource,
    );
  });

  test.each<JsonObject>([
    { profile: { mode: "Auto" } },
    { dynamic: { profile: { content: {} } } },
    { dynamic: [{ other: {} }, { profile: { content: {} } }] },
  ])("keeps a block that it has: %j", (body) => {
    expect(adapted(body)).toEqual(resource(body).resource);
  });

  test("loses nothing where a type has no schema", () => {
    expect(adapted({ input: 1 }, () => undefined)).toEqual(resource({ input: 1 }).resource);
  });
});
