import { createPublicKey, randomUUID, verify } from "node:crypto";
import { isObject, type JsonObject, listOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { credentialsOf } from "./arm/other/identities";
import { DEPLOYER, LOCATIONS, TENANT } from "./known";
import { type Answer, type Azure, type AzureRequest, ok } from "./server/messages";
import type { Resource, Store } from "./store/store";

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

/**
 * Checks the token of another issuer in the place of a password, as Microsoft Entra ID does: the client has a federated
 * credential with this issuer, subject and audience, compared literally, and the issuer's public keys prove the token.
 */
function checkAssertion(store: Store, clientId: string, assertion: string): void {
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
    throw new TokenRefusal(700212, `No matching federated identity record found for presented assertion audience '${audience}'.`);
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

/** A token in its parts. The imitation signs none of its own. */
interface Jwt {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  readonly signed: string;
  readonly signature: Buffer;
}

export function decoded(token: string): Jwt | undefined {
  const [header, claims, signature] = token.split(".");
  try {
    const parts = { header: parsed(header), claims: parsed(claims) };
    return { ...parts, signed: `${header}.${claims}`, signature: Buffer.from(signature, "base64url") };
  } catch {
    return undefined;
  }
}

export function unsigned(claims: JsonObject): string {
  const part = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.imitated`;
}

/** Whether one of the public keys has signed the token. API servers sign with RS256. */
function isSignedBy({ header, signed, signature }: Jwt, keys: JsonObject): boolean {
  const candidates = listOf(keys.keys).filter(isObject);
  return candidates
    .filter(({ kid }) => kid === header.kid && header.alg === "RS256")
    .some((key) => verify("sha256", Buffer.from(signed), createPublicKey({ key: { ...key }, format: "jwk" }), signature));
}

function parsed(part: string): JsonObject {
  return JSON.parse(Buffer.from(part, "base64url").toString());
}

/** A refusal in the words of the token endpoint. */
class TokenRefusal extends Error {
  constructor(
    public readonly code: number,
    message: string,
    public readonly error = "invalid_client",
  ) {
    super(`AADSTS${code}: ${message}`);
  }
}

const SUFFIXES: Readonly<Record<string, string>> = {
  storage: "core",
  keyVaultDns: "vault",
  sqlServerHostname: "database",
  azureFrontDoorEndpointSuffix: "azurefd",
  mhsmDns: "managedhsm",
  mysqlServerEndpoint: "mysql",
  postgresqlServerEndpoint: "postgres",
  mariadbServerEndpoint: "mariadb",
  storageSyncEndpointSuffix: "afs",
  attestationEndpoint: "attest",
  synapseAnalytics: "dev.azuresynapse",
  azureDataLakeStoreFileSystem: "azuredatalakestore",
  azureDataLakeAnalyticsCatalogAndJob: "azuredatalakeanalytics",
};

/** Where the services of a cloud are: what azurerm and azuread ask first. */
export function cloudMetadata({ origins }: Azure, { query }: AzureRequest): Answer {
  const { arm, graph } = origins;
  if (query.get("api-version") === "2018-01-01") {
    return ok({ cloudEndpoint: { public: { endpoint: arm.replace("https://", ""), locations: LOCATIONS } } });
  }
  const suffixes = Object.entries(SUFFIXES).map(([name, prefix]) => [name, `${prefix}.imitation.invalid`]);
  return ok({
    name: "AzureCloud",
    portal: arm,
    authentication: { loginEndpoint: arm, audiences: [arm], tenant: "common", identityProvider: "AAD" },
    resourceManager: arm,
    graph,
    graphAudience: graph,
    microsoftGraphResourceId: graph,
    media: arm,
    batch: arm,
    suffixes: { ...Object.fromEntries(suffixes), acrLoginServer: "azurecr.io" },
  });
}

const DISCOVERY = "/v2.0/.well-known/openid-configuration";
const INSTANCE_DISCOVERY = "/common/discovery/instance";

/** What azapi and the credential provider of nodes ask before they sign in. */
export function discovery({ path, host, query }: AzureRequest): Answer | undefined {
  if (path.endsWith(DISCOVERY)) {
    return ok(configuration(`https://${host}${path.slice(0, -DISCOVERY.length)}`));
  }
  if (path === INSTANCE_DISCOVERY) {
    const authority = new URL(query.get("authorization_endpoint") ?? `https://${host}/common/oauth2/v2.0/authorize`);
    const tenant = authority.pathname.split("/")[1];
    const alias = { preferred_network: authority.host, preferred_cache: authority.host, aliases: [authority.host] };
    return ok({ tenant_discovery_endpoint: `https://${authority.host}/${tenant}${DISCOVERY}`, metadata: [alias] });
  }
  return undefined;
}

function configuration(authority: string) {
  return {
    issuer: `${authority}/v2.0`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    token_endpoint: `${authority}/oauth2/v2.0/token`,
  };
}
