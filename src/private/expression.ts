import { DefaultTokenResolver, StringConcat, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";

/** What a text will be in the synthesized JSON, so that two tokens of one attribute can be told to be equal, and shown. */
export function expressionOf(scope: IConstruct, value: string): string {
  return Token.isUnresolved(value) ? String(resolve(scope, value)) : value;
}

/** The same of each text of a list. A token that stands for the whole list is one expression. */
export function expressionsOf(scope: IConstruct, values: string[]): string[] {
  return [resolve(scope, values)].flat().map(String);
}

function resolve(scope: IConstruct, value: unknown): unknown {
  return Tokenization.resolve(value, { scope, preparing: false, resolver: new DefaultTokenResolver(new StringConcat()) });
}
