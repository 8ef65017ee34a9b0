import { isObject, type JsonObject, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";

/** Where an image is pulled from: the host of its registry, and its name with the host but without tag and digest. */
interface ImageSource {
  readonly host: string;
  readonly name: string;
}

/** `registry.example/a/b:1` is at `registry.example`. A name without a host belongs to Docker Hub. */
export function sourceOf(image: string): ImageSource {
  const [first] = image.split("/");
  const hasHost = image.includes("/") && (/[.:]/.test(first) || first === "localhost");
  const bare = image.includes("/") ? image : `library/${image}`;
  const full = hasHost ? image : `docker.io/${bare}`;
  const name = full.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  return { host: hasHost ? first : "docker.io", name };
}

/** The credentials for an image in a pull secret, as `user:password`. A kubelet goes on without a secret that is malformed. */
export function credentialsIn(secret: JsonObject, { host, name }: ImageSource): string[] {
  const document = Buffer.from(textOf(objectOf(secret.data)[".dockerconfigjson"]), "base64").toString();
  if (secret.type !== "kubernetes.io/dockerconfigjson") {
    return [];
  }
  return Object.entries(authsOf(document))
    .filter(([key]) => {
      const place = key.replace(/^https?:\/\//, "").replace(/\/(v[12]\/?)?$/, "");
      return place === host || place === name || name.startsWith(`${place}/`);
    })
    .map(([, entry]) => {
      const { auth, username, password } = objectOf(entry);
      return auth ? Buffer.from(textOf(auth), "base64").toString() : `${textOf(username)}:${textOf(password)}`;
    });
}

function authsOf(document: string): JsonObject {
  try {
    const parsed = JSON.parse(document);
    return isObject(parsed) ? objectOf(parsed.auths) : {};
  } catch {
    return {};
  }
}

/** What may pull from each registry, by host: `user:password`, or an empty text for everybody. */
export type Registries = ReadonlyMap<string, readonly string[]>;

/** @param entries such as `contoso.azurecr.io=user:password` */
export function registriesOf(entries: readonly string[]): Registries {
  const registries = new Map<string, readonly string[]>();
  for (const entry of entries) {
    const at = entry.indexOf("=");
    const host = entry.slice(0, at);
    registries.set(host, [...(registries.get(host) ?? []), entry.slice(at + 1)]);
  }
  return registries;
}

/** Why a pull fails, in the words of a kubelet; undefined if it works. Without registries, every pull does. */
export function pullError(
  registries: Registries,
  { image, source, offered }: { readonly image: string; readonly source: ImageSource; readonly offered: readonly string[] },
): string | undefined {
  if (registries.size === 0) {
    return undefined;
  }
  const { host, name } = source;
  const accepted = registries.get(host);
  const failed = `failed to pull and unpack image "${image}": failed to resolve reference "${image}"`;
  if (!accepted) {
    return `${failed}: dial tcp: lookup ${host}: no such host`;
  }
  if (accepted.includes("") || offered.some((credential) => accepted.includes(credential))) {
    return undefined;
  }
  const kind = offered.length > 0 ? "oauth" : "anonymous";
  const repository = encodeURIComponent(name.slice(host.length + 1));
  const url = `https://${host}/oauth2/token?scope=repository%3A${repository}%3Apull`;
  return `${failed}: failed to authorize: failed to fetch ${kind} token: unexpected status from GET request to ${url}: 401 Unauthorized`;
}
