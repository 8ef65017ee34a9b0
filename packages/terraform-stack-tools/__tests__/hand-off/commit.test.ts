import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { handOff } from "../../src/hand-off";
import { GRANT, inFolder, stackFolder, writeFiles } from "../support/hand-off";

interface Repository {
  readonly folder: string;
  readonly git: (...args: readonly string[]) => string;
  /** What the README of a bundle says that it was generated from. */
  readonly origin: () => string | undefined;
}

/** A repository with one commit and a synthesized stack that it ignores. */
function inRepository(body: (repository: Repository) => void): void {
  inFolder((folder) => {
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-C", folder, "-c", "user.name=x", "-c", "user.email=x", ...args], { encoding: "utf8" }).trim();
    const input = stackFolder(folder, GRANT, "cdktf.out/stacks/grant");
    const origin = () => {
      const out = join(folder, "hand-off");
      handOff({ input, out, force: true });
      return / generated from the commit (.*?) of a source/.exec(readFileSync(join(out, "README.md"), "utf8"))?.[1];
    };
    git("init", "--quiet");
    writeFiles(folder, { ".gitignore": "cdktf.out\n", "main.ts": "x" });
    body({ folder, git, origin });
  });
}

function commit(git: Repository["git"]): void {
  git("add", "--all");
  git("commit", "--quiet", "--message", "one");
}

test("the README names the commit, and tells uncommitted changes, except in folders that programs write", () => {
  inRepository(({ folder, git, origin }) => {
    commit(git);
    const hash = git("rev-parse", "HEAD");
    expect(origin()).toBe(`\`${hash}\``);
    expect(origin()).toBe(`\`${hash}\``);
    writeFiles(folder, { "main.ts": "changed" });
    expect(origin()).toBe(`\`${hash}\` with uncommitted changes`);
  });
});

test("without a commit, it is unknown", () => {
  inRepository(({ folder, origin }) => {
    expect(origin()).toBeUndefined();
    expect(readFileSync(join(folder, "hand-off/README.md"), "utf8")).toContain("generated from an unknown commit");
  });
});
