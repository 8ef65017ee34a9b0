import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { PINS, type ProviderName } from "./pins";

/**
 * The npm package of a prebuilt binding, as a tarball. It is taken from the wheel on PyPI, which holds it whole,
 * because npm lags behind for some of the bindings.
 * @param folder keeps the tarball, so that the next call finds it
 */
export function bindingTarball(folder: string, provider: ProviderName): string {
  const version = PINS.bindings[provider];
  const tarball = join(folder, `provider-${provider}-${version}.tgz`);
  if (!existsSync(tarball)) {
    mkdirSync(folder, { recursive: true });
    const wheel = download(folder, `cdktn-provider-${provider}==${version}`);
    const inWheel = `cdktn_provider_${provider}/_jsii/provider-${provider}@${version}.jsii.tgz`;
    const extracted = join(folder, provider);
    run("python3", "-m", "zipfile", "-e", wheel, extracted);
    renameSync(join(extracted, inWheel), tarball);
    console.error(`@cdktn/provider-${provider} ${version}: from the wheel on PyPI`);
  }
  return tarball;
}

function download(folder: string, requirement: string): string {
  const wheels = join(folder, requirement);
  run("python3", "-m", "pip", "download", "--quiet", "--no-deps", "--dest", wheels, requirement);
  const [wheel] = readdirSync(wheels);
  return join(wheels, wheel);
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
}
