import { isList, type JsonObject, textOf } from "../../../stack/json";
import { blocksReferredTo } from "../../../stack/references";
import type { KnownBlockType } from "../../catalogue/block-types";
import { argumentOf, blocksAt, type Item, itemsOf, nameOf, type Stacks, textAt } from "../items";
import { leadOf } from "../leads";
import { isSame, thingById, thingOf } from "../things";
import { isSameSubnet, type Subnet, subnetAt } from "./subnets";

const TABLES: readonly KnownBlockType[] = ["azurerm_route_table", "data.azurerm_route_table"];

/** What a route does with what nodes send to public addresses. */
export interface RouteVerdict {
  readonly is: "denied" | "unknown";
  readonly words: string;
}

/**
 * What the routes of a subnet do with traffic to registries: drop it, or send it to something else, of which nobody knows
 * what it lets through. Azure, "Azure virtual network traffic routing". A private endpoint has a route of its own.
 */
export function routeVerdict(subnet: Subnet, stacks: Stacks): RouteVerdict | undefined {
  const tables = itemsOf(["azurerm_subnet_route_table_association"], stacks).filter((item) => {
    const other = subnetAt(item, "subnet_id");
    return other === "unknown" || (typeof other === "object" && isSameSubnet(other, subnet));
  });
  const all = tables.map((item) => tableVerdict(item, stacks)).filter((one) => one !== undefined);
  return all.find(({ is }) => is === "denied") ?? all[0];
}

function tableVerdict(association: Item, stacks: Stacks): RouteVerdict | undefined {
  const lead = leadOf(association, TABLES, "route_table_id");
  const byId = lead.kind === "id" ? thingById(lead.id, "routeTables") : undefined;
  const thing = lead.kind === "item" ? thingOf(lead.item) : byId;
  const table = thing && itemsOf(["azurerm_route_table"], stacks).find((one) => isSame(thingOf(one), thing));
  const routes = table && routesOf(table, stacks);
  if (table === undefined || routes === undefined) {
    return { is: "unknown", words: `the routes of ${thing?.name ?? "a table that is not known"} are not known` };
  }
  const diverted = routes.filter((route) => mayLeadToRegistries(textOf(route.address_prefix)));
  const others = diverted.filter(({ next_hop_type }) => next_hop_type !== "Internet");
  const [first] = others;
  if (first === undefined) {
    return undefined;
  }
  const words = `route ${textOf(first.name)} of route table ${nameOf(table)}`;
  const isDropped = diverted.length === 1 && first.next_hop_type === "None" && first.address_prefix === "0.0.0.0/0";
  const isCertain = typeof subnetAt(association, "subnet_id") === "object";
  return isDropped && isCertain
    ? { is: "denied", words: `${words} drops what they send to public addresses` }
    : { is: "unknown", words: `${words} diverts what they send, and what becomes of it is not known` };
}

function routesOf(table: Item, stacks: Stacks): JsonObject[] | undefined {
  const { value, written } = argumentOf(table, "route");
  const isKnown = isList(value) || written === undefined || (isList(written) && written.length === 0);
  const others = itemsOf(["azurerm_route"], stacks).filter((route) => isOf(route, table));
  return isKnown
    ? [...(value === undefined ? [] : blocksAt(value)), ...others.map(({ instance }) => instance.values)]
    : undefined;
}

function isOf(route: Item, table: Item): boolean {
  const { written } = argumentOf(route, "route_table_name");
  const [name, there] = [textAt(route, "route_table_name"), textAt(route, "resource_group_name")];
  return (
    blocksReferredTo(written, [table.instance.block]).length > 0 ||
    (name !== undefined && name === textAt(table, "name") && there === textAt(table, "resource_group_name"))
  );
}

/** Whether addresses of registries, or of the storage behind them, may be in a prefix or a service tag. */
function mayLeadToRegistries(prefix: string): boolean {
  if (/^[0-9]/.test(prefix)) {
    return !/^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[789]\d|1[01]\d|12[0-7])\.)/.test(prefix);
  }
  return prefix === "" || /^(azurecloud|azurecontainerregistry|storage|internet)\b/i.test(prefix);
}
