import { randomUUID } from "node:crypto";
import { type JsonObject, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { arm } from "../arm/arm";
import { decoded } from "../entra/jwt";
import { cloudMetadata, discovery } from "../entra/metadata";
import { tokenEndpoint } from "../entra/tokens";
import { graph } from "../graph/graph";
import { TENANT } from "../known/identities";
import { isRegistry, registryService } from "../registry/service";
import { now } from "../store/store";
import { vault } from "../vault/secrets";
import type { Azure } from "./azure";
import { type Answer, type AzureRequest, Refusal } from "./messages";
import { QUESTIONS, question } from "./questions";

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
  return discovery(request) ?? unauthorized(azure, api, authorization) ?? SERVICES[api](azure, request);
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
