import { DefaultTokenResolver, StringConcat, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";

/** What a value will be in the synthesized JSON, so that two tokens of one attribute can be told to be equal. */
export function expressionOf(scope: IConstruct, value: string | string[]): string {
  if (typeof value === "string" && !Token.isUnresolved(value)) {
    return value;
  }
  const resolver = new DefaultTokenResolver(new StringConcat());
  const resolved = Tokenization.resolve(value, { scope, preparing: false, resolver });
  return typeof resolved === "string" ? resolved : JSON.stringify(resolved);
}
