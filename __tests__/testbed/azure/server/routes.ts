import { randomUUID } from "node:crypto";
import { type JsonObject, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { arm } from "../arm/arm";
import { cloudMetadata, decoded, discovery, tokenEndpoint } from "../entra";
import { graph } from "../graph";
import { TENANT } from "../known";
import { canFill, canPull, dockerLogin } from "../registry/pulls";
import { isRegistry, registryService } from "../registry/service";
import { now } from "../store/store";
import { isVault, vault } from "../vault";
import { type Answer, type Azure, type AzureRequest, ok, Refusal, refuse } from "./messages";

export type Api = "arm" | "graph" | "vault";

const SERVICES = { arm, graph, vault };

/** The answer of a service to a request, a refusal included. */
export function answer(azure: Azure, api: Api, request: AzureRequest, authorization: string): Answer {
  try {
    return routed(azure, api, request, authorization);
  } catch (error) {
    if (error instanceof Refusal) {
      const { status, code, message } = error;
      const inner: JsonObject = api === "graph" ? { innerError: { date: now(), "request-id": randomUUID() } } : {};
      return { status, body: { error: { ...inner, code, message } } };
    }
    const message = error instanceof Error ? String(error.stack) : String(error);
    return { status: 500, body: { error: { code: "FaultOfTheImitation", message } } };
  }
}

function routed(azure: Azure, api: Api, request: AzureRequest, authorization: string): Answer {
  const { path } = request;
  if (path.startsWith(QUESTIONS)) {
    return question(azure, request);
  }
  if (isRegistry(azure, request)) {
    return registryService(azure, request, authorization);
  }
  if (path === "/metadata/endpoints") {
    return cloudMetadata(azure, request);
  }
  if (/\/oauth2\/(v2\.0\/)?token$/.test(path)) {
    return tokenEndpoint(azure, request);
  }
  const asked = isVault(request) ? "vault" : api;
  return discovery(request) ?? unauthorized(azure, asked, authorization) ?? SERVICES[asked](azure, request);
}

/** Azure Resource Manager and Microsoft Graph take a token for themselves only. */
function unauthorized({ origins }: Azure, api: Api, authorization: string): Answer | undefined {
  const claims = decoded(authorization.split(" ")[1] ?? "")?.claims;
  if (!claims) {
    const message = "Authentication failed. The 'Authorization' header is missing.";
    const challenge = `Bearer authorization_uri="${origins.arm}/${TENANT}"`;
    const body = { error: { code: "AuthenticationFailed", message } };
    return { status: 401, body, headers: { "www-authenticate": challenge } };
  }
  const audience = textOf(claims.aud).replace(/\/$/, "");
  if (api === "vault" || audience === origins[api]) {
    return undefined;
  }
  const message = `The access token has been obtained for wrong audience or resource '${audience}'.`;
  return { status: 401, body: { error: { code: "InvalidAuthenticationTokenAudience", message } } };
}

/** The paths at which the imitation answers what no Azure does. */
export const QUESTIONS = "/_imitation/";

/** What tests ask and tell the imitation. */
function question({ store }: Azure, { path, query, body }: AzureRequest): Answer {
  switch (path.slice(QUESTIONS.length)) {
    case "contents":
      return ok(JSON.parse(JSON.stringify(store.contents)));
    case "can-pull":
      return ok(
        canPull(store, query.get("principalId") ?? "", query.get("registry") ?? "", query.get("repository") || undefined),
      );
    case "can-fill":
      return ok({ ...canFill(store, query.get("registry") ?? "", query.get("repository") ?? "") });
    case "docker-login":
      return ok(dockerLogin(store, body));
    case "issuer":
      store.contents.issuers[textOf(body.issuer)] = objectOf(body.keys);
      return ok({ published: true });
    default:
      return refuse(404, "UnknownQuestion", `the imitation of Azure does not know ${path}`);
  }
}
