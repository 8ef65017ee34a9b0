import { Fn, type IResolvable, type Precondition, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { expressionOf } from "./expression";
import { type Complaint, sentence } from "./fail";
import { operand } from "./operand";
import type { Rule } from "./rules";

/** One attribute of one object, and its name. */
const FROM_AZURE = /^\$\{(?:sensitive\()?(?:data\.)?(?:azurerm|azuread)_[-\w.[\]]+\.(\w+)\)?\}$/;

/**
 * Whether a text is decided by an input (a variable, a local, an expression), which only the plan can check. An attribute that a provider
 * answers is well formed, so that a condition on it would be noise, but only the one that the rule is about: a client id is no object id.
 */
export function isInput(scope: IConstruct, value: string, { attribute = "\\w+" }: Pick<Rule, "attribute"> = {}): boolean {
  const name = Token.isUnresolved(value) ? (FROM_AZURE.exec(expressionOf(scope, value))?.[1] ?? "") : undefined;
  return name !== undefined && !new RegExp(`^${attribute}$`).test(name);
}

/** The plan-time half of `check`: nothing for a literal, which was checked at synth. */
export function conditions(scope: IConstruct, property: string, value: string, rule: Rule): Precondition[] {
  return isInput(scope, value, rule) ? [condition(scope, obeys(value, rule), withRule(property, value, rule))] : [];
}

export function obeys(value: string, rule: Rule): IResolvable {
  return Fn.can(Fn.regex(rule.pattern, operand(value)));
}

/** Terraform shows what was got beside the sentence. In it, a sensitive value would hide all of it, and null would be an error of its own. */
export function condition(scope: IConstruct, holds: IResolvable | string, complaint: Complaint): Precondition {
  const got = Token.isUnresolved(complaint.got) ? undefined : complaint.got;
  return { condition: holds as string, errorMessage: sentence(scope, { ...complaint, got }) };
}

export function withRule(property: string, got: string, rule: Rule): Complaint {
  return { property, must: rule.must, got, repair: rule.repair };
}
