import type { KnownBlockType } from "../../catalogue/block-types";
import { type Item, textAt } from "../items";
import { type Lead, leadOf } from "../leads";

const SUBNETS: readonly KnownBlockType[] = ["azurerm_subnet", "data.azurerm_subnet"];

/** A subnet, as far as an argument tells which. */
export interface Subnet {
  readonly name: string;
  /** The resource or the data source. */
  readonly item?: Item;
  /** Its network, and the group of that, with its own name; undefined where one is not known. */
  readonly path?: string;
}

/** Undefined where an argument is not set; "unknown" for something that is no subnet, or that nobody knows. */
export function subnetAt(item: Item, ...path: readonly string[]): Subnet | "unknown" | undefined {
  return subnetOf(leadOf(item, SUBNETS, ...path));
}

function subnetOf(lead: Lead): Subnet | "unknown" | undefined {
  switch (lead.kind) {
    case "nothing":
      return undefined;
    case "id": {
      const [, group, network, name] =
        /\/resourceGroups\/([^/]+)\/providers\/[^/]+\/virtualNetworks\/([^/]+)\/subnets\/([^/]+)$/i.exec(lead.id) ?? [];
      return name === undefined ? "unknown" : { name, path: pathOf(group, network, name) };
    }
    case "item": {
      const { item } = lead;
      const [group, network, name] = ["resource_group_name", "virtual_network_name", "name"].map((one) =>
        textAt(item, one),
      );
      const path = group && network && name ? { path: pathOf(group, network, name) } : {};
      return { name: name ?? item.instance.block.name, item, ...path };
    }
    default:
      return "unknown";
  }
}

function pathOf(...parts: readonly string[]): string {
  return parts.join("/").toLowerCase();
}

export function isSameSubnet(one: Subnet, other: Subnet): boolean {
  return (
    (one.item !== undefined && one.item.instance === other.item?.instance) ||
    (one.path !== undefined && one.path === other.path)
  );
}
