import { textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { decoded } from "../entra/jwt";
import type { Store } from "../store/store";

/** The user name of refresh tokens. */
const REFRESH_TOKEN = "00000000-0000-0000-0000-000000000000";

interface Credentials {
  readonly refreshToken: string | null;
  /** As clients of registries write user name and password: `Basic …`. */
  readonly authorization: string;
}

/** Whose refresh token somebody presents to a registry; undefined for none, or one of another registry. */
export function registryLogin(
  { directory }: Store,
  server: string,
  { refreshToken, authorization }: Credentials,
): string | undefined {
  const [user, ...rest] = Buffer.from(authorization.replace(/^Basic /, ""), "base64")
    .toString()
    .split(":");
  const token = refreshToken ?? (user === REFRESH_TOKEN ? rest.join(":") : "");
  const claims = decoded(token)?.claims;
  const principalId = textOf(claims?.oid);
  const isValid = claims?.aud === server && Number(claims.exp) * 1000 > Date.now();
  return isValid && directory.typeOf(principalId) !== undefined ? principalId : undefined;
}
