import type { JobResult } from "../../src/plan/job";
import { shownPlan } from "../../src/plan/run";
import type { PlannedChange } from "../../src/planned/change";
import { changedOutputs, planOf } from "../../src/planned/plan";
import type { Change, ResourceChange } from "../../src/planned/plan-json";
import { masksFor } from "../../src/planned/sensitive";
import type { BlockSchema } from "../../src/providers/initialized-folder";
import type { JsonObject } from "../../src/stack/json";
import type { PlanJson } from "../support/plan-json";
import { plannable, schemasOf } from "../support/plannable";

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
  block_types: { metadata: { block: { attributes: { uid: { computed: true }, name: {} } } }, empty: { block: {} } },
};

interface Input {
  readonly changed?: JsonObject;
  readonly plan: PlanJson;
  /** What it is like where nothing is replaced that may perhaps be updated. */
  readonly inPlacePlan?: PlanJson;
  readonly madeUp?: JobResult["madeUp"];
  readonly existing?: JobResult["existing"];
  readonly unplanned?: JobResult["unplanned"];
  /** What only the later version of the provider knows. */
  readonly added?: readonly string[];
}

function reading({ changed = {}, added = [], ...answer }: Input) {
  const defaults = { madeUp: [], existing: {}, unplanned: {}, diagnostics: [] };
  const [plan, inPlacePlan] = [answer.plan, answer.inPlacePlan].map((one) => one && JSON.parse(JSON.stringify(one)));
  const readable = { ...defaults, ...answer, plan, inPlacePlan, schemas: schemasOf(SCHEMA), added: () => added };
  const shown = shownPlan(plannable(changed), readable, {});
  const masks = masksFor([shown]);
  return { ...planOf(shown, masks), outputChanges: changedOutputs(shown, masks) };
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
    madeUp: names.map((name) => ({ text: `x${name}` })),
  });
  const { user, system } = process.cpuUsage(start);
  expect(Object.keys(resources)).toHaveLength(10_000);
  expect((user + system) / 1e6).toBeLessThan(4);
});

/** What becomes of one resource. */
function changeOf(change: Change, { body = { note: "n" }, ...rest }: Partial<Input> & { body?: JsonObject } = {}): PlannedChange {
  const changed = { resource: { a: { b: body } } };
  return reading({ changed, plan: { resource_changes: [reported(change)] }, ...rest }).resources["a.b"];
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

  test("leave out null and empty blocks, and show that a write-only argument is set", () => {
    const after = { name: "n", note: null, secret_wo: null, metadata: [{ uid: null, name: "n" }], empty: [] };
    const body = { secret_wo: "${var.x}", metadata: { name: "n" } };
    expect(changeOf({ actions: ["create"], after }, { body }).values).toEqual({
      metadata: [{ name: "n" }],
      name: "n",
      secret_wo: "(write-only value)",
    });
  });

  test("that are made up are unknown offline, wherever they appear, and say what they come from", () => {
    const after = { note: ["madeup1.azurecr.io/app:1", "madeup2", "madeup3", "madeup4", "other"], scope: 1 };
    const madeUp = [
      { text: "madeup1.azurecr.io", source: "data.a.eu.login_server" },
      { text: "madeup2" },
      { text: "madeup3", source: "data.a.eu.name" },
      { text: "madeup3", source: "data.a.us.name" },
      { text: "madeup4", source: 'data.a.b["(x)"].name' },
    ];
    expect(changeOf({ actions: ["no-op"], after }, { madeUp }).values).toEqual({
      note: [
        "(unknown offline: data.a.eu.login_server)/app:1",
        "(unknown offline)",
        "(unknown offline)",
        "(unknown offline)",
        "other",
      ],
      scope: 1,
    });
  });

  test("that the provider left open are unknown offline, and those that it derives from them", () => {
    const existing = { "a.b": { open: [["id"], ["metadata", 0, "uid"], ["sku"]] } };
    const before = { id: 1, note: "n", sku: true, metadata: [{ uid: 5, name: "n" }] };
    const change: Change = { actions: ["update"], before, after: { ...before, id: 2, note: "m", sku: false } };
    expect(changeOf(change, { existing, body: { note: "m", sku: false } })).toEqual({
      action: "update",
      changes: { note: { before: "n", after: "m" }, sku: { before: "(unknown offline)", after: false } },
      values: { id: "(unknown offline)", note: "m", sku: false, metadata: [{ uid: "(unknown offline)", name: "n" }] },
    });
  });
});

