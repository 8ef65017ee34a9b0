import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { commitAll, git } from "../../../packages/terraform-stack-tools/__tests__/support/repository";
import { changedFacts, complaintsOf, type Fact, pagesIn } from "../../../tools/facts";

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

describe("facts whose page has changed", () => {
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

  test("are told with what changed; a new author is no change, and pages elsewhere are left out", () => {
    const others = ["docs/azure:articles/zones.md", "docs/other:content/other.md", "https://learn.microsoft.com/azure"];
    const [text, ...rest] = changedFacts(folder, [FACT, ...others.map((source) => ({ ...FACT, source }))]);
    expect(text).toContain('switch, read on 2026-05-20 in "Permissions of repositories": The switch invalidates credentials.');
    expect(text).toContain("docs/abac.md\n");
    expect(text).toContain("-Pulls never fail.\n+Pulls fail for a while.\n");
    expect(rest).toEqual([]);
  });

  test.each<[string, () => Partial<Fact>, number]>([
    ["its day", () => ({ read: "2026-06-10" }), 0],
    ["its commit", () => ({ commit: june }), 0],
    ["an older commit of that day", () => ({ read: "2026-06-10", commit: may }), 1],
  ])("count from %s", (_since, props, count) => {
    expect(changedFacts(folder, [{ ...FACT, ...props() }])).toHaveLength(count);
  });

  test("include one whose page is gone", () => {
    rmSync(join(folder, "articles/abac.md"));
    commit("2026-07-10");
    expect(changedFacts(folder, [FACT])[0]).toContain("deleted file");
  });

  test("are refused in a history that begins later", () => {
    expect(() => changedFacts(folder, [{ ...FACT, read: "2020-01-01" }])).toThrow("with its whole history");
  });
});
