import { listed } from "../../shared/words";

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

export const closed = (because: string) => ({ kind: "closed", because }) as const;
export const unknown = (because: string) => ({ kind: "unknown", because }) as const;

/** One for several. @param otherwise why it is unknown where some of them differ */
export function joinedReach(all: readonly Reach[], otherwise: string): Reach | undefined {
  const distinct = new Set([...new Set(all)].map((one) => JSON.stringify(one)));
  return distinct.size > 1 ? unknown(otherwise) : all[0];
}

/** What is to be said beside an access; nothing where a login is all that it takes, or where nothing is said of the network. */
export function reachRemark(reach: Reach | undefined): string | undefined {
  switch (reach?.kind) {
    case "ranges":
      return `reached from ${listed(reach.ranges)} only`;
    case "endpoint": {
      const peering = reach.from === undefined ? "" : `, which is peered with ${reach.from}`;
      const condition = reach.withAzureDnsIn === undefined ? "" : `, if ${reach.withAzureDnsIn} uses Azure's DNS`;
      return `reached by private endpoint ${reach.endpoint} in virtual network ${reach.network}${peering}${condition}`;
    }
    case "closed":
      return `authorized, not reachable: ${reach.because}`;
    case "unknown":
      return reach.isElsewhere ? undefined : `whether it is reached is unknown: ${reach.because}`;
    default:
      return undefined;
  }
}

/** A sentence about an access with what its reader would otherwise take for granted. */
export function reachedSentence(sentence: string, reach: Reach | undefined): string {
  switch (reach?.kind) {
    case "ranges":
      return `${sentence}, from ${listed(reach.ranges)} only`;
    case "endpoint":
      return `${sentence}, by private endpoint ${reach.endpoint}`;
    case "closed":
      return `authorized, not reachable: ${sentence}, but ${reach.because}`;
    case "unknown":
      return reach.isElsewhere ? sentence : `${sentence}, which may not be reachable: ${reach.because}`;
    default:
      return sentence;
  }
}

/** As the JSON of a plan has it. */
export function reachRecord(reach: Reach) {
  const { isElsewhere: _isElsewhere, ...members } = { isElsewhere: undefined, ...reach };
  return members;
}
