import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { commitAll, git } from "../../../packages/terraform-stack-tools/__tests__/support/repository";
import { changedPages } from "../../../tools/facts/changed";
import { pagesIn } from "../../../tools/facts/citations";
import { complaintsOf } from "../../../tools/facts/complaints";
import type { Fact } from "../../../tools/facts/fact";
import { changesText } from "../../../tools/facts/text";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "facts-test-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function commit(day: string): string {
  git(folder, "add", "--all");
  // The day of the committer is what git finds commits by.
  process.env.GIT_COMMITTER_DATE = `${day}T12:00:00Z`;
  git(folder, "commit", "--quiet", "--message", "next");
  delete process.env.GIT_COMMITTER_DATE;
  return git(folder, "rev-parse", "HEAD").trim();
}

const FACT: Fact = {
  id: "switch",
  sentence: "The switch invalidates credentials.",
  page: "Permissions of repositories",
  source: "docs/azure:articles/abac.md",
  read: "2026-05-20",
  usedIn: ["docs/abac.md"],
};

describe("the pages that a text cites", () => {
  test.each([
    ['(Azure, "Permissions of repositories").', ["Permissions of repositories"]],
    ['Azure, "One", "Two words", and "Three"; Kubernetes, "Images".', ["One", "Two words", "Three", "Images"]],
    ['/**\n * Why (Azure, "Permissions of\n * repositories").\n */', ["Permissions of repositories"]],
    ['  // Kubernetes, "Configure Service\n  // Accounts for Pods".', ["Configure Service Accounts for Pods"]],
    ["7. Azure, [Roles](https://learn.microsoft.com/azure/roles).", ["Roles"]],
    ['/** Kubernetes, "Secrets", under "Types of Secret". */', ["Secrets"]],
    ['const AZURE = ["Azure", "Kubernetes"];', []],
    ['An RFC, "Host names", does not move.', []],
  ])("%j", (text, pages) => {
    expect(pagesIn(text)).toEqual(pages);
  });
});

describe("complaints", () => {
  beforeEach(() => {
    write("docs/abac.md", 'It stops pulls (Azure, "Permissions\nof repositories").\n');
    commitAll(folder);
  });

  test("there are none if each citation has a fact, and each fact a citation", () => {
    expect(complaintsOf(folder, [FACT])).toEqual([]);
  });

  test("a citation without a fact, also in a file that is in no commit yet", () => {
    write("src/new.ts", '/** Kubernetes, "Images". */\n');
    expect(complaintsOf(folder, [FACT])).toEqual([
      'src/new.ts cites "Images" without a fact; add one to facts/, or the file to its usedIn',
    ]);
  });

  test("a fact that is used in another file does not count", () => {
    write("docs/other.md", 'As before (Azure, "Permissions of repositories").\n');
    expect(complaintsOf(folder, [FACT])).toEqual([
      'docs/other.md cites "Permissions of repositories" without a fact; add one to facts/, or the file to its usedIn',
    ]);
  });

  test("a fact whose file is gone, or no longer cites its page", () => {
    write("src/a.ts", "export {};\n");
    expect(complaintsOf(folder, [{ ...FACT, usedIn: [...FACT.usedIn, "src/a.ts", "src/b.ts"] }])).toEqual([
      'switch: src/a.ts does not cite "Permissions of repositories"; cite it there, or remove the file from usedIn',
      "switch: src/b.ts does not exist; remove it from usedIn",
    ]);
  });

  test("an id given twice, a wrong form, and a fact that nothing uses", () => {
    const wrong = { ...FACT, sentence: "no sentence", read: "May 2026", of: "Azure" };
    expect(complaintsOf(folder, [FACT, wrong, { ...FACT, id: "idle", usedIn: [] }])).toEqual([
      "switch: sentence must match ^\\S.*\\.$",
      "switch: read must match ^20\\d\\d-\\d\\d-\\d\\d$",
      "switch: a fact has no of; remove it",
      "idle: name the files that rest on it in usedIn, or remove it",
      "switch: two facts have this id; give one another",
    ]);
  });
});

describe("changed pages", () => {
  let may: string;
  let june: string;

  beforeEach(() => {
    write("articles/abac.md", "---\nauthor: one\n---\nPulls never fail.\n");
    write("articles/zones.md", "---\nauthor: one\n---\nZones are on.\n");
    git(folder, "init", "--quiet");
    may = commit("2026-05-10");
    write("articles/abac.md", "---\nauthor: two\n---\nPulls fail for a while.\n");
    write("articles/zones.md", "---\nauthor: two\n---\nZones are on.\n");
    june = commit("2026-06-10");
  });

  const ZONES: Fact = { ...FACT, id: "zones", page: "Zones", source: "docs/azure:articles/zones.md" };

  test("since the day on which each fact was read, with what changed; a new author is no change", () => {
    const pages = changedPages(folder, [FACT, ZONES], {});
    expect(pages).toEqual([
      {
        page: FACT.page,
        source: FACT.source,
        facts: [FACT],
        diff: "@@ -1 +1 @@\n-Pulls never fail.\n+Pulls fail for a while.\n",
      },
    ]);
    const text = changesText(pages);
    expect(text).toContain('# "Permissions of repositories" (docs/azure:articles/abac.md)');
    expect(text).toContain("- switch, read on 2026-05-20: The switch invalidates credentials.\n  docs/abac.md");
    expect(text).toContain("Changed pages: 1. Facts to read again: 1;");
  });

  test("not if it was read after the change, by its day or its commit", () => {
    expect(changedPages(folder, [{ ...FACT, read: "2026-06-10" }], {})).toEqual([]);
    expect(changedPages(folder, [{ ...FACT, commit: june }], {})).toEqual([]);
    expect(changedPages(folder, [{ ...FACT, read: "2026-06-10", commit: may }], {})).toHaveLength(1);
  });

  test("in a period, by days or commits", () => {
    const later = { ...FACT, read: "2026-11-28", commit: june };
    expect(changedPages(folder, [later], { since: "2026-05-15", until: "2026-08-20" })).toHaveLength(1);
    expect(changedPages(folder, [later], { since: may, until: june })).toHaveLength(1);
    expect(changedPages(folder, [later], { since: may, until: "2026-05-31" })).toEqual([]);
  });

  test("facts of one page stand together, and pages of other repositories are left out", () => {
    const second = { ...FACT, id: "second" };
    const elsewhere = { ...FACT, id: "elsewhere", source: "docs/other:content/other.md" };
    const link = { ...FACT, id: "link", source: "https://learn.microsoft.com/azure" };
    const [page, ...rest] = changedPages(folder, [FACT, elsewhere, link, second], {});
    expect(page.facts).toEqual([FACT, second]);
    expect(rest).toEqual([]);
  });

  test("a page that is gone", () => {
    rmSync(join(folder, "articles/abac.md"));
    commit("2026-07-10");
    const pages = changedPages(folder, [FACT], {});
    expect(pages).toMatchObject([{ page: FACT.page, diff: undefined }]);
    expect(changesText(pages)).toContain("The page is gone");
  });

  test("a period before the history is refused with a sentence", () => {
    expect(() => changedPages(folder, [FACT], { since: "2020-01-01" })).toThrow("name a later day");
  });
});

test("without a change there is one line", () => {
  expect(changesText([])).toBe("no page of these facts has changed");
});
