import { closure } from "../../src/access/sources/secret-sources";
import { isOfType } from "../../src/catalogue/questions";
import { attributesRead } from "../../src/terraform/references";
import type { Block, Stack } from "../../src/terraform/stack";
import type { Pull } from "./pull-graph";
import { registriesIn, registryName } from "./registries";

/** What a pull secret holds: for each registry, the kind of credentials. */
export function credentialsOf(secret: Block, stack: Stack): Pull[] {
  const document = [secret.body.data ?? null, secret.body.data_wo ?? null];
  const sources = closure(document, stack);
  const known = [...tokens(sources, stack), ...servicePrincipals(sources, stack), ...administrators(document, stack)];
  const named = new Set(known.map(({ registry }) => registry));
  const by = sources.some(({ kind }) => kind === "ephemeral") ? "key vault" : "user and password";
  const others = registriesIn(document, stack).filter((registry) => !named.has(registry));
  return [...known, ...others.map((registry) => ({ registry, by }))];
}

function tokens(sources: readonly Block[], stack: Stack): Pull[] {
  return sources
    .filter((block) => isOfType(block, "azurerm_container_registry_token"))
    .map(({ body, name }) => ({
      registry: registryName(body.container_registry_name, stack) ?? name,
      by: "registry token",
    }));
}

function servicePrincipals(sources: readonly Block[], stack: Stack): Pull[] {
  const applications = sources.filter((block) => isOfType(block, "azuread_application"));
  const assignments = stack.blocks.filter((block) => isOfType(block, "azurerm_role_assignment"));
  const theirs = assignments.filter(({ body }) =>
    closure(body.principal_id ?? null, stack).some((block) => applications.includes(block)),
  );
  return theirs.flatMap(({ body }) =>
    registriesIn(body.scope, stack).map((registry) => ({ registry, by: "service principal" })),
  );
}

function administrators(document: Parameters<typeof attributesRead>[0], stack: Stack): Pull[] {
  return [...attributesRead(document)]
    .filter(([, attributes]) => attributes.has("admin_password"))
    .flatMap(([address]) => {
      const block = stack.blockByAddress.get(address);
      return block === undefined
        ? []
        : [{ registry: registryName(block.body.name, stack) ?? block.name, by: "admin account" }];
    });
}
