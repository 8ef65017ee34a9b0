import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { LOCK_FILE } from "../../providers/provider-cache";
import { spawned, type TerraformBinary } from "../../providers/terraform-binary";
import type { JsonObject } from "../../terraform/json";
import type { Stack } from "../../terraform/stack";
import { SHARED_SOURCE } from "../mocked/test-file";
import { mapVersions, type Versions } from "../mocked/versions";
import { calledModules, type ManifestEntry } from "./module-manifest";
import { type Outcome, readOutcome } from "./plan-json";

const MODULES = join(".terraform", "modules");
const MANIFEST = join(MODULES, "modules.json");
const PROVIDERS = join(".terraform", "providers");

/**
 * Runs a test file once, in a folder of its own that is removed afterwards.
 * @param initialized the folder in which `init` has run
 */
export function runTest(
  binary: TerraformBinary,
  initialized: string,
  stacks: Versions<Stack>,
  test: JsonObject,
): Outcome {
  const folder = mkdtempSync(join(tmpdir(), `cdktf-acr-aks-plan-${process.pid}-`));
  try {
    linkProviders(initialized, folder);
    const modules = copyModules(initialized, folder);
    const files = stacks.existing === undefined ? newStackFiles(stacks.changed, modules) : updateFiles(stacks, modules);
    for (const [path, content] of Object.entries({ ...files, "tests/plan.tftest.json": test })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), JSON.stringify(content));
    }
    const { stdout, stderr } = spawned(binary.command, ["test", "-json", "-verbose", "-no-color"], folder);
    return readOutcome(stdout, stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function linkProviders(initialized: string, folder: string): void {
  if (existsSync(join(initialized, LOCK_FILE))) {
    cpSync(join(initialized, LOCK_FILE), join(folder, LOCK_FILE));
  }
  mkdirSync(join(folder, ".terraform"));
  symlinkSync(join(initialized, PROVIDERS), join(folder, PROVIDERS), "junction");
}

/** Copies the modules that `init` downloaded. Returns their manifest. */
function copyModules(initialized: string, folder: string): readonly ManifestEntry[] {
  if (!existsSync(join(initialized, MANIFEST))) {
    return [];
  }
  cpSync(join(initialized, MODULES), join(folder, MODULES), { recursive: true });
  const manifest: { readonly Modules: readonly ManifestEntry[] } = JSON.parse(
    readFileSync(join(initialized, MANIFEST), "utf8"),
  );
  return manifest.Modules;
}

type Files = Readonly<Record<string, JsonObject | { readonly Modules: readonly ManifestEntry[] }>>;

/** One version alone is the main configuration. */
function newStackFiles(stack: Stack, modules: readonly ManifestEntry[]): Files {
  const root = { Key: "", Source: "", Dir: "." };
  return { "main.tf.json": stack.sections, [MANIFEST]: { Modules: [root, ...calledModules("", stack, modules)] } };
}

/**
 * A test keeps one state for each source of a module, and both versions must share one state to be an update. Both runs
 * therefore name the same source, while the manifest, which `init` would write, gives each run another folder. If a
 * version of Terraform did not look there, the source would be missing and the test would fail; it cannot pass for a
 * stack without changes.
 */
function updateFiles(stacks: Versions<Stack>, modules: readonly ManifestEntry[]): Files {
  const entries = mapVersions(stacks, (stack, version) => {
    const key = `test.tests.plan.tftest.json.${version}`;
    return [{ Key: key, Source: SHARED_SOURCE, Dir: version }, ...calledModules(key, stack, modules)];
  });
  const { required_providers = {} } = stacks.changed.settings;
  return {
    "main.tf.json": { terraform: { required_providers } },
    "changed/main.tf.json": stacks.changed.sections,
    ...(stacks.existing === undefined ? {} : { "existing/main.tf.json": stacks.existing.sections }),
    [MANIFEST]: { Modules: [{ Key: "", Source: "", Dir: "." }, ...(entries.existing ?? []), ...entries.changed] },
  };
}
