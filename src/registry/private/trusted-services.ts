import type { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { argumentsAt, isBlock } from "../../private/ownership/arguments";

const NETWORK = ["public_network_access_enabled", "network_rule_bypass_option", "network_rule_set"];

/** Whether trusted services are kept out with everybody else (Azure, "Allow trusted services to securely access a network-restricted container registry"). */
export function keepsOutServices(registry: ContainerRegistry): boolean {
  const stated = argumentsAt(registry, NETWORK);
  const { public_network_access_enabled: isPublic, network_rule_bypass_option: bypass } = stated;
  const sets = [stated.network_rule_set].flat().filter(isBlock);
  return bypass === "None" && (isPublic === false || sets.some((set) => set.default_action === "Deny"));
}
