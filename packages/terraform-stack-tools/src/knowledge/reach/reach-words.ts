import { listed } from "../../shared/markdown";
import type { Reach } from "./reach";

/** What a table says of a cluster and a registry. */
export function reachWords(reach: Reach): string {
  switch (reach.kind) {
    case "public":
      return "publicly, with a login";
    case "ranges":
      return `publicly, from ${listed(reach.ranges)} only`;
    case "endpoint": {
      const { endpoint, network, from, withAzureDnsIn } = reach;
      const peering = from === undefined ? "" : `, which is peered with ${from}`;
      const condition = withAzureDnsIn === undefined ? "" : `, if ${withAzureDnsIn} uses Azure's DNS`;
      return `by private endpoint ${endpoint} in virtual network ${network}${peering}${condition}`;
    }
    case "closed":
      return `not at all: ${reach.because}`;
    case "unknown":
      return `not known: ${reach.because}`;
  }
}

/** What is to be said beside an access; nothing where a login is all that it takes, or where nothing is said of the network. */
export function reachRemark(reach: Reach | undefined): string | undefined {
  switch (reach?.kind) {
    case "ranges":
      return `reached from ${listed(reach.ranges)} only`;
    case "endpoint":
      return `reached ${reachWords(reach)}`;
    case "closed":
      return `authorized, not reachable: ${reach.because}`;
    case "unknown":
      return reach.isElsewhere ? undefined : `whether it is reached is not known: ${reach.because}`;
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
