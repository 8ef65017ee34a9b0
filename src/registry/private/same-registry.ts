import { type IResolvable, Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { IContainerRegistry } from "../../interfaces";
import { isSameText } from "../../private/same-text";
import { identityOf } from "./registry-identity";

/** A registry, or its resource id. */
export type RegistryOrId = IContainerRegistry | string;

/** Whether two are one registry. What synth cannot tell is an expression for the plan. */
export function isSameRegistry(scope: IConstruct, one: RegistryOrId, other: IContainerRegistry): boolean | IResolvable {
  if (one === other) {
    return true;
  }
  const names = [nameOf(one), nameOf(other)];
  return names.some((name) => name === undefined)
    ? isSameText(scope, idOf(one), other.registryId)
    : names[0] === names[1];
}

/** Unique in all of Azure, if it is known. */
export function nameOf(registry: RegistryOrId | undefined): string | undefined {
  const identity = typeof registry === "string" ? registry.toLowerCase() : registry && identityOf(registry);
  const isKnown = identity !== undefined && !Token.isUnresolved(identity) && !identity.includes("${");
  return isKnown ? identity.split("/").pop() : undefined;
}

function idOf(registry: RegistryOrId): string {
  return typeof registry === "string" ? registry : registry.registryId;
}
