import { code, prose } from "../../shared/markdown";
import type { Provenance } from "../module/provenance";
import type { Difference } from "./difference";

/** Where a version comes from, as far as it is known. */
type Source = Pick<Provenance, "commit" | "hasUncommittedChanges">;

/**
 * The page that says what a handoff changes. The same two versions give the same bytes.
 * @param remark what is said before everything else; empty for nothing
 */
export function changesPage(
  name: string,
  differences: readonly Difference[],
  before: Source,
  after: Source,
  remark: string,
): string {
  const sections = differences.flatMap(({ title, lines }) => [
    `## ${title}`,
    lines.map((line) => `- ${line}`).join("\n"),
  ]);
  const content = sections.length === 0 ? [NOTHING] : [remark, ...sections];
  const paragraphs = [title(name), ...commits(before, after), ...content];
  return `${paragraphs.filter((text) => text !== "").join("\n\n")}\n`;
}

const NOTHING = "Nothing changes that Terraform reads: the source has the same content in another form.";

/** The page of a stack that is handed over for the first time. */
export function firstPage(name: string): string {
  return `${title(name)}\n\nThis is the first handoff of this stack. The next one says here what it changes.\n`;
}

/** The page where the bundle before does not say what it was made from. */
export function unknownPage(name: string): string {
  return `${title(name)}\n\nThey are not known: the record of the stack before is missing or was edited. Compare the files.\n`;
}

function title(name: string): string {
  return `# Changes to ${prose(name)} since the handoff before`;
}

function commits(before: Source, after: Source): string[] {
  const [from, to] = [named(before), named(after)];
  return from === undefined && to === undefined
    ? []
    : [`From ${from ?? "an unknown commit"} to ${to ?? "an unknown commit"}.`];
}

function named({ commit, hasUncommittedChanges }: Source): string | undefined {
  const changes = hasUncommittedChanges ? " with uncommitted changes" : "";
  return commit === undefined ? undefined : `commit ${code(commit)}${changes}`;
}
