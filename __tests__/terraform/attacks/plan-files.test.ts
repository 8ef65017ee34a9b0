import { createHash } from "node:crypto";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { plan } from "../../../packages/terraform-stack-tools/src/plan";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { binaries } from "../../support/terraform";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "plan-files-")));
const SECRET = "nobody-reads-this";
const secret = join(folder, "secret.txt");
const up = "../../../../../../../../../..";

/** Expressions that read or list what is outside of the module, each with the path that the refusal names. */
const READS: readonly (readonly [tries: string, expression: string, path: string])[] = [
  ["a file", `file("${secret}")`, secret],
  ["its content in base 64", `filebase64("${secret}")`, secret],
  ["hashes", `join("", [filemd5("${secret}1"), filesha1("${secret}2")])`, `${secret}1`],
  ["a hash of SHA-256", `filesha256("${secret}3")`, `${secret}3`],
  ["a hash of SHA-512", `filesha512("${secret}4")`, `${secret}4`],
  ["hashes in base 64", `filebase64sha256("${secret}5")`, `${secret}5`],
  ["the other one", `filebase64sha512("${secret}6")`, `${secret}6`],
  ["a template", `templatefile("${secret}7", {})`, `${secret}7`],
  ["whether there is a file", `fileexists("${secret}8")`, `${secret}8`],
  ["a list of files", `fileset("${folder}", "*.txt")`, folder],
  ["a pattern that leaves the folder", `fileset(path.root, "${up}/etc/*")`, `${up}/etc/*`],
  ["the environment of the engine", 'file("/proc/self/environ")', "/proc/self/environ"],
  ["the folder above", `file("${up}${secret}")`, `${up}${secret}`],
  ["the folder above the module", `file("\${path.module}/${up}${secret}")`, `${up}${secret}`],
  ["below the home folder", 'file("~/.ssh/id_rsa")', "~/.ssh/id_rsa"],
  ["by pathexpand", 'file(pathexpand("~/.azure/x"))', ".azure/x"],
  ["by abspath", `file(abspath("${up}/etc/hostname"))`, "/etc/hostname"],
  ["by path.cwd", `file("\${path.cwd}/${up}/etc/shadow")`, `${up}/etc/shadow`],
  ["by the core's namespace", `core::file("${secret}9")`, `${secret}9`],
  ["with a comment before the bracket", `file/* ( */("${secret}10")`, `${secret}10`],
  ["on several lines", `(\nfile # "(\n(\n"${secret}11"\n,\n))`, `${secret}11`],
  ["with escaped line breaks", `(file\n\n(\n"${secret}21"))`, `${secret}21`],
  ["put together", `file(join("/", ["", "proc", "self", "maps"]))`, "/proc/self/maps"],
  ["by format", `file(format("%s/%s", "/proc/self", "status"))`, "/proc/self/status"],
  ["in a heredoc", `file(chomp(<<EOT\n${secret}12\nEOT\n))`, `${secret}12`],
  ["in a text", `"a \${file("${secret}13")} b"`, `${secret}13`],
  ["in a directive", `"%{ if fileexists("${secret}14") }a%{ endif }"`, `${secret}14`],
  ["in a loop", `[for one in ["${secret}15"] : file(one)]`, `${secret}15`],
  ["in an object", `{ (file("${secret}16")) = 1 }`, `${secret}16`],
  ["as spread arguments of a list", `[file("${secret}17", )]`, `${secret}17`],
  ["in the arguments of another", `file(trimspace(file("${secret}18")))`, `${secret}18`],
  ["in a conditional", `1 == 1 ? file("${secret}19") : ""`, `${secret}19`],
  ["a configuration as a template", `templatefile("\${path.module}/main.tf", {})`, "main.tf"],
  ["the same in other words", `templatefile("\${path.module}/sub/../main.tf/", {})`, "main.tf"],
  ["in a template's variables", `templatefile("\${path.module}/fine.tpl", { a = file("${secret}20") })`, `${secret}20`],
];

/** What must still work in a module. */
const FINE: Readonly<Record<string, string>> = {
  text: 'file("${path.module}/fine.txt")',
  relative: 'file("./${path.module}/sub/../fine.txt")',
  absolute: 'file("${abspath(path.module)}/fine.txt")',
  template: 'templatefile("${path.module}/fine.tpl", { a = "fine" })',
  list: 'join(",", fileset(path.module, "**/*.{txt,tpl}"))',
  each: 'join(",", [for one in fileset("${path.module}/sub", "*") : filebase64("${path.module}/sub/${one}")])',
  exists: 'fileexists("${path.module}/none") ? "there" : "not there"',
  hash: 'substr(filesha256("${path.module}/fine.txt"), 0, 8)',
};

const outputs = (expressions: readonly string[]) =>
  expressions.map((expression, index) => `output "o${index}" {\n value = ${expression}\n}\n`).join("");

afterAll(() => rmSync(folder, { recursive: true }));

function moduleOf(name: string, files: Readonly<Record<string, string>>): JsonObject {
  return { module: { m: { source: writeFiles(join(folder, name), files) } } };
}

const message = (action: () => unknown): string => {
  try {
    action();
    return "it was planned";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

beforeAll(() => writeFiles(folder, { "secret.txt": SECRET }));

describe.each(binaries())("%s", (binary) => {
  describe.each<[string, () => JsonObject]>([
    ["a module", () => moduleOf("hcl", { "main.tf": outputs(READS.map(([, one]) => one)), "fine.tpl": "${a}" })],
    [
      "a module in JSON",
      () => {
        const output = Object.fromEntries(READS.map(([, one], index) => [`o${index}`, { value: `\${${one}}` }]));
        return moduleOf("json", {
          "main.tf.json": JSON.stringify({ output }).replace(/file/g, "f\\u0069le"),
          "fine.tpl": "${a}",
        });
      },
    ],
    ["the stack", () => ({ output: Object.fromEntries(READS.map(([, one], index) => [`o${index}`, { value: `\${${one}}` }])) })],
  ])("%s", (_where, stack) => {
    let refusal = "";

    beforeAll(() => {
      refusal = message(() => plan(stack(), { binary }));
    });

    test.each(READS)("may not read: %s", (_tries, _expression, path) => {
      expect(
        refusal
          .split("\n")
          .filter((line) => line.includes("a function reads"))
          .join("\n"),
      ).toContain(path);
    });

    test("no content is in the refusal", () => expect(refusal).not.toContain(SECRET));
  });

  test("what is in the module is read", () => {
    const files = {
      "main.tf": `output "all" {\n value = {\n${Object.entries(FINE)
        .map(([name, one]) => ` ${name} = ${one}`)
        .join("\n")}\n}\n}`,
    };
    const stack = moduleOf("fine", { ...files, "fine.txt": "fine", "fine.tpl": "${a}", "sub/x.txt": "x" });
    const output = { all: { value: "${module.m.all}" } };
    expect(plan({ ...stack, output }, { binary }).outputs.all).toEqual({
      absolute: "fine",
      each: "eA==",
      exists: "not there",
      hash: createHash("sha256").update("fine").digest("hex").slice(0, 8),
      list: "fine.tpl,fine.txt,sub/x.txt",
      relative: "fine",
      template: "fine",
      text: "fine",
    });
  });
});
