import { ownVersion } from "../../shared/refusal";
import type { Provenance, ReviewedPlan, ReviewedStack } from "../model";
import { report } from "../report";
import { writeAccess } from "./access";
import { writeHtml } from "./html";
import { writeJson } from "./json";
import { writeMarkdown } from "./markdown";
import { writeSarif } from "./sarif";
import { writeText } from "./text";

/** A format, by what `--format` calls it. */
export interface Writer {
  /** Whether it has a header, which tells where the report comes from. */
  readonly hasHeader?: true;
  readonly write: (planned: readonly ReviewedPlan[], header?: Provenance) => string;
}

export const WRITERS = {
  text: { write: writeText },
  json: { write: writeJson },
  markdown: {
    hasHeader: true,
    write: (planned: readonly ReviewedPlan[], header?: Provenance) => writeMarkdown(report(stacksOf(planned), header)),
  },
  html: {
    hasHeader: true,
    write: (planned: readonly ReviewedPlan[], header?: Provenance) =>
      writeHtml(titleOf(stacksOf(planned)), report(stacksOf(planned), header)),
  },
  sarif: { write: (planned) => writeSarif(stacksOf(planned), ownVersion()) },
  access: { write: writeAccess },
} satisfies Record<string, Writer>;

function stacksOf(planned: readonly ReviewedPlan[]): ReviewedStack[] {
  return planned.map(({ reviewed }) => reviewed);
}

function titleOf(stacks: readonly ReviewedStack[]): string {
  return `Plan of ${stacks.length === 1 ? stacks[0].name : `${stacks.length} stacks`}`;
}
