import { namesIn, readsOf } from "../../stack/references";
import type { Block, ProviderReference, Stack } from "../../stack/stack";

/** A block, a local value or the configuration of a provider, and whether what it reads is in the order. */
interface Step {
  readonly name: string;
  readonly isEntered: boolean;
}

/**
 * The blocks of a stack in an order to read them in: each after what it depends on, which is as near as possible. What nothing
 * else decides is in the order of addresses.
 */
export function inReadingOrder(stack: Stack): Block[] {
  const configured = stack.providers.map(({ body, ...provider }) => [providerKey(provider), namesIn(body)] as const);
  const reads = new Map([...configured, ...readsOf(stack)].map(([name, read]) => [name, [...read]]));
  const places = new Map([...reads.keys()].map((name, index) => [name, index]));
  const dependencies = (name: string): string[] => {
    const block = stack.blockByAddress.get(name);
    const provider = block === undefined || block.kind === "module" ? [] : [providerKey(block.provider)];
    return [...provider, ...(reads.get(name) ?? [])]
      .filter((one) => places.has(one))
      .sort((left, right) => (places.get(left) ?? 0) - (places.get(right) ?? 0));
  };
  const entered = (name: string): Step => ({ name, isEntered: false });
  const visited = new Set<string>();
  const ordered: Block[] = [];
  // A stack of calls would overflow in a chain of thousands of blocks.
  const open = stack.blocks.map(({ address }) => entered(address)).reverse();
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { name, isEntered } = step;
    const block = stack.blockByAddress.get(name);
    if (isEntered && block !== undefined) {
      ordered.push(block);
    } else if (!isEntered && !visited.has(name)) {
      visited.add(name);
      open.push({ name, isEntered: true }, ...dependencies(name).map(entered).reverse());
    }
  }
  return ordered;
}

function providerKey({ name, alias }: ProviderReference): string {
  return alias === undefined ? `provider.${name}` : `provider.${name}.${alias}`;
}
