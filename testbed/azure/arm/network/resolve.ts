import { isObject, listOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { isType, key, type Store } from "../../store/store";
import { ADDRESSES, LINKS } from "./types";
import { networkOfLink } from "./virtual-network-links";

/** The private addresses that a machine of a virtual network finds for a host of a registry. */
export function resolve(store: Store, networkId: string, host: string): string[] {
  const zones = store
    .ofType(LINKS)
    .filter((link) => key(networkOfLink(link)) === key(networkId))
    .flatMap(({ id }) => store.get(id.split("/").slice(0, -2).join("/")) ?? []);
  return zones.flatMap((zone) => {
    const suffix = `.${zone.name.replace(/^privatelink\./, "")}`;
    const name = host.endsWith(suffix) ? host.slice(0, -suffix.length) : undefined;
    const records = store.below(zone.id).filter((one) => isType(one, ADDRESSES) && one.name === name);
    return records.flatMap(({ properties }) =>
      listOf(properties.aRecords)
        .filter(isObject)
        .map(({ ipv4Address }) => textOf(ipv4Address)),
    );
  });
}
