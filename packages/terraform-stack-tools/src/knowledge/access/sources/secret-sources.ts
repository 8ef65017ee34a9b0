import { dependenciesOf, withLocals } from "../../../stack/dependencies";
import type { Json } from "../../../stack/json";
import { attributesRead } from "../../../stack/references";
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
  const reached = dependenciesOf(document, stack);
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
