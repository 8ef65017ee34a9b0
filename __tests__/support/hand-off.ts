import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Block, blocksOf } from "../../src/terraform/stack";
import type { Json } from "./stack";

/** A stack that somebody else's app could have synthesized, with what breaks pages, shells and folders in its names. */
export const HOSTILE = '"|`<b>$(x)\n](y)';

/** The blocks of a stack given in short. */
export function blocks(stack: Json): Block[] {
  return blocksOf(stack);
}

/** Runs a test's body in a folder that is gone afterwards. */
export function inFolder<T>(body: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  try {
    return body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes files by path: objects as JSON. */
export function lay(folder: string, files: Record<string, Json>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

/** The folder of one stack. */
export function stackFolder(folder: string, stack: Json, name = "stack"): string {
  return lay(join(folder, name), { "cdk.tf.json": stack });
}

/** A `cdktf.out` with stacks by name. */
export function cdktfOut(folder: string, stacks: Record<string, Json>): string {
  const entries = Object.keys(stacks).map((name) => [name, { synthesizedStackPath: `stacks/${name}/cdk.tf.json` }]);
  const files = Object.entries(stacks).map(([name, stack]) => [`stacks/${name}/cdk.tf.json`, stack]);
  return lay(join(folder, "cdktf.out"), {
    "manifest.json": { stacks: Object.fromEntries(entries) },
    ...Object.fromEntries(files),
  });
}

/** One grant, as small as a stack gets. */
export const GRANT: Json = {
  "//": { metadata: { stackName: "grant", version: "0.21.0" } },
  terraform: {
    backend: { local: { path: "/Users/someone/app/terraform.grant.tfstate" } },
    required_providers: { azurerm: { source: "azurerm", version: "4.55.0" } },
  },
  provider: { azurerm: [{ features: [{}] }] },
  variable: { object_id: { type: "string", description: "Who pulls" } },
  resource: {
    azurerm_role_assignment: {
      pull: {
        "//": { metadata: { path: "grant/pull", uniqueId: "pull" } },
        scope:
          "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso",
        principal_id: "${var.object_id}",
        role_definition_name: "AcrPull",
      },
    },
  },
  output: { id: { value: "${azurerm_role_assignment.pull.id}", description: "The grant" } },
};
