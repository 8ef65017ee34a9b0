import { Fn, Token } from "cdktf";
import type { IRegistryCredentials } from "../../../interfaces";
import { operand } from "../../private/rendering/operand";

/** The limit of the API server: Kubernetes, "Secrets". */
export const MAXIMUM_BYTES = 1_048_576;

/**
 * The value of `.dockerconfigjson`, which Terraform evaluates: what `kubectl create secret docker-registry` writes,
 * with an entry for each registry. `auth` repeats user name and password, since skopeo and podman read nothing else.
 */
export function dockerConfig(credentials: IRegistryCredentials[]): string {
  const entries = credentials.map(({ username, password }) => {
    const name = operand(username);
    const word = operand(password);
    return { username: name, password: word, auth: Fn.base64encode(Fn.join(":", [name, word])) };
  });
  // zipmap, since cdktf renders a token that is the key of an object as `undefined`.
  return Fn.jsonencode({
    auths: Fn.zipmap(
      credentials.map(({ loginServer }) => operand(loginServer)),
      entries,
    ),
  });
}

/** The size of the document in bytes, as far as it is known at synth: tokens count as nothing. */
export function knownBytes(credentials: IRegistryCredentials[]): number {
  const known = (text: string) => (Token.isUnresolved(text) ? "" : text);
  const entries = credentials.map(({ loginServer, username, password }) => {
    const auth = Buffer.from(`${known(username)}:${known(password)}`).toString("base64");
    const entry = { username: known(username), password: known(password), auth };
    return `${jsonencode(known(loginServer))}:${jsonencode(entry)}`;
  });
  return Buffer.byteLength(`{"auths":{${entries.join()}}}`);
}

/** Terraform and kubectl write six bytes for each of these characters. */
function jsonencode(value: unknown): string {
  return JSON.stringify(value).replace(/[&<>\u2028\u2029]/g, "\\u0000");
}
