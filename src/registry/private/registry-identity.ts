import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { IContainerRegistry } from "../../interfaces";
import { expressionOf } from "../../private/rendering/expression";

const names = new WeakMap<IConstruct, string>();

/** Remembers the name of a registry, which is unique in all of Azure. */
export function identify(registry: IContainerRegistry, name: string): void {
  names.set(registry, sameCase(registry, name));
}

/** Equal for two constructs of one registry, as far as synth can tell. */
export function identityOf(registry: IContainerRegistry): string {
  return names.get(registry) ?? sameCase(registry, registry.registryId);
}

/** Azure ignores case, Terraform expressions do not. */
export function sameCase(scope: IConstruct, text: string): string {
  return Token.isUnresolved(text) ? expressionOf(scope, text) : text.toLowerCase();
}
