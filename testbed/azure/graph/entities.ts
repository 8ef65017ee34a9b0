import { objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { merged } from "../../json";
import type { Azure } from "../server/azure";
import { type Answer, type AzureRequest, NO_CONTENT, ok } from "../server/messages";
import type { Contents, Entity, Table } from "../store/contents";
import type { Store } from "../store/store";
import { boundIds, idIn, withoutAnnotations } from "./annotations";
import { federatedCredentials } from "./federated-credentials";
import { addPassword, checkPolicy, removePassword } from "./passwords";
import type { GraphPath } from "./path";
import { notFound, notServed } from "./refusals";

type EntityPath = GraphPath & { readonly id: string };

/** One object of the directory, and what belongs to it. */
export function entity(azure: Azure, request: AzureRequest, path: EntityPath, table: Table<Entity>): Answer {
  const { store, origins } = azure;
  const found = table[path.id] ?? byPrincipalName(table, path.id) ?? notFound(path.id);
  if (path.relation !== undefined) {
    return related(azure, request, { ...path, id: found.id, relation: path.relation }, table);
  }
  switch (request.method) {
    case "GET":
      return ok({ "@odata.context": `${origins.graph}/v1.0/$metadata#${path.collection}/$entity`, ...found });
    case "PATCH":
      table[found.id] = { ...merged(found, withoutAnnotations(request.body)), id: found.id };
      for (const member of boundIds(request.body, "members")) {
        add(store.contents.members, found.id, member);
      }
      rename(store.contents, path.collection, table[found.id]);
      return NO_CONTENT;
    case "DELETE":
      remove(store, path.collection, found);
      return NO_CONTENT;
    default:
      return notServed(request);
  }
}

function byPrincipalName(table: Table<Entity>, name: string): Entity | undefined {
  return Object.values(table).find(({ userPrincipalName }) => userPrincipalName === decodeURIComponent(name));
}

/** The service principal of an application has its name. */
function rename({ servicePrincipals }: Contents, collection: string, { appId, displayName }: Entity): void {
  for (const principal of Object.values(servicePrincipals)) {
    if (collection === "applications" && principal.appId === appId) {
      servicePrincipals[principal.id] = { ...principal, displayName: displayName ?? null };
    }
  }
}

/** An application goes with its service principal. */
function remove({ contents, directory }: Store, collection: string, { id, appId }: Entity): void {
  const principals = Object.values(contents.servicePrincipals).filter(
    (one) => collection === "applications" && one.appId === appId && one.servicePrincipalType === "Application",
  );
  for (const gone of [id, ...principals.map((one) => one.id)]) {
    directory.deletePrincipal(gone);
    for (const table of [contents.applications, contents.users, contents.groups, contents.owners, contents.members]) {
      delete table[gone];
    }
  }
}

type RelationPath = EntityPath & { readonly relation: string };

function related(azure: Azure, request: AzureRequest, path: RelationPath, table: Table<Entity>): Answer {
  const { store } = azure;
  const { contents } = store;
  switch (path.relation) {
    case "addPassword": {
      const stated = objectOf(request.body.passwordCredential);
      checkPolicy(azure, stated);
      return ok(addPassword(store, table, path.id, stated));
    }
    case "removePassword":
      return removePassword(store, table, path.id, request.body);
    case "federatedIdentityCredentials":
      return federatedCredentials(request, path, table);
    case "owners":
      return references(store, request, path, contents.owners);
    case "members":
    case "transitiveMembers":
      return references(store, request, path, contents.members);
    case "manager":
      return notFound("manager");
    default:
      return request.method === "GET" ? ok({ value: [] }) : notServed(request);
  }
}

/** Owners or members: a list of other objects. */
function references({ directory }: Store, request: AzureRequest, path: RelationPath, table: Table<string[]>): Answer {
  const { id, member, isReference } = path;
  const there = table[id] ?? [];
  if (request.method === "POST") {
    add(table, id, idIn(request.body["@odata.id"] ?? ""));
    return NO_CONTENT;
  }
  if (request.method === "DELETE" && isReference) {
    table[id] = there.filter((one) => one !== member);
    return NO_CONTENT;
  }
  if (request.method !== "GET") {
    return notServed(request);
  }
  const typed = there
    .filter((one) => member === undefined || one === textOf(member))
    .flatMap((one) => directory.typed(one) ?? []);
  if (member === undefined) {
    return ok({ value: typed });
  }
  return ok(typed[0] ?? notFound(member));
}

function add(table: Table<string[]>, id: string, other: string): void {
  table[id] = [...new Set([...(table[id] ?? []), other])];
}
