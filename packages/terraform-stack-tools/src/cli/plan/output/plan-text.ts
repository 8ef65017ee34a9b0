import { planSerializer } from "../../../plan/plan-serializer";
import type { PlannedPair } from "../planned-pair";

/** The text of a snapshot: of one stack the one that jest has, of several each below its name. */
export function planText(planned: readonly PlannedPair[]): string {
  const texts = planned.map(({ plan, reviewed }) => {
    const text = planSerializer.serialize(plan, undefined, "");
    return planned.length === 1 ? text : `Stack ${reviewed.name}\n\n${text}`;
  });
  return `${texts.join("\n\n")}\n`;
}
