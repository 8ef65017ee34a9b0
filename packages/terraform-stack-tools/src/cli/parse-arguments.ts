import { type ParseArgsConfig, parseArgs } from "node:util";
import { nearNames } from "../shared/near-names";
import { quoted } from "../stack/json";
import { UsageError } from "./command";

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * The options and the other arguments of a command.
 * @throws UsageError for an option that the command does not have, and for a missing value
 */
export function parseArguments<const T extends Options>(
  args: readonly string[],
  options: T,
): ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>> {
  // In words of our own: those of Node.js differ from version to version, and suggest nothing.
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === "option") {
      checkOption(options, token.name, token.rawName, token.value, token.inlineValue);
    }
  }
  return parseArgs({ args: [...args], options, allowPositionals: true });
}

function checkOption(options: Options, name: string, rawName: string, value?: string, isInline?: boolean): void {
  const option = Object.entries(options).find(([known]) => known === name)?.[1];
  if (option === undefined) {
    const names = Object.keys(options).map((known) => `--${known}`);
    const near = nearNames(rawName, names);
    const repair = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `the options are ${names.join(", ")}.`;
    throw new UsageError(`unknown option ${quoted(rawName)}; ${repair}`);
  }
  if (option.type === "string" && (value === undefined || (value.startsWith("-") && !isInline))) {
    const given =
      value === undefined ? "" : `; for one that starts with a dash, write ${quoted(`${rawName}=${value}`)}`;
    throw new UsageError(`${rawName} needs a value${given}.`);
  }
  if (option.type === "boolean" && value !== undefined) {
    throw new UsageError(`${rawName} takes no value, got ${quoted(value)}.`);
  }
}
