import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeHtml } from "../../src/report/html";
import { writeMarkdown } from "../../src/report/markdown";
import { report } from "../../src/report/report";
import type { ReviewedChange } from "../../src/report/reviewed-stack";
import { sarif } from "../../src/report/sarif";
import { access, reviewed } from "../support/reviewed";

const HOSTILE = "a|b`c` <img src=x onerror=alert(1)> ```\n# heading [x](http://x) **x** @all \u202e]]>&\"'";
const hostile = () =>
  reviewed(
    { "azurerm_subnet.a": { action: "replace", because: [HOSTILE], changes: { [HOSTILE]: { before: HOSTILE, after: null } } } },
    {
      gained: [
        access({ who: HOSTILE, repository: HOSTILE, registry: HOSTILE, origin: { kind: "registry token", name: HOSTILE } }),
      ],
    },
    { name: HOSTILE },
  );

describe("markdown", () => {
  test("a name stays a name, whatever characters it has", () => {
    const text = writeMarkdown(report([hostile(), hostile()]));
    expect(text).not.toContain("\u202e");
    const outside = text.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, "");
    expect(outside).not.toMatch(/<img|^# heading|\]\(http|@all/m);
    const rows = text.split("\n").filter((line) => line.includes("gained** |"));
    expect(rows.map((row) => row.match(/(?<!\\)\|/g)?.length)).toEqual([6, 6]);
    // Every fence that is opened is closed, with nothing in between that closes it.
    const fences = text.split("\n").filter((line) => /^`{3,}/.test(line));
    expect(fences.length % 2).toBe(0);
    expect(fences.filter((_fence, index) => index % 2 === 1).every((fence) => /^`+$/.test(fence))).toBe(true);
  });

  test("a large plan fits into a comment, what is destroyed, gained and lost before anything else, and what is left out is counted", () => {
    const count = 3_000;
    const all = Array.from({ length: count }, (_, index) => index);
    const changing = (name: string, action: string): [string, ReviewedChange][] =>
      all.map((index) => [
        `kubernetes_secret_v1.${name}["namespace-${index}"]`,
        { action, because: ["type"], changes: { type: { before: "a", after: `b${index}` } } },
      ]);
    const resources = Object.fromEntries([
      ...changing("tagged", "update"),
      ...changing("replaced", "replace"),
      ...changing("gone", "delete"),
      ...changing("open", "update, replacement unknown"),
    ]);
    const of = (name: string) => all.map((index) => access({ who: `${name} ${index}`, registry: `contoso${index % 500}` }));
    const changes = { gained: of("group"), lost: of("application"), kept: of("pod") };
    const text = writeMarkdown(report([reviewed(resources, changes)]));
    expect(text.length).toBeLessThan(65_000);
    expect(text.length).toBeGreaterThan(65_536 / 2);
    expect(text).toContain("3000 to replace, 3000 to delete");
    expect(text).toContain("3000 gained, 3000 lost and 3000 unchanged");
    const kinds = ["replaced[", "gone[", "gained** |", "lost** |", "open["].map((part) =>
      text.split("\n").flatMap((line, index) => (line.startsWith("| ") && line.includes(part) ? [index] : [])),
    );
    const grave = kinds.slice(0, 4);
    expect(grave.map(({ length }) => length > 50)).toEqual(Array(4).fill(true));
    expect(grave.flat()).toEqual(grave.flat().sort((left, right) => left - right));
    for (const { length } of grave) {
      expect(text).toContain(`${count - length} more rows are left out.`);
    }
    expect(text).toMatch(/^\d+ of the rows and \d+ of the diffs are left out, since a comment has a maximum length\.$/m);
    expect(text.match(/<details/g)?.length ?? 0).toBe(text.split("</details>").length - 1);
  });

  test("what the last stack destroys stands before what the first one updates", () => {
    const updates = Array.from({ length: 2_000 }, (_, index): [string, ReviewedChange] => [
      `azurerm_subnet.s${index}`,
      { action: "update", changes: { name: { before: "a", after: `b${index}` } } },
    ]);
    const last = reviewed({ "azurerm_subnet.gone": { action: "delete" } }, { lost: [access()] }, { name: "last" });
    const text = writeMarkdown(report([reviewed(Object.fromEntries(updates)), last]));
    const [gone, lost, all] = ["| `azurerm_subnet.gone` | destroyed", "lost** |", "## All changes"].map((part) =>
      text.indexOf(part),
    );
    expect([gone, lost, all]).toEqual([expect.any(Number), gone + Math.abs(lost - gone), lost + Math.abs(all - lost)]);
    expect(gone).toBeGreaterThan(0);
    expect(text).toMatch(/^\d+ of the diffs are left out/m);
  });

  test.each([100, 1_000])(
    "%i stacks fit into a comment, none of them without its heading, and the last sentence stays",
    (count) => {
      const stacks = Array.from({ length: count }, (_, index) =>
        reviewed(
          { "azurerm_subnet.a": { action: "update", changes: { name: { before: "a", after: `b${index}` } } } },
          { gained: [access({ who: `every pod in namespace ${"n".repeat(300)}${index}` })] },
          { name: `stack-${index}-${"s".repeat(300)}` },
        ),
      );
      const text = writeMarkdown(report(stacks));
      // A pipeline puts its mark above it.
      expect(text.length).toBeLessThan(65_000);
      expect(text.length).toBeGreaterThan(65_536 / 2);
      const shown = (start: string) => text.split("\n").filter((line) => line.startsWith(start)).length;
      const [left] = text.match(/^.* are left out, since a comment has a maximum length\.$/m) ?? [];
      // With that of all changes.
      expect(left).toContain(`${count + 1 - shown("## ")} of the sections`);
      expect(left).toContain(`${count - text.split("gained** |").length + 1 - shown("1 more row")} of the rows`);
      expect(left).toContain(`${count - shown("<details><summary>🔵")} of the diffs`);
      // Of access and of changes.
      expect(shown("### ")).toBeLessThanOrEqual(2 * shown("## "));
      expect(text).toMatch(/This plan was made without access to the cloud[^\n]*\n$/);
    },
  );
});

