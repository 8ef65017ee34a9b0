import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { ProviderGeneration } from "../../src";

/** A part of synthesized JSON, addressed freely by tests. */
// biome-ignore lint/suspicious/noExplicitAny: JSON whose shape is what the tests assert
export type Json = any;

/** An app that writes nothing until `synth()`. */
export function emptyApp(): App {
  return new App({ outdir: tmpdir(), stackTraces: false });
}

/** A stack with the three providers, as users have it. */
export function emptyStack(app = emptyApp(), id = "stack"): TerraformStack {
  const stack = new TerraformStack(app, id);
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  new AzureadProvider(stack, "azuread", { tenantId: "00000000-0000-0000-0000-000000000000" });
  new KubernetesProvider(stack, "kubernetes", { configPath: "kubeconfig" });
  return stack;
}

/** The validated JSON of a stack, as Terraform reads it. */
export function render(stack: TerraformStack): Json {
  stack.prepareStack();
  stack.runAllValidations();
  collected.push(stack);
  return withoutMetadata(stack.toTerraform());
}

/** The same for a person: without the hashes in names, which `stacks/main.test.ts` holds. */
export function synthesize(stack: TerraformStack): Json {
  return JSON.parse(JSON.stringify(render(stack)).replace(/_[0-9A-F]{8}\b/g, ""));
}

/** The warnings of a construct tree, as `cdktf` prints them. */
export function warnings(root: IConstruct): string[] {
  return root.node
    .findAll()
    .flatMap(({ node }) => node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => data));
}

function withoutMetadata(json: Json): Json {
  if (Array.isArray(json)) {
    return json.map(withoutMetadata);
  }
  if (json === null || typeof json !== "object") {
    return json;
  }
  return Object.fromEntries(
    Object.entries(json)
      .filter(([key]) => key !== "//")
      .map(([key, value]) => [key, withoutMetadata(value)]),
  );
}

const collected: TerraformStack[] = [];

/** Keeps what the tests synthesize, for both generations of the providers, where `test:terraform` asks for it. */
if (process.env.COLLECT_SYNTHESIZED) {
  afterAll(() => {
    const folder = process.env.COLLECT_SYNTHESIZED as string;
    for (const stack of new Set(collected)) {
      if (!stack.node.tryFindChild("ProviderGeneration")) {
        keep(join(folder, "azurerm-4"), withoutMetadata(stack.toTerraform()));
      }
      ProviderGeneration.useAzurerm5(stack);
      keep(join(folder, "azurerm-5"), withoutMetadata(stack.toTerraform()));
    }
  });
}

function keep(folder: string, json: Json): void {
  const text = JSON.stringify(json);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${createHash("sha256").update(text).digest("hex").slice(0, 16)}.json`), text);
}
