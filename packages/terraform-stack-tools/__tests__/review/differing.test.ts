import { differingNames } from "../../src/planned/change";
import type { Change } from "../../src/planned/plan-json";

function names(change: Omit<Change, "actions">): string[] | undefined {
  const found = differingNames({ actions: ["update"], ...change });
  return found && [...found].sort();
}

test("an argument differs by its value, by what is known of it, and by its marks", () => {
  const values = { kept: [{ a: 1 }], changed: { a: [1] }, open: null, secret: "a" };
  const change = {
    before: values,
    after: { ...values, kept: [{ a: 1 }], changed: { a: [2] } },
    after_unknown: { kept: [{}], open: true },
    before_sensitive: {},
    after_sensitive: { secret: true },
  };
  expect(names(change)).toEqual(["changed", "open", "secret"]);
});

test("an argument that one side alone has differs, whatever its name is", () => {
  expect(names({ before: { a: 1, b: null }, after: { a: 1, c: null } })).toEqual(["b", "c"]);
  expect(names({ before: JSON.parse('{"__proto__": {}}'), after: { a: 1 } })).toEqual(["__proto__", "a"]);
  expect(names({ before: { a: {} }, after: { a: JSON.parse('{"__proto__": {}}') } })).toEqual(["a"]);
  expect(names({ before: {}, after: {}, after_unknown: { a: {} } })).toEqual(["a"]);
});

test("of a value that is marked as a whole, and of other changes than updates, any argument may differ", () => {
  const change = { before: { a: 1 }, after: { a: 1 } };
  expect(names(change)).toEqual([]);
  expect(names({ ...change, after_unknown: true })).toBeUndefined();
  expect(names({ ...change, after_sensitive: true })).toBeUndefined();
  expect(names({ ...change, before: [1] })).toBeUndefined();
  expect(differingNames({ actions: ["delete", "create"], ...change })).toBeUndefined();
  expect(differingNames({ actions: ["create"], before: null, after: { a: 1 } })).toBeUndefined();
});
