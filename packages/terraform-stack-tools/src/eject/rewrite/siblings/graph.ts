import { closure, isLocal, namesIn, readsOf } from "../../../stack/references";
import type { Stack } from "../../../stack/stack";
import type { Siblings } from "./candidates";

/** What blocks read, directly or by way of local values and the configurations of their providers. */
export class Graph {
  private readonly reads = new Map<string, ReadonlySet<string>>();
  /** The name of the first sibling, by that of each sibling that is one block with it. */
  private readonly merged = new Map<string, string>();
  private readonly members = new Map<string, string[]>();

  constructor(stack: Stack) {
    const configured = new Map<string, Set<string>>();
    for (const { name, body } of stack.providers) {
      configured.set(name, new Set([...(configured.get(name) ?? []), ...namesIn(body)]));
    }
    for (const [name, own] of readsOf(stack)) {
      const provider = stack.blockByAddress.get(name)?.provider.name;
      const others = provider === undefined ? undefined : configured.get(provider);
      this.reads.set(name, others === undefined ? own : new Set([...own, ...others]));
    }
  }

  /** Whether a block reads one of others, by itself or by way of local values. */
  public readsAny(address: string, others: ReadonlySet<string>): boolean {
    const read = closure(this.readBy(address), (name) => (isLocal(name) ? this.readBy(name) : []));
    return [...read].some((name) => others.has(name));
  }

  /** Whether no sibling waits for another one. */
  public canMerge(siblings: Siblings): boolean {
    const own = new Set(siblings.map(({ address }) => address));
    return ![...this.behind(own)].some((name) => own.has(name));
  }

  public merge(siblings: Siblings): void {
    const [first] = siblings;
    const all = siblings.map(({ address }) => address);
    this.members.set(first.address, all);
    for (const address of all) {
      this.merged.set(address, first.address);
    }
  }

  private behind(addresses: Iterable<string>): ReadonlySet<string> {
    const start = [...addresses].flatMap((address) => [...this.readBy(address)]);
    return closure(start, (name) => this.readBy(name));
  }

  /** Whoever waits for one of several instances waits for what each of them reads. */
  private readBy(name: string): Iterable<string> {
    const first = this.merged.get(name);
    const all = first === undefined ? [name] : (this.members.get(first) ?? [name]);
    return all.flatMap((one) => [...(this.reads.get(one) ?? [])]);
  }
}
