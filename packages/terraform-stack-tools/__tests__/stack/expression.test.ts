import { parseType } from "../../src/hand-off/sample";
import { faultInTemplate } from "../../src/stack/grammar";
import { readExpression, readTemplate, type Template, type Token } from "../../src/stack/lexer";
import { referencesIn, renameBlocks, type Step, wholeReference } from "../../src/stack/reference";
import { bare, escaped, isLiteral, unwrapped } from "../../src/stack/template";

/** Tokens as words, those of nested texts included. */
function words(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => {
    if (token.kind === "string" || token.kind === "heredoc") {
      return [`<${wordsIn(token.template)}>`];
    }
    return "text" in token ? [token.text] : [token.kind];
  });
}

function wordsIn(template: Template): string {
  return template
    .map((part) => (part.kind === "sequence" ? words(part.tokens).join(" ") : "text" in part && part.text))
    .join("|");
}

describe("a template", () => {
  test.each([
    ["plain", "plain"],
    ["100% of $5 and $", "100% of $5 and $"],
    ["$${literal} %%{literal}", "$${|literal} |%%{|literal}"],
    ["a-${var.a}-${var.b}", "a-|var . a|-|var . b"],
    ["%{if var.a}x%{else}y%{endif}", "if var . a|x|else|y|endif"],
    ["%{for x in y~}${x}%{endfor}", "for x in y|x|endfor"],
    ["x${ {a=1} }", "x|{ a = 1 }"],
    ["${{\na=1\n\nb=2\n}}", "{ newline a = 1 newline b = 2 newline }"],
    ['${[for k,v in var.m: upper(v) if k!="x"]}', "[ for k , v in var . m : upper ( v ) if k != <x> ]"],
    ['${jsonencode({"a"=[1,2,],})}', "jsonencode ( { <a> = [ 1 , 2 , ] , } )"],
    ['${"in ${b+1} \\" q"}', '<in |b + 1| \\" q>'],
    ["${a /* why */ + b # why\n}", "a + b"],
    ["${<<E\nx ${a}\nE\n}", "<x |a|\n>"],
    ["${<<-E\r\n x ${a}\r\n  E\r\n}", "< x |a|\r\n>"],
    ["${[<<E\n${\nE\n}\n E \n, a]}", "[ <E|\n> , a ]"],
    ["$$${a} %%%%{b", "$|$${|a} %%|%%{|b"],
    ["a\rb ${c} $${d", "a\rb |$${|c} |$${|d"],
    ["a\r\n${c}", "a\r\n|c"],
    ["${provider::x::f(a...)}", "provider :: x :: f ( a ... )"],
  ])("is read part by part: %j", (text, expected) => {
    const template = readTemplate(text);
    expect(faultInTemplate(template)).toBeUndefined();
    expect(wordsIn(template)).toBe(expected);
  });

  test("that Terraform could not read has a fault in its place", () => {
    expect(faultInTemplate(readTemplate("${<<E\na\rb\nE\n}"))).toBe("a heredoc has a carriage return without a line feed");
  });

  test("is unwrapped only where it is one expression as a whole", () => {
    expect(
      ["${var.a}", "${~ var.a ~}", '${"}"}', "${var.a}${var.b}", "x${var.a}", "%{if a}b%{endif}", "var.a"].map(unwrapped),
    ).toEqual(["var.a", " var.a ", '"}"', undefined, undefined, undefined, undefined]);
    expect(["${ list(string) }", " string "].map(bare)).toEqual(["list(string)", "string"]);
  });

  test("is escaped so that every text, keys included, means itself", () => {
    const value = { "${k}": ["%{l}", "$x", 1] };
    expect(escaped(value)).toEqual({ "$${k}": ["%%{l}", "$x", 1] });
  });

  test("is literal where Terraform evaluates nothing in it", () => {
    expect(["a", "$${a} %%{b", "a ${b}", "", 1].map(isLiteral)).toEqual([true, true, false, false, false]);
  });

  test.each([
    ["dollars", "$".repeat(200_000)],
    ["heredocs", `\${[${"<<E\nE\n".repeat(20_000)}]}`],
    ["nested indexes", `\${${"a[".repeat(199).repeat(100)}`],
  ])("is read in time that is linear to its length: %s", (_case, text) => {
    const start = process.cpuUsage();
    referencesIn(text);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(2);
  });
});

