import type { KnownBlockType } from "../catalogue/block-types";
import { argumentOf, type Item, nameOf, textAt } from "./items";
import { leadIn, leadOf } from "./leads";

export const REGISTRIES: readonly KnownBlockType[] = ["azurerm_container_registry", "data.azurerm_container_registry"];

const GROUPS: readonly KnownBlockType[] = ["azurerm_resource_group", "data.azurerm_resource_group"];

/** A registry by what it is called. */
export interface Named {
  readonly name: string;
  /** Undefined where it is not known. */
  readonly group?: string;
}

/** What a registry is called. What changes one of another resource has the name of that. */
export function named(item: Item): Named {
  const lead = leadOf(item, REGISTRIES, "parent_id");
  return lead.kind === "item" ? own(lead.item) : own(item);
}

function own(item: Item): Named {
  return { name: nameOf(item), group: groupOf(item) };
}

/** The group that an argument names, or that it refers to. */
function groupOf(item: Item): string | undefined {
  const known = textAt(item, "resource_group_name");
  if (known !== undefined) {
    return known;
  }
  const lead = [
    leadIn(undefined, argumentOf(item, "resource_group_name").written, item, GROUPS),
    leadOf(item, GROUPS, "parent_id"),
  ].find(({ kind }) => kind === "item");
  return lead?.kind === "item" ? nameOf(lead.item) : undefined;
}
