import { posix, resolve } from "node:path";
import { Refusal } from "../../shared/refusal";
import { compare, quoted } from "../../stack/json";
import { StackError } from "../../stack/sections";
import { type Deviation, othersIn } from "./additional";
import { Folder } from "./folder";
import { digestOf, MANIFEST, type Manifest, parseManifest } from "./manifest";
import { digestsIn, executablesIn, type FoundManifest, manifestsIn } from "./previous";

/** Whether a folder is what was handed over. */
export interface Verification extends Pick<Manifest, "digest" | "generator" | "source"> {
  /** Empty where it is. */
  readonly deviations: readonly Deviation[];
  /** How many files were compared. */
  readonly files: number;
  /** The paths of what belongs to the receiver and was not compared: backend, variables, lock file, states and others. */
  readonly own: readonly string[];
  /** The names of the stacks. */
  readonly stacks: readonly string[];
}

/**
 * Compares a bundle, or a folder of bundles, with the digests in its manifest.
 * @throws Error whose name is `Refusal` where the folder has no manifest of a handoff, or a damaged one
 */
export function verify(path: string): Verification {
  const folder = new Folder(resolve(path));
  const manifests = manifestsIn(folder);
  const [top] = manifests;
  if (top === undefined) {
    throw missingManifest(folder, resolve(path));
  }
  const digests = new Map(manifests.flatMap(digestsIn));
  const executables = new Set(manifests.flatMap(executablesIn));
  const handedOver = new Set([...digests.keys(), ...manifests.map((manifest) => manifest.path)]);
  const others = othersIn(folder, handedOver, bundlesOf(manifests));
  const deviations = [
    ...manifests.flatMap((manifest) => (manifest.digest === undefined ? [changed(manifest.path)] : [])),
    ...[...digests].flatMap(([file, digest]) => deviationAt(folder, file, digest, executables.has(file))),
    ...others.deviations,
  ];
  return {
    deviations: sortedOnce(deviations),
    files: digests.size,
    own: others.own,
    stacks: manifests.flatMap(({ stack }) => stack ?? []),
    source: top.source,
    ...(top.generator === undefined ? {} : { generator: top.generator }),
    ...(top.digest === undefined ? {} : { digest: top.digest }),
  };
}

function bundlesOf(manifests: readonly FoundManifest[]): string[] {
  return manifests.filter(({ stack }) => stack !== undefined).map(({ path }) => posix.dirname(path));
}

function missingManifest(folder: Folder, path: string): Refusal {
  const damage = damageOf(folder.readIfFile(MANIFEST));
  return damage === undefined
    ? new Refusal(`${quoted(path)} contains no ${MANIFEST} of a handoff; give the folder of a bundle.`)
    : new Refusal(
        `${quoted(posix.join(path, MANIFEST))} is damaged: it ${damage}; get the folder anew from whoever handed it over.`,
      );
}

function damageOf(manifest: Buffer | undefined): string | undefined {
  try {
    return manifest && void parseManifest(manifest);
  } catch (error) {
    if (error instanceof StackError) {
      return error.message;
    }
    throw error;
  }
}

function changed(path: string): Deviation {
  return { kind: "changed", path };
}

/** Windows does not know which files can be run. */
const KNOWS_EXECUTABLES = process.platform !== "win32";

function deviationAt(folder: Folder, path: string, digest: string, isExecutable: boolean): Deviation[] {
  const bytes = folder.readIfFile(path);
  if (bytes === undefined) {
    return [{ kind: "missing", path }];
  }
  const isSameMode = !KNOWS_EXECUTABLES || folder.isExecutable(path) === isExecutable;
  return digestOf(bytes) === digest && isSameMode ? [] : [changed(path)];
}

function sortedOnce(deviations: readonly Deviation[]): Deviation[] {
  const byPath = new Map(deviations.map((deviation) => [`${deviation.path}\n${deviation.kind}`, deviation]));
  return [...byPath].sort(([left], [right]) => compare(left, right)).map(([, deviation]) => deviation);
}
