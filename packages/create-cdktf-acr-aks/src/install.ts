import { spawnSync } from "node:child_process";

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
