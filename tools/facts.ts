import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError, runTool } from "./inputs";

const PROJECT = join(__dirname, "..");

/** What a page of somebody else's documentation says, and where code or docs rest on it. */
export interface Fact {
  readonly id: string;
  /** In our own words, in one sentence. */
  readonly sentence: string;
  /** The title by which code and docs cite the page. */
  readonly page: string;
  /** `owner/repository:path/of/the/page.md` on GitHub, or a URL. */
  readonly source: string;
  /** The day of the last commit of the page, such as `2026-08-20`. Without it the fact is undated. */
  readonly date?: string;
  /** That commit, or one that has the page as it was read. */
  readonly commit?: string;
  /** Files of this repository that cite the page. */
  readonly usedIn: readonly string[];
}

const SHAPE = {
  id: /^[a-z0-9]+(-[a-z0-9]+)*$/,
  sentence: /^\S.*\.$/,
  page: /^[^"]+$/,
  source: /^([\w.-]+\/[\w.-]+:\S+|https:\/\/\S+)$/,
  date: /^20\d\d-\d\d-\d\d$/,
  commit: /^[0-9a-f]{9,40}$/,
} satisfies Record<string, RegExp>;

/** The facts of a folder, which has a file for each area. */
export function readFacts(folder: string): Fact[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .flatMap((name): Fact[] => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

/** What is wrong with the form of a fact. */
function complaintsOfForm({ usedIn = [], ...fact }: Fact): string[] {
  const values: Readonly<Record<string, unknown>> = { ...fact };
  const isWrong = ([key, pattern]: [string, RegExp]) =>
    values[key] === undefined ? !["date", "commit"].includes(key) : !pattern.test(String(values[key]));
  return [
    ...Object.entries(SHAPE)
      .filter(isWrong)
      .map(([key, { source }]) => `must match ${source} in ${key}`),
    ...Object.keys(fact).flatMap((key) => (key in SHAPE ? [] : [`has no ${key}; remove it`])),
    ...(fact.date && !fact.commit
      ? ["has a date, which is that of a commit; name the commit, or remove the date"]
      : []),
    ...(usedIn.length > 0 ? [] : ["must name the files that rest on it in usedIn; do so, or remove it"]),
  ].map((complaint) => `${fact.id} ${complaint}`);
}

/** What is wrong between the facts and a project: a citation without a fact, or a fact that nothing rests on. */
export function complaintsOf(project: string, facts: readonly Fact[]): string[] {
  return [
    ...facts.flatMap(complaintsOfForm),
    ...twice(facts),
    ...facts.flatMap((fact) => miscited(project, fact)),
    ...filesOf(project).flatMap((file) => {
      const text = readFileSync(join(project, file), "utf8");
      return [...withoutFact(file, text, facts), ...readings(file, text)];
    }),
  ];
}

function twice(facts: readonly Fact[]): string[] {
  const ids = facts.map(({ id }) => id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map(
    (id) => `${id}: two facts have this id; give one another`,
  );
}

function miscited(project: string, { id, page, date = UNDATED, usedIn = [] }: Fact): string[] {
  return usedIn.flatMap((file) => {
    const text = existsSync(join(project, file)) ? readFileSync(join(project, file), "utf8") : "";
    const days = daysOf(text, page);
    const others = days.filter((day) => day !== undefined && day !== date);
    return [
      ...(days.length > 0
        ? []
        : [`${id}: ${file} does not cite "${page}"; cite it there, or remove the file from usedIn`]),
      ...others.map((day) => `${id}: ${file} cites "${page}" as ${day}; the fact is ${date}`),
    ];
  });
}

const UNDATED = "undated";

/** What each citation of a page in a text says of the page's day, if anything. */
function daysOf(text: string, page: string): (string | undefined)[] {
  const title = page.replace(/[^\w\s]/g, "\\$&");
  const cited = new RegExp(`(?:"${title}"|\\[${title}\\](?:\\([^)]*\\))?)(?: of (${DAY})|, (${UNDATED}))?`, "g");
  return [...flowing(text).matchAll(cited)].map(([, day, undated]) => day ?? undated);
}

function withoutFact(file: string, text: string, facts: readonly Fact[]): string[] {
  const known = facts.filter(({ usedIn = [] }) => usedIn.includes(file)).map(({ page }) => page);
  return pagesIn(text)
    .filter((page) => !known.includes(page))
    .map((page) => `${file} cites "${page}" without a fact; add one to facts/, or the file to its usedIn`);
}

/** When somebody read a page tells nothing of how old it was. */
function readings(file: string, text: string): string[] {
  const readers = flowing(text).match(new RegExp(`\\bread (?:on )?${DAY}`, "g")) ?? [];
  return readers.map((reader) => `${file} says '${reader}'; say of which day the page is, as its fact does`);
}

/** Whose documentation moves. Standards, such as those of the IETF, are cited as well: they do not. */
const PUBLISHERS = [
  "Azure( REST API| Container Registry| SDK for [.]NET)?",
  "AKS",
  "Microsoft( Entra| Graph)?",
  "Kubernetes",
  "Terraform",
  "OpenTofu",
  "HashiCorp",
  "Docker",
  "Argo CD",
  "Flux",
  "Gatekeeper",
  "Kyverno",
  "Ratify",
  "External Secrets",
  "Talos Linux",
];

const DAY = "20\\d\\d-\\d\\d-\\d\\d";

/**
 * Titles follow a comma, in quotes or as links, perhaps with the day of the page; several in the way of an enumeration. A
 * part of a page comes after `under`.
 */
const TITLE = `(?:"[^"\\s][^"]*[^"\\s]"|\\[[A-Z][^\\]]+\\]\\(https:[^)]+\\))(?: of ${DAY}|, undated)?`;
const CITATION = new RegExp(`\\b(?:${PUBLISHERS.join("|")}), (${TITLE}(?:(?:, and|,| and) ${TITLE})*)`, "g");

/** What nobody writes by hand, and the pages that the test of this tool makes up. */
const LEFT_OUT =
  /^(__tests__\/unit\/tools\/facts[.]test[.]ts$|docs\/reference\/permissions\.md|docs\/api\/|docs\/facts\/|.*\/__snapshots__\/|.*\.(json|svg|lock|tgz)$)/;

/** The files of a project that may cite a page: those that git knows, or would take. */
function filesOf(project: string): string[] {
  const args = ["-C", project, "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  return execFileSync("git", args, { encoding: "utf8", maxBuffer: 1 << 26 })
    .split("\n")
    .filter((file) => file !== "" && !LEFT_OUT.test(file));
}

/** The pages that a text cites, each once. */
export function pagesIn(text: string): string[] {
  const titles = [...flowing(text).matchAll(CITATION)].flatMap(([citation]) =>
    [...citation.matchAll(/"([^"]+)"|\[([^\]]+)\]/g)].map(([, quoted, linked]) => quoted ?? linked),
  );
  return [...new Set(titles)];
}

/** A comment or a paragraph in one line. */
function flowing(text: string): string {
  return text.replace(/\r?\n[ \t]*(?:\*(?!\/)|\/\/|#|>)?[ \t]*/g, " ");
}

/** The facts whose page has changed in a checkout of its repository since it was read, with the difference. What describes a page does not count. */
export function changedIn(checkout: string, facts: readonly Fact[]): string[] {
  const git = (...args: readonly string[]) => {
    const { status, stdout } = spawnSync("git", ["-C", checkout, ...args], { encoding: "utf8", maxBuffer: 1 << 26 });
    return status === 0 ? stdout : "";
  };
  const textAt = (commit: string, path: string) =>
    git("cat-file", "-p", `${commit}:${path}`).replace(/^---\r?\n[\s\S]*?\n---\r?\n/, "");
  const origin = git("remote", "get-url", "origin")
    .trim()
    .replace(/([.]git)?\/?$/, "")
    .toLowerCase();
  const own = facts.filter(({ source }) => {
    const repository = source.split(":")[0].toLowerCase();
    return origin.endsWith(`/${repository}`) || origin.endsWith(`:${repository}`);
  });
  if (own.length === 0) {
    throw new InputError(`${checkout} must be a clone of a repository that a fact names in 'source'.`);
  }
  return own.flatMap(({ id, source, commit = "", page, sentence, usedIn }) => {
    const path = source.slice(source.indexOf(":") + 1);
    if (git("cat-file", "-t", commit) === "") {
      return [`${id} cannot be compared: it names no commit of ${source}`];
    }
    if (textAt(commit, path) === textAt("HEAD", path)) {
      return [];
    }
    const diff = git("diff", "--no-color", "--no-ext-diff", commit, "HEAD", "--", path);
    return [`${id}, "${page}": ${sentence}\n${usedIn.join(", ")}\n${diff}`];
  });
}

const HELP = `npm run facts -- check
  checks that each page which code and docs cite has a fact in docs/facts/, that each fact is cited where it says, and that a
  citation with a day has the page's. Says how many facts are undated.

npm run facts -- changed <clone of the documentation's repository>
  lists the facts whose page has changed since it was read, with the difference. Mend what is wrong, then set 'date' and
  'commit' to those of the page: git log -1 --format='%cs %H' -- <path>. Clones need their history:
  git clone --filter=blob:none https://github.com/MicrosoftDocs/azure-management-docs`;

if (require.main === module) {
  runTool(HELP, ([command, checkout]) => {
    const facts = readFacts(join(PROJECT, "docs/facts"));
    const complaints = command === "check" ? complaintsOf(PROJECT, facts) : [];
    if (complaints.length > 0 || (command !== "check" && checkout === undefined)) {
      throw new InputError(complaints.join("\n") || HELP);
    }
    const undated = facts.filter(({ date }) => date === undefined).length;
    console.log(
      command === "check"
        ? `${facts.length} facts, each cited where it says, and no citation without one. ${undated} are undated.`
        : changedIn(checkout, facts).join("\n\n"),
    );
  });
}
