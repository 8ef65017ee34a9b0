import { randomUUID } from "node:crypto";
import { textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { present } from "../../json";
import { LOCATION } from "../known";
import { type Answer, type Azure, type AzureRequest, NO_CONTENT, ok, refuse } from "../server/messages";
import { key, type Resource, type Store } from "../store/store";

const TYPE = "Microsoft.Resources/resourceGroups";

interface GroupPlace {
  readonly subscription: string;
  readonly name: string;
}

export function resourceGroups({ store }: Azure, subscription: string): Answer {
  return ok({ value: store.ofType(TYPE).filter(({ id }) => id.split("/")[2] === subscription) });
}

export function addGroup(store: Store, { subscription, name }: GroupPlace, more: { location?: string; managedBy?: string } = {}) {
  const { location = LOCATION, managedBy } = more;
  const id = `/subscriptions/${subscription}/resourceGroups/${name}`;
  return store.put({
    ...present({ location, managedBy }),
    id,
    name,
    type: TYPE,
    properties: { provisioningState: "Succeeded" },
  });
}

export function groupMissing(name: string): never {
  return refuse(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
}

/** A resource group, or the list of what is in it. */
export function resourceGroup(
  azure: Azure,
  request: AzureRequest,
  { subscription, group, isList }: { readonly subscription: string; readonly group: string; readonly isList: boolean },
): Answer {
  const id = `/subscriptions/${subscription}/resourceGroups/${group}`;
  const current = azure.store.get(id);
  if (request.method === "PUT") {
    return put(azure, request, { id, name: current?.name ?? group, current });
  }
  if (request.method === "HEAD") {
    return { status: current ? 204 : 404 };
  }
  if (!current) {
    return groupMissing(group);
  }
  switch (request.method) {
    case "GET":
      return isList ? listed(azure, request, id) : ok(current);
    case "PATCH":
      return ok(azure.store.put({ ...current, ...request.body }));
    case "DELETE":
      return remove(azure, id);
    default:
      return NO_CONTENT;
  }
}

function put(
  { store }: Azure,
  { body }: AzureRequest,
  { id, name, current }: { readonly id: string; readonly name: string; readonly current?: Resource },
): Answer {
  const { location, tags, managedBy } = body;
  const resource = store.put({
    ...present({ location: textOf(location), tags: tags ?? {}, managedBy }),
    id: current?.id ?? id,
    name,
    type: TYPE,
    properties: { provisioningState: "Succeeded" },
  });
  return ok(resource, current ? 200 : 201);
}

function remove({ store, origins }: Azure, id: string): Answer {
  store.delete(id);
  const operation = randomUUID();
  const [subscription] = id.split("/").slice(2);
  const location = `${origins.arm}/subscriptions/${subscription}/operationresults/${operation}?api-version=2023-07-01`;
  return { status: 202, headers: { location, "retry-after": "0" } };
}

/** The list of what is in a subscription or a group, without what is inside of other resources. */
export function listed({ store }: Azure, { query }: AzureRequest, root: string): Answer {
  const filter = query.get("$filter") ?? "";
  const [, type] = /resourceType eq '([^']+)'/i.exec(filter) ?? [];
  const [, name] = /name eq '([^']+)'/i.exec(filter) ?? [];
  const value = store
    .below(root)
    .filter(({ id }) => /\/providers\/[^/]+\/[^/]+\/[^/]+$/i.test(id))
    .filter((resource) => type === undefined || key(resource.type) === key(type))
    .filter((resource) => name === undefined || key(resource.name) === key(name))
    .map(({ id, name, type, location, tags }) => present({ id, name, type, location, tags: tags ?? {} }));
  return ok({ value });
}
