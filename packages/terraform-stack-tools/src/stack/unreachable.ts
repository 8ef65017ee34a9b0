/** Where no case is left. A case that is added later fails the type check at every reader that does not handle it. */
export function unreachable(value: never): never {
  throw new TypeError(`no case for ${JSON.stringify(value)}`);
}
