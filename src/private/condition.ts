import { Fn, type IResolvable, Op, type Precondition, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { type Complaint, sentence } from "./fail";
import { expressionOf } from "./rendering/expression";
import { operand } from "./rendering/operand";
import type { TextRule } from "./text-rules";

/** A text in an expression, without another expression in it. */
const TEXT = /"(?:[^"\\$]|\\.|\$(?!\{))*"/g;

/** One attribute of one Azure object, and nothing else. */
const AZURE_ATTRIBUTE = /^\$\{(?:sensitive\()?(?:data\.)?(?:azurerm|azuread)_[-\w.[\]]+\.(\w+)\)?\}$/;

const returned = new WeakSet<IResolvable>();

/** Marks an expression whose value is an attribute of one Azure object, however it is written. */
export function returnedByAzure(expression: IResolvable): string {
  returned.add(expression);
  return Token.asString(expression);
}

/**
 * Whether the user decides a text at plan, by a variable, a local or an expression. Attributes that Azure returns are
 * well formed, so a condition on them would only be noise; a rule may restrict this to its own attributes, since a
 * client id is no object id. What a function makes of literals is no input: Terraform refuses a condition that refers to
 * nothing.
 */
export function isInput(scope: IConstruct, value: string, { attributes }: Pick<TextRule, "attributes"> = {}): boolean {
  if (!Token.isUnresolved(value) || Tokenization.reverse(value).some((token) => returned.has(token))) {
    return false;
  }
  const expression = expressionOf(scope, value);
  const attribute = AZURE_ATTRIBUTE.exec(expression)?.[1];
  if (attribute === undefined) {
    // Without an expression, it is a text that was produced late.
    return expression.includes("${") && /\w[\])]*\./.test(expression.replace(TEXT, ""));
  }
  return attributes !== undefined && !attributes.includes(attribute);
}

export function obeys(value: string, { pattern, forbidden }: TextRule): IResolvable {
  const text = operand(value);
  const matches = Fn.can(Fn.regex(pattern, text));
  return forbidden === undefined ? matches : Token.asAny(Op.and(matches, Op.not(Fn.can(Fn.regex(forbidden, text)))));
}

/**
 * A condition with the words of an error at synth. The message leaves a token out: Terraform shows the value beside it
 * anyway, hides the whole message if the value is sensitive, and fails on null.
 */
export function condition(scope: IConstruct, holds: IResolvable | string, complaint: Complaint): Precondition {
  const got = Token.isUnresolved(complaint.got) ? undefined : complaint.got;
  return { condition: holds, errorMessage: sentence(scope, { ...complaint, got }) };
}
