import type { BlockType } from "../block-type";
import { AZAPI } from "./azapi";
import { AZUREAD } from "./azuread";
import { AZURERM_CLUSTER } from "./azurerm-cluster";
import { AZURERM_ENVIRONMENT } from "./azurerm-environment";
import { AZURERM_NETWORK } from "./azurerm-network";
import { AZURERM_REGISTRY } from "./azurerm-registry";
import { KUBERNETES } from "./kubernetes";
import { OTHER_PROVIDERS } from "./other-providers";
import { TERRAFORM } from "./terraform";

const RECORDS = {
  ...AZURERM_ENVIRONMENT,
  ...AZURERM_REGISTRY,
  ...AZURERM_CLUSTER,
  ...AZURERM_NETWORK,
  ...AZAPI,
  ...AZUREAD,
  ...KUBERNETES,
  ...TERRAFORM,
};

/** A type that has a record, without its aliases. */
export type KnownBlockType = keyof typeof RECORDS;

/**
 * By the type of a block as its address begins: `azurerm_container_registry`, `data.azurerm_container_registry`,
 * `ephemeral.azurerm_key_vault_secret`, `provider.azurerm`.
 */
export const BLOCK_TYPES: ReadonlyMap<string, BlockType> = new Map([
  ...Object.entries<BlockType>(RECORDS),
  ...Object.entries(OTHER_PROVIDERS),
]);

const ALIASES = new Map([...BLOCK_TYPES.values()].flatMap((record) => (record.alias ? [[record.alias, record]] : [])));

export function recordOf(type: string): BlockType | undefined {
  return BLOCK_TYPES.get(type) ?? ALIASES.get(type);
}
