import { delimiter } from "node:path";

/** What programs need to run at all. Everything else of the environment, credentials above all, is withheld. */
const ALLOWED = ["LANG", "LC_ALL", "TZ", "SystemRoot", "SystemDrive", "windir"];

/** Where nothing listens: whatever a provider sends ends here at once, on this machine. */
export const NOWHERE = "http://127.0.0.1:9";

/** A host that nobody has, for a provider that must be given one (RFC 2606). */
export const UNREACHABLE = "provider.invalid";

/**
 * The environment of a provider's process: no credentials, no configuration files of the user, and a proxy that refuses
 * every connection.
 * @param folder its home and the place of its sockets, which the caller removes
 * @param programs folders of the only programs that it finds
 */
export function providerEnvironment(folder: string, programs: readonly string[]): Record<string, string> {
  const allowed = ALLOWED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const homes = ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TMPDIR", "TEMP", "TMP"];
  const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"];
  return {
    ...Object.fromEntries(allowed),
    ...Object.fromEntries(homes.map((name) => [name, folder])),
    ...Object.fromEntries(proxies.map((name) => [name, NOWHERE])),
    PATH: programs.join(delimiter),
  };
}
