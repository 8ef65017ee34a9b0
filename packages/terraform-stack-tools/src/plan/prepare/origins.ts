import { blockAddress, parseAddress, printAddress } from "../../stack/address";
import type { Stack } from "../../stack/stack";
import type { Mocks } from "./mocks";

/** The addresses that blocks had before their moves, by which their answers are made up. */
export class Origins {
  private readonly byTarget: ReadonlyMap<string, string>;

  constructor({ moves }: Pick<Stack, "moves">) {
    this.byTarget = new Map(moves.map(({ from, to }) => [blockAddress(to), blockAddress(from)]));
  }

  /** @param block the address of a block as it is now */
  public of(block: string): string {
    let origin = block;
    // No chain of moves has more links than there are moves.
    for (let link = 0; link < this.byTarget.size; link++) {
      const earlier = this.byTarget.get(origin);
      if (earlier === undefined) {
        return origin;
      }
      origin = earlier;
    }
    return origin;
  }

  /** The present addresses of what has moved, by the first one. */
  public get moved(): Readonly<Record<string, string>> {
    const left = new Set(this.byTarget.values());
    const present = [...this.byTarget.keys()].filter((target) => !left.has(target));
    return Object.fromEntries(present.map((target) => [this.of(target), target]));
  }

  /** Answers that are given by the new address of what has moved, under the earlier one as well. */
  public withEarlierKeys(mocks: Mocks): Mocks {
    if (this.byTarget.size === 0) {
      return mocks;
    }
    const moved = Object.entries(mocks).flatMap(([key, answers]) => {
      const earlier = this.earlierKey(key);
      return earlier === key ? [] : [[earlier, { ...mocks[earlier], ...answers }] as const];
    });
    return { ...mocks, ...Object.fromEntries(moved) };
  }

  private earlierKey(key: string): string {
    const address = parseAddress(key);
    const origin = address && parseAddress(this.of(blockAddress(address)));
    return origin === undefined ? key : printAddress({ ...origin, key: address?.key });
  }
}
