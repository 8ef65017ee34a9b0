import type { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { argumentsAt, isBlock } from "../../private/ownership/arguments";

const NETWORK = ["public_network_access_enabled", "network_rule_bypass_option", "network_rule_set"];

/** Who cannot reach a registry by its public address, as far as synth can tell. */
export interface KeptOut {
  readonly everybody: boolean;
  /** Trusted services (Azure, "Allow trusted services to securely access a network-restricted container registry"). */
  readonly services: boolean;
}

export function keptOut(registry: ContainerRegistry): KeptOut {
  const stated = argumentsAt(registry, NETWORK);
  const { public_network_access_enabled: isPublic, network_rule_bypass_option: bypass } = stated;
  const sets = [stated.network_rule_set].flat().filter(isBlock);
  const everybody = isPublic === false;
  return { everybody, services: bypass === "None" && (everybody || sets.some((set) => set.default_action === "Deny")) };
}
