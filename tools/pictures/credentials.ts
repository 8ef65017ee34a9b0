import type { PlannedStack } from "../../packages/terraform-stack-tools/src/knowledge/access/planned-stack";
import { registriesIn, registryScope } from "../../packages/terraform-stack-tools/src/knowledge/access/registries";
import {
  isServicePrincipal,
  secretSources,
} from "../../packages/terraform-stack-tools/src/knowledge/access/sources/secret-sources";
import { registryOfToken } from "../../packages/terraform-stack-tools/src/knowledge/access/sources/tokens";
import { isOfType } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/questions";
import { dependenciesOf } from "../../packages/terraform-stack-tools/src/stack/dependencies";
import type { Block } from "../../packages/terraform-stack-tools/src/stack/stack";
import type { Pull } from "./pull-graph";

/** What a pull secret holds: for each registry, the kind of credentials. */
export function credentialsOf(secret: Block, planned: PlannedStack): Pull[] {
  const document = [secret.body.data ?? null, secret.body.data_wo ?? null];
  const { grantedBy, isEphemeral } = secretSources(document, planned.stack);
  const known = grantedBy.flatMap((source) => pullsBy(source, planned));
  const named = new Set(known.map(({ registry }) => registry));
  const others = registriesIn(document, null, planned).filter(({ name }) => !named.has(name));
  const by = isEphemeral ? "key vault" : "user and password";
  return [...known, ...others.map(({ name }) => ({ registry: name, by }))];
}

function pullsBy(source: Block, planned: PlannedStack): Pull[] {
  if (isServicePrincipal(source)) {
    return source.type === "azuread_application" ? pullsByApplication(source, planned) : [];
  }
  if (isOfType(source, "azurerm_container_registry_token")) {
    const token = planned.instances.filter(({ block }) => block === source);
    return token.map((instance) => ({ registry: registryOfToken(instance, planned), by: "registry token" }));
  }
  return [{ registry: registryScope(source, planned).name, by: "admin account" }];
}

function pullsByApplication(application: Block, planned: PlannedStack): Pull[] {
  const { stack } = planned;
  return stack.blocks
    .filter((block) => isOfType(block, "azurerm_role_assignment"))
    .filter(({ body }) => dependenciesOf(body.principal_id ?? null, stack).includes(application))
    .flatMap(({ body }) => registriesIn(body.scope ?? null, null, planned))
    .map(({ name }) => ({ registry: name, by: "service principal" }));
}
