import { digest } from "../../../src/plan/engine/proxy-context";
import { differs, keepingEmpty, valueAt } from "../../../src/plan/engine/resource-plan";
import { UNKNOWN_VALUE, type Value } from "../../../src/providers/plugin/wire";

test.each<[Value, Value, Value]>([
  [null, "", null],
  ["", null, ""],
  [0, null, 0],
  [false, null, false],
  [[], null, []],
  [null, {}, null],
  ["a", null, null],
  [null, "a", "a"],
  [
    { a: "", b: 1 },
    { a: null, b: 2, c: null },
    { a: "", b: 2, c: null },
  ],
  [[{ a: null }], [{ a: "" }, { a: "" }], [{ a: null }, { a: "" }]],
  [null, UNKNOWN_VALUE, UNKNOWN_VALUE],
])("%j that becomes %j is %j", (before, after, kept) => {
  expect(keepingEmpty(before, after)).toEqual(kept);
});

test("a value differs that is another one, or that is not known", () => {
  expect(differs({ a: [1] }, { a: [1] })).toBe(false);
  expect(differs({ a: [1] }, { a: [2] })).toBe(true);
  expect(differs(UNKNOWN_VALUE, UNKNOWN_VALUE)).toBe(true);
  expect(digest(2n ** 64n)).not.toBe(digest(2n ** 64n + 1n));
});

test("a path leads into lists and objects, as far as they are known", () => {
  const value = { list: [{ a: 1 }], unknown: UNKNOWN_VALUE };
  expect(valueAt(value, ["list", 0, "a"])).toBe(1);
  expect(valueAt(value, ["list", 1, "a"])).toBeNull();
  expect(valueAt(value, ["missing", "a"])).toBeNull();
  expect(valueAt(value, ["unknown", "a"])).toBe(UNKNOWN_VALUE);
});
