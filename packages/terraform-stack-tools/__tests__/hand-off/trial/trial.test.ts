import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { missingProviders, providerFolders } from "../../../src/hand-off/trial/provider-folders";
import { failuresIn, withoutFailing } from "../../../src/hand-off/trial/trial";
import { inFolder } from "../../support/hand-off";

const ASSERTION = (subject: string) => `
  assert {
    condition     = a.b.c == "${subject}"
    error_message = "${subject} is not what was approved."
  }
`;
const RUN = (name: string, ...subjects: string[]) =>
  `\nrun "${name}" {\n  command = plan\n${subjects.map(ASSERTION).join("")}}\n`;
const FILE = ["# comment\n", RUN("blocks", "a"), RUN("plan", "b", "c")].join("");

const failure = (part: object) => ({ file: "tests/module.tftest.hcl", run: "plan", message: "no", ...part });
const left = (...parts: object[]) =>
  withoutFailing(
    [
      ["tests/blocks/main.tf", "x"],
      ["tests/module.tftest.hcl", FILE],
    ],
    parts.map(failure),
  ).map(([, text]) => text);
const lineOf = (text: string) => FILE.split("\n").indexOf(text) + 1;

test("leaves out the assertion that fails, and nothing else", () => {
  expect(left({ line: lineOf('    condition     = a.b.c == "b"') })).toEqual(["x", FILE.replace(ASSERTION("b"), "")]);
});

test("leaves out the run whose fault is in no assertion", () => {
  expect(left({})).toEqual(["x", FILE.replace(RUN("plan", "b", "c"), "")]);
});

test("leaves out a file of which nothing is left, or whose fault has no place", () => {
  expect(left({ run: "" })).toEqual(["x"]);
  expect(left({ run: "blocks" }, {})).toEqual(["x"]);
});

test("reads the errors that an engine prints as JSON", () => {
  const diagnostic = (severity: string, summary: string, filename: string) => ({
    "@testfile": "tests/module.tftest.hcl",
    "@testrun": "plan",
    type: "diagnostic",
    diagnostic: {
      severity,
      summary,
      detail: "It is\n so.",
      snippet: { context: 'resource "a"' },
      range: { filename, start: { line: 7 } },
    },
  });
  const lines = [
    diagnostic("error", "Test assertion failed", "tests/module.tftest.hcl"),
    diagnostic("error", "Invalid id", "main.tf"),
    diagnostic("warning", "Deprecated", "main.tf"),
    { type: "test_run" },
  ];
  const at = { file: "tests/module.tftest.hcl", run: "plan" };
  expect(failuresIn(`Terraform\n${lines.map((line) => JSON.stringify(line)).join("\n")}\n`)).toEqual([
    { ...at, line: 7, message: "It is so." },
    { ...at, message: 'Invalid id in resource "a"' },
  ]);
});

test("finds providers where init was told to look, and names those of which there is no version", () => {
  inFolder((folder) => {
    mkdirSync(join(folder, "mirror one/registry.terraform.io/hashicorp/azurerm/4.55.0"), { recursive: true });
    mkdirSync(join(folder, "mirror one/registry.terraform.io/azure/azapi/2.12.0"), { recursive: true });
    const before = process.env.TF_CLI_ARGS_init;
    process.env.TF_CLI_ARGS_init = `-plugin-dir='${join(folder, "mirror one")}'`;
    try {
      const folders = providerFolders();
      expect(folders[0]).toBe(join(folder, "mirror one"));
      const here = folders.filter((one) => one.startsWith(folder));
      expect(missingProviders(["hashicorp/azurerm", "Azure/azapi", "x/y"], here, "Terraform")).toEqual(["x/y"]);
      expect(missingProviders(["azurerm"], here, "OpenTofu")).toEqual(["azurerm"]);
    } finally {
      process.env.TF_CLI_ARGS_init = before;
      if (before === undefined) {
        delete process.env.TF_CLI_ARGS_init;
      }
    }
  });
});
