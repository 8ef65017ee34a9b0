import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { ReviewedChange } from "../../src/report/model";
import { report } from "../../src/report/report";
import { writeHtml } from "../../src/report/writers/html";
import { writeMarkdown } from "../../src/report/writers/markdown";
import { writeSarif } from "../../src/report/writers/sarif";
import { access, reviewed } from "../support/reviewed";

describe("markdown", () => {
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

test("HTML loads nothing, and on a phone it keeps names whole and breaks what is longer than a line", () => {
  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
  const address = "data.azurerm_kubernetes_cluster.production_west.kubelet_identity";
  const text = writeHtml("x", [{ kind: "facts", items: [["Plan", [{ code: digest }, { code: address }]]] }]);
  expect(text).toContain(`<code class="long">${digest}</code>`);
  expect(text).toContain("<span>azurerm_kubernetes_cluster.</span><wbr><span>production_west.</span>");
  // It loads and runs nothing, whatever is in it.
  expect(text).toContain("default-src 'none'; style-src 'unsafe-inline'");
  // Without these, a browser lays the page out as wide as the digest, and scrolls a difference.
  expect(text).toMatch(/^body \{[^}]*overflow-wrap: break-word;/m);
  expect(text).not.toMatch(/grid-template-columns:[^;]* 1fr;/);
  expect(text).toMatch(/@media \(max-width: 640px\) \{[^@]*\n {2}pre \{ white-space: pre-wrap; \}/);
});

/** WCAG 2.2, "relative luminance". */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((start) => Number.parseInt(color.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test("in light and in dark, HTML has text of enough contrast, in pictures too", () => {
  const palettes = [...writeHtml("x", []).matchAll(/:root \{[^}]*--page[^}]*\}/g)].map(([block]) =>
    Object.fromEntries([...block.matchAll(/--(\w+): (#\w{6});/g)].map(([, name, color]) => [name, luminance(color)])),
  );
  const faint = palettes.flatMap(({ page, muted, line: _border, ...texts }) =>
    Object.entries(texts).flatMap(([name, text]) =>
      [page, muted]
        .map((below) => (Math.max(text, below) + 0.05) / (Math.min(text, below) + 0.05))
        .filter((ratio) => ratio < 4.5)
        .map((ratio) => `${name}: ${ratio}`),
    ),
  );
  expect({ palettes: palettes.length, faint }).toEqual({ palettes: 2, faint: [] });
});

/** Where SARIF places what is deleted, by the files beside what is reviewed. */
function placesOf(files: Readonly<Record<string, string>>, reviewedFile: string, addresses: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "sarif-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
    }
    const deleted = Object.fromEntries(addresses.map((address) => [address, { action: "delete" }]));
    const { runs } = JSON.parse(writeSarif([reviewed(deleted, {}, { file: join(folder, reviewedFile) })], "1"));
    const results: { locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[] }[] =
      runs[0].results;
    return results.map(({ locations: [{ physicalLocation: place }] }) => {
      return `${basename(place.artifactLocation.uri)}:${place.region.startLine}`;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const IN_MODULE = 'module.network["w"].azurerm_subnet.c[0]';

test("SARIF places a finding at its block in the synthesized JSON, or at the call of its module", () => {
  const blocks = {
    data: { azurerm_subnet: { a: { name: "x" } } },
    resource: { azurerm_subnet: { b: { name: "y" }, a: { name: "z" } } },
    module: { network: { source: "x" } },
  };
  const files = { "cdk.tf.json": JSON.stringify(blocks, null, 2) };
  expect(placesOf(files, "cdk.tf.json", ['azurerm_subnet.a["x"]', IN_MODULE])).toEqual(["cdk.tf.json:14", "cdk.tf.json:20"]);
});

test("SARIF places a finding of a plan in the configuration beside it, and else at the beginning", () => {
  const hidden = '# resource "azurerm_subnet" "b" {';
  const main = ['data "azurerm_subnet" "a" {', "}", "", '  resource "azurerm_subnet" "a" {', "}", hidden].join("\r\n");
  const files = { "main.tf": main, "network.tf": '\nmodule "network" {\n}\nresource "azurerm_subnet" "a" {}\n' };
  const addresses = ['azurerm_subnet.a["x"]', "azurerm_subnet.b", IN_MODULE];
  expect(placesOf(files, "shop.json", addresses)).toEqual(["main.tf:4", "shop.json:1", "network.tf:2"]);
});
