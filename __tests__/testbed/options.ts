import { resolve } from "node:path";
import { parseArgs } from "node:util";

export const HELP = `usage: npm run testbed -- [options] <command> [arguments]

Starts an imitation of Azure and a real, empty Kubernetes API server on this machine, and runs the command with all that
the real providers need to find them. Exits with the command's code. Nothing reaches a cloud.

  npm run testbed -- terraform init
  npm run testbed -- --folder cdktf.out/stacks/existing-cluster terraform apply

options:
  --folder <path>    where the command runs (default: where npm was started)
  --state <path>     folder that keeps what exists between two commands (default: .testbed in that folder)
  --no-kubernetes    without the API server, which takes some seconds to start
  --registry <host=user:password>
                     what the played node pulls from; may be repeated, and \`host=\` lets everybody pull
  --help             prints this
`;

export interface TestbedOptions {
  readonly folder: string;
  readonly state: string;
  readonly hasKubernetes: boolean;
  readonly registries: readonly string[];
  readonly command: readonly [program: string, ...args: string[]];
}

/** What was asked wrongly. */
export class UsageError extends Error {}

const OPTIONS = {
  folder: { type: "string" },
  state: { type: "string" },
  "no-kubernetes": { type: "boolean" },
  registry: { type: "string", multiple: true },
  help: { type: "boolean" },
} as const;

/** @param start where relative paths begin. @returns undefined if help is asked for */
export function optionsOf(args: readonly string[], start: string): TestbedOptions | undefined {
  const { values, command } = parsed(args);
  const [program, ...rest] = command;
  if (values.help) {
    return undefined;
  }
  if (program === undefined) {
    throw new UsageError("No command is given; write it last, such as: npm run testbed -- terraform apply");
  }
  const wrong = values.registry?.find((entry) => !/^[^=]+=($|[^:]+:.)/.test(entry));
  if (wrong !== undefined) {
    throw new UsageError(`--registry must be host=user:password or host=, got '${wrong}'.`);
  }
  const folder = resolve(start, values.folder ?? ".");
  return {
    folder,
    state: values.state === undefined ? resolve(folder, ".testbed") : resolve(start, values.state),
    hasKubernetes: !values["no-kubernetes"],
    registries: values.registry ?? [],
    command: [program, ...rest],
  };
}

/** What follows the first word that is no option belongs to the command. */
function parsed(args: readonly string[]) {
  const takesValue = (arg: string) => ["--folder", "--state", "--registry"].includes(arg);
  let at = 0;
  while (at < args.length && args[at].startsWith("-")) {
    at += takesValue(args[at]) ? 2 : 1;
  }
  try {
    const { values } = parseArgs({ args: args.slice(0, at), options: OPTIONS });
    return { values, command: args.slice(at) };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
