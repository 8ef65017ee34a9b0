import { listOf, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import type { Resource } from "../../store/contents";
import { key, now } from "../../store/store";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";
import { missing } from "../missing";
import { REGISTRIES } from "./names";

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

export function isOfTheSystem(name: string): boolean {
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
