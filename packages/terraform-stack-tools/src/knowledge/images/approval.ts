import type { PlannedStack } from "../../planned/planned-stack";
import { listed } from "../../shared/words";
import { entries, isList, type Json, type JsonObject, listOf, objectOf, textOf } from "../../stack/json";
import { type ImagePolicy, imagePoliciesIn, LIST } from "./image-policies";

/** Whether a cluster takes the images of a list alone, and why. */
interface Approval {
  readonly result: "met" | "not met" | "unknown";
  readonly because: string;
}

export function approvalIn(cluster: string, stacks: readonly PlannedStack[]): Approval {
  const policies = stacks.flatMap(imagePoliciesIn);
  const answers = policies.filter((one) => one.cluster === cluster).flatMap(answersOf);
  const best = (["met", "unknown"] as const).flatMap((result) => answers.find((one) => one.result === result) ?? []);
  const [elsewhere] = policies.filter((one) => one.cluster === undefined);
  if (best.length > 0) {
    return best[0];
  }
  if (elsewhere !== undefined) {
    return { result: "unknown", because: `nobody can tell in which cluster policy ${elsewhere.name} is` };
  }
  const none = "these plans have no policy for it that says which images there may be";
  return { result: "not met", because: answers.map(({ because }) => because).join("; ") || none };
}

/** By each of its bindings. */
function answersOf(policy: ImagePolicy): Approval[] {
  const named = (result: Approval["result"], because: string): Approval => ({
    result,
    because: `policy ${policy.name} ${because}`,
  });
  if (policy.bindings.length === 0) {
    return [named("not met", "has no binding, so that it does nothing")];
  }
  return policy.bindings.map((binding) => {
    const matched = [policy.spec.matchConstraints, binding.spec.matchResources].map(objectOf);
    const selected = matched.flatMap(({ namespaceSelector, objectSelector }) => [
      ...requirementsIn("namespaces", namespaceSelector),
      ...requirementsIn("objects", objectSelector),
    ]);
    const [exempt, alone] = [true, false].map((isExempt) =>
      selected.filter((one) => one.isExempt === isExempt).map(({ words }) => words),
    );
    const actions = listOf(binding.spec.validationActions).map(textOf);
    const isOpen = policy.isOpen || binding.isOpen || policy.allowed === undefined;
    const leavesOut = [policy.spec.matchConditions, ...matched.map((one) => one.excludeResourceRules)].flatMap(listOf);
    const lacks = [
      ...(actions.includes("Deny") || isOpen ? [] : [`denies nothing: its validationActions are ${listed(actions)}`]),
      ...(JSON.stringify(policy.spec).includes(`variables.${LIST}`) ? [] : [`has no validation that reads ${LIST}`]),
      ...(policy.spec.failurePolicy === "Ignore" ? ["lets pass what it cannot judge"] : []),
      ...(matched.every(isAboutPods) ? [] : ["is not about every pod that is created or changed"]),
      ...(alone.length === 0 ? [] : [`is for ${listed(alone)} alone`]),
    ];
    if (lacks.length > 0) {
      return named("not met", listed(lacks));
    }
    if (isOpen || leavesOut.length > 0) {
      return named("unknown", "leaves out, or allows, what a plan does not tell");
    }
    const words = listed((policy.allowed ?? []).map((one) => one.words)) || "none";
    return named("met", `denies all images but ${words}${exempt.length === 0 ? "" : `, except in ${listed(exempt)}`}`);
  });
}

/** What a selector demands of labels. Whoever lacks one that must not be there, or has another value, is exempt. */
function requirementsIn(
  what: string,
  selector: Json | undefined,
): { readonly isExempt: boolean; readonly words: string }[] {
  const { matchLabels, matchExpressions } = objectOf(selector);
  const labels = entries(matchLabels).map(([key, value]): JsonObject => ({ key, operator: "In", values: [value] }));
  return [...labels, ...listOf(matchExpressions).map(objectOf)].map(({ key, operator, values }) => ({
    isExempt: operator === "NotIn" || operator === "DoesNotExist",
    words: `${what} with ${textOf(key)} ${listOf(values).map(textOf).join(", ")}`.trimEnd(),
  }));
}

/** New pods, other images in them, and containers that somebody adds to debug them. A binding that names none has all. */
const PODS = ["CREATE pods", "UPDATE pods", "UPDATE pods/ephemeralcontainers"];

function isAboutPods({ resourceRules }: JsonObject): boolean {
  const rules = listOf(resourceRules).map(objectOf);
  const has = (all: Json | undefined, one: string) => isList(all) && (all.includes(one) || all.includes("*"));
  return (
    resourceRules === undefined ||
    PODS.every((pods) => {
      const [operation, resource] = pods.split(" ");
      return rules.some(
        ({ apiGroups, operations, resources, resourceNames }) =>
          has(apiGroups, "") &&
          has(operations, operation) &&
          has(resources, resource) &&
          listOf(resourceNames).length === 0,
      );
    })
  );
}
