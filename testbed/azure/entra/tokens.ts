import { randomUUID } from "node:crypto";
import { DEPLOYER, TENANT } from "../known/identities";
import type { Azure } from "../server/azure";
import { type Answer, type AzureRequest, ok } from "../server/messages";
import { checkAssertion } from "./assertion";
import { unsigned } from "./jwt";
import { TokenRefusal } from "./token-refusal";

/** The token endpoint of Microsoft Entra ID: a client signs in with a password or with the token of a trusted issuer. */
export function tokenEndpoint(azure: Azure, { raw }: AzureRequest): Answer {
  const form = new URLSearchParams(raw);
  try {
    return issued(azure, form);
  } catch (error) {
    if (error instanceof TokenRefusal) {
      const trace = `Trace ID: ${randomUUID()} Timestamp: ${new Date().toISOString()}`;
      const body = { error: error.error, error_description: `${error.message} ${trace}`, error_codes: [error.code] };
      return { status: error.error === "invalid_client" ? 401 : 400, body };
    }
    throw error;
  }
}

function issued({ store }: Azure, form: URLSearchParams): Answer {
  const { directory } = store;
  const clientId = form.get("client_id") ?? "";
  const principal = directory.servicePrincipal(clientId);
  if (!principal) {
    const what = `Application with identifier '${clientId}' was not found in the directory 'Contoso'.`;
    throw new TokenRefusal(700016, what, "unauthorized_client");
  }
  const assertion = form.get("client_assertion");
  if (assertion) {
    checkAssertion(store, clientId, assertion);
  } else {
    const application = directory.application(clientId);
    const owners = [principal.id, ...(application ? [application.id] : [])];
    const passwords = owners.flatMap((id) => Object.values(store.passwordsOf(id)));
    const known = clientId === DEPLOYER.clientId ? [DEPLOYER.password] : passwords;
    if (!known.includes(form.get("client_secret") ?? "")) {
      throw new TokenRefusal(7000215, "Invalid client secret provided.");
    }
  }
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: audienceOf(form.get("scope") || form.get("resource") || ""),
    iss: `https://sts.windows.net/${TENANT}/`,
    iat: now,
    nbf: now,
    exp: now + 7200,
    appid: clientId,
    oid: principal.id,
    sub: principal.id,
    tid: TENANT,
    idtyp: "app",
    ver: "1.0",
    roles: [],
  };
  return ok({ token_type: "Bearer", expires_in: 7199, ext_expires_in: 7199, access_token: unsigned(claims) });
}

/** azapi asks for several scopes at once; those of OpenID name no audience. */
function audienceOf(scopes: string): string {
  const [scope = ""] = scopes.split(" ").filter((one) => !["openid", "offline_access", "profile"].includes(one));
  return scope.replace(/\/\.default$/, "");
}
