import { faultInTemplate } from "../../src/stack/grammar";
import { readExpression, readTemplate } from "../../src/stack/lexer";
import { referencesIn, renameBlocks, type Step, wholeReference } from "../../src/stack/reference";
import { bare, escaped, isLiteral, unwrapped } from "../../src/stack/template";

describe("a template", () => {
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
    expect(["a.b + 1", "f(a)", "1", "a.b[", ""].flatMap((text) => wholeReference(text) ?? [])).toEqual([]);
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
