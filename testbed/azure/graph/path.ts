import type { Directory } from "../store/directory";

/** `/v1.0/<collection>/<id>/<relation>/<member>/<ref>`. */
export interface GraphPath {
  readonly collection: string;
  readonly id?: string;
  readonly relation?: string;
  readonly member?: string;
  readonly isReference: boolean;
}

const BY_CLIENT_ID = /^(applications|servicePrincipals)\(appId='([^']+)'\)$/;

/** An object may also be named by its client id: `applications(appId='…')`. */
export function graphPath(path: string, directory: Directory): GraphPath {
  const [, first = "", ...rest] = path.split("/").filter(Boolean);
  const [, collection, clientId] = BY_CLIENT_ID.exec(first) ?? [];
  if (collection === undefined) {
    const [id, relation, member, reference] = rest;
    return { collection: first, id: id?.toLowerCase(), relation, member, isReference: reference === "$ref" };
  }
  const found = collection === "applications" ? directory.application(clientId) : directory.servicePrincipal(clientId);
  const [relation, member, reference] = rest;
  return { collection, id: found?.id ?? clientId, relation, member, isReference: reference === "$ref" };
}
