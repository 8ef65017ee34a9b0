import { isObject, type JsonObject, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { decoded, unsigned } from "../entra";
import { TENANT } from "../known";
import { type Answer, type Azure, type AzureRequest, ok } from "../server/messages";
import type { Store } from "../store/store";
import { canPull, dockerLogin, registryNamed } from "./pulls";

/** Whether a request is for a registry, by the host that it asks. */
export function isRegistry({ store }: Azure, { host }: AzureRequest): boolean {
  return registryNamed(store, host.split(":")[0])?.properties.loginServer === host.split(":")[0];
}

/**
 * A registry, as far as somebody logs in: the challenge, the exchange of a token of Microsoft Entra ID for a refresh token,
 * and the access token for a repository. It has no images: a manifest that somebody may pull is an empty one.
 */
export function registryService(azure: Azure, request: AzureRequest, authorization: string): Answer {
  const server = request.host.split(":")[0];
  const form = new URLSearchParams(request.raw);
  switch (request.path) {
    case "/oauth2/exchange":
      return exchange(azure, server, form);
    case "/oauth2/token":
      return access(azure, { server, request, form, authorization });
    default:
      return content(azure, request, authorization);
  }
}

/** Azure Container Registry, "AAD Integration": with a refresh token of Microsoft Entra ID beside the access token, or without. */
const EXCHANGED = ["access_token", "access_token_refresh_token"];

function exchange({ store }: Azure, service: string, form: URLSearchParams): Answer {
  const claims = decoded(form.get("access_token") ?? "")?.claims;
  if (!EXCHANGED.includes(form.get("grant_type") ?? "") || form.get("service") !== service || !claims) {
    return refused(401, "UNAUTHORIZED", "The exchange needs an access token of Microsoft Entra ID.");
  }
  if (claims.tid !== TENANT) {
    return refused(401, "UNAUTHORIZED", `The registry ${service} is not of the tenant of the token.`);
  }
  if (!takes(store, service, textOf(claims.aud))) {
    return refused(401, "UNAUTHORIZED", "token validation failed");
  }
  const mode = modeOf(store, service);
  return ok({ refresh_token: unsigned({ aud: service, oid: claims.oid ?? "", mode, exp: inThreeHours() }) });
}

/** Azure, "Configure registry acceptance of Microsoft Entra authentication scopes" of 2026-06-11. */
function takes(store: Store, service: string, audience: string): boolean {
  const policies = objectOf(registryNamed(store, service)?.properties.policies);
  const { status } = objectOf(policies.azureADAuthenticationAsArmPolicy);
  return status !== "disabled" || /^https:[/][/]containerregistry[.]azure[.]net/.test(audience);
}

interface AccessRequest {
  readonly server: string;
  readonly request: AzureRequest;
  readonly form: URLSearchParams;
  readonly authorization: string;
}

/** An access token with the actions that the roles of the principal, the scope map or the admin account allow. */
function access({ store }: Azure, { server, request, form, authorization }: AccessRequest): Answer {
  const scope = form.get("scope") ?? request.query.get("scope") ?? "";
  const [, name = "", actions = ""] = /^repository:([^:]+):(.*)$/.exec(scope) ?? [];
  const principalId = registryLogin(store, server, { refreshToken: form.get("refresh_token"), authorization });
  const login = principalId === undefined ? dockerLogin(store, { server, repository: name, ...passwordIn(authorization) }) : {};
  if (principalId === undefined && login.ok !== true) {
    return refused(401, "UNAUTHORIZED", "authentication required, visit https://aka.ms/acr/authorization for more information.");
  }
  const mayPull = principalId === undefined ? login.pull === true : canPull(store, principalId, server, name).allowed;
  const isAllowed = name !== "" && actions.split(",").includes("pull") && mayPull;
  const granted = isAllowed ? [{ type: "repository", name, actions: ["pull"] }] : [];
  const mode = modeOf(store, server);
  return ok({
    access_token: unsigned({ aud: server, oid: principalId ?? "", mode, access: granted, exp: inThreeHours() }),
  });
}

const MANIFEST = { schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: [] };

function content({ store }: Azure, { host, path }: AzureRequest, authorization: string): Answer {
  const server = host.split(":")[0];
  const [, name] = /^\/v2\/(.+)\/(?:manifests|blobs)\/[^/]+$/.exec(path) ?? [];
  const scope = name === undefined ? "" : `,scope="repository:${name}:pull"`;
  const claims = decoded(authorization.replace(/^Bearer /, ""))?.claims;
  const granted = isCurrent(store, server, claims) && Array.isArray(claims?.access) ? claims.access : [];
  if (name !== undefined && granted.some((one) => isObject(one) && textOf(one.name) === name)) {
    return ok(MANIFEST);
  }
  const challenge = `Bearer realm="https://${server}/oauth2/token",service="${server}"${scope}`;
  return {
    ...refused(401, "UNAUTHORIZED", "authentication required, visit https://aka.ms/acr/authorization for more information."),
    headers: { "www-authenticate": challenge },
  };
}

function refused(status: number, code: string, message: string): Answer {
  return { status, body: { errors: [{ code, message }] } };
}

function inThreeHours(): number {
  return Math.floor(Date.now() / 1000) + 3 * 60 * 60;
}

/** The user name of refresh tokens, and of access tokens that somebody uses as a password. */
const TOKEN_USER = "00000000-0000-0000-0000-000000000000";

interface Credentials {
  readonly refreshToken: string | null;
  /** As clients of registries write user name and password: `Basic …`. */
  readonly authorization: string;
}

/** Whose token somebody presents to a registry; undefined for none, one of another registry, or one that is void. */
function registryLogin(store: Store, server: string, { refreshToken, authorization }: Credentials): string | undefined {
  const { username, password } = passwordIn(authorization);
  const claims = decoded(refreshToken ?? (username === TOKEN_USER ? password : ""))?.claims;
  const principalId = textOf(claims?.oid);
  return isCurrent(store, server, claims) && store.directory.typeOf(principalId) !== undefined ? principalId : undefined;
}

/**
 * Whether a registry still takes a token of its own: "the registry binds each credential to the role assignment permissions
 * mode that was in effect when the credential was issued" (Azure, "Azure attribute-based access control (Azure ABAC)
 * repository permissions in Azure Container Registry" of 2026-06-25).
 */
function isCurrent(store: Store, server: string, claims: JsonObject | undefined): boolean {
  const isValid = claims?.aud === server && Number(claims.exp) * 1000 > Date.now();
  return isValid && claims?.mode === modeOf(store, server);
}

function modeOf(store: Store, server: string): string {
  return textOf(registryNamed(store, server)?.properties.roleAssignmentMode);
}

function passwordIn(authorization: string): { readonly username: string; readonly password: string } {
  const text = Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString();
  const [username, ...rest] = text.split(":");
  return { username, password: rest.join(":") };
}
