import { type IResolvable, Lazy, Token, Tokenization } from "cdktf";

const initial = new WeakSet<IResolvable>();

/**
 * A value that a resource is created with although nobody states it. As a token it can be told from the same value
 * stated by a user, by a setter or an override.
 */
export function initially(value: unknown): IResolvable {
  const token = Lazy.anyValue({ produce: () => value });
  initial.add(token);
  return token;
}

export function initialText(value: string): string {
  return Token.asString(initially(value));
}

export function initialList(value: string[]): string[] {
  return Token.asList(initially(value));
}

export function isInitial(value: unknown): boolean {
  // cdktf fails on a list of objects, and only a list as a whole is initial.
  const mayBe = !Array.isArray(value) || Token.isUnresolved(value);
  return mayBe && Tokenization.reverse(value).some((token) => initial.has(token));
}
