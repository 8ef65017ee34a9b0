import type { BlockSchema } from "../../../../src/providers/schema";
import type { JsonObject } from "../../../../src/terraform/json";
import type { PlannedChange } from "../../../../src/testing/changes/planned-change";
import { read } from "../../../../src/testing/changes/read";
import type { Replacement } from "../../../../src/testing/changes/replacement";
import { NO_FAILED_CHECKS } from "../../../../src/testing/engine/checks";
import type { Change, PlanJson, ResourceChange } from "../../../../src/testing/engine/plan-json";
import { plannable, schemasOf } from "../../../support/plannable";

const SCHEMA: BlockSchema = {
  attributes: {
    id: { computed: true },
    key: { computed: true, sensitive: true },
    name: {},
    note: {},
    password: {},
    scope: {},
    secret_wo: { write_only: true },
    sku: { computed: true, optional: true },
  },
  block_types: {
    metadata: { block: { attributes: { uid: { computed: true }, name: {} } } },
    empty: { block: {} },
  },
};

interface Input {
  /** The stack, and the earlier version of it. */
  readonly changed?: JsonObject;
  readonly existing?: JsonObject;
  readonly variables?: JsonObject;
  readonly plan: PlanJson;
  readonly madeUp?: readonly string[];
  readonly replaced?: ReadonlyMap<string, Replacement>;
}

/** Reads a plan with a type that is known as if it were built in, where every argument is as the schema says. */
function reading({ changed = {}, existing, variables, plan, madeUp = [], replaced = new Map() }: Input) {
  const initialized = {
    binary: { command: "terraform", product: "Terraform", version: "1.11.4" } as const,
    folder: "",
    schemas: schemasOf(SCHEMA),
    providerVersions: { "hashicorp/a": "1.0.0", "hashicorp/azurerm": "4.55.0" },
    mocks: {},
    versions: plannable(changed, existing, variables),
  };
  const answer = { plan, madeUp: new Set(madeUp), checks: {}, failedChecks: NO_FAILED_CHECKS };
  return read(initialized, answer, replaced, { a: ["name"] });
}

const reported = (change: Change, rest: Partial<ResourceChange> = {}): ResourceChange => ({
  address: "a.b",
  mode: "managed",
  type: "a",
  provider_name: "registry.terraform.io/hashicorp/a",
  change,
  ...rest,
});

test("takes time that is linear to the number of resources", () => {
  const names = [...Array(10_000).keys()].map((number) => `r${number}`);
  const resource = { a: Object.fromEntries(names.map((name) => [name, {}])) };
  const changes = names.map((name) => ({ ...reported({ actions: ["create"], after: { note: name } }), address: `a.${name}` }));
  const start = process.cpuUsage();
  const { resources } = reading({
    changed: { resource },
    plan: { resource_changes: changes },
    madeUp: names.map((name) => `x${name}`),
  });
  const { user, system } = process.cpuUsage(start);
  expect(Object.keys(resources)).toHaveLength(10_000);
  expect((user + system) / 1e6).toBeLessThan(4);
});

/** What becomes of one resource, whose body is the same in both versions unless it is given. */
function changeOf(change: Change, input: Partial<Input> & { body?: JsonObject; was?: JsonObject } = {}): PlannedChange {
  const { body = { note: "n" }, was = body, ...rest } = input;
  const stacks = { changed: { resource: { a: { b: body } } }, existing: { resource: { a: { b: was } } } };
  return reading({ ...stacks, plan: { resource_changes: [reported(change)] }, ...rest }).resources["a.b"];
}

describe("values", () => {
  test("that are known after apply or sensitive are hidden by the plan's own marks, at every depth", () => {
    const { values } = changeOf({
      actions: ["no-op"],
      after: { note: "canary", tags: [{ c: "canary", d: 1 }], name: null },
      after_unknown: { tags: [{ d: true }], scope: true },
      after_sensitive: { note: true, tags: [{ c: true }] },
    });
    expect(values).toEqual({
      note: "(sensitive value)",
      scope: "(known after apply)",
      tags: [{ c: "(sensitive value)", d: "(known after apply)" }],
    });
  });

  test("of a new resource that the provider computes are unknown, and null and empty blocks are left out", () => {
    const after = {
      id: "x",
      key: "x",
      name: "n",
      note: null,
      secret_wo: null,
      sku: "Basic",
      metadata: [{ uid: "u", name: "n" }],
    };
    const body = { sku: "${var.sku}", secret_wo: "${var.x}", metadata: { name: "n" } };
    expect(changeOf({ actions: ["create"], after: { ...after, empty: [] } }, { body })).toEqual({
      action: "create",
      values: {
        id: "(known after apply)",
        key: "(sensitive value)",
        metadata: [{ name: "n", uid: "(known after apply)" }],
        name: "n",
        secret_wo: "(write-only value)",
        sku: "Basic",
      },
    });
    expect(changeOf({ actions: ["no-op"], after: { id: "x" } }).values).toEqual({ id: "x" });
  });

  test("that are made up are unknown wherever they appear", () => {
    const after = { note: ["madeup1.azurecr.io/app:1", "other"], scope: 1 };
    expect(changeOf({ actions: ["no-op"], after }, { madeUp: ["madeup1.azurecr.io"] }).values).toEqual({
      note: ["(known after apply)", "other"],
      scope: 1,
    });
  });
});

