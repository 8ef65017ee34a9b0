import { faultInTemplate } from "../../src/stack/grammar";
import { readTemplate } from "../../src/stack/lexer";
import { referencesIn, renameBlocks } from "../../src/stack/reference";
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

describe("references", () => {
  test("have an index that is written with a point, and none by an escape that nobody knows", () => {
    const stepsOf = (text: string) =>
      referencesIn(text).map(({ steps }) => steps.map((step) => ("key" in step ? step.key : step.kind)));
    expect(stepsOf("${a_x.one.0.id}")).toEqual([["attribute", 0, "attribute"]]);
    expect(stepsOf('${a_x.one["\\t\\U0001F600\\u00e9$${"].id}')).toEqual([["attribute", "\t😀é${", "attribute"]]);
    expect(stepsOf('${a_x.one["\\x"].id}')).toEqual([["attribute", "computed", "attribute"]]);
  });

  test("are also found in keys", () => {
    expect(referencesIn({ "${var.a}": 1 }).map(({ root }) => root)).toEqual(["var"]);
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
});
