import { posix, resolve } from "node:path";
import { GITIGNORE } from "../hand-off/bundle";
import { checkExpressions } from "../hand-off/hcl/unreadable-expressions";
import type { Content } from "../hand-off/output/changes";
import { withOutputFolder } from "../hand-off/output/output-folder";
import { SHIPPED_SCHEMAS } from "../knowledge/catalogue/schemas";
import { literalSecrets } from "../knowledge/secrets/secret-scan";
import { knownSchemas } from "../providers/schemas/sources";
import { readSources } from "../shared/files";
import { beginStep } from "../shared/remainders";
import { grouped, type JsonObject, quoted } from "../stack/json";
import { type Comparison, comparedAll, readStates } from "./check";
import type { Configuration } from "./configuration";
import { configurationsOf } from "./configurations";
import { overview, readme } from "./page";

export type { Comparison } from "./check";

export interface EjectOptions {
  /** The folder of a synthesized stack, or `cdktf.out`. */
  readonly input: string;
  /** The folder to write: the configuration of one stack, or for `cdktf.out` a folder with one for each stack. */
  readonly out: string;
  /**
   * Whether three or more siblings that differ in two values at most become one block with `for_each`.
   * @default true
   */
  readonly instances?: boolean;
  /**
   * Whether values that several blocks have, such as a region, become variables with a default.
   * @default true
   */
  readonly variables?: boolean;
  /** Files with what `terraform providers schema -json` prints. @default none */
  readonly schemas?: readonly string[];
  /** Whether to download the providers of types that are not known otherwise, and to ask them. @default false */
  readonly init?: boolean;
  /** `terraform`, `tofu` or a path. @default TERRAFORM_BINARY_NAME, otherwise the first one on the PATH */
  readonly binary?: string;
  /** Whether to plan the source and the result over one state, without credentials and without a cloud. @default false */
  readonly check?: boolean;
  /**
   * Files with states, over which `check` plans the source and the result: of the only stack, or `<stack>=<file>` for each.
   * @default a state that is made up
   */
  readonly state?: readonly string[];
  /** The values of variables, by name, for `check`. @default examples of those that are required */
  readonly values?: JsonObject;
  /** Whether to overwrite files. @default false */
  readonly force?: boolean;
  /** Whether to write secrets that the stack has in clear text. @default false */
  readonly allowSecrets?: boolean;
  /** Called with each line of progress. */
  readonly onProgress?: (line: string) => void;
}

export interface EjectResult {
  /** The absolute path of the folder that was written. */
  readonly folder: string;
  /** What a plan of each stack says; empty without `check`. */
  readonly comparisons: readonly Comparison[];
}

/**
 * Turns synthesized stacks into Terraform that people keep: HCL with plain names, in files by construct, for the team
 * that owns it from then on. Runs nothing from the input and writes nothing outside `out`.
 * @throws Error whose name is `Refusal` and whose message says what to do; nothing was written then
 * @example
 * const { comparisons } = eject({ input: "cdktf.out", out: "terraform", check: true });
 */
export function eject({
  input,
  out,
  instances = true,
  variables = true,
  schemas = [],
  init = false,
  binary,
  check = false,
  state = [],
  values = {},
  force = false,
  allowSecrets = false,
  onProgress = () => {},
}: EjectOptions): EjectResult {
  const { isApp, sources } = readSources(input);
  checkExpressions(sources);
  const states = readStates(state, sources);
  const known = knownSchemas(resolve(input), SHIPPED_SCHEMAS, { schemas, init, binary, onProgress });
  beginStep("writing the configurations");
  const configurations = configurationsOf(sources, known, { instances, variables });
  const consent = { force, allowSecrets, replaceStack: false, allowDelete: [], allowTarget: false };
  const content = contentOf(isApp, configurations);
  withOutputFolder(out, input, ({ write }) => write(content, consent));
  onProgress(`${content.files.size} files`);
  const comparisons = check ? comparedAll(configurations, { binary, values, states }) : [];
  for (const line of configurations.flatMap(reviewLines)) {
    onProgress(line);
  }
  return { folder: resolve(out), comparisons };
}

/** What the README of a configuration asks a person to check. */
function reviewLines({ source, notes }: Configuration): string[] {
  const found = [...grouped(notes, ({ text }) => text)];
  const lines = found.map(([text, alike]) => `  ${text} ${alike.map(({ place }) => quoted(place)).join(", ")}`);
  return lines.length === 0 ? [] : [`${quoted(source.name)}, review this first:`, ...lines];
}

function contentOf(isApp: boolean, configurations: readonly Configuration[]): Content {
  const placed = ({ source }: Configuration, path: string) => (isApp ? posix.join(source.name, path) : path);
  const files = configurations.flatMap((one) =>
    filesOf(one).map(([path, bytes]): [string, Buffer] => [placed(one, path), bytes]),
  );
  const index: [string, Buffer][] = isApp ? [["README.md", Buffer.from(overview(configurations))]] : [];
  return {
    files: new Map([...files, ...index]),
    executables: new Set(configurations.flatMap((one) => [...one.source.executables].map((path) => placed(one, path)))),
    isOwned: true,
    risks: [],
    addresses: [],
    secrets: configurations.flatMap(({ source: { name, stack } }) =>
      literalSecrets(stack).map(({ place }) => `${name}: ${place}`),
    ),
  };
}

/** The files of a configuration, by path in its folder. */
function filesOf(configuration: Configuration): [path: string, bytes: Buffer][] {
  const { source, code } = configuration;
  const written = [...code, ["README.md", readme(configuration)], [".gitignore", IGNORED]] as const;
  return [...written.map(([path, text]): [string, Buffer] => [path, Buffer.from(text)]), ...source.assets];
}

/** Its owners commit the values of variables. */
const IGNORED = GITIGNORE.replace(/^\*\.tfvars.*\n/gm, "");
