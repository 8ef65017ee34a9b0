import { escapeLetters, keyOf, layOut, listLines, literalLines, quote } from "../../../../src/handoff/hcl/layout";

test("equals signs stand below each other in a run of arguments, and a longer value ends it", () => {
  const items = [
    { name: "a", value: ["1"] },
    { name: "long", value: ["2"] },
    { name: "list", value: ["[", "  1,", "]"] },
    { name: "b", value: ["3"] },
    { header: "block", items: [{ name: "c", value: ["4"] }] },
    { header: "block", items: [] },
    { name: "d", value: ["5"] },
  ];
  expect(layOut(items)).toEqual([
    "a    = 1",
    "long = 2",
    "list = [",
    "  1,",
    "]",
    "b = 3",
    "",
    "block {",
    "  c = 4",
    "}",
    "",
    "block {}",
    "",
    "d = 5",
  ]);
});

test("what a reader sees as one letter is one column", () => {
  expect(
    layOut([
      { name: '"é👩‍👧"', value: ["1"] },
      { name: "abcde", value: ["2"] },
    ]),
  ).toEqual(['"é👩‍👧"  = 1', "abcde = 2"]);
});

test("a text that means itself is never a template", () => {
  expect(quote('a"\\\n${b}%{c}$\u0001\u2028')).toBe('"a\\"\\\\\\n$${b}%%{c}$\\u0001\\u2028"');
  expect(escapeLetters("${a}")).toBe("${a}");
});

test("keys are bare where HCL takes them for names", () => {
  expect(["a-b", "for", "true", "1a", "a.b"].map((key) => keyOf(key, quote(key)))).toEqual([
    "a-b",
    '"for"',
    '"true"',
    '"1a"',
    '"a.b"',
  ]);
});

test("values of every kind", () => {
  expect(literalLines({ b: [true, null, 1.5], a: { "x y": "z" }, c: {}, d: [] })).toEqual([
    "{",
    "  a = {",
    '    "x y" = "z"',
    "  }",
    "  b = [true, null, 1.5]",
    "  c = {}",
    "  d = []",
    "}",
  ]);
});

test("a list that is long, or of objects, takes a line for each element", () => {
  expect(listLines([["a".repeat(60)], ["b".repeat(60)]])).toHaveLength(4);
  expect(listLines([["{", "}"]])).toEqual(["[", "  {", "  },", "]"]);
});