describe("an update", () => {
  test("leaves out what nobody knows, before nor after", () => {
    const change: Change = {
      actions: ["update"],
      before: { id: "x", note: "n" },
      after: { note: "m" },
      after_unknown: { id: true },
    };
    expect(changeOf(change, { existing: { "a.b": { open: [["id"]] } } }).changes).toEqual({ note: { before: "n", after: "m" } });
  });

  test("of nothing but the address of a resource that has moved is none", () => {
    const [before, after] = ["a.old", "a.b"].map((address) => ({ note: "n", stack_tools_address: address }));
    expect(changeOf({ actions: ["update"], before, after })).toEqual({ action: "no-op", values: { note: "n" } });
  });
});

test("what a later version of the provider fills in is unknown, unless something else changes", () => {
  const change = (note: string): Change => ({ actions: ["update"], before: { note: "n", sku: null }, after: { note, sku: "x" } });
  expect(changeOf(change("n"), { added: ["sku"] })).toMatchObject({
    action: "update, replacement unknown",
    because: ["sku"],
    reason: "the later version of the provider fills in sku, and only the cloud knows the present value",
  });
  expect(changeOf(change("m"), { added: ["sku"] })).toMatchObject({ action: "update", changes: { note: { after: "m" } } });
});

describe("a replacement", () => {
  const replace = (paths: readonly string[]): Change => ({
    actions: ["delete", "create"],
    before: { name: "n", sku: "x" },
    after: { name: "m", sku: "y" },
    replace_paths: paths.map((path) => [path]),
  });
  const update: Change = { actions: ["update"], before: { name: "n", sku: "x" }, after: { name: "m", sku: "y" } };
  const inPlacePlan = { resource_changes: [reported(update)] };

  test("names what forces it, without what the provider left open", () => {
    const existing = { "a.b": { open: [["sku"]] } };
    expect(changeOf(replace(["name", "sku"]), { existing })).toMatchObject({ action: "replace", because: ["name"] });
  });

  test("says whether the new one is created before the old one is destroyed", () => {
    const createdFirst = changeOf({ ...replace(["name"]), actions: ["create", "delete"] });
    expect([createdFirst, changeOf(replace(["name"]))].map((change) => change.createBeforeDestroy)).toEqual([true, undefined]);
  });

  test("is unknown where it does not happen in the plan that updates in place, and says why", () => {
    const existing = { "a.b": { open: [["sku"]] } };
    expect(changeOf(replace(["sku"]), { existing, inPlacePlan })).toMatchObject({
      action: "update, replacement unknown",
      because: ["sku"],
      reason: "the existing version leaves sku to the provider, and only the cloud knows what was chosen",
    });
    expect(changeOf(replace(["name"]), { inPlacePlan }).reason).toBe("it depends on a resource whose replacement is unknown");
    const unplanned = { "a.b": "the provider did not answer: it ended with 2" };
    expect(changeOf(replace(["name"]), { inPlacePlan, unplanned }).reason).toBe(unplanned["a.b"]);
  });

  test("is certain where it happens in the plan that updates in place, too", () => {
    const both = { resource_changes: [reported(replace(["name"]))] };
    expect(changeOf(replace(["name"]), { inPlacePlan: both })).toMatchObject({ action: "replace", because: ["name"] });
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
  const imported = "import, changes unknown";

  test("that an import block adopts is imported, an instance only where it is the one that is named", () => {
    const actions = (to: string, repetition: JsonObject = {}) => {
      const addresses = ["a.b", 'a.c["one"]', 'a.c["two"]'];
      const resource_changes = addresses.map((address) => reported({ actions: ["create"] }, { address }));
      const variable = { existing: { default: ["one"] } };
      const changed = { variable, import: [{ to, id: "/x", ...repetition }] };
      const { resources } = reading({ changed, plan: { resource_changes } });
      return addresses.map((address) => resources[address].action);
    };
    expect(actions("${a.b}")).toEqual([imported, "create", "create"]);
    expect(actions('a.c["one"]')).toEqual(["create", imported, "create"]);
    expect(actions("a.c[each.key]", { for_each: '${toset(["two"])}' })).toEqual(["create", "create", imported]);
    expect(actions("a.c[each.key]", { for_each: '${toset(["one", "two"])}' })).toEqual(["create", imported, imported]);
    expect(actions("a.c[each.key]", { for_each: "${toset(var.existing)}" })).toEqual(["create", imported, "create"]);
  });

  test("is imported in all its instances where only Terraform can evaluate which ones", () => {
    const resource_changes = ["one", "two"].map((key) => reported({ actions: ["create"] }, { address: `a.c["${key}"]` }));
    const forEach = [
      "${local.names}",
      '${toset(["${local.name}"])}',
      '${toset(concat(["one"], ["two"]))}',
      "${toset(var.unknown)}",
    ];
    for (const for_each of forEach) {
      const changed = { import: [{ to: "a.c[each.key]", id: "/x", for_each }] };
      const { resources } = reading({ changed, plan: { resource_changes } });
      expect(Object.values(resources).map(({ action }) => action)).toEqual([imported, imported]);
    }
  });

  test("that is forgotten has no values, and one that moves has its earlier address", () => {
    expect(changeOf({ actions: ["forget"], before: { note: "n" } })).toEqual({ action: "forget" });
    const resource_changes = [reported({ actions: ["update"], before: { note: "n" }, after: {} }, { previous_address: "a.old" })];
    const { resources } = reading({ plan: { resource_changes } });
    expect(resources["a.b"]).toMatchObject({ movedFrom: "a.old", changes: { note: { before: "n", after: null } } });
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

test("outputs that change have both sides, and none of which nobody knows either", () => {
  const update = (before: Change["before"], after: Change["after"], more: Partial<Change> = {}): Change => ({
    actions: ["update"],
    before,
    after,
    ...more,
  });
  const { outputChanges } = reading({
    madeUp: [{ text: "madeup1", source: "a.b.id" }],
    plan: {
      output_changes: {
        server: update("old", "new"),
        added: { actions: ["create"], before: null, after: 1 },
        gone: { actions: ["delete"], before: "x", after: null },
        secret: update("canary1", "canary2", { before_sensitive: true, after_sensitive: true }),
        resolved: update("madeup1", "known"),
        later: update("known", null, { after_unknown: true }),
        open: update("madeup1", null, { after_unknown: true }),
        secret_open: update("madeup1", null, { after_unknown: true, before_sensitive: true, after_sensitive: true }),
        part: update({ id: "madeup1", name: "n" }, { name: "n" }, { after_unknown: { id: true } }),
        other_part: update({ id: "madeup1", name: "n" }, { name: "m" }, { after_unknown: { id: true } }),
        same: { actions: ["no-op"], before: 1, after: 1 },
      },
    },
  });
  expect(Object.entries(outputChanges)).toEqual([
    ["added", { action: "create", before: null, after: 1 }],
    ["gone", { action: "delete", before: "x", after: null }],
    ["later", { action: "update", before: "known", after: "(known after apply)" }],
    [
      "other_part",
      {
        action: "update",
        before: { id: "(unknown offline: a.b.id)", name: "n" },
        after: { id: "(known after apply)", name: "m" },
      },
    ],
    ["resolved", { action: "update", before: "(unknown offline: a.b.id)", after: "known" }],
    ["secret", { action: "update", before: "(sensitive value)", after: "(sensitive value)" }],
    ["server", { action: "update", before: "old", after: "new" }],
  ]);
});
