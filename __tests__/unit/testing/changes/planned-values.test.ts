import { at, differences, printedPath, shown, withComputed, withoutMadeUp } from "../../../../src/testing/changes/planned-values";

test("the plan's marks decide what is hidden and what is unknown, at every depth", () => {
  const value = { a: "canary", b: [{ c: "canary", d: 1 }], e: null };
  const unknown = { b: [{ d: true }], f: true };
  const sensitive = { a: true, b: [{ c: true }] };
  expect(shown(value, unknown, sensitive)).toEqual({
    a: "(sensitive value)",
    b: [{ c: "(sensitive value)", d: "(known after apply)" }],
    e: null,
    f: "(known after apply)",
  });
  expect(shown("canary", false, true)).toBe("(sensitive value)");
  expect(shown(null, true, true)).toBe("(sensitive value)");
});

test("a made-up text is unknown wherever it stands", () => {
  const texts = new Set(["madeup1.azurecr.io"]);
  expect(withoutMadeUp({ a: ["madeup1.azurecr.io/app:1", "other"], b: 1 }, texts)).toEqual({
    a: ["(known after apply)", "other"],
    b: 1,
  });
});

const schema = {
  attributes: {
    id: { computed: true },
    key: { computed: true, sensitive: true },
    name: {},
    note: {},
    secret_wo: { write_only: true },
    sku: { computed: true, optional: true },
  },
  block_types: { metadata: { block: { attributes: { uid: { computed: true }, name: {} } } }, empty: { block: {} } },
};

test("what the provider will compute is unknown, and what is nothing is left out", () => {
  const values = {
    id: "x",
    key: "x",
    name: "n",
    note: null,
    secret_wo: null,
    sku: "Basic",
    metadata: [{ uid: "u", name: "n" }],
    empty: [],
  };
  const configuration = { sku: "${var.sku}", secret_wo: "${var.x}", metadata: { name: "n" } };
  expect(withComputed(values, configuration, schema, true)).toEqual({
    id: "(known after apply)",
    key: "(sensitive value)",
    metadata: [{ name: "n", uid: "(known after apply)" }],
    name: "n",
    secret_wo: "(write-only value)",
    sku: "Basic",
  });
  expect(withComputed({ id: "x" }, {}, schema, false)).toEqual({ id: "x" });
});

test("differences are named by their innermost place", () => {
  const [before, after] = [
    { a: 1, b: [{ c: 1, d: 2 }], tags: { "x.y/z": "1" }, list: ["a"] },
    { a: 1, b: [{ c: 1, d: 3 }], tags: { "x.y/z": "2" }, list: ["a", "b"] },
  ];
  const paths = differences(before, after);
  expect(paths.map(printedPath)).toEqual(["b[0].d", "list", 'tags["x.y/z"]']);
  expect(paths.map((path) => at(after, path))).toEqual([3, ["a", "b"], "2"]);
});

test("a place inside something hidden shows the mark", () => {
  expect(at({ data: "(sensitive value)" }, ["data", "password"])).toBe("(sensitive value)");
  expect(at({ metadata: { name: "n" } }, ["metadata", 0, "name"])).toBe("n");
  expect(at({}, ["metadata", 0, "name"])).toBeNull();
});
