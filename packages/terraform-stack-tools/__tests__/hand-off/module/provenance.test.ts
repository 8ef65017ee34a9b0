import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { handOff } from "../../../src/hand-off";
import { provenanceOf, type StatedProvenance } from "../../../src/hand-off/module/provenance";
import { GRANT, inFolder, stackFolder, writeFiles } from "../../support/hand-off";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

interface Repository {
  readonly folder: string;
  readonly git: (...args: readonly string[]) => string;
  readonly provenance: (stated?: StatedProvenance, generated?: readonly string[]) => ReturnType<typeof provenanceOf>;
}

/** A repository with one commit and a synthesized stack that it ignores. */
function inRepository(body: (repository: Repository) => void): void {
  inFolder((folder) => {
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-C", folder, "-c", "user.name=x", "-c", "user.email=x", ...args], { encoding: "utf8" }).trim();
    git("init", "--quiet");
    writeFiles(folder, { ".gitignore": "cdktf.out\n", "main.ts": "x" });
    stackFolder(folder, GRANT, "cdktf.out/stacks/grant");
    git("add", "--all");
    git("commit", "--quiet", "--message", "first");
    const provenance = (stated = {}, generated: readonly string[] = []) =>
      provenanceOf(join(folder, "cdktf.out/stacks/grant"), stated, generated, "1.2.3");
    body({ folder, git, provenance });
  });
}

test("is read from the repository that contains the input", () => {
  inRepository(({ git, provenance }) => {
    git("remote", "add", "origin", "https://github.com/contoso/platform.git");
    expect(provenance()).toEqual({
      repository: "https://github.com/contoso/platform.git",
      commit: git("rev-parse", "HEAD"),
      version: "1.2.3",
    });
  });
});

test.each([
  ["https://user:hunter2@example.com/contoso/app.git", "https://example.com/contoso/app.git"],
  ["https://ghs_token@example.com/contoso/app", "https://example.com/contoso/app"],
  ["https://example.com/contoso/app?access_token=hunter2#x", "https://example.com/contoso/app"],
  ["ssh://git:hunter2@example.com:22/contoso/app", "ssh://git@example.com:22/contoso/app"],
  ["git@example.com:contoso/app.git", "git@example.com:contoso/app.git"],
  ["user:hunter2@example.com:contoso/app.git", undefined],
  ["file:///srv/app", undefined],
  ["/srv/app", undefined],
  ["../app", undefined],
  ["C:/Users/me/app", undefined],
  ["C:\\Users\\me\\app", undefined],
  ["https://", undefined],
])("never has credentials or a path of the machine: %s", (url, expected) => {
  inRepository(({ git, provenance }) => {
    git("remote", "add", "origin", url);
    expect(provenance().repository).toBe(expected);
    if (expected !== undefined) {
      expect(provenance({ repository: url }).repository).toBe(expected);
    }
  });
});

test("does not have the token that the configuration of git adds to the URL", () => {
  inRepository(({ git, provenance }) => {
    git("remote", "add", "origin", "https://example.com/app");
    git("config", "url.https://hunter2@example.com/.insteadOf", "https://example.com/");
    expect(provenance().repository).toBe("https://example.com/app");
  });
});

test("tells uncommitted changes, except in folders that programs write", () => {
  inRepository(({ folder, provenance }) => {
    writeFiles(folder, { "hand-off/main.tf": "generated" });
    expect(provenance({}, [join(folder, "hand-off")])).not.toHaveProperty("hasUncommittedChanges");
    expect(provenance()).toHaveProperty("hasUncommittedChanges", true);
    writeFiles(folder, { "main.ts": "changed" });
    expect(provenance({}, [join(folder, "hand-off")])).toHaveProperty("hasUncommittedChanges", true);
  });
});

test("runs no program that the repository names", () => {
  inRepository(({ folder, git, provenance }) => {
    writeFiles(folder, { "monitor.sh": "#!/bin/sh\ntouch ran\n" });
    git("add", "--all");
    git("commit", "--quiet", "--message", "second");
    git("config", "core.fsmonitor", "sh ./monitor.sh");
    expect(provenance()).not.toHaveProperty("hasUncommittedChanges");
  });
});

test("is what is stated, whatever git knows", () => {
  inRepository(({ git, provenance }) => {
    git("remote", "add", "origin", "https://example.com/app");
    const stated = { repository: "https://example.com/other", commit: COMMIT, owner: "Platform", contact: "#platform" };
    expect(provenance(stated)).toEqual({ ...stated, version: "1.2.3" });
  });
});

test("has nothing that nobody knows, and takes an empty option for none", () => {
  inFolder((folder) => {
    expect(provenanceOf(folder, { owner: "", commit: "", repository: "" }, [], "1.2.3")).toEqual({ version: "1.2.3" });
  });
});

test("is not asked of a repository without a commit", () => {
  inFolder((folder) => {
    execFileSync("git", ["-C", folder, "init", "--quiet"]);
    mkdirSync(join(folder, "x"));
    expect(provenanceOf(join(folder, "x"), {}, [], "1.2.3")).toEqual({ version: "1.2.3" });
  });
});

test.each(["main", "HEAD", "0123ab", "0123456g"])("refuses %s as a commit", (commit) => {
  inFolder((folder) => {
    expect(() => provenanceOf(folder, { commit }, [], "1.2.3")).toThrow("must be a hash of at least 7 hexadecimal digits");
  });
});

test("refuses a repository that is no URL, without showing it", () => {
  inFolder((folder) => {
    const refused = () => provenanceOf(folder, { repository: "u:hunter2@host:path" }, [], "1.2.3");
    expect(refused).toThrow("must be a URL that other people can use");
    expect(refused).not.toThrow("hunter2");
  });
});

test("is in the manifest of each bundle", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    handOff({ input: stackFolder(folder, GRANT), out, commit: COMMIT, owner: "Platform" });
    expect(require(join(out, "manifest.json")).source).toEqual({ commit: COMMIT, owner: "Platform" });
  });
});
