import { type JsonObject, listOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { credentialsOf } from "../arm/other/federated-credentials";
import type { Resource } from "../store/contents";
import type { Store } from "../store/store";
import { decoded, isSignedBy } from "./jwt";
import { TokenRefusal } from "./token-refusal";

/**
 * Checks the token of another issuer in the place of a password, as Microsoft Entra ID does: the client has a federated
 * credential with this issuer, subject and audience, compared literally, and the issuer's public keys prove the token.
 */
export function checkAssertion(store: Store, clientId: string, assertion: string): void {
  const token = decoded(assertion);
  if (!token) {
    throw new TokenRefusal(50027, "JWT token is invalid or malformed.");
  }
  const { iss, sub, aud, exp } = token.claims;
  const credentials = federatedCredentials(store, clientId);
  if (credentials.length === 0) {
    const what = `The client '${clientId}' has no configured federated identity credentials.`;
    throw new TokenRefusal(70025, what);
  }
  const ofIssuer = credentials.filter(({ properties }) => properties.issuer === iss);
  if (ofIssuer.length === 0) {
    throw new TokenRefusal(
      700211,
      `No matching federated identity record found for presented assertion issuer '${textOf(iss)}'.`,
    );
  }
  const ofSubject = ofIssuer.filter(({ properties }) => properties.subject === sub);
  if (ofSubject.length === 0) {
    throw new TokenRefusal(
      700213,
      `No matching federated identity record found for presented assertion subject '${textOf(sub)}'.`,
    );
  }
  if (!ofSubject.some(({ properties }) => listOf(properties.audiences).some((one) => listOf(aud).includes(one)))) {
    const audience = listOf(aud).map(textOf).join(", ");
    throw new TokenRefusal(
      700212,
      `No matching federated identity record found for presented assertion audience '${audience}'.`,
    );
  }
  const keys = store.contents.issuers[textOf(iss)];
  if (keys === undefined || !isSignedBy(token, keys)) {
    throw new TokenRefusal(7000273, "The signature of the client assertion is not one of the issuer's keys.");
  }
  if (Number(exp) * 1000 < Date.now()) {
    throw new TokenRefusal(700024, "Client assertion is not within its valid time range.");
  }
}

/** Those of the managed identity with this client id. */
function federatedCredentials(store: Store, clientId: string): Resource[] {
  const identity = store
    .ofType("Microsoft.ManagedIdentity/userAssignedIdentities")
    .find(({ properties }: { properties: JsonObject }) => properties.clientId === clientId);
  return identity ? credentialsOf(store, identity.id) : [];
}
