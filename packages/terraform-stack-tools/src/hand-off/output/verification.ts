import { posix, resolve } from "node:path";
import { Refusal } from "../../shared/refusal";
import { compare, quoted } from "../../stack/json";
import { StackError } from "../../stack/stack";
import { Folder, UNFINISHED, WORKSPACE } from "./folder";
import {
  digestOf,
  digestsIn,
  executablesIn,
  type FoundManifest,
  MANIFEST,
  type Manifest,
  manifestsIn,
  parseManifest,
} from "./manifest";

/** A difference between a folder and what was handed over. */
export interface Deviation {
  /**
   * A file whose content changed, or whether it can be run; a missing file; one that nobody handed over and that is not
   * known to be harmless; or a hand-off that was interrupted.
   */
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
  /** The paths of what nobody handed over and that passes: what was allowed, what Terraform keeps, and documents. */
  readonly own: readonly string[];
  /** The names of the stacks. */
  readonly stacks: readonly string[];
}

/**
 * Compares a bundle, or a folder of bundles, with the digests in its manifest.
 * @param allow the paths of the receiver's own files and folders, whatever they contain, such as `backend.tf`
 * @throws Error whose name is `Refusal` where the folder has no manifest of a hand-off, or a damaged one
 */
export function verify(path: string, { allow = [] }: { readonly allow?: readonly string[] } = {}): Verification {
  const folder = new Folder(resolve(path));
  const manifests = manifestsIn(folder);
  const [top] = manifests;
  if (top === undefined) {
    throw missingManifest(folder, resolve(path));
  }
  const digests = new Map(manifests.flatMap(digestsIn));
  const executables = new Set(manifests.flatMap(executablesIn));
  const handedOver = new Set([...digests.keys(), ...manifests.map((manifest) => manifest.path)]);
  const others = new Search(folder, handedOver, bundlesOf(manifests), allow.map(normalized));
  others.search(".");
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

function normalized(path: string): string {
  return posix.normalize(path).replace(/\/$/, "");
}

function missingManifest(folder: Folder, path: string): Refusal {
  const damage = damageOf(folder.readIfFile(MANIFEST));
  return damage === undefined
    ? new Refusal(`${quoted(path)} contains no ${MANIFEST} of a hand-off; give the folder of a bundle.`)
    : new Refusal(
        `${quoted(posix.join(path, MANIFEST))} is damaged: it ${damage}; get the folder again from the team that handed it over.`,
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

/** Where the receiver runs Terraform, below a bundle. */
const ROOTS = [".", "examples/default"];

/** A state, its copies, and its lock: no other ending, by which an engine may read it as configuration. */
const STATE = /^(\.terraform\.tfstate\.lock\.info|.*\.tfstate(\.(\d+\.)?backup)?)$/;

/** What else Terraform writes where it runs, and what it is told to write. */
const WRITTEN = /^(\.terraform\.lock\.hcl|.*\.tfplan|plan|crash(\.[-\d]+)?\.log)$/;

/** What is below `.terraform` and says where the state is, and the name of the workspace. */
const KEPT = ["environment", "terraform.tfstate"];

/** What people read, and no program that is known. */
const DOCUMENT = /^(.+\.(adoc|jpe?g|md|pdf|png|svg|txt)|CODEOWNERS)$/;

/** Folders of which everything counts: files that modules read, and tests. */
const HANDED_OVER = /(^|\/)(assets|tests)(\/|$)/;

const CONFIGURATION = /\.tf(\.json)?$/;

/** A function or an argument that takes every file of a folder. */
const WHOLE_FOLDER = /\bfileset\s*\(|\bpath\s*\.\s*(module|root|cwd)\b(?!\}\/assets\/)|"\.{1,2}\/*"/;

/** Finds what is in a folder beside what was handed over. What is not known to be harmless is a deviation. */
class Search {
  public readonly deviations: Deviation[] = [];
  public readonly own: string[] = [];
  private readonly roots: ReadonlySet<string>;
  private texts: string | undefined;

  /** @param bundles the folders of the bundles */
  constructor(
    private readonly folder: Folder,
    private readonly handedOver: ReadonlySet<string>,
    private readonly bundles: readonly string[],
    private readonly allowed: readonly string[],
  ) {
    this.roots = new Set(bundles.flatMap((bundle) => ROOTS.map((root) => posix.join(bundle, root))));
  }

  public search(place: string): void {
    for (const name of this.folder.names(place).sort()) {
      const path = posix.join(place, name);
      if (name === WORKSPACE || name === UNFINISHED) {
        this.deviations.push({ kind: "unfinished", path });
      } else if (!this.handedOver.has(path)) {
        this.add(path);
      }
    }
  }

  private add(path: string): void {
    const [place, name] = [posix.dirname(path), posix.basename(path)];
    const isRoot = this.roots.has(place);
    const kind = this.folder.kindOf(path);
    if (kind !== "folder" && this.isAllowed(path)) {
      this.own.push(path);
    } else if (name === ".git") {
      // Only where somebody keeps the bundle in version control.
      const isRepository = kind === "folder" && (place === "." || this.bundles.includes(place));
      this.take(path, isRepository || this.isAllowed(path));
    } else if (kind === "folder" && isRoot && name === ".terraform") {
      this.addInstalled(path);
    } else if (kind === "folder" && isRoot && name === "terraform.tfstate.d") {
      this.addStates(path);
    } else if (kind === "folder") {
      this.search(path);
    } else {
      const isWritten = isRoot && (STATE.test(name) || WRITTEN.test(name));
      this.take(path, kind === "file" && (isWritten || this.isDocument(path, name)));
    }
  }

  /** The states of workspaces: each in a folder of its name, and nothing beside them. */
  private addStates(place: string): void {
    for (const workspace of this.folder.names(place).sort()) {
      const path = posix.join(place, workspace);
      if (this.folder.kindOf(path) !== "folder") {
        this.take(path, this.isAllowed(path));
        continue;
      }
      for (const name of this.folder.names(path).sort()) {
        const state = posix.join(path, name);
        this.take(state, (STATE.test(name) && this.folder.kindOf(state) === "file") || this.isAllowed(state));
      }
    }
  }

  /** Programs and modules there run in place of what was handed over, whatever `terraform init` says of them. */
  private addInstalled(place: string): void {
    for (const name of this.folder.names(place).sort()) {
      const path = posix.join(place, name);
      const isKept = KEPT.includes(name) && this.folder.kindOf(path) === "file";
      this.take(path, isKept || this.isAllowed(path));
    }
  }

  private take(path: string, isOwn: boolean): void {
    if (isOwn) {
      this.own.push(path);
    } else {
      this.deviations.push({ kind: "additional", path });
    }
  }

  private isAllowed(path: string): boolean {
    return this.allowed.some((one) => path === one || path.startsWith(`${one}/`));
  }

  private isDocument(path: string, name: string): boolean {
    return DOCUMENT.test(name) && !HANDED_OVER.test(path) && !this.isNamed(path);
  }

  /** Whether the configuration may read a file: it names the file or a folder around it, or takes whole folders. */
  private isNamed(path: string): boolean {
    const bundle = this.bundles.find((one) => path.startsWith(`${one}/`));
    const parts = (bundle === undefined ? path : path.slice(bundle.length + 1)).split("/");
    const texts = this.configuration();
    return WHOLE_FOLDER.test(texts) || parts.some((part) => isWordIn(part, texts));
  }

  /** What is too large to be read may name everything. */
  private configuration(): string {
    this.texts ??= [...this.handedOver]
      .filter((path) => CONFIGURATION.test(path) && !/(^|\/)tests\//.test(path) && this.folder.kindOf(path) === "file")
      .map((path) => this.folder.readText(path)?.toString("utf8") ?? "fileset(")
      .join("\n");
    return this.texts;
  }
}

function isWordIn(part: string, text: string): boolean {
  return new RegExp(`(?<![-.\\w])${part.replace(/\W/g, "\\$&")}(?![-.\\w])`).test(text);
}
