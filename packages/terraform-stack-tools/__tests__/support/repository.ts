import { execFileSync } from "node:child_process";

const SETTINGS = [
  "maintenance.auto=false",
  "user.name=test",
  "user.email=test@example.com",
  "init.defaultBranch=main",
  "commit.gpgsign=false",
];

/** Runs git in a folder, whatever the settings of this machine are. */
export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-C", folder, ...SETTINGS.flatMap((setting) => ["-c", setting]), ...args], { encoding: "utf8" });
}

/** Makes a folder a repository with one commit of all its files. */
export function commitAll(folder: string): void {
  git(folder, "init", "--quiet");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "first");
}
