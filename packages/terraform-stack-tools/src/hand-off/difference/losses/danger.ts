import { codeList } from "../../../shared/markdown";
import { blockOfInstance } from "../../../stack/address";
import { grouped } from "../../../stack/json";

/** What a handoff puts at risk, by name. */
export interface Danger {
  /** What is at risk, as it is called before the handoff. */
  readonly subject: string;
  /** What happens to it and what to do, in Markdown. */
  readonly text: string;
  /** The same in a few plain words. */
  readonly reason: string;
  /** Which consent it needs; undefined where it is only said. */
  readonly consent?: "delete" | "target";
}

/** More addresses are counted. */
const MAXIMUM_ADDRESSES = 5;

/** As the page says it: instances of a block that have the same end share a line. */
export function dangerLines(dangers: readonly Danger[]): string[] {
  const lines = grouped(dangers, ({ subject, text }) => `${blockOfInstance(subject)} ${text}`);
  return [...lines.values()].map((alike) => {
    const subjects = alike.map(({ subject }) => subject);
    const more = subjects.length - MAXIMUM_ADDRESSES;
    const rest = more > 0 ? ` and ${more} more` : "";
    return `${codeList(subjects.slice(0, MAXIMUM_ADDRESSES))}${rest}: ${alike[0].text}`;
  });
}

/** A reason in Markdown as a terminal shows it. */
export function plain(markdown: string): string {
  return markdown.replace(/[`*]/g, "");
}
