import { identifier } from "../stack/hidden-letters";
import { type JsonObject, listOf, objectOf, textOf } from "../stack/json";
import type { PlanNote } from "./plan-notes";
import type { Marked } from "./shown-plan";

/** What a plan says of itself: that it is a part, and what else is done when it is applied. */
export function notesIn({ complete, deferred_changes, action_invocations }: JsonObject): PlanNote[] {
  const deferred = listOf(deferred_changes).map((one): PlanNote => {
    const { reason, resource_change } = objectOf(one);
    const address = identifier(textOf(objectOf(resource_change).address));
    const because = REASONS.get(textOf(reason));
    return {
      kind: "deferred",
      address: address === "" ? PLAN : address,
      message: `is deferred to a later plan${because === undefined ? "" : `, since ${because}`}`,
    };
  });
  const invoked = listOf(action_invocations).map((one): PlanNote => {
    const { address } = objectOf(one);
    return { kind: "action", address: identifier(textOf(address) || PLAN), message: "runs when the plan is applied" };
  });
  const incomplete: PlanNote = {
    kind: "incomplete",
    address: PLAN,
    message: "is not complete, so that another one follows",
  };
  return [...(complete === false && deferred.length === 0 ? [incomplete] : []), ...deferred, ...invoked];
}

/** What a note is about that is about no resource. */
const PLAN = "the plan";

/** Terraform, "internal/command/jsonplan/plan.go", read on 2026-11-28. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["instance_count_unknown", "the number of its instances is not known"],
  ["resource_config_unknown", "its configuration is not known"],
  ["provider_config_unknown", "the configuration of its provider is not known"],
  ["deferred_prereq", "it depends on what is deferred"],
  ["absent_prereq", "it depends on what is not there yet"],
]);

/** The values in what these are about, and in what was changed elsewhere, with their marks. */
export function markedInNotes({ deferred_changes, action_invocations, resource_drift }: JsonObject): Marked[] {
  const deferred = listOf(deferred_changes).map((one) => objectOf(one).resource_change ?? null);
  const changes = [...deferred, ...listOf(resource_drift)].map((one) => objectOf(objectOf(one).change));
  return [
    ...changes.flatMap(({ before, after, before_sensitive, after_sensitive }) => [
      { value: before ?? null, marks: before_sensitive ?? false },
      { value: before ?? null, marks: after_sensitive ?? false },
      { value: after ?? null, marks: after_sensitive ?? false },
    ]),
    ...listOf(action_invocations)
      .map(objectOf)
      .map(({ config_values, config_sensitive }) => ({
        value: config_values ?? null,
        marks: config_sensitive ?? false,
      })),
  ];
}
