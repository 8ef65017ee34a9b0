import { compareVersions } from "../../src/providers/terraform-binary";
import { entries, print, quoted, sorted, texts } from "../../src/stack/json";
import { parseJson } from "../../src/stack/json-text";

test("the order of keys depends on nothing but the keys", () => {
  expect(print({ b: 1, a: [{ d: 1, c: 2 }] })).toBe(print({ a: [{ c: 2, d: 1 }], b: 1 }));
  expect(entries({ ä: 1, b: 1, Z: 1 }).map(([key]) => key)).toEqual(["Z", "b", "ä"]);
});

test("sorting copies a value and leaves the original as it is", () => {
  const value = { b: [{ d: 1, c: 2 }], a: null };
  expect(JSON.stringify(sorted(value))).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
  expect(JSON.stringify(value)).toBe('{"b":[{"d":1,"c":2}],"a":null}');
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

test("versions are compared number by number", () => {
  expect(["1.11.4", "1.7.0", "1.10.0", "0.13.1"].sort(compareVersions)).toEqual(["0.13.1", "1.7.0", "1.10.0", "1.11.4"]);
});

test("names are in order, but dynamic blocks follow those that are written out", () => {
  const body = { volume: {}, dynamic: { volume: {} }, container: {} };
  expect(entries(body).map(([name]) => name)).toEqual(["container", "volume", "dynamic"]);
  expect(print(body).match(/^ {2}"\w+"/gm)).toEqual(['  "container"', '  "volume"', '  "dynamic"']);
});
