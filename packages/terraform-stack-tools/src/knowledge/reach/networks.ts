import { isList } from "../../stack/json";
import { once } from "../../stack/remembered";
import type { KnownBlockType } from "../catalogue/block-types";
import { argumentOf, type Item, isOneOf, itemsOf, type Stacks, textAt } from "./items";
import { type Lead, leadIn, leadOf } from "./leads";
import { isSame, subscriptionOf, type Thing, thingById, thingOf } from "./things";

/** A virtual network. */
export interface Network extends Thing {
  /** The resource, where the stacks manage it. */
  readonly managed?: Item;
}

/** The network that something is in, or leads to. */
export type Located =
  | { readonly kind: "network"; readonly network: Network }
  | { readonly kind: "nothing" }
  | { readonly kind: "unknown"; readonly words: string };

const NETWORKS: readonly KnownBlockType[] = ["azurerm_virtual_network", "data.azurerm_virtual_network"];
const SUBNETS: readonly KnownBlockType[] = ["azurerm_subnet", "data.azurerm_subnet"];

/** The network of an argument that is the id of a network or of a subnet. */
export function networkAt(item: Item, stacks: Stacks, ...path: readonly string[]): Located {
  return located(leadOf(item, [...SUBNETS, ...NETWORKS], ...path), stacks);
}

function located(lead: Lead, stacks: Stacks): Located {
  switch (lead.kind) {
    case "id": {
      const found = thingById(lead.id, "virtualNetworks");
      return found === undefined ? { kind: "unknown", words: lead.id } : network(found, stacks);
    }
    case "item":
      return isOneOf(lead.item.instance.block, NETWORKS)
        ? network(thingOf(lead.item), stacks)
        : networkNamedBy(lead.item, stacks);
    default:
      return lead;
  }
}

/** The network of a subnet or a peering, which name it. */
export function networkNamedBy(item: Item, stacks: Stacks): Located {
  const [name, group] = [textAt(item, "virtual_network_name"), textAt(item, "resource_group_name")];
  if (name !== undefined && group !== undefined) {
    return network({ name, group, subscription: subscriptionOf(item) }, stacks);
  }
  const { written } = argumentOf(item, "virtual_network_name");
  return located(leadIn(undefined, written, item, NETWORKS), stacks);
}

function network(thing: Thing, stacks: Stacks): Located {
  return { kind: "network", network: managedNetworks(stacks).find((one) => isSame(one, thing)) ?? thing };
}

const managedNetworks = once((stacks: Stacks): Network[] =>
  itemsOf(["azurerm_virtual_network"], stacks).map((managed) => ({ ...thingOf(managed), managed })),
);

/** Azure's own DNS, where zones that are linked are found. Azure, "What is IP address 168.63.129.16?". */
const OWN_DNS = "168.63.129.16";

/** Whose DNS servers a network asks. */
export function dnsOf(asked: Network, stacks: Stacks): "Azure" | "others" | "unknown" {
  const { managed } = asked;
  if (managed === undefined) {
    return "unknown";
  }
  const others = dnsServers(stacks).filter(({ of }) => of.kind !== "network" || isSame(of.network, asked));
  const stated = [managed, ...others.map(({ item }) => item)].map((item) => argumentOf(item, "dns_servers"));
  if (stated.some(({ value, written }) => written !== undefined && !isList(value))) {
    return "unknown";
  }
  const servers = stated.flatMap(({ value }) => (isList(value) ? value : []));
  return servers.every((server) => server === OWN_DNS) ? "Azure" : "others";
}

const dnsServers = once((stacks: Stacks) =>
  itemsOf(["azurerm_virtual_network_dns_servers"], stacks).map((item) => ({
    item,
    of: networkAt(item, stacks, "virtual_network_id"),
  })),
);

/** A network as sentences name it. */
export function networkWords({ name }: Network): string {
  return `virtual network ${name}`;
}
