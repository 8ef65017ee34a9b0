import { isCluster } from "../../../src/knowledge/catalogue/block-types";
import type { Reach } from "../../../src/knowledge/network/door";
import { Reachability } from "../../../src/knowledge/network/reachability";
import type { PlannedStack } from "../../../src/planned/planned-stack";
import { listed } from "../../../src/shared/words";

/** How the nodes of each cluster reach a registry, in words by the label of the cluster's block. */
export function reached(registryOf: (label: string) => string, ...stacks: readonly PlannedStack[]): Record<string, string> {
  const reachability = new Reachability(stacks);
  const all = stacks.flatMap((planned) =>
    planned.stack.blocks.filter(isCluster).map(({ address, name }) => {
      const grantees = [{ kind: "nodes", cluster: name, address }] as const;
      return [name, reachWords(reachability.of({ registry: registryOf(name), grantees, rights: ["pull"] }, planned))] as const;
    }),
  );
  return Object.fromEntries(all);
}

export function reachWords(reach: Reach | undefined): string {
  switch (reach?.kind) {
    case undefined:
      return "";
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
      return `unknown: ${reach.because}`;
  }
}
