import { ownPage } from "./own-package";

/** The anchors of the page on errors. They are part of messages, so renaming one breaks links that people keep. */
export const ERROR_TOPICS = [
  "terraform-binary",
  "provider-download",
  "replacement-unknown",
  "edited-bundle",
  "replaced-stack",
  "deleted-by-handoff",
  "changed-target",
  "literal-secrets",
  "handoff-running",
  "hcl-bundles",
  "handoff-input",
] as const;

export type ErrorTopic = (typeof ERROR_TOPICS)[number];

/** The end of a message that the page on errors says more about. */
export function hint(topic: ErrorTopic): string {
  return `see ${ownPage(`docs/errors.md#${topic}`)}`;
}
