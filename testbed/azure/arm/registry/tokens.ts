import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, ok, refuse } from "../../server/messages";
import { now } from "../../store/store";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";
import { REGISTRIES } from "./names";
import { isOfTheSystem } from "./scope-maps";

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
