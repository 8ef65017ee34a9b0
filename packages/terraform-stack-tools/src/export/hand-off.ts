import { posix, relative, resolve, sep } from "node:path";
import { SHIPPED_SCHEMAS } from "../knowledge/catalogue/schemas";
import { hiddenValues, literalSecrets } from "../knowledge/secrets/secret-scan";
import type { KnownSchemas } from "../providers/schemas/known-schemas";
import { knownSchemas } from "../providers/schemas/sources";
import { isWithin, readSources, type Source, type Sources, withoutLinks } from "../shared/files";
import { git, gitWithoutPrograms } from "../shared/process";
import { Refusal } from "../shared/refusal";
import { beginStep } from "../shared/remainders";
import { entries, quoted } from "../stack/json";
import type { Stack } from "../stack/stack";
import { type Part, README, writeFolder } from "./folder";
import { hclFiles } from "./hcl/module-files";
import { checkExpressions, checkHcl, faultsIn, jsonFile, ownFault } from "./hcl/unreadable-expressions";
import { type Commit, indexPage, readmePage } from "./readme";
import { type Format, type RootModule, rootModuleOf } from "./root-module";
import { tfvarsExample } from "./sample";

export type { Format } from "./root-module";

export interface HandOffOptions {
  /** The folder of a synthesized stack, or `cdktf.out`. */
  readonly input: string;
  /** The folder to write: the bundle of one stack, or for `cdktf.out` a folder of bundles with an index. */
  readonly out: string;
  /**
   * The language of the modules.
   * @default "json"
   */
  readonly format?: Format;
  /**
   * Files with what `terraform providers schema -json` prints, to tell blocks from arguments in HCL. The first one that
   * has a type counts; then come the bindings in the project of the input, and the schemas in this package.
   * @default none
   */
  readonly schemas?: readonly string[];
  /**
   * Whether to download the providers of types that are not known otherwise, and to ask them for their schemas. This runs
   * Terraform or OpenTofu, without credentials, and nothing from the input.
   * @default false
   */
  readonly init?: boolean;
  /** Whether to overwrite and remove files of the folder that no commit of git has as they are. @default false */
  readonly force?: boolean;
  /** Whether to write secrets that the stack has in clear text, which everybody who gets the folder can read. @default false */
  readonly allowSecrets?: boolean;
  /** Called with each line of progress. */
  readonly onProgress?: (line: string) => void;
}

export interface HandOffResult {
  /** The absolute path of the folder that was written. */
  readonly folder: string;
  /** The names of the stacks in it. */
  readonly stacks: readonly string[];
}

/**
 * Turns synthesized stacks into bundles: folders that a platform team can review and apply with Terraform or OpenTofu
 * alone. Runs nothing from the input and writes nothing outside `out`.
 * @throws Error whose name is `Refusal` and whose message says what to do; nothing was written then
 * @example
 * const { stacks } = handOff({ input: "cdktf.out", out: "hand-off", format: "hcl", onProgress: console.log });
 */
export function handOff({
  input,
  out,
  format = "json",
  schemas = [],
  init = false,
  force = false,
  allowSecrets = false,
  onProgress = () => {},
}: HandOffOptions): HandOffResult {
  const { isApp, sources } = checkedSources(input, allowSecrets, (stack) => rootModuleOf(stack).stack);
  const commit = commitOf(resolve(input), [input, out]);
  const known = knownSchemas(resolve(input), SHIPPED_SCHEMAS, { schemas, init, onProgress });
  const bundles = sources.map((source) => {
    beginStep(`writing ${source.name}`);
    return bundleOf(source, { format, schemas: known, commit });
  });
  for (const { name, files } of bundles) {
    onProgress(`${quoted(name)}: ${files.size} files`);
  }
  for (const path of writeFolder(out, input, partsOf(isApp, bundles), force)) {
    onProgress(`removed: ${quoted(path)}`);
  }
  return { folder: resolve(out), stacks: bundles.map(({ name }) => name) };
}

/**
 * The commit that is checked out where a folder is; undefined outside of git. Runs no program that the repository's
 * configuration names for `status`, and does not write its index.
 * @param generated folders below which changes do not count, since programs write them
 */
