import { code } from "../../../shared/markdown";

/** What a handoff puts at risk, by name. */
export interface Danger {
  /** What is at risk, as it is called before the handoff. */
  readonly subject: string;
  /** What happens to it and what to do, in Markdown. */
  readonly text: string;
  /** The same in a few plain words; empty where the subject says it all. */
  readonly reason: string;
  /** Which consent it needs; undefined where it is only said. */
  readonly consent?: "delete" | "target";
}

/** As the page says it. */
export function dangerLine({ subject, text }: Danger): string {
  return `${code(subject)}: ${text}`;
}

/** A reason in Markdown as a terminal shows it. */
export function plain(markdown: string): string {
  return markdown.replace(/[`*]/g, "");
}
