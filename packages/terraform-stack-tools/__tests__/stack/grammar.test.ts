import { faultInExpression, faultInTemplate } from "../../src/stack/grammar";
import { readExpression, readTemplate } from "../../src/stack/lexer";
import { INVALID, VALID, VALID_ELSEWHERE } from "../support/expression-verdicts";

const faultIn = (text: string) => faultInTemplate(readTemplate(text));

test.each([...VALID, ...VALID_ELSEWHERE])("%j is what Terraform can parse", (text) => {
  expect(faultIn(text)).toBeUndefined();
});

test.each(INVALID)("%j is what nobody can parse", (text, fault) => {
  expect(faultIn(text)).toBe(fault);
});

test.each([
  ["aws_subnet.a[0]", undefined],
  ['list(object({ a = optional(string, "x") }))', undefined],
  ["", "a value is missing at the end"],
  ["list(<X>)", "a value is missing before '<' (character 6)"],
  ['a["${b +}"]', "a value is missing at the end"],
  ["a b", "an operator or the end is missing before a name (character 3)"],
])("%j by itself, as an address or a type", (text, fault) => {
  expect(faultInExpression(readExpression(text))).toBe(fault);
});

test("no word of a text is in what is said of it", () => {
  for (const text of [
    '${"SECRET" SECRET}',
    "${SECRET SECRET}",
    '${"SECRET\n"}',
    "${<<SECRET\nSECRET}",
    "%{SECRET}",
    "${1 SECRET.SECRET}",
  ]) {
    expect(faultIn(text)).toEqual(expect.not.stringContaining("SECRET"));
  }
});

const TOO_DEEP = "an expression is nested more than 200 levels deep";
const MANY = 100_000;

test.each([
  ["brackets", `\${${"(".repeat(MANY)}1${")".repeat(MANY)}}`, TOO_DEEP],
  ["lists", `\${${"[".repeat(MANY)}${"]".repeat(MANY)}}`, TOO_DEEP],
  ["objects", `\${${"{a=".repeat(MANY)}1${"}".repeat(MANY)}}`, TOO_DEEP],
  ["calls", `\${${"f(".repeat(MANY)}1${")".repeat(MANY)}}`, TOO_DEEP],
  ["texts", `${'${"'.repeat(MANY)}${'"}'.repeat(MANY)}`, TOO_DEEP],
  ["brackets in texts in brackets", `${`\${${"(".repeat(190)}"`.repeat(190)}${`"${")".repeat(190)}}`.repeat(190)}`, undefined],
  ["negations", `\${${"!".repeat(MANY)}true}`, undefined],
  ["choices", `\${${"true ? 1 : ".repeat(MANY)}2}`, undefined],
  ["choices within each other", `\${${"true ? ".repeat(MANY)}1${" : 2".repeat(MANY)}}`, undefined],
  ["choices without an end", `\${${"true ? ".repeat(MANY)}1}`, "':' is missing at the end"],
  ["sums", `\${1${" + 1".repeat(MANY)}}`, undefined],
  ["attributes", `\${a${".b".repeat(MANY)}}`, undefined],
  ["indexes", `\${a${"[0]".repeat(MANY)}}`, undefined],
  ["directives", `${"%{if true}".repeat(MANY)}${"%{endif}".repeat(MANY)}`, undefined],
  ["directives without an end", "%{if true}".repeat(MANY), "'%{if}' has no end"],
  ["halves of surrogate pairs", `\${"${"\ud800".repeat(MANY)}"}`, undefined],
  ["a half of a surrogate pair in an expression", "${\ud800}", "'\ud800' is not part of any expression"],
])("a hundred thousand %s end in a verdict", (_what, text, fault) => {
  expect(faultIn(text)).toBe(fault);
});

const filled = (piece: string) => piece.repeat(2 ** 20 / piece.length);
/** Longer than what V8 can remember of one match, which ends in a RangeError. */
const run = (letter: string) => letter.repeat(20 * 2 ** 20);

test.each([
  ["letters", run("a")],
  ["sequences", filled("${a}")],
  ["dollars", run("$")],
  ["texts", `\${[${filled('"a",')}]}`],
  ["texts with sequences", `\${[${filled('"${a}",')}]}`],
  ["members", `\${{${filled("a=1,")}}}`],
  ["lines", `\${{\n${filled("a = 1\n")}}}`],
  ["comments", `\${[${filled("/* } */ 1,")}]}`],
  ["heredocs", `\${[${filled("<<E\na\nE\n,")}]}`],
  ["points", `\${1${filled(".")}}`],
  ["faults", filled("${<}")],
  ["spaces", `\${${run(" ")}1}`],
  ["a comment of one line", `\${\n#${run("a")}\n1}`],
  ["one comment", `\${/*${run("a")}*/1}`],
  ["one name", `\${${run("a")}}`],
  ["one number", `\${${run("1")}}`],
  ["one string", `\${"${run("a")}"}`],
  ["one line of a heredoc", `\${<<E\n${run("a")}\nE\n}`],
  ["one word of a heredoc", `\${<<${run("E")}\n`],
  ["quotes", `\${${filled('"')}}`],
])("megabytes of %s are read in time that is linear to their length", (_what, text) => {
  const start = process.cpuUsage();
  faultIn(text);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(10);
});
