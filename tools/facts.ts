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
  /** The day on which it was read, such as `2026-08-20`. */
  readonly read: string;
  /** Of the documentation's repository, where known. */
  readonly commit?: string;
  /** Files of this repository that cite the page. */
  readonly usedIn: readonly string[];
}

const SHAPE = {
  id: /^[a-z0-9]+(-[a-z0-9]+)*$/,
  sentence: /^\S.*\.$/,
  page: /^[^"]+$/,
  source: /^([\w.-]+\/[\w.-]+:\S+|https:\/\/\S+)$/,
  read: /^20\d\d-\d\d-\d\d$/,
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
function complaintsOfForm(fact: Fact): string[] {
  const values = Object.entries({ commit: undefined, ...fact });
  const wrong = Object.entries(SHAPE).filter(([key, pattern]) => {
    const [, value] = values.find(([name]) => name === key) ?? [];
    return value === undefined ? key !== "commit" : typeof value !== "string" || !pattern.test(value);
  });
  const unknown = values.filter(([key]) => !(key in SHAPE) && key !== "usedIn");
  return [
    ...wrong.map(([key, pattern]) => `${fact.id}: ${key} must match ${pattern.source}`),
    ...unknown.map(([key]) => `${fact.id}: a fact has no ${key}; remove it`),
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
    ...facts.flatMap((fact) => unused(project, fact)),
    ...withoutFact(project, facts),
  ];
}

function twice(facts: readonly Fact[]): string[] {
  const ids = facts.map(({ id }) => id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map(
    (id) => `${id}: two facts have this id; give one another`,
  );
}

function unused(project: string, { id, page, usedIn = [] }: Fact): string[] {
  return usedIn.flatMap((file) => {
    if (!existsSync(join(project, file))) {
      return [`${id}: ${file} does not exist; remove it from usedIn`];
    }
    return names(readFileSync(join(project, file), "utf8"), page)
      ? []
      : [`${id}: ${file} does not cite "${page}"; cite it there, or remove the file from usedIn`];
  });
}

function withoutFact(project: string, facts: readonly Fact[]): string[] {
  const known = new Set(facts.flatMap(({ page, usedIn = [] }) => usedIn.map((file) => `${file} ${page}`)));
  return filesOf(project)
    .flatMap((file) => citationsIn(project, file))
    .filter(({ file, page }) => !known.has(`${file} ${page}`))
    .map(({ file, page }) => `${file} cites "${page}" without a fact; add one to facts/, or the file to its usedIn`);
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
  "Gatekeeper",
  "Kyverno",
  "External Secrets",
  "Talos Linux",
];

/** Titles follow a comma, in quotes or as links; several in the way of an enumeration. A part of a page comes after `under`. */
const TITLE = '(?:"[^"\\s][^"]*[^"\\s]"|\\[[A-Z][^\\]]+\\]\\(https:[^)]+\\))';
const CITATION = new RegExp(`\\b(?:${PUBLISHERS.join("|")}), (${TITLE}(?:(?:, and|,| and) ${TITLE})*)`, "g");

/** What nobody writes by hand, and the pages that the test of this tool makes up. */
const LEFT_OUT =
  /^(__tests__\/unit\/tools\/facts[.]test[.]ts$|PERMISSIONS\.md|docs\/api\/|facts\/|.*\/__snapshots__\/|.*\.(json|svg|lock|tgz)$)/;

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

/** Whether a text names a page, in quotes or as a link. */
function names(text: string, page: string): boolean {
  const flow = flowing(text);
  return flow.includes(`"${page}"`) || flow.includes(`[${page}]`);
}

/** A comment or a paragraph in one line. */
function flowing(text: string): string {
  return text.replace(/\r?\n[ \t]*(?:\*(?!\/)|\/\/|#|>)?[ \t]*/g, " ");
}

/**
 * The facts whose page has changed in a checkout since they were read, with the difference. What describes a page, such as
 * its author, does not count.
 */
export function changedFacts(checkout: string, facts: readonly Fact[]): string[] {
  return facts.flatMap((fact) => {
    const path = fact.source.slice(fact.source.indexOf(":") + 1);
    const start = commitOf(checkout, fact);
    const before = textAt(checkout, start, path);
    // A page of another repository, or one without a change.
    if (before === undefined || before === textAt(checkout, "HEAD", path)) {
      return [];
    }
    const diff = git(checkout, "diff", "--no-color", "--no-ext-diff", start, "HEAD", "--", path) ?? "";
    const { id, read, page, sentence, usedIn } = fact;
    return [`${id}, read on ${read} in "${page}": ${sentence}\n${usedIn.join(", ")}\n${diff}`];
  });
}

/** The commit that was read, or the last one of the day. */
function commitOf(checkout: string, { commit, read }: Fact): string {
  if (commit !== undefined && git(checkout, "cat-file", "-e", `${commit}^{commit}`) !== undefined) {
    return commit;
  }
  const found = git(checkout, "rev-list", "--max-count=1", `--before=${read}T23:59:59Z`, "HEAD")?.trim();
  if (!found) {
    throw new InputError(`${checkout} has no commit of ${read} or before; give a checkout with its whole history.`);
  }
  return found;
}

/** A page at a commit, without its front matter. */
function textAt(checkout: string, commit: string, path: string): string | undefined {
  return git(checkout, "show", `${commit}:${path}`)?.replace(/^---\r?\n[\s\S]*?\n---\r?\n/, "");
}

function git(checkout: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync("git", ["-C", checkout, ...args], { encoding: "utf8", maxBuffer: 1 << 26 });
  return status === 0 ? stdout : undefined;
}

const HELP = `npm run facts -- check
  checks that each page which code and docs cite has a fact in facts/, and that each fact is cited where it says.

npm run facts -- changed <checkout of the documentation's repository>
  lists the facts whose page has changed since it was read, with the difference. Mend what is wrong, then set 'read' and
  'commit'. Checkouts need their history: git clone --filter=blob:none https://github.com/MicrosoftDocs/azure-management-docs`;

if (require.main === module) {
  runTool(HELP, ([command, checkout]) => {
    const facts = readFacts(join(PROJECT, "facts"));
    if (command === "check") {
      const complaints = complaintsOf(PROJECT, facts);
      if (complaints.length > 0) {
        throw new InputError(complaints.join("\n"));
      }
      console.log(`${facts.length} facts, each cited where it says, and no citation without one`);
    } else if (command === "changed" && checkout !== undefined) {
      const changed = changedFacts(checkout, facts);
      console.log([...changed, `${changed.length} facts to read again`].join("\n\n"));
    } else {
      throw new InputError(HELP);
    }
  });
}
