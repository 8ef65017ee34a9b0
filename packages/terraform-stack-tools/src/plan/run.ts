import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importedScopes } from "../knowledge/catalogue/imported-scope";
import { initializedFolder, installedProviders, schemasOf } from "../providers/provider-cache";
import type { Schemas } from "../providers/schema";
import type { TerraformBinary } from "../providers/terraform-binary";
import { PlanError } from "../shared/refusal";
import { removeFolder } from "../shared/remove-folder";
import type { JsonObject } from "../stack/json";
import { Origins } from "../stack/moves";
import { attributesRead } from "../stack/references";
import type { Job, JobResult, JobVersion } from "./job";
import { addressed } from "./prepare/addressed";
import { type Mocks, withEarlierKeys } from "./prepare/mocks";
import { installedModules, moduleTypes } from "./prepare/modules";
import { remoteStates } from "./prepare/remote-state";
import { requirementsOf } from "./prepare/requirements";
import { secretTexts } from "./prepare/variables";
import { allVersions, mapVersions, type Plannable, VERSION_NAMES, type Versions } from "./prepare/versions";
import { planError } from "./read/diagnostics";
import type { ReadablePlan } from "./read/read";

/**
 * Plans a stack in a process of its own, and waits for it.
 * @throws PlanError for everything that fails, except for check blocks
 */
export function run(binary: TerraformBinary, versions: Versions<Plannable>, mocks: Mocks): ReadablePlan {
  const folders = mapVersions(versions, (version) => initializedFolder(binary, requirementsOf(version)));
  const origins = new Origins(versions.changed.source.moves);
  const jobVersions = mapVersions(versions, (version, name) => ({
    ...jobVersion(version, withEarlierKeys(mocks, origins), folders[name] ?? folders.changed, allVersions(versions)),
    moved: origins.moved,
  }));
  const installed = allVersions(jobVersions).flatMap(({ providers }) => providers);
  const { existing, changed } = jobVersions;
  const result = runJob({
    command: binary.command,
    types: [...typesIn(versions), ...moduleTypes(allVersions(folders), installed)],
    // What only the earlier version uses is deleted by its provider.
    versions: existing === undefined ? jobVersions : { existing, changed: withProvidersOf(changed, existing) },
  });
  const { plan, failed = "changed", diagnostics } = result;
  if (plan === undefined) {
    const { source } = versions[failed] ?? versions.changed;
    throw planError(VERSION_NAMES[failed], diagnostics, source, secretTexts(versions));
  }
  const newestFirst = allVersions(folders).map(schemasOf).reverse();
  const lookUp: Schemas = (kind, type) => newestFirst.map((one) => one(kind, type)).find((one) => one !== undefined);
  const [newest, oldest = newest] = newestFirst;
  const namesIn = (one: Schemas, type: string) => {
    const { attributes = {}, block_types = {} } = one("resource", type) ?? {};
    return [...Object.keys(attributes), ...Object.keys(block_types)];
  };
  const added = (type: string) => {
    const known = namesIn(oldest, type);
    return known.length === 0 ? [] : namesIn(newest, type).filter((name) => !known.includes(name));
  };
  const outputs = allVersions(versions).flatMap((version) => remoteStates(version, mocks));
  const madeUp = [...result.madeUp, ...outputs.flatMap((state) => state.madeUp)];
  return { ...result, plan, madeUp, schemas: lookUp, added };
}

function jobVersion(
  version: Plannable,
  mocks: Mocks,
  initialized: string,
  all: readonly Plannable[],
): Omit<JobVersion, "moved"> {
  const { stack, source, variables } = version;
  const states = remoteStates(version, mocks);
  const configuration = addressed(stack, new Map(states.map(({ address, body }) => [address, body])));
  const modules = installedModules(stack, initialized);
  const read = attributesRead(all.map((one) => one.stack.sections));
  return {
    files: {
      "main.tf.json": configuration,
      "terraform.tfvars.json": variables,
      ...Object.fromEntries(states.map(({ file, content }) => [file, content])),
      ...modules?.files,
    },
    ...(modules === undefined ? {} : { modules: modules.folder }),
    providers: installedProviders(initialized),
    mocks: withScopes(withEarlierKeys(mocks, new Origins(source.moves)), importedScopes(source)),
    read: Object.fromEntries([...read].map(([address, names]) => [address, [...names]])),
  };
}

/** An imported role assignment is on the registry that is looked up. */
function withScopes(mocks: Mocks, scopes: ReadonlyMap<string, string>): Mocks {
  const known = [...scopes].map(([address, id]): [string, JsonObject] => [address, { id, ...mocks[address] }]);
  return { ...mocks, ...Object.fromEntries(known) };
}

function withProvidersOf(changed: JobVersion, existing: JobVersion): JobVersion {
  const known = new Set(changed.providers.map(({ address }) => address));
  return {
    ...changed,
    providers: [...changed.providers, ...existing.providers.filter(({ address }) => !known.has(address))],
  };
}

function typesIn(versions: Versions<Plannable>): string[] {
  const checked = allVersions(versions).flatMap(({ stack }) =>
    stack.checks.flatMap(({ body }) => Object.keys(body.data ?? {})),
  );
  return [
    ...new Set([...allVersions(versions).flatMap(({ stack }) => stack.blocks.map(({ type }) => type)), ...checked]),
  ];
}

function runJob(job: Omit<Job, "folder">): JobResult {
  const folder = mkdtempSync(join(tmpdir(), "stack-tools-plan-"));
  try {
    const program = [require.resolve("./engine/main"), folder, String(process.pid)];
    const { status, stdout, stderr, signal, error } = spawnSync(process.execPath, program, {
      input: JSON.stringify({ ...job, folder }),
      encoding: "utf8",
      env: process.env,
      maxBuffer: 1 << 30,
    });
    if (status === 0) {
      return JSON.parse(stdout);
    }
    throw new PlanError(`the plan ended with ${signal ?? status}:\n${error?.message ?? stderr.trim()}`);
  } finally {
    removeFolder(folder);
  }
}
