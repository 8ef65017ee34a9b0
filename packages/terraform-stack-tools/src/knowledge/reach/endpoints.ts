import { isList, type Json } from "../../stack/json";
import { blocksReferredTo } from "../../stack/references";
import type { KnownBlockType } from "../catalogue/block-types";
import { argumentOf, type Item, itemsOf, nameOf, type Stacks } from "./items";
import { leadIn, leadOf } from "./leads";
import { type Located, networkAt } from "./networks";
import { type Named, named, REGISTRIES } from "./registry-names";
import { type Thing, thingById, thingOf } from "./things";

/** A private endpoint that leads to a registry, or that may. */
export interface Endpoint {
  readonly name: string;
  readonly item: Item;
  /** What the registry is called; undefined where it is not known. */
  readonly registry: Named | undefined;
  readonly network: Located;
  /** Whether somebody has to approve it first. */
  readonly isManual: boolean;
  /** The zones that its zone group fills; undefined where they are not known. */
  readonly zones: readonly Thing[] | undefined;
}

const ZONES: readonly KnownBlockType[] = ["azurerm_private_dns_zone", "data.azurerm_private_dns_zone"];

export function endpointsOf(stacks: Stacks): Endpoint[] {
  return itemsOf(["azurerm_private_endpoint"], stacks).flatMap((item): Endpoint[] => {
    const registry = registryBehind(item);
    return registry === undefined
      ? []
      : [
          {
            name: nameOf(item),
            item,
            registry: registry === "unknown" ? undefined : registry,
            network: networkAt(item, stacks, "subnet_id"),
            isManual: argumentOf(item, "private_service_connection", "is_manual_connection").value !== false,
            zones: zonesOf(item),
          },
        ];
  });
}

/** Undefined for an endpoint of something else. */
function registryBehind(item: Item): Named | "unknown" | undefined {
  const path = ["private_service_connection", "private_connection_resource_id"];
  const lead = leadOf(item, REGISTRIES, ...path);
  switch (lead.kind) {
    case "item":
      return named(lead.item);
    case "id":
      return thingById(lead.id, "registries");
    default:
      return mayBeRegistry(item, argumentOf(item, ...path).written) ? "unknown" : undefined;
  }
}

/** Azure, "What is a private endpoint?": the subresource of a registry is `registry`, which no other service has. */
function mayBeRegistry(item: Item, target: Json | undefined): boolean {
  const { value } = argumentOf(item, "private_service_connection", "subresource_names");
  const isOther = isList(value) && !value.includes("registry");
  const types = blocksReferredTo(target, item.planned.stack.blocks).map(({ type }) => type);
  return (
    !isOther && types.every((type) => type === "" || type === "terraform_remote_state" || type.includes("registry"))
  );
}

function zonesOf(item: Item): Thing[] | undefined {
  const { value, written } = argumentOf(item, "private_dns_zone_group", "private_dns_zone_ids");
  if (written === undefined) {
    return value === undefined ? [] : idsOf(value);
  }
  const elements = isList(written) ? written : [written];
  const zones = elements.map((one, index) => zoneIn(isList(value) ? value[index] : undefined, one, item));
  return zones.every((zone) => zone !== undefined) ? zones : idsOf(value);
}

function idsOf(value: Json | undefined): Thing[] | undefined {
  const ids = isList(value)
    ? value.map((id) => (typeof id === "string" ? thingById(id, "privateDnsZones") : undefined))
    : [];
  return ids.length > 0 && ids.every((one) => one !== undefined) ? ids : undefined;
}

function zoneIn(value: Json | undefined, written: Json, item: Item): Thing | undefined {
  return zoneOf(leadIn(value, written, item, ZONES));
}

function zoneOf(lead: ReturnType<typeof leadIn>): Thing | undefined {
  switch (lead.kind) {
    case "item":
      return thingOf(lead.item);
    case "id":
      return thingById(lead.id, "privateDnsZones");
    default:
      return undefined;
  }
}

/** The zone of a link or a record: by its id since azurerm 5, by its name before. */
export function zoneAt(item: Item, nameArgument: string): Thing | undefined {
  const byId = zoneOf(leadOf(item, ZONES, "private_dns_zone_id"));
  if (byId !== undefined) {
    return byId;
  }
  const [name, group] = [argumentOf(item, nameArgument), argumentOf(item, "resource_group_name")];
  return typeof name.value === "string" && typeof group.value === "string"
    ? { name: name.value, group: group.value, subscription: thingOf(item).subscription }
    : zoneOf(leadIn(undefined, name.written, item, ZONES));
}