function printedStep(step: Step): string {
  switch (step.kind) {
    case "attribute":
      return step.name;
    case "key":
      return `[${step.key}]`;
    default:
      return `[${step.kind}]`;
  }
}

describe("references", () => {
  const printed = (value: Parameters<typeof referencesIn>[0]) =>
    referencesIn(value).map(({ root, steps }) => [root, ...steps.map(printedStep)].join(" "));

  test.each([
    ["${a_x.one.id}", ["a_x one id"]],
    ["a_x.two-2", ["a_x two-2"]],
    ["a_x.two-2[each.key]", ["a_x two-2 [computed]", "each key"]],
    ['${data.a_x.one["k"].id}', ["data a_x one [k] id"]],
    ["${a_x.one[0].b[*].c}", ["a_x one [0] b [every] c"]],
    ["${a_x.one.0.id}", ["a_x one [0] id"]],
    ['${join("", [a_x.one.id, ephemeral.e_x.one.value])}', ["a_x one id", "ephemeral e_x one value"]],
    ['${"x ${var.a}"}', ["var a"]],
    ["${{ var.a = 1 }}", ["var a"]],
    ["${provider::x::f(var.a)}", ["var a"]],
    ['a_x.two["k/l: m"]', ["a_x two [k/l: m]"]],
    ['${a_x.one["\\t\\U0001F600\\u00e9$${"].id}', ["a_x one [\t😀é${] id"]],
    ['${a_x.one["\\x"].id}', ["a_x one [computed] id"]],
    ["$${a_x.one}", []],
    ["a sentence that names a_x.one", []],
    ["contoso.azurecr.io/app", []],
  ])("are found by token: %s", (text, expected) => {
    expect(printed({ argument: [text] })).toEqual(expected);
  });

  test("are also found in keys", () => {
    expect(printed({ "${var.a}": 1 })).toEqual(["var a"]);
  });

  test("may be an expression as a whole", () => {
    expect(wholeReference("a.b[0]")?.root).toBe("a");
    expect(["a.b + 1", "f(a)", "1", "a.b[", ""].map(wholeReference)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("to a block are renamed where expressions name it, and nowhere else", () => {
    const names = new Map([["ephemeral.a.b", "var.x"]]);
    const rename = (text: string) => renameBlocks(text, names);
    expect(rename('é ${ephemeral.a.b.value} ${"${ ephemeral . a.b["k"] }"} ${<<E\né${ephemeral.a.b}\nE\n}')).toBe(
      'é ${var.x.value} ${"${ var.x["k"] }"} ${<<E\né${var.x}\nE\n}',
    );
    for (const text of ["${ephemeral.a.bc}", "${x.ephemeral.a.b}", '${"ephemeral.a.b"}', "ephemeral.a.b", "$${ephemeral.a.b}"]) {
      expect(rename(text)).toBe(text);
    }
  });

  test("begin where the token of their name says", () => {
    const [name] = readExpression("  abc.d");
    expect(name).toEqual({ kind: "name", text: "abc", start: 2 });
  });
});

describe("a type", () => {
  test.each([
    ["string", { name: "string" }],
    ["list(number)", { name: "list", element: { name: "number" } }],
    ["tuple([string, bool])", { name: "tuple", elements: [{ name: "string" }, { name: "bool" }] }],
    ["map(set(any))", { name: "map", element: { name: "set", element: { name: "any" } } }],
    [
      'object({ a = string, "b" = optional(list(string), ["x", ")"])\n c = any })',
      {
        name: "object",
        attributes: [
          { name: "a", type: { name: "string" }, isOptional: false },
          { name: "b", type: { name: "list", element: { name: "string" } }, isOptional: true },
          { name: "c", type: { name: "any" }, isOptional: false },
        ],
      },
    ],
  ])("%s is read", (text, type) => {
    expect(parseType(text)).toEqual(type);
  });

  test.each(["", "list(", "object({a", "tuple([string", "list string", "object({a=}})"])("'%s' is any type", (text) => {
    expect(["any", "object"]).toContain(parseType(text).name);
  });
});
