import { resolve } from "node:path";
import { SHIPPED_SCHEMAS } from "../knowledge/catalogue/schemas";
import { knownSchemas } from "../providers/schemas/sources";
import { beginStep } from "../shared/remainders";
import { type JsonObject, quoted } from "../stack/json";
import { type Comparison, comparedAll, readStates } from "./check";
import { type Configuration, configurationsOf } from "./configuration";
import { type Part, README, writeFolder } from "./folder";
import { checkedSources, GITIGNORE, type HandOffOptions, indexOf } from "./hand-off";
import { overview, readme } from "./readme";

export type { Comparison } from "./check";

export interface EjectOptions
  extends Pick<HandOffOptions, "schemas" | "init" | "force" | "allowSecrets" | "onProgress"> {
  /** The folder of a synthesized stack, or `cdktf.out`. */
  readonly input: string;
  /** The folder to write: the configuration of one stack, or for `cdktf.out` a folder with one for each stack. */
  readonly out: string;
  /**
   * Whether three or more siblings that differ in two values at most become one block with `for_each`.
   * @default true
   */
  readonly instances?: boolean;
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
  const { isApp, sources } = checkedSources(input, allowSecrets);
  const states = readStates(state, sources);
  const known = knownSchemas(resolve(input), SHIPPED_SCHEMAS, { schemas, init, binary, onProgress });
  beginStep("writing the configurations");
  const configurations = configurationsOf(sources, known, instances);
  const parts = [
    ...configurations.map((one) => partOf(isApp, one)),
    ...(isApp ? [indexOf(overview(configurations))] : []),
  ];
  writeFolder(out, input, parts, force);
  onProgress(`${parts.reduce((sum, { files }) => sum + files.size, 0)} files`);
  const comparisons = check ? comparedAll(configurations, { binary, values, states }) : [];
  for (const line of configurations.flatMap(reviewLines)) {
    onProgress(line);
  }
  return { folder: resolve(out), comparisons };
}

/** What the README of a configuration asks a person to check. */
function reviewLines({ source, notes }: Configuration): string[] {
  const lines = notes.map(({ text, places }) => `  ${text} ${places.map(quoted).join(", ")}`);
  return lines.length === 0 ? [] : [`${quoted(source.name)}, review this first:`, ...lines];
}

function partOf(isApp: boolean, configuration: Configuration): Part {
  const { source, code } = configuration;
  const written = [...code, [README, readme(configuration)], [".gitignore", IGNORED]] as const;
  return {
    place: isApp ? source.name : ".",
    files: new Map([...written.map(([path, text]) => [path, Buffer.from(text)] as const), ...source.assets]),
    executables: source.executables,
    names: [],
    isStranger: (path) => READ.test(path),
  };
}

/** What Terraform or OpenTofu reads of a folder. */
const READ = /\.(tf|tofu)(\.json)?$/;

/** Its owners commit the values of variables. */
const IGNORED = GITIGNORE.replace(/^\/\*\.tfvars.*\n/gm, "");
