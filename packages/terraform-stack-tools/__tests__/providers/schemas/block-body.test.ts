import type { BlockSchema } from "../../../src/providers/schema";
import { blockBody } from "../../../src/providers/schemas/known-schemas";

const INNER: BlockSchema = { attributes: { size: { type: "number", required: true } } };
const BODY = blockBody({
  attributes: {
    name: { type: "string", required: true },
    tags: { type: ["map", "string"], optional: true },
    found: { type: ["list", "string"], computed: true },
    nested: { nested_type: { nesting_mode: "single", attributes: {} }, optional: true },
    any: { type: "dynamic", optional: true },
  },
  block_types: {
    one: { nesting_mode: "list", min_items: 1, block: INNER },
    labelled: { nesting_mode: "map", block: INNER },
  },
});

test("a nested block has a body, but for one with a label", () => {
  expect(BODY.blockOf("one")?.isRequired?.("size")).toBe(true);
  expect([BODY.blockOf("labelled"), BODY.blockOf("name"), BODY.blockOf("toString")]).toEqual([undefined, undefined, undefined]);
});

test("an argument takes a collection if its type is none of the primitives, and a stack can set it", () => {
  const names = ["name", "tags", "found", "nested", "any", "one", "missing"];
  expect(names.filter((name) => BODY.takesCollection(name))).toEqual(["tags", "nested", "any"]);
});

test("required is what must be set, or must be there at least once", () => {
  expect(["name", "tags", "one", "labelled"].filter((name) => BODY.isRequired?.(name))).toEqual(["name", "one"]);
});