describe("an update", () => {
  test("names what changes by its innermost place", () => {
    const [before, after] = [
      { note: 1, metadata: [{ c: 1, d: 2 }], tags: { "x.y/z": "1" }, scope: ["a"] },
      { note: 1, metadata: [{ c: 1, d: 3 }], tags: { "x.y/z": "2" }, scope: ["a", "b"] },
    ];
    expect(changeOf({ actions: ["update"], before, after }, { body: after }).changes).toEqual({
      "metadata[0].d": { before: 2, after: 3 },
      scope: { before: ["a"], after: ["a", "b"] },
      'tags["x.y/z"]': { before: "1", after: "2" },
    });
  });

  test("shows that a secret changes, without its values", () => {
    const marks = { before_sensitive: { password: true }, after_sensitive: { password: true } };
    const [before, after] = ["canary", "yranac"].map((password) => ({ id: "1", note: "n", password }));
    const change = changeOf({ actions: ["update"], before, after, ...marks }, { body: { password: "${var.password}" } });
    expect(change.changes).toEqual({ password: { before: "(sensitive value)", after: "(sensitive value)" } });
    expect(JSON.stringify(change)).not.toMatch(/canary|yranac/);
  });

  test("leaves out what neither version sets", () => {
    const [before, after] = [
      { note: "n", sku: "x" },
      { note: "m", sku: "y" },
    ];
    expect(changeOf({ actions: ["update"], before, after }).changes).toEqual({ note: { before: "n", after: "m" } });
  });

  test("leaves out an answer that OpenTofu makes up for an argument that is left to the provider", () => {
    const before = { id: "1", note: "n", sku: "Basic" };
    const change = (after: JsonObject, madeUp: string[]) =>
      changeOf({ actions: ["update"], before, after }, { was: { note: "n", sku: "Basic" }, madeUp });
    const after = { ...before, sku: "madeup1" };
    expect(change(after, ["madeup1"]).action).toBe("no-op");
    expect(change(after, []).changes).toEqual({ sku: { before: "Basic", after: "madeup1" } });
    expect(change({ ...after, note: "m" }, ["madeup1"]).changes).toEqual({ note: { before: "n", after: "m" } });
    const scope = { before: { scope: "old" }, after: { scope: "madeup1" } };
    expect(changeOf({ actions: ["update"], ...scope }, { body: { scope: "${r.b.id}" }, madeUp: ["madeup1"] }).changes).toEqual({
      scope: { before: "old", after: "(known after apply)" },
    });
  });

  test.each<[string, JsonObject]>([
    ["an expression for the whole map", { tags: "${var.tags}" }],
    ["a dynamic block", { dynamic: { tags: { content: {} } } }],
    ["dynamic blocks in a list", { dynamic: [{ other: {} }, { tags: {} }] }],
  ])("shows a change of an argument that is set by %s, on OpenTofu too", (_case, body) => {
    const [before, after] = ["red", "blue"].map((team) => ({ tags: { team } }));
    for (const madeUp of [[], ["madeup1"]]) {
      expect(changeOf({ actions: ["update"], before, after }, { body, madeUp })).toMatchObject({
        action: "update",
        changes: { "tags.team": { before: "red", after: "blue" } },
      });
    }
  });

  test("is uncertain for a type that is not known", () => {
    const resource_changes = [reported({ actions: ["update"] }, { address: "c.d", type: "c" })];
    expect(reading({ plan: { resource_changes } }).resources["c.d"].action).toBe("update, replacement unknown");
  });

  test("is uncertain for a type of HashiCorp's provider that another provider serves", () => {
    const action = (provider_name: string) => {
      const type = "azurerm_container_registry";
      const resource_changes = [reported({ actions: ["update"] }, { address: `${type}.b`, type, provider_name })];
      return reading({ plan: { resource_changes } }).resources[`${type}.b`].action;
    };
    expect(action("registry.terraform.io/hashicorp/azurerm")).toBe("update");
    expect(action("registry.terraform.io/other/azurerm")).toBe("update, replacement unknown");
  });
});

