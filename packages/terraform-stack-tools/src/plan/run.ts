import { installedProviders, schemasOf } from "../providers/initialized-folder";
import { initializedFolder } from "../providers/provider-cache";
import type { Schemas } from "../providers/schema";
import type { TerraformBinary } from "../providers/terraform-binary";
import { environment } from "../shared/environment";
import { runProcess } from "../shared/process";
import { PlanError } from "../shared/refusal";
import { checkSocketPath, inTemporaryFolder } from "../shared/temporary-folder";
import type { JsonObject } from "../stack/json";
import { planError } from "./diagnostics";
import type { Job, JobResult, JobVersion } from "./job";
import type { Mocks } from "./prepare/mocks";
import { preparedJob } from "./prepare/prepared-job";
import { remoteStates } from "./prepare/remote-state";
import { requirementsOf } from "./prepare/requirements";
import { secretTexts } from "./prepare/variables";
import { allVersions, mapVersions, type Plannable, VERSION_NAMES, type Versions } from "./prepare/versions";
import type { ReadablePlan } from "./read";

/**
 * Plans a stack in a process of its own, and waits for it.
 * @param adapted what is planned in place of a version's own job
 * @param state of the earlier version, in place of what applying it would leave
 * @throws PlanError for everything that fails, except for check blocks
 */
export function run(
  binary: TerraformBinary,
  versions: Versions<Plannable>,
  mocks: Mocks,
  adapted = (all: Versions<JobVersion>): Versions<JobVersion> => all,
  state?: JsonObject,
): ReadablePlan & { readonly providers: readonly string[] } {
  checkSocketPath();
  const folders = mapVersions(versions, (version) => initializedFolder(binary, requirementsOf(version)));
  const job = preparedJob(binary.command, versions, folders, mocks);
  const result = runJob({ ...job, versions: adapted(job.versions), ...(state && { state }) });
  const { plan, failed = "changed", diagnostics } = result;
  if (plan === undefined) {
    const { source } = versions[failed] ?? versions.changed;
    throw planError(VERSION_NAMES[failed], diagnostics, source, secretTexts(versions));
  }
  const outputs = allVersions(versions).flatMap((version) => remoteStates(version, mocks));
  const madeUp = [...result.madeUp, ...outputs.flatMap((state) => state.madeUp)];
  return { ...result, plan, madeUp, ...schemasOfAll(allVersions(folders)), providers: providersIn(folders) };
}

/** Such as `hashicorp/aws 5.84.0`, with the version before where it was another one. */
function providersIn({ changed, existing = changed }: Versions<string>): string[] {
  const former = new Map(installedProviders(existing).map(({ address, version }) => [address, version]));
  return installedProviders(changed)
    .filter(({ version }) => version !== "")
    .map(({ address, version }) => {
      const name = address.replace("registry.terraform.io/", "").replace("registry.opentofu.org/", "");
      const before = former.get(address) ?? version;
      return `${name} ${version}${before === version ? "" : ` (before: ${before})`}`;
    });
}

/** The schemas of the newest version that knows a type, and what only that version has. */
function schemasOfAll(folders: readonly string[]): Pick<ReadablePlan, "schemas" | "added"> {
  const newestFirst = folders.map(schemasOf).reverse();
  const [newest, oldest = newest] = newestFirst;
  const namesIn = (one: Schemas, type: string) => {
    const { attributes = {}, block_types = {} } = one("resource", type) ?? {};
    return [...Object.keys(attributes), ...Object.keys(block_types)];
  };
  return {
    schemas: (kind, type) => newestFirst.map((one) => one(kind, type)).find((one) => one !== undefined),
    added: (type) => {
      const known = namesIn(oldest, type);
      return known.length === 0 ? [] : namesIn(newest, type).filter((name) => !known.includes(name));
    },
  };
}

function runJob(job: Omit<Job, "folder">): JobResult {
  return inTemporaryFolder("plan", (folder) => {
    const { status, stdout, stderr, signal, fault } = runProcess({
      command: process.execPath,
      args: [require.resolve("./engine/main"), folder, String(process.pid)],
      input: JSON.stringify({ ...job, folder }),
      env: environment(/^(NODE_OPTIONS|GOGC)$/),
    });
    if (status === 0) {
      return JSON.parse(stdout);
    }
    throw new PlanError(`the plan ended with ${signal ?? status}:\n${fault ?? stderr.trim()}`);
  });
}
