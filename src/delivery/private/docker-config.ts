import { Fn, Token } from "cdktf";
import type { IRegistryCredentials } from "../../interfaces";
import { operand } from "../../private/rendering/operand";

/** The limit of the API server: Kubernetes, "Secrets". */
export const MAXIMUM_BYTES = 1_048_576;

/** The hosts that accept the credentials. */
export function hostsOf({ loginServer, additionalLoginServers }: IRegistryCredentials): string[] {
  return [loginServer, ...(additionalLoginServers ?? [])];
}

/**
 * The value of `.dockerconfigjson`, which Terraform evaluates: what `kubectl create secret docker-registry` writes,
 * with an entry for each host. `auth` repeats user name and password, since skopeo and podman read nothing else.
 */
export function dockerConfig(credentials: IRegistryCredentials[]): string {
  const entries = credentials.flatMap((accepted) => {
    const name = operand(accepted.username);
    const word = operand(accepted.password);
    const entry = { username: name, password: word, auth: Fn.base64encode(Fn.join(":", [name, word])) };
    return hostsOf(accepted).map(() => entry);
  });
  // zipmap, since cdktf renders a token that is the key of an object as `undefined`.
  return Fn.jsonencode({ auths: Fn.zipmap(credentials.flatMap(hostsOf).map(operand), entries) });
}

/**
 * The same with an email in each entry, in kubectl's order, so that a secret which was created with `--docker-email` is
 * adopted unchanged. Terraform's own order of an object is that of the alphabet.
 */
export function dockerConfigWithEmail(credentials: IRegistryCredentials[], email: string): string {
  const encoded = (text: string) => Fn.jsonencode(operand(text));
  const entries = credentials.flatMap((accepted) => {
    const { username, password } = accepted;
    const auth = Fn.jsonencode(Fn.base64encode(Fn.join(":", [operand(username), operand(password)])));
    const entry =
      `{"username":${encoded(username)},"password":${encoded(password)},` + `"email":${encoded(email)},"auth":${auth}}`;
    return hostsOf(accepted).map((host) => `${encoded(host)}:${entry}`);
  });
  return `{"auths":{${entries.join()}}}`;
}

/** The size of the document in bytes, as far as it is known at synth: tokens count as nothing. */
export function knownBytes(credentials: IRegistryCredentials[], email?: string): number {
  const known = (text: string) => (Token.isUnresolved(text) ? "" : text);
  const entries = credentials.flatMap((accepted) => {
    const [username, password] = [known(accepted.username), known(accepted.password)];
    const auth = Buffer.from(`${username}:${password}`).toString("base64");
    const entry = jsonencode({ username, password, email: email && known(email), auth });
    return hostsOf(accepted).map((host) => `${jsonencode(known(host))}:${entry}`);
  });
  return Buffer.byteLength(`{"auths":{${entries.join()}}}`);
}

/** Terraform and kubectl write six bytes for each of these characters. */
function jsonencode(value: unknown): string {
  return JSON.stringify(value).replace(/[&<>\u2028\u2029]/g, "\\u0000");
}
