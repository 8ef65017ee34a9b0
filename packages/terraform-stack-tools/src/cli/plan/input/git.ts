import { realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { type GitResult, git, gitWithoutPrograms } from "../../../shared/git";
import { onDisk, Refusal } from "../../../shared/refusal";
import { quoted } from "../../../stack/json";

/** A commit of the repository that contains a path. */
export interface Commit {
  /** As the user named it. */
  readonly name: string;
  readonly hash: string;
  /** The top folder of the checkout. */
  readonly top: string;
  /** From the top folder to the path, with slashes. */
  readonly path: string;
}

/** Finds a commit by its name. @throws Refusal if the path is in no repository, or if the commit is not in it */
export function commitFor(path: string, name: string): Commit {
  const real = onDisk(path, () => realpathSync(path));
  const inside = started(git(dirname(real), "rev-parse", "--show-toplevel"));
  if (!inside.isSuccess) {
    throw new Refusal(`${quoted(path)} is in no git repository (${inside.reason}); give --existing a folder instead.`);
  }
  const top = realpathSync(inside.stdout.trim());
  const found = started(git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`));
  if (!found.isSuccess) {
    throw new Refusal(
      `the repository has no commit ${quoted(name)}; fetch it first, such as with \`git fetch origin main\`, or with ` +
        "`fetch-depth: 0` where a pipeline checks out.",
    );
  }
  return { name, hash: found.stdout.trim(), top, path: relative(top, real).split(sep).join("/") };
}

/** The paths below the commit's path that end in one of some names. Empty if nothing is committed there. */
export function committedFiles({ top, hash, path }: Commit, names: readonly string[]): string[] {
  const { stdout } = succeed(git, top, "ls-tree", "-r", "-z", "--name-only", "--full-tree", hash, "--", path);
  return stdout.split("\0").filter((file) => file === path || names.includes(file.split("/").at(-1) ?? ""));
}

export function committedText({ top, hash }: Commit, file: string): string {
  return succeed(git, top, "cat-file", "blob", `${hash}:${file}`).stdout;
}

/** Checks the commit out into a new folder, and runs no program that the repository names: an unpacked archive may bring one. */
export function addWorkTree({ top, hash }: Commit, folder: string): void {
  const hooks = `core.hooksPath=${join(folder, "none")}`;
  const args = ["-c", hooks, "worktree", "add", "--detach", folder, hash];
  succeed(gitWithoutPrograms, top, ...args);
}

/**
 * Lets git forget a work tree. Its folder must be gone, since git may refuse to remove one with submodules. It says so twice,
 * since git locks a work tree while it makes it.
 */
export function forgetWorkTree({ top }: Pick<Commit, "top">, folder: string): void {
  git(top, "worktree", "remove", "--force", "--force", folder);
}

function succeed(run: typeof git, folder: string, ...args: readonly string[]): GitResult {
  const result = run(folder, ...args);
  if (!started(result).isSuccess) {
    throw new Refusal(`\`git ${args.join(" ")}\` failed in ${quoted(folder)}: ${result.reason}.`);
  }
  return result;
}

function started(result: GitResult): GitResult {
  if (result.fault !== undefined) {
    throw new Refusal(`git cannot be run (${result.fault}); install it, or give --existing a folder.`);
  }
  return result;
}