describe("a replacement", () => {
  const [before, after] = [
    { id: "1", name: "n", sku: "x" },
    { id: "1", name: "m", sku: "x" },
  ];

  test("that Terraform reports as an update is unreported until it has been asked for", () => {
    const stacks = { changed: { resource: { a: { b: { name: "m" } } } }, existing: { resource: { a: { b: { name: "n" } } } } };
    const update = { resource_changes: [reported({ actions: ["update"], before, after })] };
    const first = reading({ ...stacks, plan: update });
    expect([...first.unreported]).toEqual([["a.b", { forced: ["name"], uncertain: [] }]]);
    const replace = {
      resource_changes: [
        reported({ actions: ["create", "delete"], before, after: { name: "m" }, after_unknown: { id: true, sku: true } }),
      ],
    };
    const second = reading({ ...stacks, plan: replace, replaced: first.unreported });
    expect(second.unreported.size).toBe(0);
    expect(second.resources["a.b"]).toEqual({
      action: "replace",
      because: ["name"],
      createBeforeDestroy: true,
      changes: { name: { before: "n", after: "m" } },
      values: { id: "(known after apply)", name: "m", sku: "(known after apply)" },
    });
  });

  test("has Terraform's own reasons where no argument is known to force it", () => {
    const change = (rest: Partial<Change>, action_reason?: string) =>
      reading({
        plan: {
          resource_changes: [
            reported({ actions: ["delete", "create"], ...rest }, action_reason === undefined ? {} : { action_reason }),
          ],
        },
      }).resources["a.b"].because;
    expect(change({}, "replace_by_triggers")).toEqual(["replace_triggered_by"]);
    expect(change({ replace_paths: [["triggers", 0, "x"]] })).toEqual(["triggers[0].x"]);
    expect(change({})).toBeUndefined();
  });

  test("does not list the id that Terraform itself generates at random", () => {
    const type = "terraform_data";
    const [before, after] = [
      { id: "1", name: "n" },
      { id: "2", name: "m" },
    ];
    const { resources } = reading({
      changed: { resource: { [type]: { b: { id: "x", name: "m" } } } },
      plan: { resource_changes: [reported({ actions: ["delete", "create"], before, after }, { address: `${type}.b`, type })] },
    });
    expect(Object.keys(resources[`${type}.b`].changes ?? {})).toEqual(["name"]);
    expect(resources[`${type}.b`].values).toEqual({ name: "m" });
  });
});

describe("a resource", () => {
  test("that an import block adopts is imported, an instance only where it is the one that is named", () => {
    const actions = (to: string, repetition: JsonObject = {}) => {
      const addresses = ["a.b", 'a.c["one"]', 'a.c["two"]'];
      const resource_changes = addresses.map((address) => reported({ actions: ["create"] }, { address }));
      const variable = { existing: { default: ["one"] } };
      const changed = { variable, import: [{ to, id: "/x", ...repetition }] };
      const { resources } = reading({ changed, plan: { resource_changes } });
      return addresses.map((address) => resources[address].action);
    };
    expect(actions("${a.b}")).toEqual(["import", "create", "create"]);
    expect(actions('a.c["one"]')).toEqual(["create", "import", "create"]);
    expect(actions("a.c[each.key]", { for_each: '${toset(["two"])}' })).toEqual(["create", "create", "import"]);
    expect(actions("a.c[each.key]", { for_each: '${toset(["one", "two"])}' })).toEqual(["create", "import", "import"]);
    expect(actions("a.c[each.key]", { for_each: "${toset(var.existing)}" })).toEqual(["create", "import", "create"]);
  });

  test("is imported in all its instances where only Terraform can evaluate which ones", () => {
    const actions = (forEach: string) => {
      const resource_changes = ["one", "two"].map((key) => reported({ actions: ["create"] }, { address: `a.c["${key}"]` }));
      const block = { to: "a.c[each.key]", id: "/x", for_each: forEach };
      const { resources } = reading({ changed: { import: [block] }, plan: { resource_changes } });
      return Object.values(resources).map(({ action }) => action);
    };
    expect(actions("${local.names}")).toEqual(["import", "import"]);
    expect(actions('${toset(["${local.name}"])}')).toEqual(["import", "import"]);
    expect(actions("${toset(concat(var.existing, var.others))}")).toEqual(["import", "import"]);
    expect(actions('${toset(concat(["one"], ["two"]))}')).toEqual(["import", "import"]);
    expect(actions("${toset(var.unknown)}")).toEqual(["import", "import"]);
    expect(actions("${toset(local.names)}")).toEqual(["import", "import"]);
  });

  test("that is forgotten has no values, and one that moves has its earlier address and body", () => {
    expect(changeOf({ actions: ["forget"], before: { note: "n" } })).toEqual({ action: "forget" });
    const resource_changes = [reported({ actions: ["update"], before: { note: "n" }, after: {} }, { previous_address: "a.old" })];
    const { resources } = reading({ existing: { resource: { a: { old: { note: "n" } } } }, plan: { resource_changes } });
    expect(resources["a.b"]).toMatchObject({ movedFrom: "a.old", changes: { note: { before: "n", after: null } } });
  });

  test("in a module shows every change, since its configuration is not read", () => {
    const address = "module.m.a.b";
    const resource_changes = [reported({ actions: ["update"], before: { note: "n" }, after: { note: "m" } }, { address })];
    expect(reading({ plan: { resource_changes } }).resources[address].changes).toEqual({ note: { before: "n", after: "m" } });
  });
});

