import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { commitAll, git } from "../../../packages/terraform-stack-tools/__tests__/support/repository";
import { type Comparison, compare, complaintsOf, type Fact, pagesIn, told } from "../../../tools/facts";

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
  date: "2026-05-10",
  commit: "0123456789abcdef",
  usedIn: ["docs/abac.md"],
};

describe("the pages that a text cites", () => {
  test.each([
    ['(Azure, "Permissions of repositories").', ["Permissions of repositories"]],
    ['Azure, "One", "Two words", and "Three"; Kubernetes, "Images".', ["One", "Two words", "Three", "Images"]],
    ['/**\n * Why (Azure, "Permissions of\n * repositories").\n */', ["Permissions of repositories"]],
    ['  // Kubernetes, "Configure Service\n  // Accounts for Pods".', ["Configure Service Accounts for Pods"]],
    ['Azure, "One" of 2026-05-10, "Two", undated, and "Three"; Azure, "Four" of 2026.', ["One", "Two", "Three", "Four"]],
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

  test.each([
    ['"Permissions of repositories" of 2026-05-10', FACT, []],
    ['"Permissions of\n> repositories" of\n> 2026-05-11', FACT, ["of 2026-05-11; the fact is of 2026-05-10"]],
    ['"Permissions of repositories", undated', FACT, ["undated; the fact is of 2026-05-10"]],
    ['"Permissions of repositories", undated', { ...FACT, date: undefined }, []],
    [
      "[Permissions of repositories](https://learn.microsoft.com) of 2026-05-10",
      { ...FACT, date: undefined },
      ["of 2026-05-10; the fact is undated"],
    ],
  ])("a citation of %j has the day of its fact", (citation, fact, complaints) => {
    write("docs/abac.md", `It stops pulls (Azure, ${citation}).\n`);
    expect(complaintsOf(folder, [fact])).toEqual(
      complaints.map((day) => `switch: docs/abac.md cites "Permissions of repositories" ${day}`),
    );
  });

  test.each(["read on 2026-11-28", "read\n2026-11-28"])("a day of the reader: %j", (reading) => {
    write("docs/abac.md", `It stops pulls (Azure, "Permissions of repositories", ${reading}).\n`);
    const [complaint, ...others] = complaintsOf(folder, [FACT]);
    expect(complaint).toMatch(/^docs\/abac\.md says 'read (on )?2026-11-28'; say of which day the page is/);
    expect(others).toEqual([]);
  });

  test("a date without its commit", () => {
    expect(complaintsOf(folder, [{ ...FACT, commit: undefined }])).toEqual([
      "switch: a date is that of a commit; name the commit, or remove the date",
    ]);
  });

  test("an id given twice, a wrong form, and a fact that nothing uses", () => {
    const wrong = { ...FACT, sentence: "no sentence", date: "May 2026", of: "Azure" };
    expect(complaintsOf(folder, [FACT, wrong, { ...FACT, id: "idle", usedIn: [] }])).toEqual([
      "switch: sentence must match ^\\S.*\\.$",
      "switch: date must match ^20\\d\\d-\\d\\d-\\d\\d$",
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

  const today = new Date("2026-06-12T09:00:00Z");
  const compared = (...facts: readonly Fact[]) => compare(folder, facts, today);

  test("are told with what changed; a new author is no change, and pages elsewhere are left out", () => {
    const fact = { ...FACT, commit: may };
    const others = ["docs/azure:articles/zones.md", "docs/other:content/other.md", "https://learn.microsoft.com/azure"];
    const { changed, unknown } = compared(fact, ...others.map((source) => ({ ...fact, source })));
    const [text, ...rest] = changed;
    expect(text).toContain('switch, "Permissions of repositories" of 2026-05-10: The switch invalidates credentials.');
    expect(text).toContain("docs/abac.md\n");
    expect(text).toContain("-Pulls never fail.\n+Pulls fail for a while.\n");
    expect([rest, unknown]).toEqual([[], []]);
  });

  test("of a folder are told if one of its pages has changed", () => {
    const fact = { ...FACT, source: "docs/azure:articles" };
    expect(compared({ ...fact, commit: may }, { ...fact, commit: june }).changed).toHaveLength(1);
  });

  test("are none from the commit on that changed it", () => {
    expect(compared({ ...FACT, commit: june }).changed).toEqual([]);
  });

  test("include one whose page is gone", () => {
    rmSync(join(folder, "articles/abac.md"));
    commit("2026-07-10");
    expect(compared({ ...FACT, commit: may }).changed[0]).toContain("deleted file");
  });

  test("cannot be told without a commit of the checkout", () => {
    const undated = { ...FACT, date: undefined, commit: undefined };
    const { changed, unknown } = compared(FACT, undated, { ...undated, source: "docs/other:content/other.md" });
    const page = "switch, docs/azure:articles/abac.md";
    expect([changed, unknown]).toEqual([[], [page, page]]);
  });

  test("are not told of another repository than that of the clone, which has a page at the same path", () => {
    const facts = [FACT, { ...FACT, source: "docs/other:articles/abac.md" }];
    expect(compared(...facts).unknown).toHaveLength(2);
    git(folder, "remote", "add", "origin", "https://github.com/docs/azure");
    expect(compared(...facts).unknown).toEqual(["switch, docs/azure:articles/abac.md"]);
  });

  test.each<[string, number]>([
    ["https://github.com/docs/azure", 1],
    ["https://github.com/Docs/Azure.git/", 1],
    ["git@github.com:docs/azure.git", 1],
    ["https://github.com/docs/azure-fork", 0],
    ["https://github.com/other-docs/azure", 0],
    ["https://github.com/nobody/else", 0],
  ])("of a clone of %s are those of the whole name, and none is a fault", (origin, count) => {
    git(folder, "remote", "add", "origin", origin);
    const changes = () => compared({ ...FACT, commit: may }).changed.length;
    if (count === 0) {
      expect(changes).toThrow(`No fact is of the repository in ${folder}; clone one`);
    } else {
      expect(changes()).toBe(count);
    }
  });

  test("have the day of the newest commit and its age", () => {
    expect(compared(FACT)).toMatchObject({ day: "2026-06-10", days: 2 });
  });

  test("are refused if none is there, in a clone that does not say of what", () => {
    expect(() => compared({ ...FACT, source: "docs/other:content/other.md" })).toThrow("No fact is of the repository in");
  });

  test("are refused in a folder without commits", () => {
    rmSync(join(folder, ".git"), { recursive: true });
    expect(() => compared()).toThrow("must be a checkout with commits");
  });
});

describe("the report", () => {
  const COMPARISON: Comparison = { day: "2026-06-10", days: 60, changed: ["one changed"], unknown: ["two, docs/azure:two.md"] };

  test("says how old it is, what changed and what cannot be compared", () => {
    expect(told(COMPARISON)).toEqual({
      text:
        "Compared with the commit of 2026-06-10, 60 days old.\n\none changed\n\n" +
        "Cannot be compared, since they name no commit of it:\ntwo, docs/azure:two.md\n\n" +
        "1 facts to read again, 1 that cannot be compared",
    });
  });

  test("fails in the future, but for the other side of midnight", () => {
    expect(told({ ...COMPARISON, days: -2 }).complaint).toContain("The commit of 2026-06-10 is in the future");
    expect(told({ ...COMPARISON, days: -1 }).complaint).toBeUndefined();
  });

  test("fails beyond 60 days, and says what to do", () => {
    const { text, complaint } = told({ ...COMPARISON, days: 61 });
    expect(text).toContain("61 days old");
    expect(complaint).toContain("the last 61 days is unknown: fetch the newest commits with git pull");
  });
});
