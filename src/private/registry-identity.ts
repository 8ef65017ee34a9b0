import type { IConstruct } from "constructs";
import type { IContainerRegistry } from "../interfaces";
import { expressionOf } from "./expression";

const names = new WeakMap<IConstruct, string>();

/** Remembers by what a registry is known: its name is unique in all of Azure. */
export function identify(registry: IContainerRegistry, name: string): void {
  names.set(registry, expressionOf(registry, name));
}

/** Equal for two constructs of one registry, as far as that can be seen. Azure ignores case. */
export function identityOf(registry: IContainerRegistry): string {
  return (names.get(registry) ?? expressionOf(registry, registry.registryId)).toLowerCase();
}