test("HTML has no element of a name, no script and nothing from elsewhere", () => {
  const text = writeHtml(HOSTILE, report([hostile()]));
  expect(text).not.toMatch(/<img|<script|<a |https?:\/\/(?!x\))|\u202e/);
  expect(text).toContain("default-src &#39;none&#39;".replace(/&#39;/g, "'"));
  expect(text.split("<details").length).toBe(text.split("</details>").length);
});

describe("SARIF", () => {
  const folder = mkdtempSync(join(tmpdir(), "sarif-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("a result names its rule and the line of the block", () => {
    const file = join(folder, "cdk.tf.json");
    const blocks = {
      data: { azurerm_subnet: { a: { name: "x" } } },
      resource: { azurerm_subnet: { b: { name: "y" }, a: { name: "z" } } },
      module: { network: { source: "x" } },
    };
    const lines = JSON.stringify(blocks, null, 2).split("\n");
    writeFileSync(file, lines.join("\n"));
    const deleted = { 'azurerm_subnet.a["x"]': { action: "delete" }, "module.network[0].azurerm_subnet.c": { action: "delete" } };
    const log = JSON.parse(sarif([reviewed(deleted, {}, { file })], "1.2.3"));
    const [result, inModule] = log.runs[0].results;
    expect(result.locations[0].physicalLocation.region).toEqual({ startLine: lines.lastIndexOf('      "a": {') + 1 });
    expect(inModule.locations[0].physicalLocation.region).toEqual({ startLine: lines.indexOf('    "network": {') + 1 });
    expect(log.runs[0].tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(result).toMatchObject({ ruleId: "deleted", level: "error", message: { text: 'azurerm_subnet.a["x"]: is deleted' } });
  });

  test("a fingerprint is the same for the same resource, and another one for another", () => {
    const prints = (address: string) =>
      JSON.parse(sarif([reviewed({ [address]: { action: "delete" } })], "1")).runs[0].results.map(
        (result: { partialFingerprints: object }) => result.partialFingerprints,
      );
    expect(prints("azurerm_subnet.a")).toEqual(prints("azurerm_subnet.a"));
    expect(prints("azurerm_subnet.a")).not.toEqual(prints("azurerm_subnet.b"));
  });
});

test("findings of a plan are located in the configuration beside it, in its own files or at the call of their module", () => {
  const folder = mkdtempSync(join(tmpdir(), "locations-"));
  try {
    const main = [
      'data "azurerm_subnet" "a" {',
      "}",
      "",
      '  resource "azurerm_subnet" "a" {',
      "}",
      '# resource "azurerm_subnet" "b" {',
    ];
    writeFileSync(join(folder, "main.tf"), main.join("\r\n"));
    writeFileSync(join(folder, "network.tf"), '\nmodule "network" {\n}\nresource "azurerm_subnet" "a" {}\n');
    const addresses = ['azurerm_subnet.a["x"]', "azurerm_subnet.b", 'module.network["w"].azurerm_subnet.c[0]'];
    const resources = Object.fromEntries(addresses.map((address) => [address, { action: "delete" }]));
    const file = join(folder, "shop.json");
    const { results } = JSON.parse(sarif([reviewed(resources, {}, { file })], "1")).runs[0];
    const places = results.map((result: { locations: readonly { physicalLocation: object }[] }) => result.locations[0]);
    const place = (uri: string, startLine: number) => ({ artifactLocation: { uri }, region: { startLine } });
    expect(places.map(({ physicalLocation }: { physicalLocation: object }) => physicalLocation)).toEqual([
      place(join(folder, "main.tf"), 4),
      place(file, 1),
      place(join(folder, "network.tf"), 2),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
