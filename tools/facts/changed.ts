import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../inputs";
import type { Fact } from "./fact";

export interface Period {
  /** A commit, or a day; without it, each fact's own commit, or else the end of the day on which it was read. */
  readonly since?: string;
  /** A commit, or a day; without it, what is checked out. */
  readonly until?: string;
}

export interface ChangedPage {
  readonly page: string;
  readonly source: string;
  readonly facts: readonly Fact[];
  /** From what was read to what is there; of a page that is gone, nothing. */
  readonly diff?: string;
}

/** The pages of a checkout that have changed since facts were read in them. What describes a page, such as its author, does not count. */
export function changedPages(
  checkout: string,
  facts: readonly Fact[],
  { since, until = "HEAD" }: Period,
): ChangedPage[] {
  const end = commitAt(checkout, until, "HEAD");
  const changed = facts
    .filter(({ source }) => !source.startsWith("https:"))
    .flatMap((fact) => {
      const path = fact.source.slice(fact.source.indexOf(":") + 1);
      const start = since === undefined ? startOf(checkout, fact, end) : commitAt(checkout, since, end);
      const before = textAt(checkout, start, path);
      const after = textAt(checkout, end, path);
      // A page of another repository.
      if (before === undefined || before === after) {
        return [];
      }
      return [{ fact, diff: after === undefined ? undefined : difference(before, after) }];
    });
  return [...new Set(changed.map(({ fact }) => fact.source))].map((source) => {
    const ofPage = changed.filter(({ fact }) => fact.source === source);
    const [{ fact, diff }] = ofPage;
    return { page: fact.page, source, facts: ofPage.map((one) => one.fact), diff };
  });
}

function startOf(checkout: string, { commit, read }: Fact, end: string): string {
  const known = commit !== undefined && git(checkout, "cat-file", "-e", `${commit}^{commit}`) !== undefined;
  return known ? commit : commitAt(checkout, read, end);
}

/** The commit itself, or the last one of a day before another commit. */
function commitAt(checkout: string, text: string, before: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const found = isDay
    ? git(checkout, "rev-list", "--max-count=1", `--before=${text}T23:59:59Z`, before)
    : git(checkout, "rev-parse", "--verify", "--quiet", `${text}^{commit}`);
  if (!found?.trim()) {
    throw new InputError(`${checkout} has no commit '${text}'; fetch its whole history, or name a later day.`);
  }
  return found.trim();
}

/** A page at a commit, without its front matter. */
function textAt(checkout: string, commit: string, path: string): string | undefined {
  return git(checkout, "show", `${commit}:${path}`)?.replace(/^---\r?\n[\s\S]*?\n---\r?\n/, "");
}

function git(checkout: string, ...args: readonly string[]): string | undefined {
  const { status, stdout, error } = spawnSync("git", ["-C", checkout, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (error !== undefined) {
    throw error;
  }
  return status === 0 ? stdout : undefined;
}

function difference(before: string, after: string): string {
  const folder = mkdtempSync(join(tmpdir(), "fact-"));
  try {
    writeFileSync(join(folder, "read"), before);
    writeFileSync(join(folder, "now"), after);
    // 1 says that they differ.
    const { stdout } = spawnSync("git", ["diff", "--no-index", "--no-color", "--no-ext-diff", "read", "now"], {
      cwd: folder,
      encoding: "utf8",
    });
    return stdout.slice(stdout.indexOf("@@"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whether a folder is a checkout of git, or a bare repository. */
export function isRepository(folder: string): boolean {
  try {
    execFileSync("git", ["-C", folder, "rev-parse", "--git-dir"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
