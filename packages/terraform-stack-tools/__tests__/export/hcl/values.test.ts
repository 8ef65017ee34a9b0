import { hclFiles } from "../../../src/export/hcl/module-files";
import { rootModuleOf } from "../../../src/export/root-module";
import type { Json } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

/** A value as HCL, in the place of a local. */
function hcl(value: Json): string {
  const files = new Map(hclFiles(rootModuleOf(readStack({ locals: { x: value } })), "f"));
  const lines = (files.get("main.tf") ?? "").split("\n").slice(1, -2);
  return lines
    .map((line) => line.slice(2))
    .join("\n")
    .replace("x = ", "");
}

test.each([
  ["plain", '"plain"'],
  ["", '""'],
  ['a"b\\c\n\r\t\u0000\u2028', '"a\\"b\\\\c\\n\\r\\t\\u0000\\u2028"'],
  ["100% of $5 and $", '"100% of $5 and $"'],
  ["$${literal} %%{literal}", '"$${literal} %%{literal}"'],
  ["a-${var.a}-${var.b}", '"a-${var.a}-${var.b}"'],
  ["%{if var.a}x%{else}y%{endif}", '"%{if var.a}x%{else}y%{endif}"'],
  ["$$${literal} %%%{literal}", '"$$${literal} %%%{literal}"'],
  ["a\rb ${literal} $${d", '"a\\rb $${literal} $${d"'],
  ["a\r\n${var.c}", '"a\\r\\n${var.c}"'],
  ["x${ {a=1} }", '"x${ { a = 1 } }"'],
  ["x${-1}", '"x${- 1}"'],
])("writes a text with or without interpolations in quotes: %j", (template, expected) => {
  expect(hcl(template)).toBe(expected);
});

test.each([
  ["${var.a}", "var.a"],
  ["${ {a=1,} }", "{ a = 1 }"],
  ["${{\na=1\n\nb=2\n}}", "{ a = 1, b = 2 }"],
  ['${[for k,v in var.m: upper(v) if k!="x"]}', '[for k, v in var.m : upper(v) if k != "x"]'],
  ['${jsonencode({"a"=[1,2,],})}', "jsonencode({ a = [1, 2] })"],
  ['${"in ${b+1} \\" q"}', '"in ${b + 1} \\" q"'],
  ["${a /* why */ + b # why\n}", "a + b"],
  ["${a==b&&! c}", "a == b && !c"],
  ["${a?- 1:b - 1}", "a ? -1 : b - 1"],
  ["${- a - - b}", "-a - -b"],
  ["${f ( a , b ... )}", "f(a, b...)"],
  ["${provider :: x :: f ( )}", "provider::x::f()"],
  ['${a . b [ 0 ] [ "c" ] . d}', 'a.b[0]["c"].d'],
  ["${a [ * ] . id}", "a[*].id"],
  ["${[for v in[1,2]:v]}", "[for v in [1, 2] : v]"],
  ["${{for k,v in m:k=>v...}}", "{ for k, v in m : k => v... }"],
  ["${{a={},b=[]}}", "{ a = {}, b = [] }"],
  ['${{"a":1,"b c":x?"y":"z","for":2,(k)={"d":3}}}', '{ a = 1, "b c" = x ? "y" : "z", "for" = 2, (k) = { d = 3 } }'],
  ['${f("a", {for k in m: "b"=>k})}', 'f("a", { for k in m : "b" => k })'],
  ["${(a+1)*2}", "(a + 1) * 2"],
])("writes a single interpolation as an expression, spaced as terraform fmt does: %j", (template, expected) => {
  expect(hcl(template)).toBe(expected);
});

test.each([
  ["${f(<<E\na\nE\n, 1)}", "HCL has no heredoc within an expression of one line; make it a quoted string, or a local value"],
  ["\ufeffa", "it begins with U+FEFF, which Terraform ignores in JSON, but not in HCL; remove the letter"],
])("refuses an expression that it cannot read: %j", (template, problem) => {
  expect(() => hcl(template)).toThrow(`'locals.x': ${problem}`);
});

test.each([
  ["a ${~ var.a ~} b", '"a${var.a}b"'],
  ["a \n${~ var.a ~} \nb", '"a${var.a}b"'],
  ["a \n ${~ var.a ~} \n \n b", '"a \\n${var.a} \\n b"'],
  ["%{for x in y~}\n  \n  ${x}%{endfor}", '"%{for x in y}  \\n  ${x}%{endfor}"'],
  ["a\u0085\u00a0${~var.a}", '"a${var.a}"'],
  ["a\u200b${~var.a}", '"a\\u200b${var.a}"'],
  ["$ ${~var.a} % %{~if true}x%{endif}", '"\\u0024${var.a} \\u0025%{if true}x%{endif}"'],
  [" ${~var.a}", '"${var.a~} "'],
  ["${var.a~}\r\t\n\n b", '"${var.a}b"'],
  ["${var.a~} \r\n \n b", '"${var.a} \\n b"'],
  ['${f(" a ${~var.a ~}\\n\\n b")}', 'f(" a ${~var.a~}\\n\\n b")'],
])("strips space next to '~' as Terraform does in JSON, which is line by line: %j", (template, expected) => {
  expect(hcl(template)).toBe(expected);
});

