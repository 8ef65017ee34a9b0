import { blockOfInstance } from "../../stack/address";
import type { JsonObject } from "../../stack/json";
import { type Stack, withSections } from "../../stack/stack";

/** A stack on its way to code that people maintain. */
export interface Draft {
  readonly stack: Stack;
  /** Where blocks of the source are now, such as `aws_subnet.all["a"]`, by their address in the source. */
  readonly addresses: ReadonlyMap<string, string>;
}

export function draftOf(stack: Stack): Draft {
  return { stack, addresses: new Map(stack.blocks.map(({ address }) => [address, address])) };
}

/**
 * A draft in which blocks have other addresses.
 * @param moves the address of a block, or of an instance of one, by its address before
 */
export function moved({ stack, addresses }: Draft, sections: JsonObject, moves: ReadonlyMap<string, string>): Draft {
  const paths = new Map(stack.constructPaths);
  for (const [from, to] of moves) {
    const path = stack.constructPaths.get(from);
    const block = blockOfInstance(to);
    if (path !== undefined && !(paths.has(block) && block !== from)) {
      paths.set(block, path);
    }
  }
  return {
    stack: { ...withSections(stack, sections), constructPaths: paths },
    addresses: new Map([...addresses].map(([source, address]) => [source, moves.get(address) ?? address])),
  };
}
