import { entries, lookUp, print, quoted, texts } from "../../src/stack/json";
import { parseJson } from "../../src/stack/json-text";
import { objectWith } from "../../src/stack/remembered";

test("the order of keys depends on nothing but the keys", () => {
  expect(print({ b: 1, a: [{ d: 1, c: 2 }] })).toBe(print({ a: [{ c: 2, d: 1 }], b: 1 }));
  expect(entries({ ä: 1, b: 1, Z: 1 }).map(([key]) => key)).toEqual(["Z", "b", "ä"]);
});

test("every text has its place, keys included", () => {
  expect(texts({ a: ["x", { b: "y" }] })).toEqual([
    { place: "", text: "a" },
    { place: "a[0]", text: "x" },
    { place: "a[1]", text: "b" },
    { place: "a[1].b", text: "y" },
  ]);
});

test("fails with the position in the file, and without the text around it, which may be secret", () => {
  const text = '{\n  "canary": oops\n}';
  expect(() => parseJson(text)).toThrow(/^is not JSON( \(line 2, column 13\))?$/);
  expect(() => parseJson(text)).not.toThrow(/canary/);
  expect(() => parseJson("")).toThrow("is not JSON (it ends too early)");
});

test("fails for JSON that is nested deeper than any stack, and deeper than the call stack allows", () => {
  const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  expect(parseJson(nested(200))).toHaveLength(1);
  expect(() => parseJson(nested(100_000))).toThrow("is nested more than 200 levels deep, more than any synthesized stack");
});

test("untrusted text is quoted on one line, without control characters, and cut off where it is long", () => {
  expect(quoted("a\nb\u001b[31m")).toBe("'a\\u{a}b\\u{1b}[31m'");
  expect(quoted("x".repeat(201))).toBe(`'${"x".repeat(200)}…'`);
});

test("names are in order, but dynamic blocks follow those that are written out", () => {
  const body = { volume: {}, dynamic: { volume: {} }, container: {} };
  expect(entries(body).map(([name]) => name)).toEqual(["container", "volume", "dynamic"]);
  expect(print(body).match(/^ {2}"\w+"/gm)).toEqual(['  "container"', '  "volume"', '  "dynamic"']);
});

test("an object whose members are made when they are asked for is like any other, and inherits nothing", () => {
  const members = { name: "team", 10: "ten", 9: "nine", none: null };
  const made: string[] = [];
  const lazy = objectWith({
    names: () => ["none", "10", "gone", "name", "9"],
    member: (name) => {
      made.push(name);
      return lookUp(members, name);
    },
  });
  expect([lazy.name, lazy.name, lazy.missing, lazy.missing]).toEqual(["team", "team", undefined, undefined]);
  expect(made).toEqual(["name", "missing"]);
  expect(JSON.stringify({ ...lazy })).toBe('{"9":"nine","10":"ten","none":null,"name":"team"}');
  expect(["name", "gone", "constructor"].map((name) => name in lazy)).toEqual([true, false, false]);
  expect([lazy.constructor, lookUp(lazy, "__proto__")]).toEqual([undefined, undefined]);
});
