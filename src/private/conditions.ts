import { Fn, type IResolvable, type Precondition, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { expressionOf } from "./expression";
import { type Complaint, sentence } from "./fail";
import type { Rule } from "./naming";
import { operand } from "./operand";

/** One attribute of one object, which its provider returns well formed: a condition on it would be noise. */
const FROM_AZURE = /^\$\{(sensitive\()?(data\.)?(azurerm|azuread)_[-\w.[\]]+\)?\}$/;

/** Whether a text is decided by an input (a variable, a local, an expression), which only the plan can check. */
export function isInput(scope: IConstruct, value: string): boolean {
  return Token.isUnresolved(value) && !FROM_AZURE.test(expressionOf(scope, value));
}

/** The plan-time half of `check`: nothing for a literal, which was checked at synth. */
export function conditions(scope: IConstruct, property: string, value: string, rule: Rule): Precondition[] {
  return isInput(scope, value) ? [condition(scope, obeys(value, rule), withRule(property, value, rule))] : [];
}

export function obeys(value: string, rule: Rule): IResolvable {
  return Fn.can(Fn.regex(rule.pattern, operand(value)));
}

export function condition(scope: IConstruct, holds: IResolvable | string, complaint: Complaint): Precondition {
  return { condition: holds as string, errorMessage: sentence(scope, complaint) };
}

export function withRule(property: string, got: string, rule: Rule): Complaint {
  return { property, must: rule.must, got, repair: rule.repair };
}
