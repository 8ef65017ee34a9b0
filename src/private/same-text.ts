import { Fn, type IResolvable, Op, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { expressionOf } from "./rendering/expression";
import { operand } from "./rendering/operand";

/** Whether two ids are one, whatever their case. What synth cannot tell is an expression for the plan. */
export function isSameText(scope: IConstruct, one: string, other: string): boolean | IResolvable {
  if (!Token.isUnresolved(one) && !Token.isUnresolved(other)) {
    return one.toLowerCase() === other.toLowerCase();
  }
  return (
    expressionOf(scope, one) === expressionOf(scope, other) || Op.eq(Fn.lower(operand(one)), Fn.lower(operand(other)))
  );
}

/** Azure ignores case, Terraform expressions do not. */
export function sameCase(scope: IConstruct, text: string): string {
  return Token.isUnresolved(text) ? expressionOf(scope, text) : text.toLowerCase();
}
