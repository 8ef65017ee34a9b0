import { isObject, type JsonObject, listOf, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { present } from "../../json";
import { vaults } from "../arm/other/generic";
import { cacheRulesOf } from "../arm/registry/cache-rules";
import { adminPasswords } from "../arm/registry/tokens";
import { PULL_ROLES, REGISTRIES } from "../known";
import { key, type Resource, type RoleAssignment, type Store } from "../store/store";

const CONDITION =
  /repositories:name\]\s+(StringEqualsIgnoreCase|StringStartsWithIgnoreCase|StringEquals|StringStartsWith)\s+'([^']*)'/g;

/** A registry by its id, its login server or its name. */
export function registryNamed(store: Store, registry: string): Resource | undefined {
  return store
    .ofType(REGISTRIES)
    .find(({ id, name, properties }) => key(id) === key(registry) || properties.loginServer === registry || name === registry);
}

/** Whether a principal may pull: by roles that fit the registry's mode, and by simple conditions of theirs. */
export function canPull(store: Store, principalId: string, registry: string, repository?: string) {
  const found = registryNamed(store, registry);
  if (!found) {
    return { allowed: false, reason: "no such registry" };
  }
  const mode = textOf(found.properties.roleAssignmentMode);
  const roles = mode === "AbacRepositoryPermissions" ? PULL_ROLES.ABAC : PULL_ROLES.RBAC;
  const assignment = store.roles
    .effective(principalId, found.id)
    .filter((one) => roles.includes(store.roles.nameOf(one)))
    .find((one) => repository === undefined || isMet(one, repository));
  return assignment
    ? { allowed: true, role: store.roles.nameOf(assignment), assignment: assignment.name, mode }
    : present({ allowed: false, reason: "no effective assignment of a role that allows it", mode });
}

function isMet({ properties }: RoleAssignment, repository: string): boolean {
  const { condition } = properties;
  return (
    condition === null ||
    [...condition.matchAll(CONDITION)].some(([, operator, value]) => {
      const ignoresCase = operator.endsWith("IgnoreCase");
      const [name, wanted] = ignoresCase ? [repository.toLowerCase(), value.toLowerCase()] : [repository, value];
      return operator.includes("StartsWith") ? name.startsWith(wanted) : name === wanted;
    })
  );
}

interface Fill {
  readonly filled: boolean;
  readonly reason: string;
}

/** Whether a pull of a repository would be filled from upstream: by its rule, past the network rules, with its login. */
export function canFill(store: Store, server: string, repository: string): Fill {
  const registry = registryNamed(store, server);
  const rule = registry && ruleFor(cacheRulesOf(store, registry.id), repository);
  if (!registry || !rule) {
    return { filled: false, reason: "no cache rule" };
  }
  if (keepsOutServices(registry)) {
    // Azure, "Enable artifact cache in your Azure Container Registry with Azure CLI" of 2026-08-13.
    return { filled: false, reason: "trusted services are kept out" };
  }
  const credentialSet = store.get(textOf(rule.properties.credentialSetResourceId));
  return credentialSet ? fromVault(store, credentialSet) : { filled: true, reason: "without a login" };
}

/** The rule of the repository alone wins over one with an asterisk. */
function ruleFor(rules: readonly Resource[], repository: string): Resource | undefined {
  const target = ({ properties }: Resource) => textOf(properties.targetRepository);
  return (
    rules.find((rule) => target(rule) === repository) ??
    rules.find((rule) => target(rule).endsWith("*") && repository.startsWith(target(rule).slice(0, -1)))
  );
}

function keepsOutServices({ properties }: Resource): boolean {
  const isClosed = properties.publicNetworkAccess === "Disabled" || objectOf(properties.networkRuleSet).defaultAction === "Deny";
  return isClosed && properties.networkRuleBypassOptions === "None";
}

function fromVault(store: Store, { identity, properties }: Resource): Fill {
  const principalId = textOf(objectOf(identity).principalId);
  const [credentials] = Array.isArray(properties.authCredentials) ? properties.authCredentials : [];
  const { usernameSecretIdentifier, passwordSecretIdentifier } = objectOf(credentials);
  const unread = [usernameSecretIdentifier, passwordSecretIdentifier].find(
    (secret) => !mayRead(store, principalId, new URL(textOf(secret))),
  );
  return unread === undefined
    ? { filled: true, reason: "with a login from a key vault" }
    : { filled: false, reason: `may not read ${textOf(unread)}` };
}

function mayRead(store: Store, principalId: string, { hostname, pathname }: URL): boolean {
  const vault = store.ofType(vaults.type).find(({ name }) => name.toLowerCase() === hostname.split(".")[0]);
  return vault !== undefined && store.roles.holds(principalId, `${vault.id}${pathname}`, ["Key Vault Secrets User"]);
}

/** What `docker login` with a user name and a password would come to. */
export function dockerLogin(store: Store, body: JsonObject): JsonObject {
  const [server, username, password] = [textOf(body.server), textOf(body.username), textOf(body.password)];
  const registry = registryNamed(store, server);
  if (registry?.properties.loginServer !== server) {
    return { ok: false, reason: "unknown login server" };
  }
  if (registry.properties.adminUserEnabled === true && username === registry.name) {
    const isRight = Object.values(adminPasswords(store, registry)).includes(password);
    return { ok: isRight, kind: "admin", pull: isRight };
  }
  const token = store.get(`${registry.id}/tokens/${username}`);
  if (token) {
    const isRight = hasPassword(store, token, password);
    const scopeMapId = textOf(token.properties.scopeMapId);
    const pull = isRight && mayLogIn(store, scopeMapId, textOf(body.repository));
    return { ok: isRight, kind: "token", scopeMap: scopeMapId.split("/").slice(-1)[0], pull };
  }
  return servicePrincipalLogin(store, registry, body);
}

function hasPassword(store: Store, { id, properties }: Resource, password: string): boolean {
  const values = store.passwordsOf(id);
  const valid = listOf(objectOf(properties.credentials).passwords)
    .filter(isObject)
    .filter(({ expiry }) => !expiry || new Date(textOf(expiry)) > new Date());
  return properties.status === "enabled" && valid.some(({ name }) => values[textOf(name)] === password);
}

/** Azure, "Repository permissions with non-Entra tokens": a wildcard ends a name. Without a repository, any will do. */
function mayLogIn(store: Store, scopeMapId: string, repository: string): boolean {
  const scopeMap = store.get(scopeMapId);
  const actions = listOf(scopeMap?.properties.actions).map(textOf);
  // The scope maps that every registry has are not stored.
  const isForAll = repository === "" || scopeMap === undefined;
  return isForAll || actions.some((action) => isFor(action, repository));
}

function isFor(action: string, repository: string): boolean {
  const [, name, wildcard] = /^repositories\/(.*?)(\*?)\/content\/read$/.exec(action) ?? [];
  return wildcard === "*" ? repository.startsWith(name) : repository === name;
}

function servicePrincipalLogin(store: Store, registry: Resource, body: JsonObject): JsonObject {
  const clientId = textOf(body.username);
  const principal = store.directory.servicePrincipal(clientId);
  const application = store.directory.application(clientId);
  const ids = [principal, application].flatMap((one) => one?.id ?? []);
  const isRight = ids.some((id) => Object.values(store.passwordsOf(id)).includes(textOf(body.password)));
  const repository = textOf(body.repository) || undefined;
  const pull = isRight && principal !== undefined && canPull(store, principal.id, registry.id, repository).allowed;
  return { ok: isRight, kind: "servicePrincipal", pull: pull === true };
}
