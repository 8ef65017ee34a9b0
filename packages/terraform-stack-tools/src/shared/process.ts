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
  /** Whether the command is a line for the shell. @default false */
  readonly shell?: boolean;
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
