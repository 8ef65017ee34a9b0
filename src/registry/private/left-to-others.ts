import type { TerraformResource } from "cdktf";
import { ContainerRegistrySku } from "../../interfaces";
import { ARM_TOKENS, isForAzurerm5, ROLE_ASSIGNMENT_MODE } from "../../private/ownership/azurerm5";
import type { Paths } from "../../private/ownership/unstated";

const IN_ALL_TIERS = ["identity", "tags"];

/** Below Premium, Azure refuses to change them (Azure, "Azure Container Registry SKU features and limits"). */
const IN_PREMIUM = [
  "data_endpoint_enabled",
  "export_policy_enabled",
  "georeplications",
  "network_rule_bypass_option",
  "public_network_access_enabled",
  "quarantine_policy_enabled",
];

const SINCE_AZURERM_5 = [ARM_TOKENS, ROLE_ASSIGNMENT_MODE];

/**
 * What others change on a living registry, and what azurerm would revert. Rows of the tests with the real provider earn
 * each path. A registry that leaves Premium gives up what only Premium has.
 */
export function leftToOthers(registry: TerraformResource): Paths {
  return ({ sku }) => [
    ...IN_ALL_TIERS,
    ...(sku === ContainerRegistrySku.BASIC || sku === ContainerRegistrySku.STANDARD ? [] : IN_PREMIUM),
    ...(isForAzurerm5(registry) ? SINCE_AZURERM_5 : []),
  ];
}
