import { wholeReference } from "./expression/reference";
import { bare } from "./expression/template";
import { entries, isObject, type Json, type JsonObject, listOf, objectOf } from "./json";

/** An entry of `required_providers`. */
export interface RequiredProvider {
  /** The provider's local name. */
  readonly name: string;
  /** With its namespace, such as `hashicorp/aws`. */
  readonly source: string;
  /** The version or the range that the stack requires; empty where it accepts any. */
  readonly version: string;
  /** Other members of the requirement, such as `configuration_aliases`. */
  readonly others: JsonObject;
}

/** A `provider` block. */
export interface ProviderConfiguration {
  readonly name: string;
  /** Undefined for the default configuration. */
  readonly alias?: string;
  readonly body: JsonObject;
}

/** The configuration that a block uses. */
export type ProviderReference = Pick<ProviderConfiguration, "name" | "alias">;

export function readRequiredProviders(terraform: JsonObject): RequiredProvider[] {
  return listOf(terraform.required_providers)
    .flatMap((requirements) => entries(requirements))
    .map(([name, requirement]) => readRequirement(name, requirement));
}

function readRequirement(name: string, requirement: Json): RequiredProvider {
  if (typeof requirement === "string") {
    return { name, source: fullSource(name), version: requirement.trim(), others: {} };
  }
  const { source, version, ...others } = objectOf(requirement);
  return {
    name,
    source: fullSource(typeof source === "string" ? source : name),
    version: typeof version === "string" ? version.trim() : "",
    others,
  };
}

function fullSource(source: string): string {
  return source.includes("/") ? source : `hashicorp/${source}`;
}

const DEFAULT_HOSTS = ["registry.terraform.io/", "registry.opentofu.org/"];

/** The source of a provider or of a module without the host that engines add by themselves. */
export function withoutDefaultHost(source: string): string {
  const host = DEFAULT_HOSTS.find((one) => source.startsWith(one));
  return host === undefined ? source : source.slice(host.length);
}

export function readProviders(section: Json | undefined): ProviderConfiguration[] {
  return entries(section).flatMap(([name, bodies]) =>
    listOf(bodies)
      .filter(isObject)
      .map((body) => ({ name, ...(typeof body.alias === "string" ? { alias: body.alias } : {}), body })),
  );
}

/** The configuration that a block names in its `provider` argument, otherwise the default one that its type implies. */
export function readProviderReference(type: string, { provider }: JsonObject): ProviderReference {
  if (typeof provider !== "string") {
    return { name: type.split("_")[0] };
  }
  const reference = wholeReference(bare(provider));
  const [alias] = reference?.steps ?? [];
  const name = reference?.root ?? provider;
  return alias?.kind === "attribute" ? { name, alias: alias.name } : { name };
}

/** The aliases among the configurations of a provider, each once. */
export function aliasesOf(name: string, providers: readonly ProviderReference[]): string[] {
  const own = providers.filter((provider) => provider.name === name);
  return [...new Set(own.flatMap(({ alias }) => (alias === undefined ? [] : [alias])))];
}
