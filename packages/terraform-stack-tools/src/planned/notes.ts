import { identifier } from "../stack/hidden-letters";
import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "../stack/json";
import type { PlanNote } from "./plan-json";

/** What a plan says of itself: that it is a part or about the state alone, and what else is done when it is applied. */
export function notesIn(json: JsonObject): PlanNote[] {
  const deferred = listOf(json.deferred_changes).map(deferral);
  const isPartial = deferred.length === 0 && (json.complete === false || leavesOut(json));
  const invoked = listOf(json.action_invocations).map((one): PlanNote => {
    const { address } = objectOf(one);
    return { kind: "action", address: identifier(textOf(address) || PLAN), message: "runs when the plan is applied" };
  });
  return [
    ...(isPartial ? [INCOMPLETE] : []),
    ...(!isPartial && isRefreshOnly(json) ? [REFRESH_ONLY] : []),
    ...deferred,
    ...invoked,
  ];
}

/** What a note is about that is about no resource. */
const PLAN = "the plan";
const INCOMPLETE: PlanNote = {
  kind: "incomplete",
  address: PLAN,
  message: "is not complete, so that another one follows",
};
const REFRESH_ONLY: PlanNote = {
  kind: "refresh-only",
  address: PLAN,
  message: "is refresh-only, so that applying it changes the state alone",
};

function deferral(json: Json): PlanNote {
  const { reason, resource_change } = objectOf(json);
  const address = identifier(textOf(objectOf(resource_change).address));
  const because = REASONS.get(textOf(reason));
  return {
    kind: "deferred",
    address: address === "" ? PLAN : address,
    message: `is deferred to a later plan${because === undefined ? "" : `, since ${because}`}`,
  };
}

/** Terraform, "internal/command/jsonplan/plan.go", read on 2026-11-28. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["instance_count_unknown", "the number of its instances is not known"],
  ["resource_config_unknown", "its configuration is not known"],
  ["provider_config_unknown", "the configuration of its provider is not known"],
  ["deferred_prereq", "it depends on what is deferred"],
  ["absent_prereq", "it depends on what is not there yet"],
]);

/** Whether something exists of which it plans nothing, not even that it stays: OpenTofu says no more of `-target` and `-exclude`. */
function leavesOut(json: JsonObject): boolean {
  const changes = listOf(json.resource_changes).map(objectOf);
  const planned = new Set(changes.flatMap(({ address, previous_address }) => [address, previous_address]));
  return changes.length > 0 && managedIn(json).some((address) => !planned.has(address));
}

/** Whether it plans nothing at all, although something exists. */
function isRefreshOnly(json: JsonObject): boolean {
  return !("resource_changes" in json) && managedIn(json).length > 0;
}

/** The addresses of the resources in the state before. */
function managedIn({ prior_state }: JsonObject): Json[] {
  const found: Json[] = [];
  const open = [objectOf(objectOf(objectOf(prior_state).values).root_module)];
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    for (const { mode, address } of listOf(module.resources).map(objectOf)) {
      if (mode === "managed" && address !== undefined) {
        found.push(address);
      }
    }
    open.push(...listOf(module.child_modules).filter(isObject));
  }
  return found;
}
