import { textOf } from "../../stack/json";
import { resourceType } from "../access/translation";
import { argumentOf, blocksAt, isManaged, itemsOf, type Stacks, textAt } from "./items";
import { leadOf } from "./leads";
import { isNamed, type Registry } from "./registries";
import { named, REGISTRIES } from "./registry-names";
import { thingById } from "./things";

/**
 * The regions whose data endpoints layers come from: its own, those that it is replicated to, and those of replications
 * that are resources of their own. Undefined where one is not known.
 */
export function regionsOf(registry: Registry, stacks: Stacks): string[] | undefined {
  const managed = registry.items.filter(isManaged);
  const location = managed.map((item) => textAt(item, "location")).find((one) => one !== undefined);
  const own = managed.map((item) => argumentOf(item, "georeplications"));
  const all = [
    location ?? "",
    ...own.flatMap(({ value }) => blocksAt(value).map(({ location: one }) => textOf(one))),
    ...replicationsOf(registry, stacks),
  ];
  // A variable without a value is called by its name.
  const isKnown =
    all.every((one) => /^[a-z0-9 ]+$/i.test(one)) &&
    own.every(({ value, written }) => value !== undefined || written === undefined);
  return isKnown ? [...new Set(all.map((one) => one.toLowerCase().replace(/ /g, "")))] : undefined;
}

/** The locations of replications that azapi declares; empty for one that is not known. */
function replicationsOf(registry: Registry, stacks: Stacks): string[] {
  return itemsOf(["azapi_resource"], stacks).flatMap((item) => {
    const { instance } = item;
    if (resourceType(instance.block.body, instance.values) !== "microsoft.containerregistry/registries/replications") {
      return [];
    }
    const lead = leadOf(item, REGISTRIES, "parent_id");
    const of = lead.kind === "item" ? named(lead.item) : undefined;
    const byId = lead.kind === "id" ? thingById(lead.id, "registries") : undefined;
    const target = of ?? byId;
    return target === undefined || isNamed(registry, target) ? [textAt(item, "location") ?? ""] : [];
  });
}
