import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PINS, type ProviderName } from "./pins";

/** The npm package of a prebuilt binding, as a tarball. */
export function bindingTarball(folder: string, provider: ProviderName): string {
  return tarballOf(folder, `cdktn-provider-${provider}`, PINS.bindings[provider]);
}

/**
 * An npm package of cdktn as a tarball. It is taken from the wheel on PyPI, which holds it whole, so that TypeScript and
 * Python are tested with the same bytes.
 * @param folder keeps the tarball, so that the next call finds it
 * @param version otherwise the newest one, prereleases included
 */
export function tarballOf(folder: string, name: string, version?: string): string {
  const tarball = join(folder, `${name}-${version ?? "newest"}.tgz`);
  if (version !== undefined && existsSync(tarball)) {
    return tarball;
  }
  const download = join(folder, name);
  rmSync(download, { recursive: true, force: true });
  mkdirSync(download, { recursive: true });
  const which = version === undefined ? ["--pre", name] : [`${name}==${version}`];
  run("python3", "-m", "pip", "download", "--quiet", "--no-deps", "--dest", download, ...which);
  const [wheel] = readdirSync(download);
  run("python3", "-m", "zipfile", "-e", join(download, wheel), download);
  const packed = join(download, name.replace(/-/g, "_"), "_jsii");
  const inWheel = readdirSync(packed).filter((file) => file.endsWith(".tgz"));
  renameSync(join(packed, inWheel[0]), tarball);
  console.error(`${inWheel[0].replace(".jsii.tgz", "")}: from the wheel on PyPI`);
  return tarball;
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
}
