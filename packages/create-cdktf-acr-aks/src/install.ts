import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Interruption } from "./interruption";

/**
 * The versions are exact, so what npm has in its cache is right. npm waits before each retry, for one package after the
 * other: with its own waiting times, it would take many minutes to notice that there is no network.
 */
const ARGUMENTS = [
  "install",
  "--prefer-offline",
  "--fetch-retry-mintimeout=100",
  "--fetch-retry-maxtimeout=1000",
  "--no-audit",
  "--no-fund",
  "--no-update-notifier",
  "--loglevel=error",
];

/**
 * What npm needs of the environment: programs, its home, places for temporary files, a way to the registry, and its own
 * settings. Credentials are withheld, since the packages run scripts; a token in `.npmrc` is read by npm alone.
 */
const ENVIRONMENT =
  /^(PATH|HOME|XDG_CONFIG_HOME|LANG|LC_ALL|LC_CTYPE|TZ|TMPDIR|TEMP|TMP|(HTTPS?|NO)_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|npm_config_[a-z][-a-z]*(_[-a-z]+)*|SystemRoot|SystemDrive|windir|ComSpec|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA)$/i;

/** Installs the packages of a project with npm. Returns what npm says if it fails, and otherwise nothing. */
export async function install(folder: string, interruption: Interruption): Promise<string | undefined> {
  const isWindows = process.platform === "win32";
  const npm = spawn("npm", ARGUMENTS, {
    cwd: folder,
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => ENVIRONMENT.test(name))),
    stdio: ["ignore", "ignore", "pipe"],
    // On Windows npm is a script, which only a shell can run. Elsewhere what npm starts ends with it, as a group.
    shell: isWindows,
    detached: !isWindows,
  });
  interruption.child = npm;
  const fault = new Promise<Error | undefined>((resolve) => {
    npm.once("error", resolve).once("close", () => resolve(undefined));
  });
  const [complaint, error] = await Promise.all([text(npm.stderr), fault]);
  interruption.child = undefined;
  if (error !== undefined) {
    return `npm cannot be run: ${error.message}`;
  }
  return npm.exitCode === 0 ? undefined : complaint.trimEnd();
}
