import { MadeUpState } from "../../../src/plan/engine/cloud";
import { MadeUpValues } from "../../../src/plan/prepare/made-up-values";
import type { BlockSchema } from "../../../src/providers/initialized-folder";
import { UNKNOWN_VALUE, type ValueObject } from "../../../src/providers/plugin/wire";
import type { JsonObject } from "../../../src/stack/json";

const SCHEMA: BlockSchema = {
  attributes: {
    name: { type: "string", required: true },
    port: { type: "number", computed: true },
    ips: { type: ["list", "string"], computed: true },
    tags: { type: ["map", "string"], computed: true },
    parts: { type: ["list", ["object", { key: "string", size: "number" }]], computed: true },
    nested: { nested_type: { nesting_mode: "single", attributes: { size: { type: "number" } } }, computed: true },
    nesteds: { nested_type: { nesting_mode: "list", attributes: { size: { type: "number" } } }, computed: true },
    any: { type: "dynamic", computed: true },
  },
  block_types: {
    one: { nesting_mode: "single", block: { attributes: { size: { type: "number", computed: true } } } },
    some: { nesting_mode: "list", block: { attributes: { size: { type: "number", computed: true }, name: { type: "string" } } } },
  },
};

function state(mocks: JsonObject = {}, isRead = true): MadeUpState {
  return new MadeUpState(new MadeUpValues("seed"), { address: "a.b", type: "a" }, mocks, () => isRead);
}

const unknown = (...names: readonly string[]): ValueObject => Object.fromEntries(names.map((name) => [name, UNKNOWN_VALUE]));

test("everything unknown has a value of its type, and is kept as open", () => {
  const made = state();
  const planned = { name: "n", ...unknown("port", "ips", "tags", "parts", "nested", "nesteds", "any", "one", "some") };
  const { ips, parts, ...rest } = made.ofResource(planned, SCHEMA);
  expect(rest).toEqual({
    name: "n",
    port: 1,
    tags: {},
    nested: { size: 1 },
    nesteds: [{ size: 1 }],
    any: null,
    one: { size: 1 },
    some: [{ size: 1, name: null }],
  });
  expect([ips, parts]).toEqual([[expect.any(String)], [{ key: expect.any(String), size: 1 }]]);
  const tops = ["port", "ips", "tags", "parts", "nested", "nesteds", "any", "one", "some"];
  expect(made.open.filter(({ length }) => length === 1)).toEqual(tops.map((name) => [name]));
});

test("a list that nobody reads is empty, and so is a block", () => {
  const made = state({}, false).ofResource(unknown("port", "ips", "nested", "nesteds", "one", "some"), SCHEMA);
  expect(made).toEqual({ port: 1, ips: [], nested: { size: 1 }, nesteds: [], one: null, some: [] });
});

test("only what is unknown within a value is made up", () => {
  const made = state();
  const planned = { parts: [{ key: "k", size: UNKNOWN_VALUE }], some: [{ size: UNKNOWN_VALUE, name: "n" }] };
  expect(made.ofResource(planned, SCHEMA)).toEqual({ parts: [{ key: "k", size: 1 }], some: [{ size: 1, name: "n" }] });
  expect(made.open).toEqual([
    ["parts", 0, "size"],
    ["some", 0, "size"],
  ]);
});

test("an answer of the user takes the place of what is unknown, completed where it leaves fields out", () => {
  const made = state({ port: 443, parts: [{ size: 2 }], some: { name: "given" }, name: "ignored" });
  expect(made.ofResource({ name: "n", ...unknown("port", "parts", "some") }, SCHEMA)).toEqual({
    name: "n",
    port: 443,
    parts: [{ key: expect.any(String), size: 2 }],
    some: [{ size: 1, name: "given" }],
  });
});

test("a data source has its configuration, and finds what that does not set", () => {
  const found = state().ofDataSource({ name: "n", port: null, any: "set", some: [{ size: null, name: "s" }] }, SCHEMA);
  expect(found).toEqual({ name: "n", port: 1, any: "set", some: [{ size: 1, name: "s" }] });
});
