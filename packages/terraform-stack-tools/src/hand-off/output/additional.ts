import { posix } from "node:path";
import { type Folder, UNFINISHED, WORKSPACE } from "./folder";
import { foreignModules } from "./installed-modules";
import { BACKEND_FILES, holdsBackendAlone } from "./receiver-backend";

/** A difference between a folder and what was handed over. */
export interface Deviation {
  /**
   * A file whose content changed, or whether it can be run; a missing file; one that Terraform, OpenTofu or a pipeline
   * reads in addition; or a handoff that was interrupted.
   */
  readonly kind: "additional" | "changed" | "missing" | "unfinished";
  /** The path in the folder. */
  readonly path: string;
}

/** What is in a folder beside what was handed over. */
export interface Others {
  /** What Terraform or OpenTofu reads in addition, a pipeline that runs in addition, and an interrupted handoff. */
  readonly deviations: readonly Deviation[];
  /** The paths of what belongs to the receiver. */
  readonly own: readonly string[];
}

/** @param bundles the folders of the bundles */
export function othersIn(folder: Folder, handedOver: ReadonlySet<string>, bundles: readonly string[]): Others {
  const others = new Search(folder, handedOver, bundles);
  others.search(".");
  return others;
}

/** Where the receiver runs Terraform, below a bundle. */
const ROOTS = [".", "examples/default"];

/** Configuration of any kind: modules, overrides, tests, mocks, queries, and what later versions may add. */
const CONFIGURATION = /\.(tf|tofu)\w*(\.(hcl|json))?$/i;

const VARIABLES = /\.tfvars(\.json)?$/;

/** What Terraform writes, and what it is told to write. */
const WRITTEN =
  /^(\.terraform\.lock\.hcl|\.terraform\.tfstate\.lock\.info|.*\.tfstate(\..*)?|.*\.tfplan|plan|crash(\..*)?\.log)$/;

/** Folders of which everything counts: files that modules read, tests, and what GitHub runs. */
const HANDED_OVER = /(^|\/)(assets|tests|\.github\/(actions|workflows))(\/|$)/;

class Search implements Others {
  public readonly deviations: Deviation[] = [];
  public readonly own: string[] = [];
  private readonly roots: ReadonlySet<string>;
  private texts: string | undefined;

  constructor(
    private readonly folder: Folder,
    private readonly handedOver: ReadonlySet<string>,
    private readonly bundles: readonly string[],
  ) {
    this.roots = new Set(bundles.flatMap((bundle) => ROOTS.map((root) => posix.join(bundle, root))));
  }

  public search(place: string): void {
    for (const name of this.folder.names(place).sort()) {
      const path = posix.join(place, name);
      if (name === WORKSPACE || name === UNFINISHED) {
        this.deviations.push({ kind: "unfinished", path });
      } else if (!this.handedOver.has(path) && !(name === ".git" && this.isRepository(place))) {
        this.add(path);
      }
    }
  }

  /** Only where somebody keeps the bundle in version control. */
  private isRepository(place: string): boolean {
    return place === "." || this.bundles.includes(place);
  }

  private add(path: string): void {
    const [place, name] = [posix.dirname(path), posix.basename(path)];
    const isRoot = this.roots.has(place);
    const kind = this.folder.kindOf(path);
    const isFolder = kind === "folder";
    if (isFolder && isRoot && name === ".terraform") {
      this.own.push(path);
      this.deviations.push(...foreignModules(this.folder, place).map(additional));
    } else if (isFolder && isRoot && name === "terraform.tfstate.d") {
      this.own.push(path);
    } else if (isFolder && name !== ".git") {
      this.search(path);
    } else if (kind === "file" && this.isOwn(path, isRoot, name)) {
      this.own.push(path);
    } else {
      this.deviations.push(additional(path));
    }
  }

  private isOwn(path: string, isRoot: boolean, name: string): boolean {
    if (isRoot && BACKEND_FILES.includes(name)) {
      return holdsBackendAlone(name, this.folder.read(path) ?? Buffer.alloc(0));
    }
    if (isRoot && (VARIABLES.test(name) || WRITTEN.test(name))) {
      return true;
    }
    return !CONFIGURATION.test(name) && !HANDED_OVER.test(path) && !this.isNamed(path);
  }

  /** Whether the configuration may read a file: it names the file or a folder around it, or takes whole folders. */
  private isNamed(path: string): boolean {
    const bundle = this.bundles.find((one) => path.startsWith(`${one}/`));
    const parts = (bundle === undefined ? path : path.slice(bundle.length + 1)).split("/");
    const texts = this.configuration();
    return WHOLE_FOLDER.test(texts) || parts.some((part) => isWordIn(part, texts));
  }

  private configuration(): string {
    // The tests of a bundle read its configuration alone.
    this.texts ??= [...this.handedOver]
      .filter((path) => CONFIGURATION.test(path) && !/(^|\/)tests\//.test(path))
      .map((path) => this.folder.readIfFile(path)?.toString("utf8") ?? "")
      .join("\n");
    return this.texts;
  }
}

function isWordIn(part: string, text: string): boolean {
  const isLetter = (letter = "") => /[-.\w]/.test(letter);
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + part.length])) {
      return true;
    }
  }
  return false;
}

/** A function or an argument that takes every file of a folder. */
const WHOLE_FOLDER = /\bfileset\s*\(|\bpath\s*\.\s*(module|root|cwd)\b(?!\}\/assets\/)|"\.{1,2}\/*"/;

function additional(path: string): Deviation {
  return { kind: "additional", path };
}
