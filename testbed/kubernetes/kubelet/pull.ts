import type { ImageSource } from "./image";

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
  {
    image,
    source,
    offered,
  }: { readonly image: string; readonly source: ImageSource; readonly offered: readonly string[] },
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
