import { lineDiff } from "../../../src/cli/plan/outcome";

const numbered = (...changes: readonly (readonly [number, string])[]) => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  for (const [index, text] of changes) {
    lines[index] = text;
  }
  return lines.join("\n");
};

test("shows what was and what is, with three lines around it", () => {
  expect(lineDiff(numbered(), numbered([8, "new"]))).toBe(
    ["…", "  line 5", "  line 6", "  line 7", "- line 8", "+ new", "  line 9", "  line 10", "  line 11", "…"].join("\n"),
  );
});

test("shows two places, and keeps what is between them where it is near", () => {
  const far = lineDiff(numbered(), numbered([0, "first"], [19, "last"]));
  expect(far.split("\n").filter((line) => line === "…")).toHaveLength(1);
  const near = lineDiff(numbered(), numbered([8, "new"], [12, "newer"]));
  expect(near.split("\n").filter((line) => /^[-+]/.test(line))).toEqual(["- line 8", "+ new", "- line 12", "+ newer"]);
  expect(near).toContain("  line 10\n");
});

test.each([
  ["a\nb\nc", "a\nc", "  a\n- b\n  c"],
  ["a\nc", "a\nb\nc", "  a\n+ b\n  c"],
  ["a\na", "a\na\na", "  a\n  a\n+ a"],
  ["", "a", "-\n+ a"],
  ["a", "a", "…"],
])("from %j to %j", (before, after, diff) => {
  expect(lineDiff(before, after)).toBe(diff);
});

test("two large texts without a common line end at once", () => {
  const text = (word: string) => Array.from({ length: 5_000 }, (_, index) => `${word} ${index}`).join("\n");
  const lines = lineDiff(text("a"), text("b")).split("\n");
  expect(lines).toHaveLength(10_000);
  expect([lines[0], lines[9_999]]).toEqual(["- a 0", "+ b 4999"]);
});
