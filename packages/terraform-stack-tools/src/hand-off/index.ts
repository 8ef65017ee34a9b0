import { relative, resolve, sep } from "node:path";
import { SHIPPED_SCHEMAS } from "../knowledge/catalogue/schemas";
import { knownSchemas } from "../providers/schemas/sources";
import { isWithin, withoutLinks } from "../shared/files";
import { git, gitWithoutPrograms } from "../shared/process";
import { beginStep } from "../shared/remainders";
import { quoted } from "../stack/json";
import { bundleOf, checkedSources, partsOf } from "./bundle";
import { writeFolder } from "./folder";
import type { Commit } from "./readme";
import { type Format, rootModuleOf } from "./root-module";

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
