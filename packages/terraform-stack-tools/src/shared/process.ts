import { spawnSync } from "node:child_process";

/** A process that is waited for. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** All of it; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it reads from its standard input. @default nothing */
  readonly input?: string;
}

/** How a process ended. The types of Node.js are left out of it, since a user's compiler may not have them. */
export interface Ended {
  readonly status: number | null;
  /** The signal that ended it. */
  readonly signal?: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it could not be started, or not be waited for. */
  readonly fault?: string;
}

/** Runs a process and waits for its end. */
export function runProcess({ command, args, input = "", ...options }: Program): Ended {
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, {
    ...options,
    input,
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  return {
    status,
    ...(signal === null ? {} : { signal }),
    // Nothing is printed where there is no such command.
    stdout: stdout ?? "",
    stderr: stderr ?? "",
    ...(error === undefined ? {} : { fault: error.message }),
  };
}

/** What every program needs to run at all: where programs, its home and temporary files are, and the language. */
const ESSENTIAL =
  /^(PATH|HOME|XDG_CONFIG_HOME|LANG|LANGUAGE|LC_(ALL|COLLATE|CTYPE|MESSAGES|MONETARY|NUMERIC|TIME)|TZ|TMPDIR|TEMP|TMP|SystemRoot|SystemDrive|windir|ComSpec|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA)$/i;

/**
 * The environment of a process: what every program needs, and what this one is known to need. Everything else of the
 * shell, credentials above all, is withheld.
 */
export function environment(...more: readonly RegExp[]): Record<string, string> {
  const names = [ESSENTIAL, ...more];
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && names.some((one) => one.test(name)) ? [[name, value]] : [],
    ),
  );
}

/** Whether a pipeline runs this: most set CI, Azure Pipelines sets TF_BUILD. */
export function isInPipeline({ CI, TF_BUILD }: NodeJS.ProcessEnv = process.env): boolean {
  return [CI, TF_BUILD].some((value) => value !== undefined && !["", "0", "false"].includes(value.toLowerCase()));
}

/** What a git command ended with. */
interface GitResult {
  /** Not where git itself could not be started. */
  readonly isSuccess: boolean;
  readonly stdout: string;
}

/**
 * Runs a git command in a folder. No variable of the shell makes git look at another repository, and git fetches nothing:
 * in a partial clone it could be sent anywhere for what is missing, by a program that the repository's configuration names.
 */
export function git(folder: string, ...args: readonly string[]): GitResult {
  return gitWith({}, folder, args);
}

/**
 * Runs a git command that looks at the files of a repository, without the programs that the repository's own configuration
 * names for that: an unpacked archive may bring one along. Those that the user has configured run.
 */
export function gitWithoutPrograms(folder: string, ...args: readonly string[]): GitResult {
  const listed = git(folder, "config", "--list", "--name-only", "--show-scope", "-z").stdout.split("\0");
  const own = listed.filter((_, index) => index % 2 === 1 && ["local", "worktree"].includes(listed[index - 1]));
  const filters = own.filter((name) => name.startsWith("filter."));
  // Git takes a filter without a command for none, unless it is required.
  const off = filters.map((name) => [name, name.endsWith(".required") ? "false" : ""]);
  return gitWith({ "core.fsmonitor": "false", ...Object.fromEntries(off) }, folder, args);
}

/** By variables, since no name is misread there, whatever is in it. */
function gitWith(settings: Readonly<Record<string, string>>, folder: string, args: readonly string[]): GitResult {
  const configured = Object.entries(settings).flatMap(([name, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, name],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  const { status, stdout } = runProcess({
    command: "git",
    args: ["-C", folder, ...args],
    env: {
      ...environment(),
      ...Object.fromEntries(configured),
      GIT_CONFIG_COUNT: String(Object.keys(settings).length),
      GIT_ALLOW_PROTOCOL: "none",
      GIT_TERMINAL_PROMPT: "0",
    },
  });
  return { isSuccess: status === 0, stdout };
}
