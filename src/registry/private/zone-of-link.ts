import type { TerraformResource } from "cdktf";

const zones = new WeakMap<TerraformResource, string>();

/** Registers the zone of a link that this package creates, by its id: azurerm 4 takes name and group instead. */
export function setZoneOfLink(link: TerraformResource, privateDnsZoneId: string): void {
  zones.set(link, privateDnsZoneId);
}

/** Undefined for a link that this package does not create. */
export function zoneOfLink(link: TerraformResource): string | undefined {
  return zones.get(link);
}
