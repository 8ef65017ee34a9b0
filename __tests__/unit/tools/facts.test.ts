import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { commitAll, git } from "../../../packages/terraform-stack-tools/__tests__/support/repository";
import { changedIn, complaintsOf, type Fact, pagesIn } from "../../../tools/facts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "facts-test-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
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

const CITED = '"Permissions of repositories"';

test.each<[what: string, files: Readonly<Record<string, string>>, more: Partial<Fact>, complaints: readonly string[]]>([
  ["none, where each citation has a fact", {}, {}, []],
  [
    "a citation without a fact, also in a file that is in no commit yet",
    { "src/new.ts": '/** Kubernetes, "Images". */\n', "docs/other.md": `As before (Azure, ${CITED}).\n` },
    {},
    [`docs/other.md cites ${CITED} without a fact;`, 'src/new.ts cites "Images" without a fact;'],
  ],
  [
    "a file that is gone or no longer cites the page",
    { "src/a.ts": "export {};\n" },
    { usedIn: ["docs/abac.md", "src/a.ts", "src/b.ts"] },
    [`switch: src/a.ts does not cite ${CITED};`, `switch: src/b.ts does not cite ${CITED};`],
  ],
  ["none, where a citation has the day of its fact", { "docs/abac.md": `Azure, ${CITED} of 2026-05-10.` }, {}, []],
  ["none, where both are undated", { "docs/abac.md": `Azure, ${CITED}, undated.` }, { date: undefined }, []],
  [
    "another day, in a quotation of two lines",
    { "docs/abac.md": 'Azure, "Permissions of\n> repositories" of\n> 2026-05-11' },
    {},
    [`switch: docs/abac.md cites ${CITED} as 2026-05-11; the fact is 2026-05-10`],
  ],
  [
    "a day of an undated fact, behind a link",
    { "docs/abac.md": "Azure, [Permissions of repositories](https://learn.microsoft.com) of 2026-05-10." },
    { date: undefined },
    [`switch: docs/abac.md cites ${CITED} as 2026-05-10; the fact is undated`],
  ],
  [
    "a day of the reader",
    { "docs/abac.md": `Azure, ${CITED}, read on\n2026-11-28.` },
    {},
    ["docs/abac.md says 'read on 2026-11-28';"],
  ],
  ["a date without its commit", {}, { commit: undefined }, ["switch has a date, which is that of a commit;"]],
  [
    "a wrong form",
    {},
    { sentence: "no sentence", date: "May 2026", ...{ of: "Azure" } },
    ["switch must match ^\\S.*\\.$ in sentence", "switch must match ^20\\d\\d", "switch has no of;"],
  ],
])("complaints: %s", (_what, files, more, complaints) => {
  write("docs/abac.md", 'It stops pulls (Azure, "Permissions\nof repositories").\n');
  commitAll(folder);
  for (const [path, text] of Object.entries(files)) {
    write(path, text);
  }
  expect(complaintsOf(folder, [{ ...FACT, ...more }])).toEqual(complaints.map((start) => expect.stringContaining(start)));
});

test("complaints: an id given twice, and a fact that nothing uses", () => {
  write("docs/abac.md", `Azure, ${CITED}.`);
  commitAll(folder);
  expect(complaintsOf(folder, [FACT, FACT, { ...FACT, id: "idle", usedIn: [] }])).toEqual([
    "idle must name the files that rest on it in usedIn; do so, or remove it",
    "switch: two facts have this id; give one another",
  ]);
});

test.each([
  ["https://github.com/docs/azure", true],
  ["git@github.com:Docs/Azure.git", true],
  ["https://github.com/docs/azure-fork", false],
  ["https://github.com/other-docs/azure", false],
])("in a clone of %s, facts whose page has changed are listed: %s", (origin, isOwn) => {
  write("articles/abac.md", "---\nauthor: one\n---\nPulls never fail.\n");
  write("articles/zones.md", "---\nauthor: one\n---\nZones are on.\n");
  commitAll(folder);
  const commit = git(folder, "rev-parse", "HEAD").trim();
  write("articles/abac.md", "---\nauthor: two\n---\nPulls fail for a while.\n");
  write("articles/zones.md", "---\nauthor: two\n---\nZones are on.\n");
  git(folder, "commit", "--quiet", "--all", "--message", "next");
  git(folder, "remote", "add", "origin", origin);
  const sources = ["docs/azure:articles/abac.md", "docs/azure:articles/zones.md", "docs/other:articles/abac.md"];
  const facts = sources.map((source) => ({ ...FACT, source, commit }));
  if (isOwn) {
    expect(changedIn(folder, [...facts, FACT])).toEqual([
      expect.stringContaining("-Pulls never fail.\n+Pulls fail for a while.\n"),
      "switch cannot be compared: it names no commit of docs/azure:articles/abac.md",
    ]);
  } else {
    expect(() => changedIn(folder, facts)).toThrow("must be a clone of a repository that a fact names in 'source'.");
  }
});
