import { createPublicKey, verify } from "node:crypto";
import { isObject, type JsonObject, listOf } from "../../../packages/terraform-stack-tools/src/stack/json";

/** A token in its parts. The imitation signs none of its own. */
export interface Jwt {
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
export function isSignedBy({ header, signed, signature }: Jwt, keys: JsonObject): boolean {
  const candidates = listOf(keys.keys).filter(isObject);
  return candidates
    .filter(({ kid }) => kid === header.kid && header.alg === "RS256")
    .some((key) =>
      verify("sha256", Buffer.from(signed), createPublicKey({ key: { ...key }, format: "jwk" }), signature),
    );
}

function parsed(part: string): JsonObject {
  return JSON.parse(Buffer.from(part, "base64url").toString());
}