function commitOf(folder: string, generated: readonly string[]): Commit | undefined {
  const head = git(folder, "rev-parse", "--verify", "--quiet", "HEAD");
  const top = git(folder, "rev-parse", "--show-toplevel");
  if (!head.isSuccess || !top.isSuccess) {
    return undefined;
  }
  const root = withoutLinks(top.stdout.trim());
  const ignored = generated
    .map((path) => withoutLinks(resolve(path)))
    .filter((path) => isWithin(path, root))
    .map((path) => `:(exclude,top,literal)${relative(root, path).split(sep).join("/")}`);
  // What submodules have changed would be asked with their own configuration.
  const options = ["--porcelain", "--ignore-submodules=dirty"];
  const status = gitWithoutPrograms(root, "--no-optional-locks", "status", ...options, "--", ":/", ...ignored);
  return { hash: head.stdout.trim(), hasOthers: status.stdout !== "" };
}

/** The folder that a stack becomes. */
export interface Bundle extends Omit<Part, "place"> {
  readonly name: string;
  readonly module: RootModule;
}

interface BundleOptions {
  readonly format: Format;
  /** What HCL tells blocks from arguments by. @default the schemas of this package */
  readonly schemas?: KnownSchemas;
  /** What the source is at. @default not known */
  readonly commit?: Commit;
}

const EXAMPLE = "terraform.tfvars.example";

/**
 * Puts a bundle together. The same stack gives the same bytes.
 * @throws Refusal where its files cannot be written
 */
export function bundleOf(source: Source, { format, schemas, commit }: BundleOptions): Bundle {
  const { name, file, executables } = source;
  const module = rootModuleOf(source.stack);
  const { stack } = module;
  const written: readonly File[] = [
    [".gitignore", GITIGNORE],
    [README, readmePage(name, module, commit)],
    ...(stack.variables.length === 0 ? [] : [[EXAMPLE, tfvarsExample(stack.variables, hiddenValues(stack))] as const]),
    ...(format === "hcl" ? hclFiles(module, file, schemas) : jsonFiles(module, file)),
  ];
  checkHcl(written, file);
  const own = written.map(([path, text]) => [path, Buffer.from(text)] as const);
  const ofFormat = (one: Format) => Object.keys(module.files).map((part) => `${part}${ENDINGS[one]}`);
  const others = ofFormat(format === "json" ? "hcl" : "json");
  return {
    name,
    module,
    executables,
    files: new Map([...own, ...source.assets]),
    names: [".gitignore", README, EXAMPLE, ...ofFormat(format), "assets/"],
    isStranger: (path) => others.includes(path),
  };
}

type File = readonly [path: string, text: string];

function jsonFiles({ files, stack }: RootModule, source: string): File[] {
  const [fault] = faultsIn(stack);
  if (fault !== undefined) {
    throw ownFault(fault.trim(), source);
  }
  return Object.entries(files)
    .filter(([, sections]) => entries(sections).length > 0)
    .map(([name, sections]) => jsonFile(`${name}.tf.json`, sections, source));
}

export const GITIGNORE = `# Terraform creates these files, and they may contain secrets. Commit .terraform.lock.hcl.
/.terraform/
/*.tfstate
/*.tfstate.*
/*.tfvars
/*.tfvars.json
/*.tfplan
/plan
/crash.log
/crash.*.log
`;

const ENDINGS: Readonly<Record<Format, string>> = { json: ".tf.json", hcl: ".tf" };

/** What is written for bundles: each in a folder of its own with an index beside them, or the only one. */
export function partsOf(isApp: boolean, bundles: readonly Bundle[]): Part[] {
  const parts = bundles.map((bundle) => ({ ...bundle, place: isApp ? bundle.name : "." }));
  return isApp ? [...parts, indexOf(indexPage(bundles))] : parts;
}

/** The page above the folders of stacks. */
export function indexOf(page: string): Part {
  const files = new Map([[README, Buffer.from(page)]]);
  return { place: ".", files, executables: new Set(), names: [], isStranger: () => false };
}

/**
 * The stack in a folder, or those of a `cdktf.out`.
 * @param written what is written of a stack, where that is not all
 * @throws Refusal that says what Terraform cannot read in them, or where secrets are written, unless these are allowed
 */
export function checkedSources(
  input: string,
  allowsSecrets: boolean,
  written: (stack: Stack) => Stack = (stack) => stack,
): Sources {
  const read = readSources(input);
  const { isApp, sources } = read;
  checkExpressions(sources);
  const places = sources.flatMap(({ name, stack }) =>
    literalSecrets(written(stack)).map(({ place }) => (isApp ? posix.join(name, place) : place)),
  );
  if (places.length > 0 && !allowsSecrets) {
    throw new Refusal(
      "the stack has secrets that everybody who gets the folder could read; make them sensitive variables, or use " +
        `--allow-secrets:${places.map((place) => `\n  ${quoted(place)}`).join("")}`,
      "literal-secrets",
    );
  }
  return read;
}
