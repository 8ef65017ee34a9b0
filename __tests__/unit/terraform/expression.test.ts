import { expressionText, templateText } from "../../../src/terraform/expression";

test.each([
  ["plain", '"plain"'],
  ["", '""'],
  ['a"b\\c\n\t\u0000\u2028', '"a\\"b\\\\c\\n\\t\\u0000\\u2028"'],
  ["100% of $5 and $", '"100% of $5 and $"'],
  ["$${literal} %%{literal}", '"$${literal} %%{literal}"'],
  ["a-${var.a}-${var.b}", '"a-${var.a}-${var.b}"'],
  ["%{if var.a}x%{else}y%{endif}", '"%{if var.a}x%{else}y%{endif}"'],
  ["%{for x in y~}${x}%{endfor}", '"%{for x in y~}${x}%{endfor}"'],
  ["a ${~ var.a ~} b", '"a ${~var.a~} b"'],
  ["a \n${~ var.a ~} \nb", '"a \\n${~var.a~} \\nb"'],
  ["x${ {a=1} }", '"x${ { a = 1 } }"'],
])("a text stays a text: %j", (template, hcl) => {
  expect(templateText(template)).toBe(hcl);
});

test.each([
  ["${var.a}", "var.a"],
  ["${ {a=1,} }", "{ a = 1 }"],
  ["${{\na=1\n\nb=2\n}}", "{ a = 1, b = 2 }"],
  ['${[for k,v in var.m: upper(v) if k!="x"]}', '[for k, v in var.m : upper(v) if k != "x"]'],
  ['${jsonencode({"a"=[1,2,],})}', 'jsonencode({ "a" = [1, 2] })'],
  ['${"in ${b+1} \\" q"}', '"in ${b + 1} \\" q"'],
  ["${a /* why */ + b # why\n}", "a + b"],
])("an expression and nothing else is its value, of whatever type: %j", (template, hcl) => {
  expect(templateText(template)).toBe(hcl);
});

test.each([
  ["${", "a bracket is not closed"],
  ["${f(a}", "'}' closes nothing"],
  ["${a)}", "')' closes nothing"],
  ["${}", "'${}' is empty"],
  ["$$${a}", "'$$${' can be read in two ways"],
  ["${<<E\nx\nE\n}", "a heredoc cannot be written in one line"],
  ['${"a\nb"}', "a quoted text goes over two lines"],
  ['${"a', "a quoted text does not end"],
  ["${'a'}", "''' is no part of an expression"],
  ["%{if a~}\n  x%{endif}", "a mark that strips spaces stands beside several lines, which HCL reads differently"],
  ["x\n  ${~a}", "a mark that strips spaces stands beside several lines, which HCL reads differently"],
])("fails for what it cannot read: %j", (template, message) => {
  expect(() => templateText(template)).toThrow(new Error(message));
});

test("an expression by itself may not end early", () => {
  expect(expressionText("a.b [ 0 ]")).toBe("a.b[0]");
  expect(() => expressionText("a }")).toThrow("'}' closes nothing");
});
