import { randomUUID } from "node:crypto";
import { isObject, type JsonObject, objectOf } from "../../../../../packages/terraform-stack-tools/src/stack/json";
import { TENANT } from "../../known";
import { type Answer, type Azure, ok } from "../../server/messages";
import type { Resource } from "../../store/store";
import { type Call, longRunning, missing, type ResourceKind, statusOf } from "../call";

/** A type that the imitation does not know: stored and answered as it was sent, without defaults. */
export const generic: ResourceKind = { type: "", put };

function put(call: Call): Answer {
  const { azure, path, current, body } = call;
  const properties = { ...objectOf(body.properties), provisioningState: "Succeeded" };
  const { id, name, type } = path;
  const resource = azure.store.put({ ...body, ...identityOf(body, current), id, name, type, properties });
  return longRunning(call, ok(resource, statusOf(call)));
}

/** Whatever states an identity gets one. */
function identityOf({ identity }: JsonObject, current?: Resource): JsonObject {
  if (!isObject(identity)) {
    return {};
  }
  const principalId = objectOf(current?.identity).principalId ?? randomUUID();
  return { identity: { ...identity, principalId, tenantId: TENANT } };
}

/** Of any resource, below which it is stored. */
export const diagnosticSettings: ResourceKind = {
  type: "Microsoft.Insights/diagnosticSettings",
  put: ({ azure, path: { id, name, type }, body }) =>
    ok(azure.store.put({ id, name, type, properties: objectOf(body.properties) })),
};

export const vaults: ResourceKind = {
  type: "Microsoft.KeyVault/vaults",
  get: ({ azure, path, current }) => (current ? ok(withUri(azure, current)) : missing(path)),
  put: putVault,
};

function putVault(call: Call): Answer {
  const { azure, path, body } = call;
  const { id, name } = path;
  const usual = { enableSoftDelete: true, softDeleteRetentionInDays: 90, publicNetworkAccess: "Enabled" };
  const properties = { ...usual, ...objectOf(body.properties), provisioningState: "Succeeded" };
  const { location = "", tags = {} } = body;
  const vault = azure.store.put({ id, name, type: vaults.type, location, tags, properties });
  return ok(withUri(azure, vault), statusOf(call));
}

/** With the place where this process listens, which is another one in the next. */
function withUri({ origins }: Azure, vault: Resource): Resource {
  return { ...vault, properties: { ...vault.properties, vaultUri: `${origins.vault}/${vault.name}/` } };
}
