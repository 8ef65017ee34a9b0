import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Source } from "../../src/shared/files";
import type { Json } from "../../src/stack/json";
import { type Block, readStack } from "../../src/stack/stack";

/** A name with everything that breaks pages, shells and folders. */
export const HOSTILE = '"|`<b>$(x)\n](y)';

/** The blocks of a stack given as JSON. */
export function blocks(stack: Json): readonly Block[] {
  return readStack(stack).blocks;
}

/** A stack as if it had been read from a folder. */
export function sourceOf(stack: Json, assets: Readonly<Record<string, string>> = {}): Source {
  return {
    name: "grant",
    file: "cdk.tf.json",
    bytes: Buffer.from(JSON.stringify(stack)),
    stack: readStack(stack),
    assets: new Map(Object.entries(assets).map(([path, text]) => [path, Buffer.from(text)])),
    executables: new Set(),
  };
}

/** The name that cdktf gives an element of constructs: words of their ids, and a hash of their path. */
export function hashedName(ids: readonly string[], words = ids.join("_")): string {
  return `${words}_${createHash("md5").update(ids.join("/")).digest("hex").slice(0, 8).toUpperCase()}`;
}

/** Runs the body of a test with a temporary folder. */
export function inFolder<T>(body: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  try {
    return body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes files by path, objects as JSON, and returns the folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, Json>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

/** The folder of one stack. */
export function stackFolder(folder: string, stack: Json, name = "stack"): string {
  return writeFiles(join(folder, name), { "cdk.tf.json": stack });
}

/** A `cdktf.out` with stacks by name. */
export function cdktfOut(folder: string, stacks: Readonly<Record<string, Json>>): string {
  const paths = Object.keys(stacks).map((name) => [name, { synthesizedStackPath: `stacks/${name}/cdk.tf.json` }]);
  const files = Object.entries(stacks).map(([name, stack]) => [`stacks/${name}/cdk.tf.json`, stack]);
  return writeFiles(join(folder, "cdktf.out"), {
    "manifest.json": { stacks: Object.fromEntries(paths) },
    ...Object.fromEntries(files),
  });
}

/** A small stack with one of everything: a grant, an input, an output and a backend. */
export const GRANT = {
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
          "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/" +
          "Microsoft.ContainerRegistry/registries/contoso",
        principal_id: "${var.object_id}",
        role_definition_name: "AcrPull",
      },
    },
  },
  output: { id: { value: "${azurerm_role_assignment.pull.id}", description: "The grant" } },
};
