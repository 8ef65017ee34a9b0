import { posix } from "node:path";
import { Refusal } from "../../shared/refusal";
import { visible } from "../../shared/words";
import { parseAddress } from "../../stack/address";
import { compare, quoted } from "../../stack/json";
import { type Files, type Folder, UNFINISHED, WORKSPACE } from "./folder";
import { isEdited, MANIFEST, type Previous, readManifest, readPrevious } from "./manifest";

/** What a hand-off writes. */
export interface Content {
  readonly files: Files;
  /** The paths of those that can be run. */
  readonly executables: ReadonlySet<string>;
  /** Whether whoever gets the files goes on with them, so that no manifest remembers them. */
  readonly isOwned?: boolean;
  /** What the next apply puts at risk. */
  readonly risks: readonly Risk[];
  /** The addresses, each in its bundle, that are there before. */
  readonly addresses: readonly string[];
  /** The places, each in its bundle, of secrets that are written in the stacks. */
  readonly secrets: readonly string[];
}

/** What a hand-off puts at risk, and which consent allows it. */
export interface Risk {
  /** The address in its bundle, or the name of a provider configuration. */
  readonly place: string;
  /** In plain words; empty where the place says it all. */
  readonly reason: string;
  /** None allows what cannot be planned. */
  readonly consent: "delete" | "target" | "none";
}

/** What writing files to an existing folder would do to it, and what of it needs consent. */
export interface Changes extends Pick<Content, "isOwned" | "risks" | "addresses" | "secrets"> {
  /** Files of another configuration, beside those of one that its owners go on with. */
  readonly others: readonly string[];
  /** Files in the way that no hand-off wrote, or that were edited since. */
  readonly foreign: readonly string[];
  /** Files to remove, because an earlier hand-off wrote them and this one does not. */
  readonly obsolete: readonly string[];
  /** What earlier hand-offs wrote and this one does not, also where it is gone already. */
  readonly former: readonly string[];
  /** The paths of the manifests before. */
  readonly manifests: readonly string[];
  /** The folders of all bundles and configurations, before and after. */
  readonly bundles: readonly string[];
  /** The folders of bundles that would be gone. Somebody may have applied them. */
  readonly lostBundles: readonly string[];
  /** Bundles whose place another stack's would take. */
  readonly replacedStacks: readonly { readonly folder: string; readonly previous: string; readonly next: string }[];
}

export function changesOf(folder: Folder, content: Content): Changes {
  const { files, isOwned = false, risks, addresses, secrets } = content;
  const previous = readPrevious(folder);
  const next = [...files.keys()].filter((path) => posix.basename(path) === MANIFEST);
  const newBundles = next.filter((path) => !previous.manifests.includes(path)).map((path) => posix.dirname(path));
  const former = [...previous.digests.keys(), ...previous.manifests].filter((path) => !files.has(path));
  const obsolete = former.filter((path) => folder.has(path));
  const goneManifests = previous.manifests.filter((path) => obsolete.includes(path));
  const owned = isOwned ? configurationsIn(files) : [];
  const beside = owned.flatMap((path) => strangers(folder, path, files)).filter((path) => READ.test(path));
  const foreign = [
    ...newBundles.flatMap((path) => strangers(folder, path, files)),
    ...editedFiles([...files.keys()], folder, files, previous),
    ...editedFiles(obsolete, folder, files, previous),
  ];
  return {
    isOwned,
    others: isOwned ? [...previous.manifests, ...beside] : [],
    foreign: foreign.sort(compare),
    obsolete: [...new Set(obsolete)],
    former,
    manifests: previous.manifests,
    bundles: [...new Set([...[...previous.manifests, ...next].map((path) => posix.dirname(path)), ...owned])],
    risks,
    addresses,
    secrets,
    replacedStacks: replacedStacks(files, previous),
    lostBundles: [...goneManifests.map((path) => posix.dirname(path)), ...replacedBundle(files, previous)],
  };
}

/** What Terraform or OpenTofu reads of a folder. */
const READ = /\.(tf|tofu)(\.json)?$/;

/** The folders of configurations. */
function configurationsIn(files: Files): string[] {
  return [...new Set([...files.keys()].filter((path) => READ.test(path)).map((path) => posix.dirname(path)))];
}

function replacedStacks(files: Files, { stacks }: Previous): Changes["replacedStacks"] {
  return [...stacks].flatMap(([folder, previous]) => {
    const manifest = files.get(posix.join(folder, MANIFEST));
    const next = manifest && readManifest(manifest)?.stack;
    return next === undefined || next === previous ? [] : [{ folder, previous, next }];
  });
}

/** What is in the folder of a new bundle, because Terraform would read it as part of the module. */
function strangers(folder: Folder, bundle: string, files: Files): string[] {
  const names = folder.names(bundle).filter((name) => ![".git", WORKSPACE, UNFINISHED].includes(name));
  const paths = names.map((name) => posix.join(bundle, name));
  const written = [...files.keys()];
  return paths.filter((path) => !written.some((file) => file === path || file.startsWith(`${path}/`)));
}

/** Files whose content is neither what an earlier hand-off wrote nor what this one will write. */
function editedFiles(paths: readonly string[], folder: Folder, files: Files, previous: Previous): string[] {
  return paths.filter((path) => {
    const bytes = folder.read(path);
    const isSame = bytes === undefined || files.get(path)?.equals(bytes) === true;
    return !isSame && !previous.manifests.includes(path) && isEdited(previous, path, bytes);
  });
}

/** The folder itself, where bundles take the place of one bundle. */
function replacedBundle(files: Files, { isBundle }: Previous): string[] {
  const becomesIndex = [...files.keys()].some((path) => path.endsWith(`/${MANIFEST}`));
  return isBundle && becomesIndex ? ["."] : [];
}

