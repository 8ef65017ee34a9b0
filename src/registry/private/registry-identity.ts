import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { IContainerRegistry } from "../../interfaces";
import { claim } from "../../private/claim";
import { expressionOf } from "../../private/rendering/expression";
import { segmentOf } from "../../private/rendering/segment";
import { sameCase } from "../../private/same-text";

/** A registry of this package. */
interface Identified extends IContainerRegistry {
  /** Its name, which is unique in all of Azure, as `sameCase` writes it. */
  _identity?: string;
}

export function identify(registry: Identified, name: string): void {
  registry._identity = sameCase(registry, name);
}

/** The same for a registry that the construct creates, which nothing else in the stack may create. */
export function claimRegistry(registry: Identified, name: string): void {
  identify(registry, name);
  claim(registry, `registry ${identityOf(registry)}`, (first) => ({
    property: "registryName",
    must: `be unique in all of Azure, but '${first.node.path}' creates it already`,
    got: expressionOf(registry, name),
    repair: `set another registryName, or use '${first.node.path}'`,
    see: "names-in-use",
  }));
}

/** The same by a resource id, as for an assignment that knows nothing else. */
export function identityOfId(scope: IConstruct, registryId: string): string {
  return sameCase(scope, Token.isUnresolved(registryId) ? registryId : segmentOf(registryId, 8));
}

/** Equal for two constructs of one registry, as far as synth can tell. */
export function identityOf(registry: Identified): string {
  return registry._identity ?? sameCase(registry, registry.registryId);
}

/** Unique in all of Azure, if it is known: of a registry, or of its resource id. */
export function nameOf(registry: IContainerRegistry | string | undefined): string | undefined {
  const identity = typeof registry === "string" ? registry.toLowerCase() : registry && identityOf(registry);
  const isKnown = identity !== undefined && !Token.isUnresolved(identity) && !identity.includes("${");
  return isKnown ? identity.split("/").pop() : undefined;
}
