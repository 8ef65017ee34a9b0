import { blockAddress } from "./address";
import type { Move } from "./stack";

/** Whether a whole block gets another name, and nothing else. */
export function isRename({ from, to }: Move): boolean {
  const isWhole = [from, to].every(({ key, modules }) => key === undefined && modules.length === 0);
  return isWhole && from.kind === to.kind && from.type === to.type;
}

/**
 * The addresses of a block one after the other, each once, from a first one to the last that any step leads to.
 * @param steps the next address, by the one before
 * @param isEnd whether an address that a step leads to is the last one
 */
export function chain(
  first: string,
  steps: ReadonlyMap<string, string>,
  isEnd = (_address: string) => false,
): string[] {
  const addresses = [first];
  let next = steps.get(first);
  while (next !== undefined && !addresses.includes(next)) {
    addresses.push(next);
    next = isEnd(next) ? undefined : steps.get(next);
  }
  return addresses;
}

/** The addresses that blocks had before their moves. */
export class Origins {
  private readonly byTarget: ReadonlyMap<string, string>;

  constructor(moves: readonly Move[]) {
    this.byTarget = new Map(moves.map(({ from, to }) => [blockAddress(to), blockAddress(from)]));
  }

  /** The first one. @param block the address of a block as it is now */
  public of(block: string): string {
    return chain(block, this.byTarget).pop() ?? block;
  }

  /** The present addresses of what has moved, by the first one. */
  public get moved(): Readonly<Record<string, string>> {
    const left = new Set(this.byTarget.values());
    const present = [...this.byTarget.keys()].filter((target) => !left.has(target));
    return Object.fromEntries(present.map((target) => [this.of(target), target]));
  }
}
