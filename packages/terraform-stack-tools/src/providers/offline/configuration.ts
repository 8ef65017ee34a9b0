import { isValueObject, type ValueObject } from "../plugin/message-pack";
import type { BlockSchema, TypeSchema } from "../schema";
import { ZERO_GUID } from "./azure-cli";

/** How a provider is configured without credentials. */
export interface OfflineConfiguration {
  readonly configuration: ValueObject;
  readonly environment: Readonly<Record<string, string>>;
}

/** From the stack's own configuration of the provider, which may hold credentials. */
type Configure = (own: ValueObject) => ValueObject;

/**
 * The arguments with which a provider configures itself without a cloud, by its name in the registry. Unconfigured, those
 * of Azure end at the first resource whose plan asks for the provider's settings.
 */
const CONFIGURATIONS: Readonly<Record<string, Configure>> = {
  "hashicorp/azurerm": ({ features }) => ({
    features: Array.isArray(features) && features.length > 0 ? features : [{}],
    subscription_id: ZERO_GUID,
    resource_provider_registrations: "none",
    use_cli: true,
  }),
  "hashicorp/azuread": () => ({ use_cli: true }),
  "azure/azapi": () => ({ subscription_id: ZERO_GUID, use_cli: true }),
  "hashicorp/kubernetes": () => ({ host: "https://kubernetes.invalid" }),
};

/** Azure would be asked for its locations and its resource providers. */
const ENVIRONMENTS: Readonly<Record<string, (version: string) => Readonly<Record<string, string>>>> = {
  "hashicorp/azurerm": (version) => {
    // azurerm 5 rejects the setting of azurerm 4.
    const settings = Number.parseInt(version, 10) < 5 ? [""] : ["_LOCATIONS", "_RESOURCE_PROVIDERS"];
    return Object.fromEntries(settings.map((name) => [`ARM_PROVIDER_ENHANCED_VALIDATION${name}`, "false"]));
  },
};

/** The name of a provider in its registry, from its address. OpenTofu and Terraform have registries of their own. */
function nameOf(address: string): string {
  return address.split("/").slice(1).join("/").toLowerCase();
}

export function offlineEnvironment(address: string, version: string): Readonly<Record<string, string>> {
  return ENVIRONMENTS[nameOf(address)]?.(version) ?? {};
}

/** Nothing for a provider that cannot be configured without knowing it. */
export function offlineConfiguration(address: string, schema: TypeSchema, own: ValueObject): ValueObject | undefined {
  const { attributes = {}, block_types = {} } = schema.block;
  const isEmpty = Object.keys(attributes).length === 0 && Object.keys(block_types).length === 0;
  const configure = isEmpty ? () => ({}) : CONFIGURATIONS[nameOf(address)];
  return configure && conformed(schema.block, configure(own));
}

/** A value with every member that a block has, null or empty where it is not set. */
export function conformed({ attributes = {}, block_types = {} }: BlockSchema, value: ValueObject): ValueObject {
  const members = Object.keys(attributes).map((name) => [name, value[name] ?? null]);
  const blocks = Object.entries(block_types).map(([name, { nesting_mode = "list", block }]) => {
    const bodies = [value[name] ?? []].flat();
    const written = bodies.map((body) => (isValueObject(body) ? conformed(block, body) : body));
    if (nesting_mode === "single" || nesting_mode === "group") {
      return [name, written[0] ?? null];
    }
    return [name, nesting_mode === "map" ? {} : written];
  });
  return Object.fromEntries([...members, ...blocks]);
}
