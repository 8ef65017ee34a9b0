import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./command";

/**
 * The options and the other arguments of a command.
 * @throws UsageError for an option that the command does not have, and for a missing value
 */
export function parseArguments<const T extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: T,
): ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw isParseError(error) ? new UsageError(error.message.split("\n")[0]) : error;
  }
}

/** By its code, because the class of an error differs where a test runner has globals of its own. */
function isParseError(error: unknown): error is { readonly message: string } {
  const isCoded = typeof error === "object" && error !== null && "code" in error && "message" in error;
  return isCoded && String(error.code).startsWith("ERR_PARSE_ARGS_") && typeof error.message === "string";
}
