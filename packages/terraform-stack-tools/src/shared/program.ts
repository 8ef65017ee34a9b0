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
