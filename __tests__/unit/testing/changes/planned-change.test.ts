import { plannedChange, type ReportedChange } from "../../../../src/testing/changes/planned-change";

const schema = { attributes: { id: { computed: true }, name: {}, password: {}, sku: { computed: true } } };

function changeOf(actions: string[], values: object, rest: Partial<ReportedChange> = {}) {
  const change = { actions, before: null, after: null, before_sensitive: {}, after_sensitive: {}, after_unknown: {}, ...values };
  return plannedChange({
    reported: { address: "a.b", type: "a", change, ...rest.reported },
    configuration: { name: "n" },
    existing: { name: "n" },
    schema,
    isImported: false,
    isKnown: true,
    replacement: { forced: [], uncertain: [] },
    madeUp: new Set(),
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => name !== "reported")),
  });
}

test("what is created shows its values, unknown ones as such", () => {
  expect(changeOf(["create"], { after: { name: "n" }, after_unknown: { id: true } })).toEqual({
    action: "create",
    values: { id: "(known after apply)", name: "n" },
  });
});

test("an update names what changes, secrets without their values", () => {
  const marks = { before_sensitive: { password: true }, after_sensitive: { password: true } };
  const configuration = { name: "n", password: "${var.password}" };
  const change = changeOf(
    ["update"],
    { before: { id: "1", name: "n", password: "canary" }, after: { id: "1", name: "m", password: "yranac" }, ...marks },
    { configuration },
  );
  expect(change.changes).toEqual({
    name: { before: "n", after: "m" },
    password: { before: "(sensitive value)", after: "(sensitive value)" },
  });
  expect(JSON.stringify(change)).not.toMatch(/canary|yranac/);
});

test("a replacement names what forces it and its order, and nothing that the stack does not set", () => {
  const change = changeOf(
    ["create", "delete"],
    { before: { id: "1", name: "n", sku: "x" }, after: { name: "m" }, after_unknown: { id: true, sku: true } },
    { replacement: { forced: ["name"], uncertain: [] } },
  );
  expect(change).toMatchObject({ action: "replace", because: ["name"], createBeforeDestroy: true });
  expect(change.changes).toEqual({ name: { before: "n", after: "m" } });
});

test("an update of a type that nobody knows is never calm", () => {
  const values = { before: { name: "n" }, after: { name: "m" } };
  expect(changeOf(["update"], values, { isKnown: false }).action).toBe("update, replacement unknown");
  const replacement = { forced: [], uncertain: ["scope"] };
  expect(changeOf(["no-op"], values, { replacement })).toMatchObject({
    action: "update, replacement unknown",
    because: ["scope"],
  });
});

test("what is adopted is imported, what is left is forgotten, what moves says from where", () => {
  expect(changeOf(["create"], { after: {} }, { isImported: true }).action).toBe("import");
  expect(changeOf(["forget"], { before: { name: "n" } })).toEqual({ action: "forget" });
  expect(changeOf(["no-op"], { before: {}, after: {} }, { reported: { previous_address: "a.old" } }).movedFrom).toBe("a.old");
});

test("Terraform's own reasons for a replacement are given where the arguments are not known", () => {
  const reported = { action_reason: "replace_by_triggers" };
  expect(changeOf(["delete", "create"], { before: {}, after: {} }, { reported }).because).toEqual(["replace_triggered_by"]);
  expect(changeOf(["delete", "create"], { before: {}, after: {}, replace_paths: [["triggers", 0, "x"]] }).because).toEqual([
    "triggers[0].x",
  ]);
});

test("what OpenTofu makes up for an argument that is left to the provider is no change", () => {
  const values = { before: { id: "1", name: "n", sku: "Basic" }, after: { id: "1", name: "n", sku: "madeup1" } };
  const existing = { name: "n", sku: "Basic" };
  expect(changeOf(["update"], values, { existing, madeUp: new Set(["madeup1"]) }).action).toBe("no-op");
  expect(changeOf(["update"], values, { existing }).changes).toEqual({ sku: { before: "Basic", after: "madeup1" } });
  const other = { ...values, after: { ...values.after, name: "m" } };
  expect(changeOf(["update"], other, { existing, madeUp: new Set(["madeup1"]) }).changes).toEqual({
    name: { before: "n", after: "m" },
  });
});

test("the id that Terraform makes up at random is no change", () => {
  const values = { before: { id: "1", name: "n" }, after: { name: "m" }, after_unknown: { id: true } };
  const change = changeOf(["delete", "create"], values, {
    reported: { type: "terraform_data", address: "terraform_data.a" },
    configuration: { name: "n", id: "x" },
  });
  expect(Object.keys(change.changes ?? {})).toEqual(["name"]);
});

test.each<[string, object]>([
  ["an expression for the whole map", { tags: "${var.tags}" }],
  ["a dynamic block", { dynamic: { tags: { content: {} } } }],
  ["dynamic blocks in a list", { dynamic: [{ other: {} }, { tags: {} }] }],
])("a change that reaches an argument by %s is seen, also by OpenTofu", (_way, configuration) => {
  const values = { before: { tags: { team: "red" } }, after: { tags: { team: "blue" } } };
  for (const madeUp of [new Set<string>(), new Set(["madeup1"])]) {
    const change = changeOf(["update"], values, { configuration, existing: configuration, madeUp });
    expect(change).toMatchObject({ action: "update", changes: { "tags.team": { before: "red", after: "blue" } } });
  }
});
