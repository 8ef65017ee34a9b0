import { spawnSync } from "node:child_process";

/**
 * The versions are exact, so what is in npm's cache is right; without a network, npm gives up after seconds instead of
 * a minute.
 */
const ARGUMENTS = [
  "install",
  "--prefer-offline",
  "--fetch-retry-mintimeout=1000",
  "--fetch-retry-maxtimeout=5000",
  "--no-audit",
  "--no-fund",
  "--no-update-notifier",
  "--loglevel=error",
];

/** Installs the packages of a project with npm. Returns what npm says if it fails, and otherwise nothing. */
export function install(folder: string): string | undefined {
  // On Windows npm is a script, which only a shell can run.
  const shell = process.platform === "win32";
  const { status, stderr, error } = spawnSync("npm", ARGUMENTS, { cwd: folder, encoding: "utf8", shell });
  if (error !== undefined) {
    return `npm cannot be run: ${error.message}`;
  }
  return status === 0 ? undefined : stderr.trimEnd();
}
