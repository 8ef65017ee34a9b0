import { type Address, blockAddress, parseAddress, printAddress } from "./address";
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

/** Where Terraform takes the objects of a state, by the `moved` blocks of a configuration. */
export class Moves {
  private readonly ofResources = new Map<string, Move[]>();
  private readonly ofModules: readonly Move[];

  constructor(moves: readonly Move[]) {
    this.ofModules = moves.filter(({ from }) => from.kind === "module");
    for (const move of moves.filter(({ from }) => from.kind === "resource")) {
      const block = blockAddress(move.from);
      this.ofResources.set(block, [...(this.ofResources.get(block) ?? []), move]);
    }
  }

  /** The last address, step by step. */
  public from(address: Address): Address {
    const seen = new Set<string>();
    let present = address;
    while (!seen.has(printAddress(present))) {
      seen.add(printAddress(present));
      present = this.step(present) ?? present;
    }
    return present;
  }

  private step(address: Address): Address | undefined {
    const own = this.ofResources.get(blockAddress(address))?.find((move) => isOfInstance(move, address.key));
    if (own !== undefined) {
      return { ...own.to, key: isOfAll(own) ? address.key : own.to.key };
    }
    for (const move of this.ofModules) {
      const modules = modulesAfter(move, address.modules);
      if (modules !== undefined) {
        return { ...address, modules };
      }
    }
    return undefined;
  }
}

/** Without keys, a move is of all instances. */
function isOfAll({ from, to }: Move): boolean {
  return from.key === undefined && to.key === undefined;
}

function isOfInstance(move: Move, key: string | number | undefined): boolean {
  return isOfAll(move) || move.from.key === key;
}

function modulesAfter(move: Move, modules: readonly string[]): string[] | undefined {
  const { from, to } = move;
  const depth = from.modules.length;
  const called = modules[depth] === undefined ? undefined : parseAddress(modules[depth]);
  const isBelow = from.modules.every((module, index) => module === modules[index]);
  if (!isBelow || called?.name !== from.name || !isOfInstance(move, called.key)) {
    return undefined;
  }
  const target = printAddress({ ...to, modules: [], key: isOfAll(move) ? called.key : to.key });
  return [...to.modules, target, ...modules.slice(depth + 1)];
}
