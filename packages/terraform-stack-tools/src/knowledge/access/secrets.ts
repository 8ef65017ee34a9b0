import {
  blockName,
  type Instance,
  instanceOf,
  nameIn,
  type PlannedStack,
  resourceName,
  unknown,
} from "../../planned/planned-stack";
import { blockOfInstance } from "../../stack/address";
import { defined, type Json, type JsonObject, listOf, objectOf, textOf } from "../../stack/json";
import { jsonIn } from "../../stack/json-text";
import { attributesRead, blocksReferredTo, dependenciesOf, variablesIn, withLocals } from "../../stack/references";
import { once } from "../../stack/remembered";
import type { Block, Stack } from "../../stack/stack";
import { clustersBehind, DOCKER_KEYS, isOfType, isPullSecret } from "../catalogue/block-types";
import { type Access, type Credential, granted, type SecretPlace, type SecretUser } from "./access";
import type { Fault } from "./effect";
import { displayName, isDisabled } from "./principals";
import { type Identity, identityOf, isRegistry, joined, providerIdentity, registriesIn } from "./registries";
import { disabled, latest, registryOfToken } from "./registry-accounts";
import { RIGHTS } from "./roles";

type SecretAccess = Omit<Access, "who" | "grantees" | "address">;

/**
 * What pods may do by pull secrets: as much as the credentials in them.
 * @param others the access of the credentials themselves
 */
export function secretAccess(planned: PlannedStack, others: readonly Access[]): Access[] {
  const secrets = planned.instances.filter(({ block, values }) => isPullSecret(block, values));
  const access = once((block: Block) => {
    const first = secrets.find((secret) => secret.block === block);
    return first === undefined ? [] : accessBy(first, planned, others);
  });
  return secrets.flatMap((secret) => {
    const place = providerIdentity(secret.block.provider, planned);
    return podsWith(secret, planned).flatMap((user) =>
      access(secret.block).map((line) => ({
        ...line,
        ...granted([user]),
        secret: secretName(secret, planned),
        address: secret.address,
        identity: joined([place, ...(line.identity === undefined ? [] : [line.identity])]),
      })),
    );
  });
}

const DATA = ["data", "data_wo", "binary_data", "binary_data_wo"];

/** What the document of a secret allows, the same in each of its namespaces. */
function accessBy(secret: Instance, planned: PlannedStack, others: readonly Access[]): SecretAccess[] {
  const document = DATA.map((name) => secret.block.body[name] ?? null);
  const sources = secretSources(document, secret, planned);
  const known = sources.flatMap((source) => {
    const lines = others.filter(({ address }) =>
      [address, blockOfInstance(address)].some((one) => source.grantedBy.includes(one)),
    );
    return lines.length > 0 ? lines.map((line) => inSecret(line, source)) : undocumented(source, secret, planned);
  });
  const named = new Set([
    ...known.filter(({ fault }) => fault === undefined).map(({ registry }) => registry),
    ...sources.flatMap((source) => {
      // Of several, nobody can tell which ones have other credentials in the document.
      const own = source.fault === undefined ? [] : registriesOf(source, planned);
      return own.length === 1 ? own : [];
    }),
  ]);
  const rest = registriesIn(document, null, planned).filter(({ name }) => !named.has(name));
  const registries =
    sources.length + rest.length === 0 ? [{ name: unknown("an unknown registry", secret, ...DATA) }] : rest;
  const credential = registries.length === 0 ? undefined : otherCredential(document, secret, planned);
  const identity = identityOfDocument(secret, planned);
  return [
    ...known,
    ...registries.flatMap(({ name }) => (credential === undefined ? [] : { ...lineOf(name, credential), identity })),
  ];
}

/** Of a document that is known, the accounts: another password of the same account is no other access. */
function identityOfDocument(secret: Instance, planned: PlannedStack): Identity {
  const logins = loginsIn(secret);
  return logins.length === 0
    ? identityOf(secret, DATA, planned)
    : { text: JSON.stringify(logins).toLowerCase(), isComplete: true };
}

function inSecret(
  { who, grantees: _holders, address: grantedBy, ...line }: Access,
  source: SecretSource,
): SecretAccess {
  const { credential, until } = source;
  const role = line.origin.kind === "role assignment" ? line.origin.role : undefined;
  const isRole = credential.kind === "service principal" && role !== undefined;
  return {
    ...line,
    grantedBy,
    origin: isRole ? { ...credential, name: who, role } : line.origin,
    ...(until === undefined ? {} : { until }),
  };
}

