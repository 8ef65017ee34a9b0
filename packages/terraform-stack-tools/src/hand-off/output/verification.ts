import { posix, resolve } from "node:path";
import { Refusal } from "../../shared/refusal";
import { compare } from "../../stack/json";
import { quoted } from "../../stack/quoted";
import { Folder, UNFINISHED, WORKSPACE } from "./folder";
import { digestOf, MANIFEST, type Manifest } from "./manifest";
import { digestsIn, manifestsIn } from "./previous";

/** A difference between a folder and what was handed over. */
export interface Deviation {
  /** A changed or a missing file, one that Terraform reads in addition, or a handoff that was interrupted. */
  readonly kind: "additional" | "changed" | "missing" | "unfinished";
  /** The path in the folder. */
  readonly path: string;
}

/** Whether a folder is what was handed over. */
export interface Verification extends Pick<Manifest, "digest" | "generator" | "source"> {
  /** Empty where it is. */
  readonly deviations: readonly Deviation[];
  /** How many files were compared. */
  readonly files: number;
  /** The names of the stacks. */
  readonly stacks: readonly string[];
}

/**
 * Compares a bundle, or a folder of bundles, with the digests in its manifest.
 * @throws Error whose name is `Refusal` where the folder has no manifest of a handoff
 */
export function verify(path: string): Verification {
  const folder = new Folder(resolve(path));
  const manifests = manifestsIn(folder);
  const [top] = manifests;
  if (top === undefined) {
    throw new Refusal(`${quoted(resolve(path))} contains no ${MANIFEST} of a handoff; give the folder of a bundle.`);
  }
  const digests = new Map(manifests.flatMap(digestsIn));
  const deviations = [
    ...manifests.flatMap((manifest) => (manifest.digest === undefined ? [changed(manifest.path)] : [])),
    ...[...digests].flatMap(([file, digest]) => deviationAt(folder, file, digest)),
    ...additional(folder, ".", digests),
  ];
  return {
    deviations: sortedOnce(deviations),
    files: digests.size,
    stacks: manifests.flatMap(({ stack }) => stack ?? []),
    source: top.source,
    ...(top.generator === undefined ? {} : { generator: top.generator }),
    ...(top.digest === undefined ? {} : { digest: top.digest }),
  };
}

function changed(path: string): Deviation {
  return { kind: "changed", path };
}

function deviationAt(folder: Folder, path: string, digest: string): Deviation[] {
  const bytes = folder.readIfFile(path);
  if (bytes === undefined) {
    return [{ kind: "missing", path }];
  }
  return digestOf(bytes) === digest ? [] : [changed(path)];
}

/** What belongs to those who run the module. They choose the backend; Terraform and Git create the others. */
const OWN = [".git", ".terraform", "backend.tf", "backend.tf.json"];

/** Files that Terraform or OpenTofu would read with the module or with its tests. */
const READ = [
  ".tf",
  ".tf.json",
  ".tofu",
  ".tofu.json",
  ".tftest.hcl",
  ".tftest.json",
  ".tofutest.hcl",
  ".tofutest.json",
];

function additional(folder: Folder, path: string, known: ReadonlyMap<string, string>): Deviation[] {
  const names = folder.names(path).filter((name) => !OWN.includes(name));
  return names.flatMap((name): Deviation[] => {
    const full = posix.join(path, name);
    if (name === WORKSPACE || name === UNFINISHED) {
      return [{ kind: "unfinished", path: full }];
    }
    const isRead = READ.some((ending) => name.endsWith(ending)) && !known.has(full);
    return isRead ? [{ kind: "additional", path: full }] : additional(folder, full, known);
  });
}

function sortedOnce(deviations: readonly Deviation[]): Deviation[] {
  const byPath = new Map(deviations.map((deviation) => [`${deviation.path}\n${deviation.kind}`, deviation]));
  return [...byPath].sort(([left], [right]) => compare(left, right)).map(([, deviation]) => deviation);
}
