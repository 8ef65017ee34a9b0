import { entries, isObject, listOf, lookUp, parse, print, texts } from "../../../src/terraform/json";

test("the order of keys comes from nowhere but the keys", () => {
  expect(print({ b: 1, a: [{ d: 1, c: 2 }] })).toBe(print({ a: [{ c: 2, d: 1 }], b: 1 }));
  expect(entries({ ä: 1, b: 1, Z: 1 }).map(([key]) => key)).toEqual(["Z", "b", "ä"]);
});

test("a key named __proto__ is a key like any other", () => {
  const value = JSON.parse('{"__proto__": {"a": 1}}');
  expect(print(value)).toContain('"__proto__"');
  expect(lookUp({}, "constructor")).toBeUndefined();
});

test("objects are told from lists and from nothing", () => {
  expect([{}, [], null, "a"].map(isObject)).toEqual([true, false, false, false]);
});

test("one block and a list of blocks are read alike", () => {
  expect([listOf({}), listOf([{}, {}]), listOf(null), listOf(undefined)]).toEqual([[{}], [{}, {}], [], []]);
});

test("fails with the place in the file, and without the text around, which may be secret", () => {
  const fault = (text: string) => {
    try {
      parse(text, "/in/cdk.tf.json");
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };
  expect(fault('{\n  "canary": oops\n}')).toMatch(
    /^'\/in\/cdk\.tf\.json' is not JSON( \(line 2, column 13\))?; synthesize it again/,
  );
  expect(fault('{\n  "canary": oops\n}')).not.toContain("canary");
  expect(fault("")).toBe("'/in/cdk.tf.json' is not JSON (it ends too early); synthesize it again with `cdktf synth`.");
});

test("every text is found, keys included, with its place", () => {
  expect(texts({ a: ["x", { b: "y" }] })).toEqual([
    ["", "a"],
    ["a[0]", "x"],
    ["a[1]", "b"],
    ["a[1].b", "y"],
  ]);
});

test("fails for what is nested deeper than any stack, and than calls can go", () => {
  const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  expect(() => parse(nested(200), "x.json")).not.toThrow();
  expect(() => parse(nested(100_000), "x.json")).toThrow("'x.json' is nested more than 200 levels deep, which no stack is.");
});
