import { code, label, prose, table } from "../../../../src/handoff/readme/markdown";
import { HOSTILE } from "../../../support/hand-off";

test("nothing in prose is markup", () => {
  expect(prose(HOSTILE)).toBe('"&#124;&#96;&#60;b&#62;&#36;(x) &#93;(y)');
  expect(prose("*a* _b_ a_b ~c~ #d @e !f \\g &amp; https://x www.y.z")).toBe(
    "&#42;a&#42; &#95;b&#95; a_b &#126;c&#126; &#35;d &#64;e &#33;f &#92;g &#38;amp; https&#58;//x www&#46;y.z",
  );
  expect([prose("- a"), prose("1. a"), prose("=")]).toEqual(["&#45; a", "&#49;. a", "&#61;"]);
});

test("letters that turn the direction of writing are gone", () => {
  expect(prose("a\u202eb\u200bc\u0007d")).toBe("abc d");
});

test("code stays readable where it can, and is entities where backticks or pipes would end it", () => {
  expect(code("a >= 1 && <b>")).toBe("`a >= 1 && <b>`");
  expect(code("a|b`c\n<d>_*")).toBe("<code>a&#124;b&#96;c &#60;d&#62;&#95;&#42;</code>");
  expect(code("")).toBe("");
});

test("a table without rows is a sentence", () => {
  expect(table(["A", "B"], [["1", "2"]], "None.")).toBe("| A | B |\n| --- | --- |\n| 1 | 2 |");
  expect(table(["A"], [], "None.")).toBe("None.");
});

test("a label of Mermaid has its own entities, and an end", () => {
  expect(label(`${HOSTILE};#`)).toBe("#34;#124;#96;#60;b#62;#36;(x) #93;(y)#59;#35;");
  expect(label("a".repeat(100))).toHaveLength(80);
});
