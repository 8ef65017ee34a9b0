import { parseArgs } from "node:util";
import { CDKS, type Cdk, LANGUAGES, type Language, scenarios } from "./choices";
import { suggestion } from "./near-names";
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

/** @throws UsageError for what has no meaning, with the name that was probably meant */
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
    throw new UsageError(
      `only one folder is taken, but ${more.map(quoted).join(", ")} came with it; options follow after --.`,
    );
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
    throw new UsageError(`unknown option ${quoted(rawName)}; ${suggestion(rawName, names)}`);
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
    throw new UsageError(`${option} cannot be ${quoted(given)}; ${suggestion(given, allowed)}`);
  }
  return found;
}
