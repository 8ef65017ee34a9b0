import { type Json, lookUp } from "../terraform/json";
import { compareVersions } from "../terraform/version";
import { isKnownProvider, PROVIDER_VERSIONS } from "./provider-versions";

/** The arguments and blocks whose change replaces a resource, by name. */
export type ForceNewArguments = Readonly<Record<string, ForceNewArgument>>;

export interface ForceNewArgument {
  /** Of a block: whether adding or removing one replaces the resource too. */
  readonly isCounted?: boolean;
  /** What the provider assumes where the argument is not set. */
  readonly default?: Json;
  /** Of a block: the arguments in it. */
  readonly arguments?: ForceNewArguments;
}

/** What replaces a resource of a type, in the version that the bindings require; nothing for an unknown type. */
export function forceNewArguments(type: string): ForceNewArguments | undefined {
  return lookUp(replacements(), type);
}

/**
 * Whether that is also true of a version. A later one may replace for more arguments, another major version for
 * different ones.
 */
export function isReplacementKnown(type: string, version: string | undefined): boolean {
  const [provider] = type.split("_");
  if (version === undefined || !isKnownProvider(provider) || forceNewArguments(type) === undefined) {
    return false;
  }
  const { bindings } = PROVIDER_VERSIONS[provider];
  const isLater = compareVersions(version, bindings) > 0;
  return !isLater && version.split(".")[0] === bindings.split(".")[0];
}

/** Read at the first question. The compiler checks the file against the types above. */
function replacements(): Readonly<Record<string, ForceNewArguments>> {
  const data: typeof import("./data/replacements.json") = require("./data/replacements.json");
  return data.resources;
}