/** Credentials to which nothing in the stack grants anything. */
function undocumented(source: SecretSource, secret: Instance, planned: PlannedStack): SecretAccess[] {
  const { credential, until } = source;
  const registries = registriesOf(source, planned);
  const names = registries.length > 0 ? registries : [unknown("an unknown registry", secret, ...DATA)];
  return names.map((name) => defined({ ...lineOf(name, credential), until, fault: source.fault }));
}

function registriesOf({ registry, about }: SecretSource, planned: PlannedStack): string[] {
  return registry === undefined ? registriesIn(about, null, planned).map(({ name }) => name) : [registry];
}

/** An admin account may do everything, wherever its registry is managed. */
function lineOf(registry: string, origin: Credential): SecretAccess {
  return origin.kind === "admin account"
    ? { registry, repository: "*", rights: RIGHTS, origin }
    : { registry, repository: "what its credentials allow", rights: [], origin };
}

/** Credentials in a pull secret's document. */
interface SecretSource {
  readonly credential: Credential;
  /** The addresses of the blocks whose access whoever uses the secret has: tokens, role assignments, registries. */
  readonly grantedBy: readonly string[];
  /** What names their registries, where no block grants anything. */
  readonly about: Json;
  /** When they end, as far as the stack says. */
  readonly until?: string;
  /** Their registry, where it is told by name. */
  readonly registry?: string;
  /** Why they allow nothing: their token, their service principal or the admin account is disabled. */
  readonly fault?: Fault;
}

/**
 * What a document is made of: what it refers to, or else the accounts that its login names, where it is known.
 * @param document of a pull secret, as configured
 */
