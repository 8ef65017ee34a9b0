import { accessOrigin, accessSentence } from "../../../knowledge/access/sentences";
import { verdict } from "../../../report/content/verdict";
import { visible } from "../../../shared/markdown";
import type { PlannedPair } from "../planned-pair";
import { planText } from "./plan-text";

/** The report for a terminal: the verdict, who gains and loses access, and the plan as snapshots have it. */
export function textReport(planned: readonly PlannedPair[]): string {
  const access = planned.flatMap(({ reviewed }) => [
    ...reviewed.access.gained.map((line) => `+ ${accessSentence(line)} (${accessOrigin(line)})`),
    ...reviewed.access.lost.map((line) => `- ${accessSentence(line)} (${accessOrigin(line)})`),
  ]);
  const sections = [
    visible(verdict(planned.map(({ reviewed }) => reviewed))),
    ...(access.length === 0 ? [] : [["Access:", ...access.map(visible)].join("\n")]),
    planText(planned),
  ];
  return sections.join("\n\n");
}
