import { randomUUID } from "node:crypto";
import { isObject, type JsonObject, objectOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { TENANT } from "../../known/identities";
import { type Answer, ok } from "../../server/messages";
import type { Resource } from "../../store/contents";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";

/** A type that the imitation does not know: stored and answered as it was sent, without defaults. The log says so. */
export const generic: ResourceKind = { type: "", put };

function put(call: Call): Answer {
  const { azure, path, current, body } = call;
  const properties = { ...objectOf(body.properties), provisioningState: "Succeeded" };
  const { id, name, type } = path;
  const resource = azure.store.put({ ...body, ...identityOf(body, current), id, name, type, properties });
  return { ...longRunning(call, ok(resource, statusOf(call))), note: "generic" };
}

/** Whatever states an identity gets one. */
function identityOf({ identity }: JsonObject, current?: Resource): JsonObject {
  if (!isObject(identity)) {
    return {};
  }
  const principalId = objectOf(current?.identity).principalId ?? randomUUID();
  return { identity: { ...identity, principalId, tenantId: TENANT } };
}