function secretSources(document: Json, secret: Instance, planned: PlannedStack): SecretSource[] {
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
function loginsIn({ values }: Instance): Login[] {
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

/** The admin account of a registry is called as the registry, a token logs in by its name, a service principal by its client id. */
function accountOf({ host, username }: Login, planned: PlannedStack): SecretSource[] {
  const [server] = host.toLowerCase().split(/[-.]/);
  const called = (isOne: (block: Block) => boolean, argument: string) =>
    planned.instances.filter(({ block, values }) => isOne(block) && isSameName(values[argument], username));
  const admins = called(isRegistry, "name");
  if (admins.length > 0 && server === username.toLowerCase()) {
    const grantedBy = admins.map(({ address }) => address);
    return [{ credential: { kind: "admin account" }, grantedBy, about: host, fault: faultOfAdmin(admins[0]) }];
  }
  const known = called(isToken, "name").filter(({ values }) => isSameName(values.container_registry_name, server));
  const principals = called(isServicePrincipal, "client_id").map(({ block }) => block);
  return known.length > 0
    ? tokens(
        known.map(({ block }) => block),
        host,
        planned,
      )
    : servicePrincipals(principals, host, planned);
}

function isSameName(value: Json | undefined, name: string): boolean {
  return typeof value === "string" && value.toLowerCase() === name.toLowerCase();
}

/** Where the rest of a document comes from, which may be what a plan does not show, such as a local value. */
function otherCredential(document: Json, secret: Instance, { stack }: PlannedStack): Credential {
  if (DATA.some((name) => (secret.hanging?.get(name)?.open ?? []).length > 0)) {
    return { kind: "opaque" };
  }
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

function adminAccounts(document: Json, planned: PlannedStack): SecretSource[] {
  const { stack } = planned;
  return [...attributesRead(withLocals(document, stack))]
    .filter(([, attributes]) => attributes.has("admin_password"))
    .flatMap(([address]) => stack.blockByAddress.get(address) ?? [])
    .filter(isRegistry)
    .map((block) => ({
      credential: { kind: "admin account" },
      grantedBy: [block.address],
      about: `\${${block.address}.id}`,
      fault: faultOfAdmin(instanceOf(block, planned)),
    }));
}

function faultOfAdmin(registry: Instance | undefined): Fault | undefined {
  return registry?.values.admin_enabled === false ? disabled("the admin account", registry) : undefined;
}

function tokens(reached: readonly Block[], document: Json, planned: PlannedStack): SecretSource[] {
  const known = reached.filter(isToken);
  const others = reached
    .filter((block) => isOfType(block, "azurerm_container_registry_token_password"))
    .filter(({ body }) => blocksReferredTo(body.container_registry_token_id, known).length === 0);
  return [
    ...known.map((token): SecretSource => {
      const instance = instanceOf(token, planned) ?? { address: token.address, block: token, values: {} };
      const name = resourceName(instance, planned);
      const about = token.body.container_registry_name ?? document;
      return {
        credential: { kind: "registry token", name },
        grantedBy: [token.address],
        about,
        registry: registryOfToken(instance, planned),
        fault: instance.values.enabled === false ? disabled(`registry token ${name}`, instance) : undefined,
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
  const until = endOf(passwords, planned);
  const names = [...new Set(principals.map((block) => displayName(block, planned)))];
  const unnamed = names.length === 0 ? passwords.slice(0, 1) : [];
  const about = document;
  return [
    ...unnamed.map(({ address }): SecretSource => {
      const credential = { kind: "service principal", name: `service principal of ${address}` } as const;
      return { credential, grantedBy: [], about, until };
    }),
    ...names.map((name): SecretSource => {
      const own = principals.filter((block) => displayName(block, planned) === name);
      const credential = { kind: "service principal", name: `service principal ${name}` } as const;
      const off = own.find((block) => isDisabled(block, planned));
      const fault = off && disabled("the service principal", { block: off });
      return { credential, grantedBy: rolesOf(own, planned.stack), about, until, fault };
    }),
  ];
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
  return latest(ends, naming);
}

/** The pods that use a pull secret: by their service accounts, or by naming the secret. */
function podsWith(secret: Instance, planned: PlannedStack): SecretUser[] {
  const place = placeOf(secret, planned);
  const { naming } = planned;
  const accounts = planned.instances.filter((candidate) => isAccount(candidate) && carries(candidate, secret));
  if (accounts.length === 0) {
    return [{ kind: "pods that name the secret", ...place }];
  }
  return accounts.map((account) =>
    isDefaultAccount(account)
      ? { kind: "every pod", ...place }
      : { kind: "pods of a service account", ...place, account: naming.of(nameOf(account)) },
  );
}

/** The namespace of an instance, or those of all instances where only the variable with their names is known. */
function namespaces(secret: Instance, { naming }: PlannedStack): string {
  const name = naming.of(namespaceOf(secret));
  if (secret.block.isRepeated && name.startsWith("var.")) {
    return `each namespace in ${name}`;
  }
  return name.includes(", ") ? `namespaces ${name}` : `namespace ${name}`;
}

/** As kubectl writes it, with the namespace in front. */
function secretName(secret: Instance, { naming }: PlannedStack): string {
  return `${naming.of(namespaceOf(secret))}/${naming.of(nameOf(secret))}`;
}

function placeOf(secret: Instance, planned: PlannedStack): SecretPlace {
  const { provider } = secret.block;
  const [cluster] = clustersBehind(secret.block, planned.stack);
  const { naming } = planned;
  const more = { namespaces: naming.of(namespaceOf(secret)), secret: naming.of(nameOf(secret)), provider };
  if (cluster !== undefined) {
    const name = blockName(cluster, planned);
    const place = `${namespaces(secret, planned)} of AKS cluster ${name}`;
    return { ...more, place, cluster: { name, address: cluster.address } };
  }
  const { name, alias } = provider;
  const where = alias === undefined ? "" : ` of the cluster of provider ${name}.${alias}`;
  return { ...more, place: `${namespaces(secret, planned)}${where}` };
}

function isAccount(instance: Instance): boolean {
  return isOfType(instance.block, "kubernetes_service_account_v1") || isDefaultAccount(instance);
}

/** The one of a namespace that pods use when they name none, whichever resource manages it. */
function isDefaultAccount(instance: Instance): boolean {
  return isOfType(instance.block, "kubernetes_default_service_account_v1") || nameOf(instance) === "default";
}

function carries(account: Instance, secret: Instance): boolean {
  const isInSameCluster =
    account.block.provider.name === secret.block.provider.name &&
    account.block.provider.alias === secret.block.provider.alias;
  const names = listOf(account.values.image_pull_secret).map((reference) => objectOf(reference).name);
  return isInSameCluster && namespaceOf(account) === namespaceOf(secret) && names.includes(nameOf(secret));
}

/** What Kubernetes calls an object. */
function nameOf(instance: Instance): string {
  return text(metadataOf(instance).name) ?? instance.block.name;
}

function namespaceOf(instance: Instance): string {
  return text(metadataOf(instance).namespace) ?? "default";
}

function metadataOf({ values }: Instance): JsonObject {
  return objectOf(listOf(values.metadata)[0]);
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
