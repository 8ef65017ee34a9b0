import type { PlannedStack } from "../../planned/planned-stack";
import { listed } from "../../shared/words";
import { entries, isList, type Json, listOf, objectOf, textOf } from "../../stack/json";
import { type ImagePolicy, imagePoliciesIn, LIST } from "./image-policies";

/** Whether a cluster takes the images of a list alone, and why. */
interface Approval {
  readonly result: "met" | "not met" | "unknown";
  readonly because: string;
}

export function approvalIn(cluster: string, stacks: readonly PlannedStack[]): Approval {
  const policies = stacks.flatMap(imagePoliciesIn);
  const answers = policies.filter((one) => one.cluster === cluster).flatMap(answersOf);
  const elsewhere = policies
    .filter((one) => one.cluster === undefined)
    .map(
      ({ name }): Approval => ({ result: "unknown", because: `nobody can tell in which cluster policy ${name} is` }),
    );
  const none = "these plans have no policy for it that says which images there may be";
  return (
    [...answers, ...elsewhere].sort((one, other) => ORDER.indexOf(one.result) - ORDER.indexOf(other.result))[0] ?? {
      result: "not met",
      because: none,
    }
  );
}

/** One policy that denies is enough, whatever the others do. */
const ORDER: readonly Approval["result"][] = ["met", "unknown", "not met"];

/** By each of its bindings. */
function answersOf({ name, spec, bindings, allowed, exempt, ...policy }: ImagePolicy): Approval[] {
  const answer = (result: Approval["result"], because: string) => ({ result, because: `policy ${name} ${because}` });
  if (bindings.length === 0) {
    return [answer("not met", "has no binding, so that it does nothing")];
  }
  return bindings.map((binding) => {
    const matched = [spec.matchConstraints, binding.spec.matchResources].map(objectOf);
    const selected = matched.flatMap(({ namespaceSelector, objectSelector }) => [
      ...requirementsIn("namespaces", namespaceSelector),
      ...requirementsIn("objects", objectSelector),
    ]);
    const alone = selected.filter(([isExempt]) => !isExempt).map(([, words]) => words);
    const actions = listOf(binding.spec.validationActions).map(textOf);
    const isOpen = policy.isOpen || binding.isOpen || allowed === undefined || exempt === undefined;
    const lacks = [
      ...(binding.isOpen || actions.includes("Deny")
        ? []
        : [`denies nothing: its validationActions are ${listed(actions)}`]),
      ...(JSON.stringify(spec).includes(`variables.${LIST}`) ? [] : [`has no validation that reads ${LIST}`]),
      ...(spec.failurePolicy === "Ignore" ? ["lets pass what it cannot judge"] : []),
      ...(matched.every(({ resourceRules }) => isAboutPods(resourceRules))
        ? []
        : ["is not about all new and changed pods"]),
      ...(alone.length === 0 ? [] : [`is for ${listed(alone)} alone`]),
    ];
    if (lacks.length > 0) {
      return answer("not met", listed(lacks));
    }
    if (
      isOpen ||
      [spec.matchConditions, ...matched.map((one) => one.excludeResourceRules)].some((one) => listOf(one).length > 0)
    ) {
      return answer("unknown", "allows or leaves out what a plan does not tell");
    }
    const [images, exemptions] = [allowed, exempt].map((all) => all.map(({ words }) => words));
    const excepted = [...exemptions, ...selected.map(([, words]) => words)];
    const except = excepted.length === 0 ? "" : `; exempt: ${listed(excepted)}`;
    return answer("met", `denies all images but those of ${listed(images) || "nobody"}${except}`);
  });
}

/** What a selector asks of labels, in words, and whether who has them is exempt. */
function requirementsIn(what: string, selector: Json | undefined): (readonly [isExempt: boolean, words: string])[] {
  const { matchLabels, matchExpressions } = objectOf(selector);
  return [
    ...entries(matchLabels).map(([key, value]) => [false, `${what} with ${key} ${textOf(value)}`] as const),
    ...listOf(matchExpressions).map((one) => {
      const { key, operator, values } = objectOf(one);
      const isExempt = operator === "NotIn" || operator === "DoesNotExist";
      return [isExempt, [`${what} with`, textOf(key), listed(listOf(values).map(textOf))].join(" ").trim()] as const;
    }),
  ];
}

/** New pods, other images in them, and containers that somebody adds to debug them. */
const PODS = [
  ["CREATE", "pods"],
  ["UPDATE", "pods"],
  ["UPDATE", "pods/ephemeralcontainers"],
];

/** @param rules of a binding, which may have none */
function isAboutPods(rules: Json | undefined): boolean {
  const has = (all: Json | undefined, one: string, every = "*") =>
    isList(all) && (all.includes(one) || all.includes(every));
  const isAbout = (rule: Json, [operation, resource]: readonly string[]) => {
    const { apiGroups, operations, resources, resourceNames } = objectOf(rule);
    const isAll = listOf(resourceNames).length === 0 && has(apiGroups, "");
    return isAll && has(operations, operation) && has(resources, resource, "*/*");
  };
  return rules === undefined || PODS.every((pods) => listOf(rules).some((rule) => isAbout(rule, pods)));
}
