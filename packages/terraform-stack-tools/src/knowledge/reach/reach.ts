/** How pods or people come to a registry over the network, whatever they are authorized to do. */
export type Reach =
  /** By its public address, from anywhere, with a login. */
  | { readonly kind: "public" }
  /** By its public address, from some addresses. Which ones a cluster leaves from, nobody knows from a stack. */
  | { readonly kind: "ranges"; readonly ranges: readonly string[] }
  | {
      readonly kind: "endpoint";
      readonly endpoint: string;
      /** The virtual network that the endpoint is in. */
      readonly network: string;
      /** The virtual network of the cluster, where it is another one that is peered. */
      readonly from?: string;
      /** The network of the cluster where it is managed elsewhere, and may have DNS servers of its own. */
      readonly withAzureDnsIn?: string;
    }
  | { readonly kind: "closed"; readonly because: string }
  | {
      readonly kind: "unknown";
      readonly because: string;
      /** Whether it is unknown only because the stacks do not manage the registry, and say nothing of its network. */
      readonly isElsewhere?: true;
    };

/** One cluster and one registry. */
export interface ReachCell {
  readonly cluster: string;
  readonly registry: string;
  readonly reach: Reach;
}

/** The same after a change. */
export interface ReachChange extends ReachCell {
  /** Undefined where there was no such cluster or registry. */
  readonly before?: Reach;
}

export function reachChanges(before: readonly ReachCell[], after: readonly ReachCell[]): ReachChange[] {
  const former = new Map(before.map((cell) => [keyOf(cell), cell.reach]));
  return after.map((cell) => {
    const reach = former.get(keyOf(cell));
    return reach === undefined ? cell : { ...cell, before: reach };
  });
}

function keyOf({ cluster, registry }: ReachCell): string {
  return `${cluster}\n${registry}`;
}

/** One for several, of which some may differ. */
export function joinedReach(all: readonly Reach[]): Reach | undefined {
  const distinct = new Set(all.map((one) => JSON.stringify(one)));
  return distinct.size > 1 ? { kind: "unknown", because: "it is not the same for each of their clusters" } : all[0];
}
