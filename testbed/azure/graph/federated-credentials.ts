import { randomUUID } from "node:crypto";
import { isObject, type JsonObject, listOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, type AzureRequest, NO_CONTENT, ok, refuse } from "../server/messages";
import type { Entity, Table } from "../store/contents";
import { notFound, notServed } from "./refusals";

const RELATION = "federatedIdentityCredentials";

/** What an application trusts: `/applications/<id>/federatedIdentityCredentials[/<id>]`. */
export function federatedCredentials(
  { method, body, ...request }: AzureRequest,
  { id, member }: { readonly id: string; readonly member?: string },
  applications: Table<Entity>,
): Answer {
  const there = listOf(applications[id][RELATION]).filter(isObject);
  const store = (credentials: JsonObject[]) => {
    applications[id] = { ...applications[id], [RELATION]: credentials };
  };
  if (member === undefined) {
    if (method === "GET") {
      return ok({ value: there });
    }
    if (method !== "POST") {
      return notServed({ method, body, ...request });
    }
    const created = { description: null, ...body, id: randomUUID() };
    checkUnique(created, there);
    store([...there, created]);
    return ok(created, 201);
  }
  const found = there.find((one) => one.id === member) ?? notFound(member);
  const others = there.filter((one) => one !== found);
  switch (method) {
    case "GET":
      return ok(found);
    case "PATCH":
      store([...others, { ...found, ...body, id: member }]);
      return NO_CONTENT;
    case "DELETE":
      store(others);
      return NO_CONTENT;
    default:
      return notServed({ method, body, ...request });
  }
}

function checkUnique({ name, issuer, subject }: JsonObject, others: readonly JsonObject[]): void {
  if (others.some((one) => one.name === name)) {
    refuse(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      `FederatedIdentityCredential with name ${textOf(name)} already exists.`,
    );
  }
  if (others.some((one) => one.issuer === issuer && one.subject === subject)) {
    refuse(409, "Request_MultipleObjectsWithSameKeyValue", "The combination of issuer and subject must be unique.");
  }
}
