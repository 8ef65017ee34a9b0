import type { KnownBlockType } from "./block-types";
import { armId, type MadeUp } from "./made-up";
import { idOf } from "./questions";

/** What a text is to be made up for. */
export interface Named {
  readonly name: string;
  /** The type of the block that the attribute belongs to; none for an input or an output. */
  readonly blockType?: string;
}

interface NameRule {
  readonly matches: (named: Named) => boolean;
  readonly make: (madeUp: MadeUp, named: Named) => string;
}

/** A text of the form that the name suggests; nothing where the name suggests none. */
export function textFor(named: Named, madeUp: MadeUp): string | undefined {
  return NAME_RULES.find(({ matches }) => matches(named))?.make(madeUp, named);
}

/** Every form that the name suggests, the likeliest first. */
export function textsFor(named: Named, madeUp: MadeUp): string[] {
  return NAME_RULES.filter(({ matches }) => matches(named)).map(({ make }) => make(madeUp, named));
}

const COMMON_IDS: readonly KnownBlockType[] = [
  "azurerm_subscription",
  "azurerm_resource_group",
  "azurerm_container_registry",
  "azurerm_kubernetes_cluster",
  "azurerm_user_assigned_identity",
  "azurerm_key_vault",
  "azurerm_virtual_network",
  "azurerm_subnet",
  "azurerm_log_analytics_workspace",
  "azurerm_role_assignment",
];

/** Texts that inputs often take, where the name of an input suggests none. */
export function commonTexts(madeUp: MadeUp): string[] {
  const images = ["example.azurecr.io", "team/app:1", "example.azurecr.io/team/app:1"];
  return [...COMMON_IDS.map((type) => idOf(type, madeUp)), ...images, "westeurope"];
}

/** The first match wins. Outputs that cdktf adds have names such as `…-azurerm_container_registryacrid`. */
const NAME_RULES: readonly NameRule[] = [
  // The provider time reads a resource's time from its id.
  {
    matches: ({ name, blockType }) => name === "id" && blockType?.startsWith("time_") === true,
    make: ({ time }) => time,
  },
  { matches: isOwnId, make: (madeUp, { blockType = "" }) => idOf(blockType, madeUp) },
  {
    matches: isApplicationId,
    make: ({ guid }) => `/applications/${guid}`,
  },
  {
    matches: named(/role_definition_id$/),
    make: ({ subscription, guid }) =>
      `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
  },
  {
    matches: named(/(object|client|tenant|principal|subscription)_?id$|(^|_)(application|key|app_role|template)_id$/),
    make: ({ guid }) => guid,
  },
  { matches: named(/resource_group_ids?$/), make: idOfA("azurerm_resource_group") },
  { matches: named(/virtual_network_ids?$/), make: idOfA("azurerm_virtual_network") },
  { matches: named(/subnet.*ids?$/), make: idOfA("azurerm_subnet") },
  { matches: named(/identity.*ids?$/), make: idOfA("azurerm_user_assigned_identity") },
  { matches: named(/workspace.*ids?$/), make: idOfA("azurerm_log_analytics_workspace") },
  { matches: named(/vault.*ids?$/), make: idOfA("azurerm_key_vault") },
  { matches: named(/registry.*ids?$/), make: idOfA("azurerm_container_registry") },
  { matches: named(/cluster.*ids?$/), make: idOfA("azurerm_kubernetes_cluster") },
  {
    matches: ({ name, blockType }) => isAzure(blockType) && /_ids?$/.test(name),
    make: armId("Microsoft.Resources/resources"),
  },
  { matches: named(/login_?server/), make: ({ name }) => `${name}.azurecr.io` },
  { matches: named(/fqdn|_hostname$/), make: ({ name }) => `${name}.example.com` },
  { matches: named(/^host$|^ur[il]$|_ur[il]$|endpoint$/), make: ({ name }) => `https://${name}.example.com/` },
  { matches: named(/certificate$|_key$|^key$/), make: ({ name }) => Buffer.from(name).toString("base64") },
  { matches: named(/rfc3339|expir|_date$|_time$|_at$|timestamp/), make: ({ time }) => time },
  { matches: named(/location$|region$/), make: () => "westeurope" },
  { matches: named(/image$/), make: () => "team/app:1" },
];

/** Names ending in `resource_id` are taken for the block's own id: data sources echo it under that name. */
function isOwnId({ name, blockType }: Named): boolean {
  return blockType !== undefined && (name === "id" || (isAzure(blockType) && name.endsWith("resource_id")));
}

/** On an application itself, `application_id` is the client id, which is a GUID. */
function isApplicationId({ name, blockType }: Named): boolean {
  return name === "application_id" && blockType !== undefined && blockType !== "azuread_application";
}

function isAzure(blockType: string | undefined): boolean {
  return blockType?.startsWith("azure") === true;
}

/** No provider has a longer name, and some patterns take the square of its length. */
const LONGEST_NAME = 200;

function named(pattern: RegExp): NameRule["matches"] {
  return ({ name }) => name.length <= LONGEST_NAME && pattern.test(name);
}

function idOfA(blockType: KnownBlockType): NameRule["make"] {
  return (madeUp) => idOf(blockType, madeUp);
}
