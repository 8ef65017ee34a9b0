import type { OfflineSetup, OfflineSetups } from "../../providers/plugin/offline-provider";
import { UNREACHABLE } from "../../providers/terraform-binary";
import { ZERO_GUID } from "../catalogue/made-up";
import { writeAzureCli } from "./azure-cli";

/**
 * How providers run without a cloud, by their names in the registry. Unconfigured, those of Azure end at the first
 * resource whose plan asks for the provider's settings.
 */
const BY_NAME: ReadonlyMap<string, OfflineSetup> = new Map<string, OfflineSetup>([
  [
    "hashicorp/azurerm",
    {
      configure: ({ features }) => ({
        features: Array.isArray(features) && features.length > 0 ? features : [{}],
        subscription_id: ZERO_GUID,
        resource_provider_registrations: "none",
        use_cli: true,
      }),
      environment: withoutValidation,
      idForm: / (\/subscriptions\/\S+)/,
    },
  ],
  ["hashicorp/azuread", { configure: () => ({ use_cli: true }) }],
  ["azure/azapi", { configure: () => ({ subscription_id: ZERO_GUID, use_cli: true }) }],
  ["hashicorp/kubernetes", { configure: () => ({ host: `https://${UNREACHABLE}` }) }],
]);

/** Azure would be asked for its locations and its resource providers. */
function withoutValidation(version: string): Readonly<Record<string, string>> {
  // azurerm 5 rejects the setting of azurerm 4.
  const settings = Number.parseInt(version, 10) < 5 ? [""] : ["_LOCATIONS", "_RESOURCE_PROVIDERS"];
  return Object.fromEntries(settings.map((name) => [`ARM_PROVIDER_ENHANCED_VALIDATION${name}`, "false"]));
}

/** What is known of running providers without a cloud. */
export const OFFLINE_SETUPS: OfflineSetups = {
  // OpenTofu and Terraform have registries of their own.
  of: (address) => BY_NAME.get(address.split("/").slice(1).join("/").toLowerCase()),
  writePrograms: (folder) => [writeAzureCli(folder)],
};

/** The arguments of providers that decide where they look for objects. */
export const PLACE_ARGUMENTS: readonly string[] = [
  "subscription_id",
  "tenant_id",
  "environment",
  "host",
  "config_path",
  "config_context",
];
