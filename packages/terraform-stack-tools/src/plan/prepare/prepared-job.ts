import { importedScopes } from "../../knowledge/catalogue/imported-scope";
import { installedProviders } from "../../providers/initialized-folder";
import type { JsonObject } from "../../stack/json";
import { Origins } from "../../stack/moves";
import { attributesRead } from "../../stack/references";
import type { Job, JobVersion } from "../job";
import { addressed } from "./addressed";
import { guardedObject } from "./file-guard";
import { type Mocks, withEarlierKeys } from "./mocks";
import { installedModules, moduleTexts, moduleTypes } from "./modules";
import { outputNames, remoteStates } from "./remote-state";
import { allVersions, mapVersions, type Plannable, type Versions } from "./versions";

/**
 * What the engine plans.
 * @param command `terraform`, `tofu` or a path
 * @param folders in which `init` has run for each version
 */
export function preparedJob(
  command: string,
  versions: Versions<Plannable>,
  folders: Versions<string>,
  mocks: Mocks,
): Omit<Job, "folder"> {
  const origins = new Origins(versions.changed.source.moves);
  const jobVersions = mapVersions(versions, (version, name) => ({
    ...jobVersion(version, withEarlierKeys(mocks, origins), folders[name] ?? folders.changed, allVersions(versions)),
    moved: origins.moved,
  }));
  const installed = allVersions(jobVersions).flatMap(({ providers }) => providers);
  const { existing, changed } = jobVersions;
  return {
    command,
    types: [...typesIn(versions), ...moduleTypes(allVersions(folders), installed)],
    // What only the earlier version uses is deleted by its provider.
    versions: existing === undefined ? jobVersions : { existing, changed: withProvidersOf(changed, existing) },
  };
}

function jobVersion(
  version: Plannable,
  mocks: Mocks,
  initialized: string,
  all: readonly Plannable[],
): Omit<JobVersion, "moved"> {
  const { stack, source, variables } = version;
  const states = remoteStates(version, mocks);
  const modules = installedModules(stack, initialized);
  const read = attributesRead(all.map((one) => one.stack.sections));
  return {
    files: {
      "main.tf.json": guardedObject("the stack", addressed(stack)),
      ...modules?.files,
    },
    variables,
    modules: modules?.folders ?? {},
    texts: modules?.texts ?? {},
    providers: installedProviders(initialized),
    mocks: withScopes(withEarlierKeys(mocks, new Origins(source.moves)), importedScopes(source)),
    states: Object.fromEntries(states.map(({ address, outputs }) => [address, outputs])),
    outputs: outputNames([JSON.stringify(stack.sections.check ?? {}), ...moduleTexts(initialized)].join("\n")),
    read: Object.fromEntries([...read].map(([address, names]) => [address, [...names]])),
  };
}

/** What an import tells of an object that is looked up. */
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