test("writes every other kind of value", () => {
  expect(hcl({ b: [true, null, 1.5], a: { "x y": "z" }, c: {}, d: [] })).toBe(
    ["{", "  a = {", '    "x y" = "z"', "  }", "  b = [true, null, 1.5]", "  c = {}", "  d = []", "}"].join("\n"),
  );
});

test("aligns equals signs between arguments on one line, counting what a reader sees as one letter", () => {
  expect(hcl({ "é👩‍👧": 1, abcde: 2, list: [{ a: 1 }], z: 3 })).toBe(
    ["{", "  abcde = 2", "  list = [", "    {", "      a = 1", "    },", "  ]", "  z    = 3", '  "é👩‍👧" = 1', "}"].join("\n"),
  );
});

test("aligns nothing with a key that has an equals sign in an expression, as terraform fmt does", () => {
  expect(hcl({ "${f({a=1})}": 1, abc: 2, "x=y": 3, "${a==b}": 4 })).toBe(
    ["{", "  (a == b) = 4", "  (f({ a = 1 })) = 1", "  abc   = 2", '  "x=y" = 3', "}"].join("\n"),
  );
});

test("writes a long list on several lines", () => {
  expect(hcl(["a".repeat(60), "b".repeat(60)]).split("\n")).toHaveLength(4);
  expect(hcl(["a".repeat(40), "b".repeat(40)]).split("\n")).toHaveLength(1);
});

const LONG = "a".repeat(90);

test.each<[string, string, string[]]>([
  ["a call", `\${f("${LONG}", var.b, [1])}`, ["f(", `  "${LONG}",`, "  var.b,", "  [1]", ")"]],
  ["nested calls", `\${!can(regex("${LONG}", var.b)).x}`, ["!can(regex(", `  "${LONG}",`, "  var.b", ")).x"]],
  [
    "the longest argument",
    `\${join(":", [var.a, "${LONG}"])}`,
    ["join(", '  ":",', "  [", "    var.a,", `    "${LONG}",`, "  ]", ")"],
  ],
  [
    "objects and lists",
    `\${jsonencode({"a"=[1,2],"bcd"=f([{"e"="${LONG}","f"=g[1]}])})}`,
    ["jsonencode({", "  a = [1, 2]", "  bcd = f([{", `    e = "${LONG}"`, "    f = g[1]", "  }])", "})"],
  ],
  [
    "a for expression",
    `\${[for a in var.b:f("${LONG}",a) if a!=""]}`,
    ["[", "  for a in var.b : f(", `    "${LONG}",`, "    a", '  ) if a != ""', "]"],
  ],
  ["no long text", `\${var.a["${LONG}${LONG}"] + f(1)}`, [`var.a["${LONG}${LONG}"] + f(1)`]],
  ["a call in an index", `\${var.a[f("${LONG}", var.b, 1)]}`, ["var.a[f(", `  "${LONG}",`, "  var.b,", "  1", ")]"]],
  ["a list after in", `\${[for a in ["${LONG}", b] : a]}`, ["[", "  for a in [", `    "${LONG}",`, "    b,", "  ] : a", "]"]],
])("breaks %s that does not fit on a line", (_case, template, lines) => {
  expect(hcl(template).split("\n")).toEqual(lines);
});

test("leaves a long text alone, whatever it contains", () => {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: [{ Resource: LONG }] });
  expect(hcl(text).split("\n")).toHaveLength(1);
});

test.each<[string, string, string[]]>([
  ["of lines", 'a\n\n  b "c" \\d\n', ["<<-EOT", "  a", "", '    b "c" \\d', "EOT"]],
  ["without a line break at the end", "a\n${var.b} $${c}!", ["chomp(<<-EOT", "  a", "  ${var.b} $${c}!", "EOT", ")"]],
])("writes a text %s as a heredoc", (_case, text, lines) => {
  expect(hcl(text).split("\n")).toEqual(lines);
});

test.each([
  ["that begins every line with space", "  a\n  b\n"],
  ["with space at the end of a line", "a \nb\n"],
  ["of one line", "a\n"],
  ["with other line breaks", "a\r\nb\r\n"],
  ["that contains the end of a heredoc", "a\n  EOT\nb\n"],
  ["that ends in an interpolation, which may end in line breaks", "a\n${var.b}"],
  ["with a dollar sign before an interpolation", "a\n$${"],
])("writes a text %s in quotes", (_case, text) => {
  expect(hcl(text).split("\n")).toHaveLength(1);
});

test("writes no heredoc in a list, where no comma could follow it", () => {
  expect(hcl(["a\nb\n", { c: "d\ne\n" }]).split("\n")).toEqual([
    "[",
    '  "a\\nb\\n",',
    "  {",
    "    c = <<-EOT",
    "      d",
    "      e",
    "    EOT",
    "  },",
    "]",
  ]);
});

test.each(["a\u202eb", "a\u2066b", "a\u200bb"])("writes letters that nobody sees as escape sequences: %j", (text) => {
  const shown = JSON.stringify(text).replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16)}`);
  expect(
    [hcl(text), hcl(`\${upper("${text}")}`), hcl(`${text}\nb\n`)].map((one) => one.includes(shown.slice(1, -1))),
  ).not.toContain(false);
});
