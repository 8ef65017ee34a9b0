import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../../../packages/terraform-stack-tools/src/stack/json";
import { present } from "../../../json";
import { REGISTRIES } from "../../known";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import { key, now, password, type Resource, type Store } from "../../store/store";
import { type Call, longRunning, missing, type ResourceKind, statusOf } from "../call";

const TYPE = `${REGISTRIES}/tokens`;

export const tokens: ResourceKind = { type: TYPE, put };

function put(call: Call): Answer {
  const { azure, request, path, current } = call;
  const stated = objectOf(request.body.properties);
  const old = current?.properties ?? {};
  const scopeMapId = textOf(stated.scopeMapId);
  if (scopeMapId !== "" && !azure.store.get(scopeMapId) && !isOfTheSystem(scopeMapId.split("/").slice(-1)[0])) {
    refuse(404, "ResourceNotFound", `The scope map ${scopeMapId} was not found.`);
  }
  const token = azure.store.put({
    id: current?.id ?? path.id,
    name: path.name,
    type: TYPE,
    properties: {
      creationDate: old.creationDate ?? now(),
      provisioningState: "Succeeded",
      scopeMapId: scopeMapId || (old.scopeMapId ?? ""),
      status: textOf(stated.status) || (old.status ?? "enabled"),
      credentials: credentialsOf(objectOf(stated.credentials), objectOf(old.credentials)),
    },
  });
  return longRunning(call, ok(token, statusOf(call)));
}

/** A write may only remove passwords, or keep some by name: `generateCredentials` makes them. */
function credentialsOf(stated: JsonObject, old: JsonObject): JsonObject {
  const passwords = listOf(old.passwords).filter(isObject);
  const kept = listOf(stated.passwords).filter(isObject);
  const isKept = ({ name }: JsonObject) => kept.some((one) => one.name === name);
  return {
    certificates: stated.certificates ?? old.certificates ?? [],
    passwords: stated.passwords === undefined || stated.passwords === null ? passwords : passwords.filter(isKept),
  };
}

const SCOPE_MAP_TYPE = `${REGISTRIES}/scopeMaps`;
const ACTION = /^(repositories\/.+\/(content|metadata)\/(read|write|delete)|gateway\/.+)$/;

/** The ones that every registry has. */
const OF_THE_SYSTEM: Readonly<Record<string, readonly string[]>> = {
  _repositories_admin: ["metadata/read", "metadata/write", "content/read", "content/write", "content/delete"],
  _repositories_pull: ["content/read"],
  _repositories_pull_metadata_read: ["content/read", "metadata/read"],
  _repositories_push: ["content/read", "content/write"],
  _repositories_push_metadata_write: ["metadata/read", "metadata/write", "content/read", "content/write"],
};

export const scopeMaps: ResourceKind = { type: SCOPE_MAP_TYPE, get, put: putScopeMap, delete: remove, listed };

function isOfTheSystem(name: string): boolean {
  return name in OF_THE_SYSTEM;
}

function get({ path, current, parent }: Call): Answer {
  if (current) {
    return ok(current);
  }
  return parent && isOfTheSystem(path.name) ? ok(ofTheSystem(parent.id, path.name)) : missing(path);
}

function listed(registryId: string): Resource[] {
  return Object.keys(OF_THE_SYSTEM).map((name) => ofTheSystem(registryId, name));
}

function ofTheSystem(registryId: string, name: string): Resource {
  const actions = OF_THE_SYSTEM[name].map((action) => `repositories/*/${action}`);
  const dates = { creationDate: "2020-01-01T00:00:00Z", provisioningState: "Succeeded" };
  const properties = { type: "SystemDefined", actions, description: name, ...dates };
  return { id: `${registryId}/scopeMaps/${name}`, name, type: SCOPE_MAP_TYPE, properties };
}

function putScopeMap(call: Call): Answer {
  const { azure, path, current, body } = call;
  const stated = objectOf(body.properties);
  const wrong = listOf(stated.actions).find((action) => !ACTION.test(textOf(action)));
  if (wrong !== undefined) {
    refuse(400, "InvalidScopeMapAction", `The scope map action '${textOf(wrong)}' is invalid.`);
  }
  const creationDate = current?.properties.creationDate ?? now();
  const properties = { ...stated, type: "UserDefined", creationDate, provisioningState: "Succeeded" };
  const scopeMap = azure.store.put({ id: path.id, name: path.name, type: SCOPE_MAP_TYPE, properties });
  return longRunning(call, ok(scopeMap, statusOf(call)));
}

function remove({ azure, path, current }: Call): Answer {
  if (!current) {
    return NO_CONTENT;
  }
  const user = azure.store.all().find(({ properties }) => key(textOf(properties.scopeMapId)) === key(path.id));
  if (user) {
    refuse(409, "ScopeMapInUse", `The scope map ${path.name} is associated with the token ${user.name}.`);
  }
  azure.store.delete(path.id);
  return { status: 200 };
}

const ADMIN_PASSWORDS = ["password", "password2"];

/** The passwords of the admin account, which every registry has whether the account is on or not. */
export function adminPasswords(store: Store, { id }: Resource): Record<string, string> {
  const passwords = store.passwordsOf(id);
  for (const name of ADMIN_PASSWORDS) {
    passwords[name] ??= password();
  }
  return passwords;
}

export function listCredentials({ azure }: Call, registry: Resource): Answer {
  checkAdmin(registry);
  const passwords = adminPasswords(azure.store, registry);
  return ok({ username: registry.name, passwords: ADMIN_PASSWORDS.map((name) => ({ name, value: passwords[name] })) });
}

function checkAdmin({ id, properties }: Resource): void {
  if (properties.adminUserEnabled !== true) {
    const page = "https://docs.microsoft.com/en-us/azure/container-registry/container-registry-authentication#admin-account";
    refuse(
      400,
      "UnAuthorizedForCredentialOperations",
      `Cannot perform credential operations for ${id} as admin user is disabled. Kindly enable admin user as per docs: ${page}`,
    );
  }
}

/** Generates the passwords of a token. With a name, the other one stays, and is not told. */
export function generateCredentials(call: Call): Answer {
  const { store } = call.azure;
  const { tokenId, name, expiry } = call.request.body;
  const token = store.get(textOf(tokenId));
  if (!token) {
    return refuse(404, "ResourceNotFound", `The token ${textOf(tokenId)} was not found.`);
  }
  const names = typeof name === "string" && name !== "" ? [name] : ["password1", "password2"];
  const credentials = objectOf(token.properties.credentials);
  const kept = listOf(credentials.passwords)
    .filter(isObject)
    .filter((one) => !names.includes(textOf(one.name)));
  const made = names.map((one) => present({ creationTime: now(), expiry: textOf(expiry) || undefined, name: one }));
  const passwords = [...kept, ...made].sort((left, right) => textOf(left.name).localeCompare(textOf(right.name)));
  store.put({ ...token, properties: { ...token.properties, credentials: { ...credentials, passwords } } });
  const values = store.passwordsOf(token.id);
  for (const one of names) {
    values[one] = password();
  }
  const told = passwords.map((one) => (names.includes(textOf(one.name)) ? { ...one, value: values[textOf(one.name)] } : one));
  return longRunning(call, ok({ username: token.name, passwords: told }));
}
