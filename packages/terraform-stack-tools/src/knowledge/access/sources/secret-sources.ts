import { type Instance, instanceOf, nameIn, type PlannedStack, resourceName } from "../../../planned/planned-stack";
import { dependenciesOf, withLocals } from "../../../stack/dependencies";
import { type Json, objectOf, textOf } from "../../../stack/json";
import { attributesRead, blocksReferredTo, variablesIn } from "../../../stack/references";
import type { Block, Stack } from "../../../stack/stack";
import { DOCKER_KEYS } from "../../catalogue/block-types/kubernetes";
import { isOfType } from "../../catalogue/questions";
import type { Credential } from "../origin";
import { displayName, isDisabled } from "../principals";
import { isRegistry } from "../registries";
import { registryOfToken } from "./tokens";

/** Credentials in a pull secret's document. */
export interface SecretSource {
  readonly credential: Credential;
  /** The addresses of the blocks whose access whoever uses the secret has: tokens, role assignments, registries. */
  readonly grantedBy: readonly string[];
  /** What names their registries, where no block grants anything. */
  readonly about: Json;
  /** When they end, as far as the stack says. */
  readonly until?: string;
  /** Their registry, where it is told by name. */
  readonly registry?: string;
  /** Whether they allow nothing, since their token or their service principal is disabled. */
  readonly isDisabled?: boolean;
}

/**
 * What a document is made of: what it refers to, or else the accounts that its login names, where it is known.
 * @param document of a pull secret, as configured
 */
export function secretSources(document: Json, secret: Instance, planned: PlannedStack): SecretSource[] {
  const reached = dependenciesOf(document, planned.stack);
  const referred = [
    ...adminAccounts(document, planned),
    ...tokens(reached, document, planned),
    ...servicePrincipals(reached, document, planned),
  ];
  return referred.length > 0 ? referred : loginsIn(secret).flatMap((login) => accountOf(login, planned));
}

/** A login in a document that is known. */
interface Login {
  readonly host: string;
  readonly username: string;
}

/** Who logs in where. Kubernetes, "Secrets", under "Docker config Secrets". */
export function loginsIn({ values }: Instance): Login[] {
  const documents = [values.data, values.binary_data].flatMap((data, index) =>
    DOCKER_KEYS.map((key) => objectOf(data)[key])
      .filter((text) => typeof text === "string")
      .map((text) => objectOf(jsonIn(index === 0 ? text : decoded(text)))),
  );
  return documents.flatMap((document) =>
    Object.entries(objectOf(document.auths ?? document)).flatMap(([host, entry]): Login[] => {
      const { username, auth } = objectOf(entry);
      const [login] = decoded(textOf(auth)).split(":");
      const name = textOf(username) || login;
      return name === "" ? [] : [{ host, username: name }];
    }),
  );
}

function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString();
}

function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The admin account of a registry is called as the registry, a token logs in by its name, a service principal by its client id. */
function accountOf({ host, username }: Login, planned: PlannedStack): SecretSource[] {
  const about = host;
  const [server] = host.toLowerCase().split(/[-.]/);
  const admins = planned.instances.filter(
    ({ block, values }) => isRegistry(block) && isSameName(values.name, username),
  );
  if (admins.length > 0 && server === username.toLowerCase()) {
    return [{ credential: { kind: "admin account" }, grantedBy: admins.map(({ address }) => address), about }];
  }
  const known = planned.instances.filter(
    ({ block, values }) =>
      isToken(block) && isSameName(values.name, username) && isSameName(values.container_registry_name, server),
  );
  if (known.length > 0) {
    return tokens(
      known.map(({ block }) => block),
      about,
      planned,
    );
  }
  const principals = planned.instances.filter(
    ({ block, values }) => isServicePrincipal(block) && isSameName(values.client_id, username),
  );
  return servicePrincipals(
    principals.map(({ block }) => block),
    about,
    planned,
  );
}

function isSameName(value: Json | undefined, name: string): boolean {
  return typeof value === "string" && value.toLowerCase() === name.toLowerCase();
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
      const none: Instance = { address: token.address, block: token, values: {} };
      const instance = instanceOf(token, planned) ?? none;
      const name = resourceName(instance, planned);
      const about = token.body.container_registry_name ?? document;
      return {
        credential: { kind: "registry token", name },
        grantedBy: [token.address],
        about,
        registry: registryOfToken(instance, planned),
        isDisabled: instance.values.enabled === false,
      };
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
  return names.map((name): SecretSource => {
    const own = principals.filter((block) => displayName(block, planned) === name);
    return {
      credential: { kind: "service principal", name: `service principal ${name}` },
      grantedBy: rolesOf(own, planned.stack),
      isDisabled: own.some((block) => isDisabled(block, planned)),
      ...more,
    };
  });
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
