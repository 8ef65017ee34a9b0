import { providerIdentity } from "../access/registries";
import { type Item, nameOf, textAt } from "./items";

/** An object of Azure by what tells it from others of its type. */
export interface Thing {
  readonly name: string;
  /** Undefined where it is not known. */
  readonly group?: string;
  /** The subscription, as far as the stack says it. */
  readonly subscription: string;
  /** Undefined for one that is only known by its id or its name. */
  readonly item?: Item;
}

export function thingOf(item: Item): Thing {
  return {
    name: nameOf(item),
    group: textAt(item, "name") === undefined ? undefined : textAt(item, "resource_group_name"),
    subscription: subscriptionOf(item),
    item,
  };
}

/** @param type such as `virtualNetworks`, whose name is in the id */
export function thingById(id: string, type: string): Thing | undefined {
  const pattern = new RegExp(`^/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/[^/]+/${type}/([^/]+)`, "i");
  const [, subscription, group, name] = pattern.exec(id) ?? [];
  return name === undefined ? undefined : { name, group, subscription };
}

export function subscriptionOf({ instance, planned }: Item): string {
  return providerIdentity(instance.block.provider, planned).text;
}

/** Azure compares names without regard to case. What has no known name is only itself. */
export function isSame(one: Thing, other: Thing): boolean {
  if (one.item !== undefined && one.item.instance === other.item?.instance) {
    return true;
  }
  return (
    one.group !== undefined &&
    one.group.toLowerCase() === other.group?.toLowerCase() &&
    one.name.toLowerCase() === other.name.toLowerCase() &&
    mayBeSame(one.subscription, other.subscription)
  );
}

const GUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** Where a provider says none, its subscription comes from the environment and may be any. */
function mayBeSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => GUID.exec(text)?.[0].toLowerCase());
  return first === second || first === undefined || second === undefined;
}
