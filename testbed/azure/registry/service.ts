import { isObject, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { decoded, unsigned } from "../entra/jwt";
import { TENANT } from "../known/identities";
import type { Azure } from "../server/azure";
import { type Answer, type AzureRequest, ok } from "../server/messages";
import { registryLogin } from "./login";
import { canPull, registryNamed } from "./pulls";

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
      return exchange(server, form);
    case "/oauth2/token":
      return access(azure, { server, request, form, authorization });
    default:
      return content(server, request, authorization);
  }
}

/** Azure Container Registry, "AAD Integration": with a refresh token of Microsoft Entra ID beside the access token, or without. */
const EXCHANGED = ["access_token", "access_token_refresh_token"];

function exchange(service: string, form: URLSearchParams): Answer {
  const claims = decoded(form.get("access_token") ?? "")?.claims;
  if (!EXCHANGED.includes(form.get("grant_type") ?? "") || form.get("service") !== service || !claims) {
    return refused(401, "UNAUTHORIZED", "The exchange needs an access token of Microsoft Entra ID.");
  }
  if (claims.tid !== TENANT) {
    return refused(401, "UNAUTHORIZED", `The registry ${service} is not of the tenant of the token.`);
  }
  return ok({ refresh_token: unsigned({ aud: service, oid: claims.oid ?? "", exp: inThreeHours() }) });
}

interface AccessRequest {
  readonly server: string;
  readonly request: AzureRequest;
  readonly form: URLSearchParams;
  readonly authorization: string;
}

/** An access token with the actions that the roles of the principal allow. */
function access({ store }: Azure, { server, request, form, authorization }: AccessRequest): Answer {
  const principalId = registryLogin(store, server, { refreshToken: form.get("refresh_token"), authorization });
  if (principalId === undefined) {
    return refused(
      401,
      "UNAUTHORIZED",
      "authentication required, visit https://aka.ms/acr/authorization for more information.",
    );
  }
  const scope = form.get("scope") ?? request.query.get("scope") ?? "";
  const [, name, actions = ""] = /^repository:([^:]+):(.*)$/.exec(scope) ?? [];
  const isAllowed =
    name !== undefined && actions.split(",").includes("pull") && canPull(store, principalId, server, name).allowed;
  const granted = isAllowed ? [{ type: "repository", name, actions: ["pull"] }] : [];
  return ok({ access_token: unsigned({ aud: server, access: granted, exp: inThreeHours() }) });
}

const MANIFEST = { schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: [] };

function content(server: string, { path }: AzureRequest, authorization: string): Answer {
  const [, name] = /^\/v2\/(.+)\/manifests\/[^/]+$/.exec(path) ?? [];
  const scope = name === undefined ? "" : `,scope="repository:${name}:pull"`;
  const claims = decoded(authorization.replace(/^Bearer /, ""))?.claims;
  const granted = claims?.aud === server && Array.isArray(claims.access) ? claims.access : [];
  if (name !== undefined && granted.some((one) => isObject(one) && textOf(one.name) === name)) {
    return ok(MANIFEST);
  }
  const challenge = `Bearer realm="https://${server}/oauth2/token",service="${server}"${scope}`;
  return {
    ...refused(
      401,
      "UNAUTHORIZED",
      "authentication required, visit https://aka.ms/acr/authorization for more information.",
    ),
    headers: { "www-authenticate": challenge },
  };
}

function refused(status: number, code: string, message: string): Answer {
  return { status, body: { errors: [{ code, message }] } };
}

function inThreeHours(): number {
  return Math.floor(Date.now() / 1000) + 3 * 60 * 60;
}
