import { type JsonObject, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { decoded } from "../entra/jwt";
import type { Store } from "../store/store";
import { registryNamed } from "./pulls";

/** The user name of refresh tokens, and of access tokens that somebody uses as a password. */
const TOKEN_USER = "00000000-0000-0000-0000-000000000000";

interface Credentials {
  readonly refreshToken: string | null;
  /** As clients of registries write user name and password: `Basic …`. */
  readonly authorization: string;
}

/** Whose token somebody presents to a registry; undefined for none, one of another registry, or one that is void. */
export function registryLogin(
  store: Store,
  server: string,
  { refreshToken, authorization }: Credentials,
): string | undefined {
  const { username, password } = passwordIn(authorization);
  const claims = decoded(refreshToken ?? (username === TOKEN_USER ? password : ""))?.claims;
  const principalId = textOf(claims?.oid);
  return isCurrent(store, server, claims) && store.directory.typeOf(principalId) !== undefined
    ? principalId
    : undefined;
}

/**
 * Whether a registry still takes a token of its own: "the registry binds each credential to the role assignment permissions
 * mode that was in effect when the credential was issued" (Azure, "Azure attribute-based access control (Azure ABAC)
 * repository permissions in Azure Container Registry", read on 2026-11-28).
 */
export function isCurrent(store: Store, server: string, claims: JsonObject | undefined): boolean {
  const isValid = claims?.aud === server && Number(claims.exp) * 1000 > Date.now();
  return isValid && claims?.mode === modeOf(store, server);
}

export function modeOf(store: Store, server: string): string {
  return textOf(registryNamed(store, server)?.properties.roleAssignmentMode);
}

export function passwordIn(authorization: string): { readonly username: string; readonly password: string } {
  const text = Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString();
  const [username, ...rest] = text.split(":");
  return { username, password: rest.join(":") };
}
