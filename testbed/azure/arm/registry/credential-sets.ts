import { objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { TENANT } from "../../known/identities";
import { type Answer, NO_CONTENT, ok } from "../../server/messages";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";
import { REGISTRIES } from "./names";

const CREDENTIAL_SET_TYPE = `${REGISTRIES}/credentialSets`;

/** What a registry logs in with where it caches from. It reads the credentials with an identity of its own. */
export const credentialSets: ResourceKind = { type: CREDENTIAL_SET_TYPE, put: putCredentialSet, delete: withoutContent };

function putCredentialSet(call: Call): Answer {
  const { azure, path, current, body } = call;
  const { store } = azure;
  const there = textOf(objectOf(current?.identity).principalId);
  const create = () =>
    store.directory.addServicePrincipal({ displayName: path.name, servicePrincipalType: "ManagedIdentity" });
  const principalId = there || create().id;
  const credentialSet = store.put({
    id: current?.id ?? path.id,
    name: path.name,
    type: CREDENTIAL_SET_TYPE,
    identity: { type: "SystemAssigned", principalId, tenantId: TENANT },
    properties: { ...objectOf(body.properties), provisioningState: "Succeeded" },
  });
  return longRunning(call, ok(credentialSet, statusOf(call)));
}

/** How Azure answers the deletion of rules and credentials, which is over at once. */
export function withoutContent({ azure, path }: Call): Answer {
  azure.store.delete(path.id);
  return NO_CONTENT;
}
