import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { UsageError } from "../options";

export const HELP = `usage: npm run testbed:get [-- options]

Gets the programs that the suites with engines, real providers and Kubernetes need, from where their publishers have
them: engines, providers of two generations, the parts of a control plane. testbed/programs.lock.json pins each of them
by a digest. Go builds the replaying providers, and what is published as a module of Go alone.

They are kept in the user's cache, a gigabyte, or in the folder that TESTBED_PROGRAMS names, where the suites find them.
What is kept is not downloaded again. Where that folder has packed programs already, there is nothing to get.

options:
  --check        gets nothing; says what is missing or changed, and then exits with 1
  --env          gets nothing; prints what lets a shell find engines and replaying providers:
                 eval "$(npm run --silent testbed:get -- --env)"
  --record       gets nothing; writes the digests that the lock file does not have yet, from the publishers' checksums
  --lock <file>  another lock file
  --help         prints this
`;

export interface GetOptions {
  readonly action: "get" | "check" | "env" | "record" | "help";
  readonly lock?: string;
}

/** @param start where relative paths begin */
export function optionsOf(args: readonly string[], start: string): GetOptions {
  const { check, env, record, help, lock } = parsed(args);
  const actions = Object.entries({ check, env, record, help }).filter(([, isAsked]) => isAsked);
  if (actions.length > 1) {
    throw new UsageError("--check, --env, --record and --help exclude each other; give one of them.");
  }
  const [[action] = ["get"]] = actions;
  return { action: action as GetOptions["action"], lock: lock === undefined ? undefined : resolve(start, lock) };
}

function parsed(args: readonly string[]) {
  try {
    const options = {
      check: { type: "boolean" },
      env: { type: "boolean" },
      help: { type: "boolean" },
      record: { type: "boolean" },
      lock: { type: "string" },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
