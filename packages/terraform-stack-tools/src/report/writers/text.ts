import { planText } from "../../planned/plan";
import { visible } from "../../shared/words";
import type { ReviewedPlan } from "../model";
import { headlineOf } from "../report";
import { SECTIONS } from "../sections";

/** The report for a terminal: the headline, who gains and loses access, and the plan as snapshots have it. */
export function writeText(planned: readonly ReviewedPlan[]): string {
  const stacks = planned.map(({ reviewed }) => reviewed);
  const { headline, details } = headlineOf(stacks);
  const lists = SECTIONS.map(({ title, lines }) => {
    const told = stacks.flatMap((reviewed) => lines?.(reviewed) ?? []);
    return told.length === 0 ? [] : [`${title}:`, ...told.map(visible)];
  });
  const parts = [
    [visible(headline)],
    details.map((line) => `- ${visible(line)}`),
    SECTIONS.flatMap(({ summary }) => summary?.(stacks) ?? []),
    ...lists,
    [plansText(planned)],
  ];
  return parts.flatMap((lines) => (lines.length === 0 ? [] : [lines.join("\n")])).join("\n\n");
}

/** The text of a snapshot: of one stack the one that jest has, of several each below its name. */
export function plansText(planned: readonly ReviewedPlan[]): string {
  const texts = planned.map(({ plan, reviewed }) => {
    const text = planText(plan);
    return planned.length === 1 ? text : `Stack ${reviewed.name}\n\n${text}`;
  });
  return `${texts.join("\n\n")}\n`;
}
