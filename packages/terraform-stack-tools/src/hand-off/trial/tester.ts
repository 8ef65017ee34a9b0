import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { downloadFolder } from "../../providers/initialized-folder";
import { spawned, spawnedOnline, type TerraformBinary, terraformBinary } from "../../providers/terraform-binary";
import type { Ended } from "../../shared/program";
import { PlanError } from "../../shared/refusal";
import { inTemporaryFolder } from "../../shared/temporary-folder";
import { quoted } from "../../stack/json";
import { BLOCKS_FOLDER } from "../example/approved/blocks-module";
import { missingProviders, providerFolders } from "./provider-folders";
import { type Failure, failuresIn, type Tester, type Trial, type Untried, withoutFailing } from "./trial";

export interface TesterOptions {
  /** Whether providers are downloaded that are not on this machine. */
  readonly init: boolean;
  readonly binary?: string;
}

/**
 * Runs tests in a temporary folder, with an engine and providers that are on this machine. It reaches no other one, but
 * for downloads that were asked for.
 */
export function testerWith({ init, binary }: TesterOptions): Tester {
  return (bundle) => {
    const engine = engineOf(binary);
    if (engine === undefined) {
      return unrun(bundle, "no Terraform 1.7 or OpenTofu 1.8 or later is there");
    }
    if (bundle.hasModules) {
      return unrun(bundle, "the modules that it calls may run programs, with providers that no test mocks");
    }
    if (bundle.hasEphemeral && engine.product === "Terraform") {
      return unrun(bundle, "Terraform would read its ephemeral resources for real");
    }
    const folders = providerFolders();
    const [missing] = init ? [] : missingProviders(bundle.providers, folders, engine.product);
    if (missing !== undefined) {
      return unrun(bundle, `the provider ${quoted(missing)} is not on this machine; --init downloads it`);
    }
    return inTemporaryFolder("test", (folder) => tried(bundle, engine, folder, init ? undefined : folders));
  };
}

function engineOf(binary: string | undefined): TerraformBinary | undefined {
  try {
    return terraformBinary(binary);
  } catch (error) {
    if (error instanceof PlanError) {
      return undefined;
    }
    throw error;
  }
}

function unrun({ tests }: Untried, why: string): Trial {
  return { tests, leftOut: [], summary: `its tests were not run: ${why}` };
}

/** Without one part another one may fail, but not forever. */
const ROUNDS = 5;

function tried(
  bundle: Untried,
  engine: TerraformBinary,
  folder: string,
  folders: readonly string[] | undefined,
): Trial {
  write(folder, bundle.files);
  const { command, product, version } = engine;
  const initialized = initialize(command, folder, folders);
  if (initialized.status !== 0) {
    return unrun(bundle, `${command} init failed: ${firstError(initialized.stderr)}`);
  }
  const by = `${product} ${version}`;
  let { tests } = bundle;
  const failed: Failure[] = [];
  for (let round = 0; round < ROUNDS && tests.length > 1; round++) {
    write(folder, new Map(tests));
    const { status, stdout } = spawned(command, ["test", "-json", ...filters(tests)], folder);
    if (status === 0) {
      return { tests, leftOut: failed.map(sentenceOf), summary: summaryOf(by, failed.length) };
    }
    const found = failuresIn(stdout);
    failed.push(
      ...(found.length === 0 ? [{ file: "", run: "", message: "it fails for no reason that is told" }] : found),
    );
    tests = withoutFailing(tests, failed.slice(-Math.max(found.length, 1)));
  }
  return { tests: [], leftOut: failed.map(sentenceOf), summary: summaryOf(by, failed.length) };
}

/** Files that were taken away stay in the folder. */
function filters(tests: Untried["tests"]): string[] {
  return tests.filter(([path]) => !path.startsWith(`${BLOCKS_FOLDER}/`)).map(([path]) => `-filter=${path}`);
}

function write(folder: string, files: ReadonlyMap<string, string | Buffer>): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function initialize(command: string, folder: string, folders: readonly string[] | undefined): Ended {
  const args = ["init", "-backend=false", "-input=false", "-no-color"];
  if (folders !== undefined) {
    return spawned(command, [...args, ...folders.map((one) => `-plugin-dir=${one}`)], folder);
  }
  const downloads = downloadFolder();
  mkdirSync(downloads, { recursive: true });
  const settings = { TF_PLUGIN_CACHE_DIR: downloads, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "1" };
  return spawnedOnline(command, args, folder, settings);
}

function firstError(stderr: string): string {
  const text = stderr.replace(/[│╷╵\s]+/g, " ").trim();
  return text.replace(/^Error: /, "").slice(0, 200);
}

function summaryOf(by: string, failed: number): string {
  const rest = failed === 1 ? "1 failed and is left out" : `${failed} failed and are left out`;
  return failed === 0 ? `its tests pass with ${by}` : `of its tests with ${by}, ${rest}, as its README says`;
}

function sentenceOf({ file, run, message }: Failure): string {
  const place = [file, run === "" ? "" : `run ${JSON.stringify(run)}`].filter((part) => part !== "").join(", ");
  return place === "" ? message : `${place}: ${message}`;
}
