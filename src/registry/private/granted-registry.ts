import { Token } from "cdktf";
import type { IContainerRegistry, IRegistryGrant } from "../../interfaces";
import { identityOf } from "./registry-identity";

/** A registry, or its resource id. */
type RegistryOrId = IContainerRegistry | string;

const targets = new WeakMap<IRegistryGrant, RegistryOrId>();

/** Remembers which registry a grant allows to pull from. */
export function noteTarget(grant: IRegistryGrant, registry: RegistryOrId): void {
  targets.set(grant, registry);
}

/** Undefined for a grant of a class that is not ours, and for one that is many. */
export function targetOf(grant: IRegistryGrant): RegistryOrId | undefined {
  return targets.get(grant);
}

/** Unique in all of Azure, if it is known. */
export function nameOf(registry: RegistryOrId | undefined): string | undefined {
  const identity = typeof registry === "string" ? registry.toLowerCase() : registry && identityOf(registry);
  const isKnown = identity !== undefined && !Token.isUnresolved(identity) && !identity.includes("${");
  return isKnown ? identity.split("/").pop() : undefined;
}
