import type { PlannedStack } from "../../planned/planned-stack";
import { listed } from "../../shared/words";
import { entries, type Json, type JsonObject, listOf, objectOf, textOf } from "../../stack/json";
import { closure } from "../../stack/references";
import { type ImagePolicy, imagePoliciesIn, LIST } from "./image-policies";

/** Whether a cluster takes the images of a list alone, and why. */
interface Approval {
  readonly result: "met" | "not met" | "unknown";
  readonly because: string;
}

/** One policy that denies is enough, whatever the others do. */
const ORDER: readonly Approval["result"][] = ["met", "unknown", "not met"];

const NONE = "these plans have no policy for it that limits images";

export function approvalIn(name: string, stacks: readonly PlannedStack[]): Approval {
  const policies = stacks.flatMap(imagePoliciesIn).filter(({ cluster = name }) => cluster === name);
  const answers = policies.flatMap(answersOf);
  const [best] = ORDER.flatMap((result) => answers.find((one) => one.result === result) ?? []);
  const { result, because } = best ?? { result: "not met", because: NONE };
  return { result, because: stacks.reduce((words, { naming }) => naming.within(words), because) };
}

/** By each of its bindings. */
function answersOf({ name, cluster, spec, bindings, allowed, exempt, ...policy }: ImagePolicy): Approval[] {
  const answer = (result: Approval["result"], because: string) => ({ result, because: `policy ${name} ${because}` });
  if (cluster === undefined) {
    return [answer("unknown", "is in an unknown cluster")];
  }
  if (bindings.length === 0) {
    return [answer("not met", "has no binding, so it does nothing")];
  }
  const readBy = (name: string) => variablesIn(listOf(spec.variables).filter((one) => objectOf(one).name === name));
  return bindings.map((binding) => {
    const matched = [spec.matchConstraints, binding.spec.matchResources].map(objectOf);
    const labels = matched.flatMap(labelsOf);
    const alone = labels.filter(({ isExempt }) => !isExempt).map(({ words }) => words);
    const actions = listOf(binding.spec.validationActions).map(textOf);
    const faults: readonly (readonly [isThere: boolean, words: string])[] = [
      [!binding.isOpen && !actions.includes("Deny"), `denies nothing: its validationActions are ${listed(actions)}`],
      [!closure(variablesIn(spec.validations), readBy).has(LIST), `has no validation that reads ${LIST}`],
      [spec.failurePolicy === "Ignore", "admits what it cannot judge"],
      [!matched.every(isAboutPods), "does not cover all pods that are created or updated"],
      [alone.length > 0, `covers only ${listed(alone)}`],
    ];
    const found = faults.filter(([isThere]) => isThere).map(([, words]) => words);
    if (found.length > 0) {
      return answer("not met", listed(found));
    }
    const others = [
      spec.paramKind,
      spec.matchConditions,
      ...matched.map(({ excludeResourceRules }) => excludeResourceRules),
    ];
    if (
      policy.isOpen ||
      binding.isOpen ||
      allowed === undefined ||
      exempt === undefined ||
      others.flatMap(listOf).length > 0
    ) {
      return answer("unknown", "allows or exempts what a plan does not show");
    }
    const except = listed([...exempt, ...labels].map(({ words }) => words));
    const images = listed(allowed.map(({ words }) => words)) || "none";
    return answer("met", `denies all images but ${images}${except === "" ? "" : `; exempt: ${except}`}`);
  });
}

/** Whether it judges all namespaces but those that are exempt. Nobody knows it of labels that are not known. */
export function isForAll({ spec, bindings }: ImagePolicy): boolean {
  const matched = (binding: JsonObject) => [spec.matchConstraints, binding.matchResources].map(objectOf);
  return bindings.some((one) =>
    matched(one.spec)
      .flatMap(labelsOf)
      .every(({ isExempt }) => isExempt),
  );
}

function labelsOf({ namespaceSelector, objectSelector }: JsonObject) {
  return [...labelsIn("namespaces", namespaceSelector), ...labelsIn("objects", objectSelector)];
}

/** The variables that some expressions read. */
function variablesIn(all: Json | undefined): string[] {
  const expressions = listOf(all).map((one) => textOf(objectOf(one).expression));
  return [...expressions.join("\n").matchAll(/\bvariables\.(\w+)/g)].map(([, name]) => name);
}

/** What a selector asks of labels. Every namespace has its name for one. */
function labelsIn(what: string, selector: Json | undefined): { readonly isExempt: boolean; readonly words: string }[] {
  const { matchLabels, matchExpressions } = objectOf(selector);
  const labels = entries(matchLabels).map(([key, value]): JsonObject => ({ key, operator: "In", values: [value] }));
  return [...labels, ...listOf(matchExpressions).map(objectOf)].map(({ key, operator, values }) => ({
    isExempt: operator === "NotIn" || (operator === "DoesNotExist" && key !== "kubernetes.io/metadata.name"),
    words: [what, "with", textOf(key), listed(listOf(values).map(textOf))].join(" ").trim(),
  }));
}

/** New pods, other images in them, and containers that somebody adds to debug them. */
const PODS = ["CREATE pods", "UPDATE pods", "UPDATE pods/ephemeralcontainers"];

/** A binding need not say what it is about. */
function isAboutPods({ resourceRules }: JsonObject): boolean {
  const has = (all: Json | undefined, one: string) => listOf(all).some((other) => other === one || other === "*");
  const covered = listOf(resourceRules).flatMap((rule) => {
    const { apiGroups, apiVersions, operations, resources, resourceNames, scope } = objectOf(rule);
    const isOfAll =
      has(apiGroups, "") && has(apiVersions, "v1") && scope !== "Cluster" && listOf(resourceNames).length === 0;
    return isOfAll ? listOf(operations).flatMap((one) => listOf(resources).map((other) => `${one} ${other}`)) : [];
  });
  const isCovered = (one: string) => [one, one.replace(/^\w+/, "*")].some((each) => covered.includes(each));
  return resourceRules === undefined || PODS.every(isCovered);
}
