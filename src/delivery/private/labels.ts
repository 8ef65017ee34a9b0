import { Token } from "cdktf";
import type { Rules } from "../../private/rules";
import { RULES, type TextRule } from "../../private/text-rules";

/** Checks the names of labels or annotations, and the values of those that have a rule. */
export function checkLabels(
  rules: Rules,
  property: string,
  map: { [name: string]: string } = {},
  valueRule?: TextRule,
): void {
  // A whole map that is unknown until plan is left to the provider.
  const known = Token.isUnresolved(map) ? {} : map;
  for (const [name, value] of Object.entries(known)) {
    rules.text(`the name of ${property}`, name, RULES.labelKey);
    if (valueRule) {
      rules.text(`${property}.${name}`, value, valueRule);
    }
  }
}
