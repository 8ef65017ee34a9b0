import { posix } from "node:path";
import { compare } from "../../stack/json";
import { type Folder, UNFINISHED, WORKSPACE } from "./folder";
import { type Files, MANIFEST, readManifest } from "./manifest";
import { isEdited, type Previous, readPrevious } from "./previous";

/** What a handoff writes. */
export interface Content {
  readonly files: Files;
  /** The paths of those that can be run. */
  readonly executables: ReadonlySet<string>;
  /** What the next apply puts at risk. */
  readonly risks: readonly Risk[];
  /** The addresses, each in its bundle, that are there before. */
  readonly addresses: readonly string[];
  /** The places, each in its bundle, of secrets that are written in the stacks. */
  readonly secrets: readonly string[];
}

/** What a handoff puts at risk, and which consent allows it. */
export interface Risk {
  /** The address in its bundle, or the name of a provider configuration. */
  readonly place: string;
  /** In plain words; empty where the place says it all. */
  readonly reason: string;
  /** None allows what cannot be planned. */
  readonly consent: "delete" | "target" | "none";
}

/** What writing files to an existing folder would do to it. */
export interface Changes {
  /** Files in the way that no handoff wrote, or that were edited since. */
  readonly foreign: readonly string[];
  /** Files to remove, because an earlier handoff wrote them and this one does not. */
  readonly obsolete: readonly string[];
  /** What earlier handoffs wrote and this one does not, also where it is gone already. */
  readonly former: readonly string[];
  /** The paths of the manifests before. */
  readonly manifests: readonly string[];
  /** The folders of all bundles, before and after. */
  readonly bundles: readonly string[];
  /** The folders of bundles that would be gone. Somebody may have applied them. */
  readonly lostBundles: readonly string[];
  /** What the next apply puts at risk. */
  readonly risks: readonly Risk[];
  /** The addresses that are there before. */
  readonly addresses: readonly string[];
  /** The places of secrets that are written in the stacks. */
  readonly secrets: readonly string[];
  /** Bundles whose place another stack's would take. */
  readonly replacedStacks: readonly ReplacedStack[];
}

export interface ReplacedStack {
  readonly folder: string;
  readonly previous: string;
  readonly next: string;
}

export function changesOf(folder: Folder, { files, risks, addresses, secrets }: Content): Changes {
  const previous = readPrevious(folder);
  const newBundles = newBundleFolders(files, previous);
  const former = [...previous.digests.keys(), ...previous.manifests].filter((path) => !files.has(path));
  const obsolete = former.filter((path) => folder.has(path));
  const goneManifests = previous.manifests.filter((path) => obsolete.includes(path));
  const manifests = [...previous.manifests, ...[...files.keys()].filter((path) => posix.basename(path) === MANIFEST)];
  const foreign = [
    ...newBundles.flatMap((path) => strangers(folder, path, files)),
    ...editedFiles([...files.keys()], folder, files, previous),
    ...editedFiles(obsolete, folder, files, previous),
  ];
  return {
    foreign: foreign.sort(compare),
    obsolete: [...new Set([...obsolete, ...newBundles.flatMap((path) => inOtherFormat(folder, path, files))])],
    former,
    manifests: previous.manifests,
    bundles: [...new Set(manifests.map((path) => posix.dirname(path)))],
    risks,
    addresses,
    secrets,
    replacedStacks: replacedStacks(files, previous),
    lostBundles: [...goneManifests.map((path) => posix.dirname(path)), ...replacedBundle(files, previous)],
  };
}

function replacedStacks(files: Files, { stacks }: Previous): ReplacedStack[] {
  return [...stacks].flatMap(([folder, previous]) => {
    const next = stackIn(files.get(posix.join(folder, MANIFEST)));
    return next === undefined || next === previous ? [] : [{ folder, previous, next }];
  });
}

function stackIn(manifest: Buffer | undefined): string | undefined {
  return manifest && readManifest(manifest)?.stack;
}

/** Folders that become bundles and were none before. */
function newBundleFolders(files: Files, { manifests }: Previous): string[] {
  const paths = [...files.keys()].filter((path) => posix.basename(path) === MANIFEST && !manifests.includes(path));
  return paths.map((path) => posix.dirname(path));
}

/** What is in the folder of a new bundle, because Terraform would read it as part of the module. */
function strangers(folder: Folder, bundle: string, files: Files): string[] {
  const names = folder.names(bundle).filter((name) => ![".git", WORKSPACE, UNFINISHED].includes(name));
  const paths = names.map((name) => posix.join(bundle, name));
  const written = [...files.keys()];
  return paths.filter((path) => !written.some((file) => file === path || file.startsWith(`${path}/`)));
}

/** Files whose content is neither what an earlier handoff wrote nor what this one will write. */
function editedFiles(paths: readonly string[], folder: Folder, files: Files, previous: Previous): string[] {
  return paths.filter((path) => {
    const bytes = folder.read(path);
    const isSame = bytes === undefined || files.get(path)?.equals(bytes) === true;
    return !isSame && !previous.manifests.includes(path) && isEdited(previous, path, bytes);
  });
}

const MODULE_FILES = ["main", "variables", "outputs", "versions", "moved"];

/** A module in both formats would declare everything twice. Without a manifest nothing else tells the old format. */
function inOtherFormat(folder: Folder, bundle: string, files: Files): string[] {
  const extension = files.has(posix.join(bundle, "versions.tf")) ? "tf.json" : "tf";
  const paths = MODULE_FILES.map((name) => posix.join(bundle, `${name}.${extension}`));
  return paths.filter((path) => folder.has(path));
}

/** The folder itself, where bundles take the place of one bundle. */
function replacedBundle(files: Files, { isBundle }: Previous): string[] {
  const becomesIndex = [...files.keys()].some((path) => path.endsWith(`/${MANIFEST}`));
  return isBundle && becomesIndex ? ["."] : [];
}
