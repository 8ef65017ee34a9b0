import { delimiter } from "node:path";
import { environment } from "../../shared/environment";

/** Where nothing listens: whatever a provider sends ends here at once, on this machine. */
export const NOWHERE = "http://127.0.0.1:9";

/** Variables that send programs there. */
export const REFUSING_PROXY: Readonly<Record<string, string>> = Object.fromEntries(
  ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"].map((name) => [name, NOWHERE]),
);

/** A host that nobody has, for a provider that must be given one (RFC 2606). */
export const UNREACHABLE = "provider.invalid";

/**
 * The environment of a provider's process: no credentials, no configuration files of the user, and a proxy that refuses
 * every connection.
 * @param folder its home and the place of its sockets, which the caller removes
 * @param programs folders of the only programs that it finds
 */
export function providerEnvironment(folder: string, programs: readonly string[]): Record<string, string> {
  const homes = ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "TMPDIR", "TEMP", "TMP"];
  return {
    ...environment(),
    ...Object.fromEntries(homes.map((name) => [name, folder])),
    ...REFUSING_PROXY,
    PATH: programs.join(delimiter),
  };
}
