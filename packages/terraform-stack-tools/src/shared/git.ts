import { environment } from "./environment";
import { runProcess } from "./process";

/** What a git command ended with. */
export interface GitResult {
  readonly isSuccess: boolean;
  readonly stdout: string;
  /** The last line of its errors. */
  readonly reason: string;
  /** Why git itself could not be started; undefined where it was. */
  readonly fault?: string;
}

/**
 * Runs a git command in a folder. No variable of the shell makes git look at another repository, and git fetches nothing:
 * in a partial clone it could be sent anywhere for what is missing, by a program that the repository's configuration names.
 */
export function git(folder: string, ...args: readonly string[]): GitResult {
  const { status, stdout, stderr, fault } = runProcess({
    command: "git",
    args: ["-C", folder, ...args],
    env: { ...environment(), GIT_ALLOW_PROTOCOL: "none", GIT_TERMINAL_PROMPT: "0" },
  });
  if (fault !== undefined) {
    return { isSuccess: false, stdout: "", reason: fault, fault };
  }
  return { isSuccess: status === 0, stdout, reason: stderr.trim().split("\n").at(-1) || "interrupted" };
}
