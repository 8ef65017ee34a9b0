import { parseArgs } from "node:util";
import { nearNames } from "../shared/words";
import { quoted } from "../stack/json";

/** A command of the program, as its own module has it. */
export interface Command {
  /** What its help says before and after its options, in lines of at most 90 characters. */
  readonly words: { readonly before: string; readonly after: string };
  readonly options: Options;
  /**
   * Carries the command out.
   * @param args what follows the name of the command
   * @throws UsageError for a command line without a meaning
   * @throws Refusal for what cannot be done
   */
  readonly run: (args: readonly string[], onProgress: (line: string) => void) => Outcome;
}

/** A command as the program's own help has it. */
export interface Listed {
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** A command line that somebody would type. */
  readonly example: string;
  /** Loads what it needs. */
  readonly load: () => Command;
}

/** What a command ends with. */
export interface Outcome {
  /** What it prints to standard output. Nothing is printed where it is empty. */
  readonly output: string;
  /** Whether that is text with headings, which has colours in a terminal. @default false */
  readonly isForPeople?: boolean;
  /** What stands in the way, which it prints to standard error after the output. @default nothing */
  readonly refusal?: string;
  /** @default 0 */
  readonly exitCode?: number;
}

/** The command line has no meaning. */
export class UsageError extends Error {
  public override readonly name = "UsageError";
}

/**
 * The options of a command: below their headings, each as a command line has it, and what the help says of it. `--a` is a
 * switch, `--a <file>` has a value, `--a <x|y>` one of these, and three dots after a value let it be given several times.
 */
export type Options = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What the options of a table are given: `--as-rename` is `asRename`. */
export type Values<T extends Options> = {
  readonly [Form in FormIn<T> as Camel<NameOf<Form>>]: Form extends `${string} <${infer Value}>...`
    ? readonly WordIn<Value>[]
    : Form extends `${string} <${infer Value}>`
      ? WordIn<Value> | undefined
      : boolean;
};

type FormIn<T extends Options> = { [Heading in keyof T]: keyof T[Heading] & string }[keyof T];

type NameOf<Form> = Form extends `--${infer Name} <${string}` ? Name : Form extends `--${infer Name}` ? Name : never;

type Camel<Name> = Name extends `${infer Word}-${infer More}` ? `${Word}${Capitalize<Camel<More>>}` : Name & string;

type WordIn<Value> = Value extends `${string}|${string}` ? OneOf<Value> : string;

type OneOf<Value> = Value extends `${infer Word}|${infer More}` ? Word | OneOf<More> : Value;

/** An option as the parser sees it. */
interface Option {
  readonly name: string;
  /** Without one, it is a switch. */
  readonly value?: string;
  readonly isRepeatable: boolean;
}

/** All options of a table. */
export function optionsIn(options: Options): Option[] {
  return Object.values(options).flatMap((section) => Object.keys(section).map(optionOf));
}

function optionOf(form: string): Option {
  const [name, value] = form.slice("--".length).split(" ");
  return { name, value: value?.slice(1, value.indexOf(">")), isRepeatable: value?.endsWith("...") ?? false };
}

/**
 * The options and the other arguments of a command.
 * @throws UsageError for an option that the command does not have, and for a missing or a wrong value
 */
export function argumentsIn<T extends Options>(
  args: readonly string[],
  options: T,
): { readonly values: Values<T>; readonly inputs: readonly string[] } {
  const known = optionsIn(options);
  // In words of our own: those of Node.js differ from version to version, and suggest nothing.
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      known.map(({ name, value }) => [name, { type: value === undefined ? "boolean" : "string" } as const]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = tokens.flatMap((token) => (token.kind === "option" ? [token] : []));
  for (const { name, rawName, value, inlineValue } of given) {
    checkOption(known, name, rawName, value, inlineValue);
  }
  const values = known.map(({ name, value, isRepeatable }) => {
    const all = given.filter((token) => token.name === name).map((token) => token.value);
    const last = value === undefined ? all.length > 0 : all.at(-1);
    return [name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), isRepeatable ? all : last];
  });
  return { values: Object.fromEntries(values), inputs: positionals };
}

function checkOption(
  known: readonly Option[],
  name: string,
  rawName: string,
  value?: string,
  isInline?: boolean,
): void {
  const option = known.find((one) => one.name === name);
  if (option === undefined) {
    throw unknown(
      "option",
      rawName,
      known.map((one) => `--${one.name}`),
    );
  }
  if (option.value === undefined) {
    if (value !== undefined) {
      throw new UsageError(`${rawName} takes no value, got ${quoted(value)}.`);
    }
    return;
  }
  if (value === undefined || (value.startsWith("-") && !isInline)) {
    const given =
      value === undefined ? "" : `; for one that starts with a dash, write ${quoted(`${rawName}=${value}`)}`;
    throw new UsageError(`${rawName} needs a value${given}.`);
  }
  if (option.value.includes("|")) {
    oneOf(rawName, option.value.split("|"), value);
  }
}

/** The error about the name of an option or a command that there is none of. */
export function unknown(what: string, given: string, names: readonly string[]): UsageError {
  const near = nearNames(given, names);
  const repair = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `the ${what}s are ${names.join(", ")}.`;
  return new UsageError(`unknown ${what} ${quoted(given)}; ${repair}`);
}

/** @throws UsageError for a word that is none of those that an option may be given */
export function oneOf<T extends string>(option: string, allowed: readonly T[], given: string): T {
  const found = allowed.find((value) => value === given);
  if (found === undefined) {
    const near = nearNames(given, allowed);
    const end = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : ".";
    throw new UsageError(`${option} must be one of ${allowed.join(", ")}, got ${quoted(given)}${end}`);
  }
  return found;
}

/** Where what is said of an option begins. */
const COLUMN = 24;

/** What `terraform-stack-tools <name> --help` prints. */
export function helpOf({ words: { before, after }, options }: Pick<Command, "words" | "options">): string {
  const sections = Object.entries(options).map(([heading, section]) =>
    [`${heading}:`, ...Object.entries(section).map(([form, help]) => entry(form.replace(/\.{3}$/, ""), help))].join(
      "\n",
    ),
  );
  const common = `${entry("-h, --help", "print this help")}\n${entry("-v, --version", "print the version")}`;
  return [before, ...sections, common, after].join("\n\n");
}

function entry(form: string, help: string): string {
  const head = `  ${form}`;
  const lines = help.split("\n").map((line) => " ".repeat(COLUMN) + line.trim());
  return head.length < COLUMN ? head + lines.join("\n").slice(head.length) : [head, ...lines].join("\n");
}