test("resources and outputs are in order, and outputs hide what is sensitive or unknown", () => {
  const { resources, outputs } = reading({
    changed: { output: { z: { value: 1 }, secret: { value: "${var.x}" }, a: { value: "${a.b.id}" }, none: { value: null } } },
    plan: {
      resource_changes: ["a.c", "a.b"].map((address) => reported({ actions: ["create"] }, { address })),
      output_changes: {
        z: { actions: ["create"], after: 1 },
        secret: { actions: ["create"], after: "canary", after_sensitive: true },
        a: { actions: ["create"], after_unknown: true },
      },
    },
  });
  expect(Object.keys(resources)).toEqual(["a.b", "a.c"]);
  expect(Object.entries(outputs)).toEqual([
    ["a", "(known after apply)"],
    ["none", null],
    ["secret", "(sensitive value)"],
    ["z", 1],
  ]);
});

describe("a reference to another instance, whose made-up answer is the same", () => {
  const RESOURCES = { registry: { acr: { for_each: "${toset(var.x)}" }, one: {} } };
  const VARIABLES = { x: { default: [] }, key: { default: "a" }, map: { default: {} } };

  /** Whether the plan is uncertain about a scope that is the same in it before and after. */
  function isUncertain(existing: JsonObject, changed: JsonObject, before = "id", after = "id"): boolean {
    const [was, is] = [existing, changed].map(({ locals = {}, ...body }) => ({
      locals,
      variable: VARIABLES,
      resource: { ...RESOURCES, a: { b: body } },
    }));
    const change: Change = { actions: ["no-op"], before: { scope: before }, after: { scope: after } };
    const plan = { resource_changes: [reported(change, { address: 'a.b["one"]' })] };
    const { action, because } = reading({ existing: was, changed: is, plan }).resources['a.b["one"]'];
    expect(because).toEqual(action === "no-op" ? undefined : ["scope"]);
    return action === "update, replacement unknown";
  }

  const scope = (text: string, rest: JsonObject = {}) => ({ scope: text, ...rest });
  const each = (for_each: JsonObject | string) => scope("${registry.acr[each.value].id}", { for_each });

  test.each<[string, JsonObject, JsonObject]>([
    ["its key", scope('${registry.acr["a"].id}'), scope('${registry.acr["b"].id}')],
    [
      "a local value",
      scope("${local.scope}", { locals: { scope: '${registry.acr["a"].id}' } }),
      scope("${local.scope}", { locals: { scope: '${registry.acr["b"].id}' } }),
    ],
    ["the value of its own instance", each({ one: "a" }), each({ one: "b" })],
    ["an expression for all instances", each("${{ one = var.key }}"), each("${{ one = upper(var.key) }}")],
  ])("by way of %s is uncertain", (_case, existing, changed) => {
    expect(isUncertain(existing, changed)).toBe(true);
    expect(isUncertain(changed, changed)).toBe(false);
  });

  test("by way of a variable is uncertain", () => {
    const version = (value: string) => {
      const body = { scope: "${registry.acr[var.key].id}", for_each: "${var.map}", note: "${registry.acr[each.value].id}" };
      const variable = { ...VARIABLES, key: { default: value }, map: { default: { one: value } } };
      return { variable, resource: { ...RESOURCES, a: { b: body } } };
    };
    const plan = { resource_changes: [reported({ actions: ["no-op"], before: {}, after: {} }, { address: 'a.b["one"]' })] };
    const because = (value: string) =>
      reading({ existing: version("a"), changed: version(value), plan }).resources['a.b["one"]'].because;
    expect(because("b")).toEqual(["note", "scope"]);
    expect(because("a")).toBeUndefined();
  });

  test("is no change of the instances beside one that is added", () => {
    expect(isUncertain(each({ one: "a" }), each({ one: "a", two: "b" }))).toBe(false);
    expect(isUncertain(each('${toset(["one"])}'), each('${toset(["one", "two"])}'))).toBe(false);
  });

  test("is left to the plan where that shows a change, or where no instance is named", () => {
    const [existing, changed] = ["a", "b"].map((key) => scope(`\${registry.acr["${key}"].id}`));
    expect(isUncertain(existing, changed, "id", "other")).toBe(false);
    expect(isUncertain(scope("${registry.one.id}"), scope("${var.key}"))).toBe(false);
  });
});
