import { instanceOf, nameIn, type PlannedStack, resourceName } from "../../../planned/planned-stack";
import { dependenciesOf, withLocals } from "../../../stack/dependencies";
import type { Json } from "../../../stack/json";
import { attributesRead, blocksReferredTo, variablesIn } from "../../../stack/references";
import type { Block, Stack } from "../../../stack/stack";
import { isOfType } from "../../catalogue/questions";
import type { Credential } from "../origin";
import { displayName } from "../principals";
import { isRegistry } from "../registries";

/** Credentials in a pull secret's document. */
export interface SecretSource {
  readonly credential: Credential;
  /** The addresses of the blocks whose access whoever uses the secret has: tokens, role assignments, registries. */
  readonly grantedBy: readonly string[];
  /** What names their registries, where no block grants anything. */
  readonly about: Json;
  /** When they end, as far as the stack says. */
  readonly until?: string;
}

/** What a document is made of. @param document of a pull secret, as configured */
export function secretSources(document: Json, planned: PlannedStack): SecretSource[] {
  const reached = dependenciesOf(document, planned.stack);
  return [
    ...adminAccounts(document, planned),
    ...tokens(reached, document, planned),
    ...servicePrincipals(reached, document, planned),
  ];
}

/** Where the rest of a document comes from. */
export function otherCredential(document: Json, { stack }: PlannedStack): Credential {
  if (dependenciesOf(document, stack).some(({ type }) => type === "azurerm_key_vault_secret")) {
    return { kind: "key vault" };
  }
  const read = withLocals(document, stack);
  const secretInputs = variablesIn(read).filter((name) =>
    stack.variables.some((one) => one.name === name && one.isSecret),
  );
  const others = blocksReferredTo(read, stack.blocks).filter((block) => !isRegistry(block) && !isCredential(block));
  return { kind: others.length > 0 && secretInputs.length === 0 ? "opaque" : "existing account" };
}

function adminAccounts(document: Json, { stack }: PlannedStack): SecretSource[] {
  return [...attributesRead(withLocals(document, stack))]
    .filter(([, attributes]) => attributes.has("admin_password"))
    .flatMap(([address]) => stack.blockByAddress.get(address) ?? [])
    .filter(isRegistry)
    .map(({ address }) => ({
      credential: { kind: "admin account" },
      grantedBy: [address],
      about: `\${${address}.id}`,
    }));
}

function tokens(reached: readonly Block[], document: Json, planned: PlannedStack): SecretSource[] {
  const known = reached.filter(isToken);
  const others = reached
    .filter((block) => isOfType(block, "azurerm_container_registry_token_password"))
    .filter(({ body }) => blocksReferredTo(body.container_registry_token_id, known).length === 0);
  return [
    ...known.map((token): SecretSource => {
      const name = resourceName(instanceOf(token, planned) ?? { block: token, values: {} }, planned);
      const about = token.body.container_registry_name ?? document;
      return { credential: { kind: "registry token", name }, grantedBy: [token.address], about };
    }),
    ...others.map((password): SecretSource => {
      const id = nameIn(instanceOf(password, planned)?.values.container_registry_token_id, null, planned);
      const name = id?.split("/").pop() ?? `of ${password.address}`;
      return { credential: { kind: "registry token", name }, grantedBy: [], about: document };
    }),
  ];
}

function isToken({ type }: Block): boolean {
  return type === "azurerm_container_registry_token";
}

/** An application and its service principal are one source. */
function servicePrincipals(reached: readonly Block[], document: Json, planned: PlannedStack): SecretSource[] {
  const principals = reached.filter(isServicePrincipal);
  const passwords = reached.filter(isServicePrincipalPassword);
  const end = endOf(passwords, planned);
  const more = { about: document, ...(end === undefined ? {} : { until: end }) };
  const names = [...new Set(principals.map((block) => displayName(block, planned)))];
  if (names.length === 0) {
    return passwords.slice(0, 1).map(({ address }) => ({
      credential: { kind: "service principal", name: `service principal of ${address}` },
      grantedBy: [],
      ...more,
    }));
  }
  return names.map((name) => ({
    credential: { kind: "service principal", name: `service principal ${name}` },
    grantedBy: rolesOf(
      principals.filter((block) => displayName(block, planned) === name),
      planned.stack,
    ),
    ...more,
  }));
}

function isServicePrincipal({ type }: Block): boolean {
  return type === "azuread_service_principal" || type === "azuread_application";
}

function isServicePrincipalPassword(block: Block): boolean {
  return isOfType(block, "azuread_application_password") || isOfType(block, "azuread_service_principal_password");
}

function isCredential(block: Block): boolean {
  const isTokens = isToken(block) || isOfType(block, "azurerm_container_registry_token_password");
  return isTokens || isServicePrincipal(block) || isServicePrincipalPassword(block);
}

function rolesOf(principals: readonly Block[], stack: Stack): string[] {
  return stack.blocks
    .filter((block) => isOfType(block, "azurerm_role_assignment"))
    .filter(({ body }) => dependenciesOf(body.principal_id, stack).some((block) => principals.includes(block)))
    .map(({ address }) => address);
}

/** When the passwords of a service principal end; undefined if one of them does not. */
function endOf(passwords: readonly Block[], { instances, naming }: PlannedStack): string | undefined {
  const addresses = passwords.map(({ address }) => address);
  const ends = instances.filter(({ block }) => addresses.includes(block.address)).map(({ values }) => values.end_date);
  const known = ends.filter((end) => typeof end === "string" && end !== "");
  const last = known.length === ends.length ? known.map(String).sort().pop() : undefined;
  return last && naming.of(last);
}
