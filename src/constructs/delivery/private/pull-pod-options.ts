import { Token } from "cdktf";
import type { Rules } from "../../private/rules";
import { RULES, type TextRule } from "../../private/text-rules";
import type { PullCheckPodOptions } from "../pull-check-pod-options";

/** Checks what Kubernetes would reject during the apply. */
export function checkPodOptions(rules: Rules, options: PullCheckPodOptions): void {
  const { labels, annotations, nodeSelector, resources, tolerations } = options;
  checkMap(rules, "labels", labels, RULES.labelValue);
  checkMap(rules, "annotations", annotations);
  checkMap(rules, "nodeSelector", nodeSelector, RULES.labelValue);
  for (const [name, quantity] of Object.entries(resources ?? {})) {
    rules.text(`resources.${name}`, quantity ?? "", RULES.quantity);
  }
  for (const { key, value } of tolerations ?? []) {
    rules.text("tolerations.key", key, RULES.labelKey);
    rules.text("tolerations.value", value ?? "", RULES.labelValue);
  }
}

function checkMap(rules: Rules, property: string, map: { [name: string]: string } | undefined, valueRule?: TextRule): void {
  // A whole map that is unknown until plan is left to the provider.
  const known = Token.isUnresolved(map) ? {} : map;
  for (const [name, value] of Object.entries(known ?? {})) {
    rules.text(`the name of ${property}`, name, RULES.labelKey);
    if (valueRule) {
      rules.text(`${property}.${name}`, value, valueRule);
    }
  }
}
