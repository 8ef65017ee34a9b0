import { lookUp, quoted } from "../../src/stack/json";
import { parseJson } from "../../src/stack/json-text";
import { objectWith } from "../../src/stack/remembered";

test("fails with the position in the file, and without the text around it, which may be secret", () => {
  const text = '{\n  "canary": oops\n}';
  expect(() => parseJson(text)).toThrow(/^is not JSON( \(line 2, column 13\))?$/);
  expect(() => parseJson(text)).not.toThrow(/canary/);
  expect(() => parseJson("")).toThrow("is not JSON (it ends too early)");
});

test("untrusted text is quoted on one line, without control characters, and cut off where it is long", () => {
  expect(quoted("a\nb\u001b[31m")).toBe("'a\\u{a}b\\u{1b}[31m'");
  expect(quoted("x".repeat(201))).toBe(`'${"x".repeat(200)}…'`);
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
