import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { App, TerraformStack } from "cdktf";

const stack = new TerraformStack(new App({ stackTraces: false }), "bindings");

/** The versions that a stack requires, as the bindings say: those of cdktf end at azurerm 4, those of cdktn go on. */
export const PINS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    new AzurermProvider(stack, "azurerm", { features: [{}] }),
    new AzureadProvider(stack, "azuread"),
    new KubernetesProvider(stack, "kubernetes"),
  ].map(({ terraformResourceType, terraformGeneratorMetadata }) => [
    terraformResourceType,
    terraformGeneratorMetadata?.providerVersion ?? "",
  ]),
);

/** Whether the bindings have the arguments of azurerm 5. Otherwise `ProviderGeneration.useAzurerm5` adds them. */
export const HAS_AZURERM_5 = Number.parseInt(PINS.azurerm, 10) >= 5;

/** The block that a cluster of azurerm 5 requires, as it is synthesized. */
export const NODE_PROVISIONING = HAS_AZURERM_5 ? { node_provisioning_profile: { mode: "Manual" } } : {};

/** The arguments of a registry that bindings of azurerm 5 have, as they are synthesized. */
export function modeArgument(mode: string): { readonly role_assignment_mode?: string } {
  return HAS_AZURERM_5 ? { role_assignment_mode: mode } : {};
}

/** Without the argument that only bindings of azurerm 5 leave to Azure. */
export function ofAzurerm4(names: readonly string[]): string[] {
  return names.filter((name) => name !== "node_provisioning_profile");
}

/** How a link names its zone: azurerm 4 takes its name and group, azurerm 5 its id. */
export function zoneArguments(name: string, resourceGroupName: string, id: string): object {
  return HAS_AZURERM_5 ? { private_dns_zone_id: id } : { private_dns_zone_name: name, resource_group_name: resourceGroupName };
}
