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

const OPTIONAL = ["date", "commit"];

/** The facts of a folder, which has a file for each area. */
export function readFacts(folder: string): Fact[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .flatMap((name): Fact[] => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

/** What is wrong with the form of a fact. */
function complaintsOfForm(fact: Fact): string[] {
  const values = Object.entries(fact);
  const wrong = Object.entries(SHAPE).filter(([key, pattern]) => {
    const [, value] = values.find(([name]) => name === key) ?? [];
    return value === undefined ? !OPTIONAL.includes(key) : typeof value !== "string" || !pattern.test(value);
  });
  const unknown = values.filter(([key]) => !(key in SHAPE) && key !== "usedIn");
  return [
    ...wrong.map(([key, pattern]) => `${fact.id}: ${key} must match ${pattern.source}`),
    ...unknown.map(([key]) => `${fact.id}: a fact has no ${key}; remove it`),
    ...(fact.date === undefined || fact.commit !== undefined
      ? []
      : [`${fact.id}: a date is that of a commit; name the commit, or remove the date`]),
    ...(Array.isArray(fact.usedIn) && fact.usedIn.length > 0
      ? []
      : [`${fact.id}: name the files that rest on it in usedIn, or remove it`]),
  ];
}

/** What is wrong between the facts and a project: a citation without a fact, or a fact that nothing rests on. */
export function complaintsOf(project: string, facts: readonly Fact[]): string[] {
  return [
    ...facts.flatMap(complaintsOfForm),
    ...twice(facts),
    ...facts.flatMap((fact) => miscited(project, fact)),
    ...withoutFact(project, facts),
    ...filesOf(project).flatMap((file) => readings(project, file)),
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
    if (!existsSync(join(project, file))) {
      return [`${id}: ${file} does not exist; remove it from usedIn`];
    }
    const days = daysOf(readFileSync(join(project, file), "utf8"), page);
    return [
      ...(days.length > 0
        ? []
        : [`${id}: ${file} does not cite "${page}"; cite it there, or remove the file from usedIn`]),
      ...days
        .filter((day) => day !== undefined && day !== date)
        .map(
          (day) => `${id}: ${file} cites "${page}" ${day === UNDATED ? "" : "of "}${day}; the fact is ${ofDay(date)}`,
        ),
    ];
  });
}

const UNDATED = "undated";

function ofDay(date = UNDATED): string {
  return date === UNDATED ? date : `of ${date}`;
}

/** What each citation of a page in a text says of the page's day, if anything. */
function daysOf(text: string, page: string): (string | undefined)[] {
  const title = page.replace(/[^\w\s]/g, "\\$&");
  const cited = new RegExp(`(?:"${title}"|\\[${title}\\](?:\\([^)]*\\))?)(?: of (${DAY})|, (${UNDATED}))?`, "g");
  return [...flowing(text).matchAll(cited)].map(([, day, undated]) => day ?? undated);
}

function withoutFact(project: string, facts: readonly Fact[]): string[] {
  const known = new Set(facts.flatMap(({ page, usedIn = [] }) => usedIn.map((file) => `${file} ${page}`)));
  return filesOf(project)
    .flatMap((file) => citationsIn(project, file))
    .filter(({ file, page }) => !known.has(`${file} ${page}`))
    .map(({ file, page }) => `${file} cites "${page}" without a fact; add one to facts/, or the file to its usedIn`);
}

/** When somebody read a page tells nothing of how old it was. */
function readings(project: string, file: string): string[] {
  const readers =
    flowing(readFileSync(join(project, file), "utf8")).match(new RegExp(`\\bread (?:on )?${DAY}`, "g")) ?? [];
  return readers.map((reader) => `${file} says '${reader}'; say of which day the page is, as its fact does`);
}

/** A page that a file cites. */
interface Citation {
  readonly file: string;
  readonly page: string;
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

function citationsIn(project: string, file: string): Citation[] {
  return pagesIn(readFileSync(join(project, file), "utf8")).map((page) => ({ file, page }));
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

/** Facts compared with a checkout of a documentation's repository. */
export interface Comparison {
  /** The day of the newest commit there. */
  readonly day: string;
  readonly days: number;
  /** Those whose page has changed since it was read, with the difference. */
  readonly changed: readonly string[];
  /** Those that name no commit of the checkout, which may have changed or not. */
  readonly unknown: readonly string[];
}

/** What describes a page, such as its author, does not count. */
export function compare(checkout: string, facts: readonly Fact[], today: Date): Comparison {
  const day = git(checkout, "log", "-1", "--format=%cs")?.trim();
  if (!day) {
    throw new InputError(`${checkout} must be a checkout with commits, made by git clone.`);
  }
  // Where it was cloned from, if it says so: each repository has a README.md.
  const origin = git(checkout, "remote", "get-url", "origin")
    ?.trim()
    .replace(/([.]git)?\/?$/, "")
    .toLowerCase();
  const pages = facts
    .map((fact) => ({ fact, at: fact.source.indexOf(":") }))
    .filter(({ fact, at }) => origin === undefined || isAt(origin, fact.source.slice(0, at).toLowerCase()))
    .map(({ fact, at }) => ({ fact, path: fact.source.slice(at + 1) }));
  const known = pages.filter(({ fact }) => has(checkout, fact.commit));
  const unknown = pages
    .filter(({ fact, path }) => !has(checkout, fact.commit) && textAt(checkout, "HEAD", path) !== undefined)
    .map(({ fact }) => `${fact.id}, ${fact.source}`);
  if (known.length === 0 && unknown.length === 0) {
    throw new InputError(`No fact is of the repository in ${checkout}; clone one that a fact names in 'source'.`);
  }
  return {
    day,
    days: Math.floor((today.getTime() - Date.parse(day)) / 86_400_000),
    changed: known.flatMap(({ fact, path }) => differenceOf(checkout, fact, path)),
    unknown,
  };
}

/** Whether an address, such as `git@github.com:owner/name`, ends with the whole name of a repository. */
function isAt(origin: string, repository: string): boolean {
  return origin.endsWith(`/${repository}`) || origin.endsWith(`:${repository}`);
}

function differenceOf(
  checkout: string,
  { id, commit = "", date, page, sentence, usedIn }: Fact,
  path: string,
): string[] {
  if (textAt(checkout, commit, path) === textAt(checkout, "HEAD", path)) {
    return [];
  }
  const diff = git(checkout, "diff", "--no-color", "--no-ext-diff", commit, "HEAD", "--", path) ?? "";
  return [`${id}, "${page}" ${ofDay(date)}: ${sentence}\n${usedIn.join(", ")}\n${diff}`];
}

function has(checkout: string, commit: string | undefined): boolean {
  return commit !== undefined && git(checkout, "cat-file", "-e", `${commit}^{commit}`) !== undefined;
}

/** A page at a commit, without its front matter, or what is in a folder. */
function textAt(checkout: string, commit: string, path: string): string | undefined {
  return git(checkout, "cat-file", "-p", `${commit}:${path}`)?.replace(/^---\r?\n[\s\S]*?\n---\r?\n/, "");
}

function git(checkout: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync("git", ["-C", checkout, ...args], { encoding: "utf8", maxBuffer: 1 << 26 });
  return status === 0 ? stdout : undefined;
}

/** A comparison with what is older says little. */
const MOST_DAYS = 60;

/** What the tool prints, and why it fails. */
export function told({ day, days, changed, unknown }: Comparison): { text: string; complaint?: string } {
  const text = [
    `Compared with the commit of ${day}, ${days} days old.`,
    ...changed,
    ...(unknown.length > 0 ? [`Cannot be compared, since they name no commit of it:\n${unknown.join("\n")}`] : []),
    `${changed.length} facts to read again, ${unknown.length} that cannot be compared`,
  ].join("\n\n");
  const complaint =
    `What has changed in the last ${days} days is unknown: fetch the newest commits with git pull, and compare again. ` +
    `If there are none, the documentation has moved: find its new place.`;
  if (days < -1) {
    return {
      text,
      complaint: `The commit of ${day} is in the future: correct the clock, or compare with another clone.`,
    };
  }
  return days > MOST_DAYS ? { text, complaint } : { text };
}

const HELP = `npm run facts -- check
  checks that each page which code and docs cite has a fact in docs/facts/, that each fact is cited where it says, and that a
  citation with a day has the page's. Says how many facts are undated.

npm run facts -- changed <checkout of the documentation's repository>
  lists the facts whose page has changed since it was read, with the difference. Mend what is wrong, then set 'date' and
  'commit' to those of the page: git log -1 --format='%cs %H' -- <path>. Fails if the newest commit there is older than
  ${MOST_DAYS} days or in the future, and if no fact is of that repository. Checkouts need their history:
  git clone --filter=blob:none https://github.com/MicrosoftDocs/azure-management-docs`;

if (require.main === module) {
  runTool(HELP, ([command, checkout]) => {
    const facts = readFacts(join(PROJECT, "docs/facts"));
    if (command === "check") {
      const complaints = complaintsOf(PROJECT, facts);
      if (complaints.length > 0) {
        throw new InputError(complaints.join("\n"));
      }
      const undated = facts.filter(({ date }) => date === undefined);
      const anonymous = undated.filter(({ commit }) => commit === undefined);
      console.log(
        `${facts.length} facts, each cited where it says, and no citation without one. ` +
          `${undated.length} are undated, ${anonymous.length} of which name no commit.`,
      );
    } else if (command === "changed" && checkout !== undefined) {
      const { text, complaint } = told(compare(checkout, facts, new Date()));
      console.log(text);
      if (complaint !== undefined) {
        throw new InputError(complaint);
      }
    } else {
      throw new InputError(HELP);
    }
  });
}
