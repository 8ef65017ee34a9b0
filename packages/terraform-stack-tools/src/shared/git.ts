import { spawnSync } from "node:child_process";

/** What a hook of git sets for its children, which would make git look at another repository. */
const REPOSITORY_VARIABLES = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

/** What a git command ended with. */
export interface GitResult {
  readonly isSuccess: boolean;
  readonly stdout: string;
  /** The last line of its errors. */
  readonly reason: string;
  /** Why git itself could not be started; undefined where it was. */
  readonly fault?: string;
}

/** Runs a git command in a folder. */
export function git(folder: string, ...args: readonly string[]): GitResult {
  const env = Object.entries(process.env).filter(([name]) => !REPOSITORY_VARIABLES.includes(name));
  const { status, stdout, stderr, error } = spawnSync("git", ["-C", folder, ...args], {
    encoding: "utf8",
    env: Object.fromEntries(env),
    maxBuffer: 1 << 30,
  });
  if (error !== undefined) {
    return { isSuccess: false, stdout: "", reason: error.message, fault: error.message };
  }
  return { isSuccess: status === 0, stdout, reason: stderr.trim().split("\n").at(-1) || "interrupted" };
}
