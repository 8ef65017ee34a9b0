import { parseArgs } from "node:util";
import { CDKS, type Cdk, LANGUAGES, type Language, scenarios } from "./choices";
import { quoted, UsageError } from "./refusal";

const OPTIONS = {
  cdk: { type: "string" },
  language: { type: "string" },
  scenario: { type: "string" },
  "no-install": { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/** What a command line says. What it leaves out, nobody has chosen yet. */
export interface CommandLine {
  readonly folder?: string;
  readonly cdk?: Cdk;
  readonly language?: Language;
  readonly scenario?: string;
  readonly install: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/** @throws UsageError for what has no meaning, with the names that have one */
export function commandLine(args: readonly string[]): CommandLine {
  const { tokens, values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "option") {
      checkOption(token.name, token.rawName, token.value, token.inlineValue);
    }
  }
  const [folder, ...more] = positionals;
  if (more.length > 0) {
    throw new UsageError(`give one folder, but got ${more.map(quoted).join(", ")} as well; options go after --.`);
  }
  return {
    folder,
    cdk: oneOf("--cdk", values.cdk, CDKS),
    language: oneOf("--language", values.language, LANGUAGES),
    scenario: oneOf(
      "--scenario",
      values.scenario,
      scenarios().map(({ name }) => name),
    ),
    install: values["no-install"] !== true,
    help: values.help === true,
    version: values.version === true,
  };
}

function checkOption(name: string, rawName: string, value: string | undefined, inline: boolean | undefined): void {
  const option = Object.entries(OPTIONS).find(([known]) => known === name)?.[1];
  if (option === undefined) {
    const names = Object.keys(OPTIONS).map((known) => `--${known}`);
    throw new UsageError(`unknown option ${quoted(rawName)}; choose one of ${names.join(", ")}.`);
  }
  if (option.type === "string" && (value === undefined || (value.startsWith("-") && !inline))) {
    const given =
      value === undefined ? "" : `; for one that starts with a dash, write ${quoted(`${rawName}=${value}`)}`;
    throw new UsageError(`${rawName} needs a value${given}.`);
  }
  if (option.type === "boolean" && value !== undefined) {
    throw new UsageError(`${rawName} takes no value, got ${quoted(value)}.`);
  }
}

function oneOf<T extends string>(option: string, given: unknown, allowed: readonly T[]): T | undefined {
  const found = allowed.find((name) => name === given);
  if (found === undefined && typeof given === "string") {
    throw new UsageError(`${option} cannot be ${quoted(given)}; choose one of ${allowed.join(", ")}.`);
  }
  return found;
}

/** npm takes what comes before `--` for options of its own, and leaves a variable of each. */
const VARIABLES = {
  npm_config_cdk: "--cdk",
  npm_config_language: "--language",
  npm_config_scenario: "--scenario",
} as const;

/** `--no-install` is the negation of an option to npm. */
const INSTALL = "npm_config_install";

/** @throws UsageError for options that npm has kept to itself, with which somebody would get another app than they asked for */
export function checkTakenByNpm(env: NodeJS.ProcessEnv): void {
  const named = Object.entries(VARIABLES)
    .filter(([variable]) => env[variable] !== undefined)
    .map(([variable, option]) => `${option}=${env[variable]}`);
  const taken = env[INSTALL] === "" || env[INSTALL] === "false" ? [...named, "--no-install"] : named;
  if (taken.length > 0) {
    throw new UsageError(
      `npm consumed ${taken.map(quoted).join(", ")}, so this program never saw it; put -- before the first option.`,
    );
  }
}
