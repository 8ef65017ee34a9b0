import type { Endpoint } from "./endpoints";
import type { Stacks } from "./items";
import type { Reach } from "./reach";
import type { AddressRecord, Link } from "./zones";

/** All that leads to registries in some stacks. */
export interface Ways {
  readonly stacks: Stacks;
  readonly endpoints: readonly Endpoint[];
  readonly links: readonly Link[];
  readonly records: readonly AddressRecord[];
}

/** A link to a network that nobody knows may be to any. */
export function openLink({ links }: Ways): Reach | undefined {
  const found = links.find(({ network }) => network.kind !== "network");
  return found && unknown(`which network link ${found.name} of a DNS zone is to is not known`);
}

export function unknown(because: string): Reach {
  return { kind: "unknown", because };
}
