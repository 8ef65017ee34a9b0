import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A page that a file cites. */
export interface Citation {
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
  /^(__tests__\/unit\/tools\/facts[.]test[.]ts$|API\.md|PERMISSIONS\.md|docs\/api\/|facts\/|.*\/__snapshots__\/|.*\.(json|svg|lock|tgz)$)/;

/** The files of a project that may cite a page: those that git knows, or would take. */
export function filesOf(project: string): string[] {
  const args = ["-C", project, "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  return execFileSync("git", args, { encoding: "utf8", maxBuffer: 1 << 26 })
    .split("\n")
    .filter((file) => file !== "" && !LEFT_OUT.test(file));
}

export function citationsIn(project: string, file: string): Citation[] {
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
export function names(text: string, page: string): boolean {
  const flow = flowing(text);
  return flow.includes(`"${page}"`) || flow.includes(`[${page}]`);
}

/** A comment or a paragraph in one line. */
function flowing(text: string): string {
  return text.replace(/\r?\n[ \t]*(?:\*(?!\/)|\/\/|#|>)?[ \t]*/g, " ");
}
