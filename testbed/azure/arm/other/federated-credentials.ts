import { listOf, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, ok, refuse } from "../../server/messages";
import type { Resource } from "../../store/contents";
import { key, type Store } from "../../store/store";
import { type Call, type ResourceKind, statusOf } from "../call";

const CREDENTIAL_TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";

/** Microsoft Entra, "Important considerations and restrictions for federated identity credentials". */
const MOST = 20;

export const federatedCredentials: ResourceKind = { type: CREDENTIAL_TYPE, put: putCredential };

function putCredential(call: Call): Answer {
  const { azure, path, current, parent, body } = call;
  const { issuer, subject, audiences } = objectOf(body.properties);
  const others = credentialsOf(azure.store, parent?.id ?? "").filter(({ id }) => key(id) !== key(path.id));
  if (others.some(({ properties }) => properties.issuer === issuer && properties.subject === subject)) {
    refuse(409, "Conflict", "Issuer and subject combination already exists for this Managed Identity.");
  }
  if (!current && others.length >= MOST) {
    refuse(400, "BadRequest", `The maximum number of federated identity credentials, ${MOST}, is reached.`);
  }
  if (listOf(audiences).length !== 1) {
    refuse(400, "BadRequest", "A federated identity credential has exactly one audience.");
  }
  const properties = { issuer: textOf(issuer), subject: textOf(subject), audiences };
  return ok(azure.store.put({ id: path.id, name: path.name, type: CREDENTIAL_TYPE, properties }), statusOf(call));
}

/** The federated credentials of an identity. */
export function credentialsOf(store: Store, identityId: string): Resource[] {
  return store.below(identityId).filter(({ type }) => key(type) === key(CREDENTIAL_TYPE));
}
