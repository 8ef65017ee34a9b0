import { posix, resolve } from "node:path";
import { checkExpressions } from "../hand-off/hcl/unreadable-expressions";
import { SHIPPED_SCHEMAS } from "../knowledge/catalogue/schemas";
import { literalSecrets } from "../knowledge/secrets/secret-scan";
import { KnownSchemas } from "../providers/schemas/known-schemas";
import { schemaSources } from "../providers/schemas/sources";
import { terraformBinary } from "../providers/terraform-binary";
import { readSources, type Source } from "../shared/files";
import { PlanError, Refusal } from "../shared/refusal";
import { beginStep } from "../shared/remainders";
import { compare, type JsonObject, quoted } from "../stack/json";
import { type Comparison, comparedAll, readStates } from "./check";
import { type Configuration, filesOf } from "./configuration";
import { configurationsOf } from "./configurations";
import { type Content, writeContent } from "./output";
import { overview } from "./page";

export type { Comparison } from "./check";

export interface EjectOptions {
  /** The folder of a synthesized stack, or `cdktf.out`. */
  readonly input: string;
  /** The folder to write: the configuration of one stack, or for `cdktf.out` a folder with one for each stack. */
  readonly out: string;
  /**
   * Whether siblings that differ in one or two values become one block with `for_each`.
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
  /** Whether to write secrets that are written in the stack. @default false */
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
  binary,
  check = false,
  state = [],
  values = {},
  force = false,
  allowSecrets = false,
  onProgress = () => {},
}: EjectOptions): EjectResult {
  const { isApp, sources } = readSources(input);
  if (check) {
    checkBinary(binary);
  }
  checkSecrets(sources, allowSecrets);
  checkExpressions(sources);
  const states = readStates(state, sources);
  const given = schemaSources(resolve(input), schemas);
  const known = new KnownSchemas([...given, SHIPPED_SCHEMAS]);
  beginStep("writing the configurations");
  const configurations = configurationsOf(sources, known, { instances, variables });
  const written = writeContent(out, input, contentOf(isApp, configurations), force);
  onProgress(`${written} files written`);
  return {
    folder: resolve(out),
    comparisons: check ? comparedAll(configurations, { binary, values, states }) : [],
  };
}

/** Before anything is written. */
function checkBinary(binary: string | undefined): void {
  try {
    terraformBinary(binary);
  } catch (error) {
    throw error instanceof PlanError ? new Refusal(error.message) : error;
  }
}

function checkSecrets(sources: readonly Source[], isAllowed: boolean): void {
  const secrets = sources.flatMap(({ name, stack }) => literalSecrets(stack).map(({ place }) => `${name}: ${place}`));
  if (secrets.length > 0 && !isAllowed) {
    throw new Refusal(
      "secrets are written in the code, and everybody who gets the result could read them; make them sensitive " +
        `variables, or use --allow-secrets:${secrets.map((place) => `\n  ${quoted(place)}`).join("")}`,
      "literal-secrets",
    );
  }
}

function contentOf(isApp: boolean, configurations: readonly Configuration[]): Content {
  const place = ({ source }: Configuration, path: string) => (isApp ? posix.join(source.name, path) : path);
  const files = configurations.flatMap((one) =>
    filesOf(one).map(([path, bytes]): [string, Buffer] => [place(one, path), bytes]),
  );
  const index = isApp ? [["README.md", Buffer.from(overview(configurations.map(({ page }) => page)))] as const] : [];
  return {
    files: new Map([...files, ...index].sort(([left], [right]) => compare(left, right))),
    executables: new Set(configurations.flatMap((one) => [...one.source.executables].map((path) => place(one, path)))),
  };
}
