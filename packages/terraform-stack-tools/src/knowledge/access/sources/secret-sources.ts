import { referencesIn } from "../../../stack/expression/reference";
import { type Json, objectOf } from "../../../stack/json";
import { attributesRead, blocksReferredTo } from "../../../stack/references";
import type { Block, Stack } from "../../../stack/stack";
import { isOfType } from "../../catalogue/questions";
import { isRegistry } from "../registries";

/** What a pull secret's document is made of. */
export interface SecretSources {
  /** The blocks whose access whoever uses the secret has: registry tokens, service principals, registries. */
  readonly grantedBy: readonly Block[];
  /** The passwords of service principals. */
  readonly passwords: readonly Block[];
  /** Whether the credentials are read from a key vault when Terraform runs. */
  readonly isEphemeral: boolean;
}

export function secretSources(document: Json, stack: Stack): SecretSources {
  const reached = closure(document, stack);
  const administered = [...attributesRead(withLocals(document, stack))]
    .filter(([, attributes]) => attributes.has("admin_password"))
    .flatMap(([address]) => stack.blockByAddress.get(address) ?? [])
    .filter(isRegistry);
  const others = reached.filter(
    (block) => isOfType(block, "azurerm_container_registry_token") || isServicePrincipal(block),
  );
  return {
    grantedBy: [...administered, ...others],
    passwords: reached.filter((block) => isOfType(block, "azuread_application_password")),
    isEphemeral: reached.some(({ kind }) => kind === "ephemeral"),
  };
}

export function isServicePrincipal({ type }: Block): boolean {
  return type === "azuread_service_principal" || type === "azuread_application";
}

/** The blocks that a value refers to, and those that they refer to. */
export function closure(value: Json, stack: Stack): Block[] {
  const found = new Set<Block>();
  const waiting = blocksReferredTo(withLocals(value, stack), stack.blocks);
  for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
    if (!found.has(block)) {
      found.add(block);
      waiting.push(...blocksReferredTo(withLocals(block.body, stack), stack.blocks));
    }
  }
  return [...found];
}

/** A value together with the local values that it names. */
function withLocals(value: Json, { sections }: Stack): Json {
  const locals = objectOf(sections.locals);
  const found = new Map<string, Json>();
  const waiting = localsIn(value);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const local = locals[name];
    if (local !== undefined && !found.has(name)) {
      found.set(name, local);
      waiting.push(...localsIn(local));
    }
  }
  return [value, ...found.values()];
}

function localsIn(value: Json): string[] {
  return referencesIn(value).flatMap(({ root, steps: [first] }) =>
    root === "local" && first?.kind === "attribute" ? [first.name] : [],
  );
}
