import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceOf } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { bundleOf } from "../../../packages/terraform-stack-tools/src/export/hand-off";
import { SHIPPED_SCHEMAS } from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { KnownSchemas } from "../../../packages/terraform-stack-tools/src/providers/schemas/known-schemas";
import { printedSchemas } from "../../../packages/terraform-stack-tools/src/providers/schemas/sources";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { readStack } from "../../../packages/terraform-stack-tools/src/stack/stack";
import { FOREIGN_SCHEMAS, foreignStacks, RUNNING } from "../../support/foreign/stacks";
import { emptyApp, render } from "../../support/stack";

const page = readFileSync(join(__dirname, "../../terraform/hand-over-corpus.md"), "utf8");

const stacks = foreignStacks(emptyApp()).map((stack) => [stack.node.id, render(stack)] as const);

function filesOf(stack: JsonObject, format: "json" | "hcl", extension = format === "hcl" ? ".tf" : ".tf.json"): string {
  const schemas = new KnownSchemas([printedSchemas(FOREIGN_SCHEMAS), SHIPPED_SCHEMAS]);
  const { files } = bundleOf(sourceOf(stack), { format, schemas });
  return [...files].flatMap(([path, bytes]) => (path.endsWith(extension) ? [bytes.toString()] : [])).join("\n");
}

test.each(stacks)("%s has a bundle in both languages, and every block is in it", (_name, stack) => {
  const { blocks } = readStack(stack);
  const [json, hcl] = (["json", "hcl"] as const).map((format) => filesOf(stack, format));
  for (const { kind, type, name } of blocks) {
    expect(json).toContain(JSON.stringify(name));
    expect(hcl).toContain(
      [kind, ...[type, name].filter((label) => label !== "").map((label) => JSON.stringify(label))].join(" "),
    );
  }
  expect(blocks.length).toBeGreaterThan(0);
});

/** What neither runs in Azure or Kubernetes nor names them. */
const elsewhere = stacks.filter(([, stack]) => !/azure|kubernetes|helm/.test(JSON.stringify(stack)));

test.each(elsewhere)("the README of %s has no empty section, and no word of images or of Azure", (_name, stack) => {
  const readme = filesOf(stack, "json", "README.md");
  expect(readme).not.toMatch(/^## .*\n\n(?=## |$)/m);
  expect(readme.replace(/registry\.terraform\.io/g, "")).not.toMatch(
    /azure|kubernetes|\bregistry|pull secret|may pull|\bpods?\b/i,
  );
});

test("most foreign stacks are elsewhere", () => {
  expect(elsewhere.length).toBeGreaterThan(5);
});

const FEATURES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["nested blocks", /":\[\{/],
  ["modules", /"module":/],
  ["provider aliases", /"alias":/],
  ["provisioners", /"provisioner":/],
  ["connections", /"connection":/],
  ["dynamic blocks", /"dynamic":/],
  ["iterators", /\beach\.(key|value)\b/],
  ["count", /"count":/],
  ["directives", /[^%]%\{/],
  ["moved, removed, check", /"(moved|removed|check)":/],
  ["outputs of another stack", /"terraform_remote_state":/],
];

test("the page lists every stack with its providers and what it has", () => {
  const rows = stacks.map(([name, stack]) => {
    const providers = readStack(stack).requiredProviders.map((provider) => provider.name);
    const text = JSON.stringify(stack);
    const features = FEATURES.filter(([, pattern]) => pattern.test(text)).map(([feature]) => feature);
    const plan = name in RUNNING ? "the same" : "the providers do not run here";
    return `| ${name} | ${providers.join(", ") || "terraform"} | ${features.join(", ")} | yes | yes | ${plan} |`;
  });
  expect(page.split("\n").filter((line) => /^\| [a-z][a-z-]+ \|/.test(line))).toEqual(rows);
});
