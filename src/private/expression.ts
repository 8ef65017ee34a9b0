import { DefaultTokenResolver, StringConcat, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";

/** What a value will be in the synthesized JSON, so that two tokens of one attribute can be told to be equal. */
export function expressionOf(scope: IConstruct, value: string | string[]): string {
  if (!Token.isUnresolved(value)) {
    return typeof value === "string" ? value : JSON.stringify(value);
  }
  const resolved = Tokenization.resolve(value, {
    scope,
    preparing: false,
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
  return typeof resolved === "string" ? resolved : JSON.stringify(resolved);
}
