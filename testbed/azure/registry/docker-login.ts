import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../packages/terraform-stack-tools/src/stack/json";
import { adminPasswords } from "../arm/registry/credentials";
import type { Resource } from "../store/contents";
import type { Store } from "../store/store";
import { canPull, registryNamed } from "./pulls";

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