/** What somebody who hands over allows. */
export interface Consent {
  /** To overwrite files that were edited or that no hand-off wrote. */
  readonly force: boolean;
  /** To replace the bundle of another stack. */
  readonly replaceStack: boolean;
  /** To lose these: bundles, and what the next apply may destroy or replace. */
  readonly allowDelete: readonly string[];
  /** To let providers look for what exists in another place. */
  readonly allowTarget: boolean;
  /** To write secrets that everybody who gets the folder can read. */
  readonly allowSecrets: boolean;
}

/** A refusal that names the first option that is missing, and what it is about; undefined where none is. */
export function missingConsent(folder: string, changes: Changes, consent: Consent): Refusal | undefined {
  const { foreign, others, replacedStacks, risks, secrets } = changes;
  const [failed] = risks.filter((risk) => risk.consent === "none");
  if (failed !== undefined) {
    return new Refusal(failed.reason);
  }
  if (others.length > 0) {
    return new Refusal(
      `${quoted(folder)} has files of another configuration; choose another folder, or move them away:${list(others)}`,
    );
  }
  if (secrets.length > 0 && !consent.allowSecrets) {
    return new Refusal(
      "the stack has secrets that everybody who gets the folder could read; make them sensitive variables, or use " +
        `--allow-secrets:${list(secrets)}`,
      "literal-secrets",
    );
  }
  const [replaced] = replacedStacks;
  if (replaced !== undefined && !consent.replaceStack) {
    const place = replaced.folder === "." ? "" : ` in ${quoted(replaced.folder)}`;
    return new Refusal(
      `${quoted(folder)} contains the bundle of the stack ${quoted(replaced.previous)}${place}, and this one is of ` +
        `${quoted(replaced.next)}; choose another folder, or use --replace-stack. With the same state, Terraform would ` +
        "destroy what the former stack created.",
      "replaced-stack",
    );
  }
  const deletion = missingDeletion(folder, changes, consent.allowDelete);
  if (deletion !== undefined) {
    return deletion;
  }
  const targets = risks.filter((risk) => risk.consent === "target");
  if (targets.length > 0 && !consent.allowTarget) {
    return new Refusal(
      `the providers of the module in ${quoted(folder)} used to point somewhere else, where the objects of its state are; keep ` +
        `the setting, choose another folder, or use --allow-target:${listOfRisks(targets)}`,
      "changed-target",
    );
  }
  if (foreign.length > 0 && !consent.force) {
    const which = changes.isOwned
      ? "other files of these names"
      : "files that no hand-off wrote or that were edited since";
    return new Refusal(
      `${quoted(folder)} contains ${which}; move them away, or use ` +
        `--force to overwrite what is in the way:${list(foreign)}`,
      "edited-bundle",
    );
  }
  return undefined;
}

/**
 * What is lost must be named, and a name that nothing has is a mistake. Where nothing is lost it is none: the same command
 * runs once more.
 */
function missingDeletion(
  folder: string,
  { lostBundles, risks, addresses }: Changes,
  allowed: readonly string[],
): Refusal | undefined {
  const deleted = risks.filter((risk) => risk.consent === "delete");
  const isKept = (place: string) => !allowed.some((name) => isWithin(place, name));
  const lost = [...lostBundles, ...deleted.map(({ place }) => place)];
  // Which instances a block has, and what is in a module, the configurations do not tell.
  const isKnown = (name: string) => [...lost, ...addresses].some((one) => isWithin(one, name) || isWithin(name, one));
  const unknown = allowed.find((name) => !isKnown(name));
  const mistake =
    unknown === undefined || lost.length === 0
      ? ""
      : `--allow-delete names ${quoted(unknown)}, which the bundle does not have`;
  const keptBundles = lostBundles.filter(isKept);
  if (keptBundles.length > 0) {
    return new Refusal(
      `${quoted(folder)} contains bundles that are not part of this hand-off; choose another folder, or name those whose ` +
        `files may be removed with --allow-delete:${list(keptBundles)}${mistake && `\n${mistake}`}`,
      "deleted-by-handoff",
    );
  }
  const kept = deleted.filter(({ place }) => isKept(place));
  if (kept.length > 0) {
    return new Refusal(
      `the next apply of the module in ${quoted(folder)} destroys or replaces what it has, or might; keep it in the ` +
        `stack, or name what may be lost with --allow-delete:${listOfRisks(kept)}${mistake && `\n${mistake}`}`,
      "deleted-by-handoff",
    );
  }
  return mistake === "" ? undefined : new Refusal(mistake, "deleted-by-handoff");
}

/** Whether a place is what is named, or in it: the instance of a block, or the content of a module. */
function isWithin(place: string, name: string): boolean {
  const [, address = name] = /^[^[]*\/(.*)$/s.exec(name) ?? [];
  const isModule = parseAddress(address)?.kind === "module";
  return place === name || place.startsWith(`${name}[`) || (isModule && place.startsWith(`${name}.`));
}

function list(paths: readonly string[]): string {
  return paths.map((path) => `\n  ${quoted(path)}`).join("");
}

/** More are counted: the page of changes has them all. */
const MAXIMUM_LINES = 50;

function listOfRisks(risks: readonly Risk[]): string {
  const lines = risks.map(({ place, reason }) => `\n  ${quoted(place)}${reason === "" ? "" : `: ${visible(reason)}`}`);
  const more = lines.length - MAXIMUM_LINES;
  return `${lines.slice(0, MAXIMUM_LINES).join("")}${more > 0 ? `\n  and ${more} more, which --dry-run lists` : ""}`;
}
