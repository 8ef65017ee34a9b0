import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { LOCK, readLock } from "../programs/lock-file";
import { programs } from "../programs/place";

/** Where the programs of a control plane are: `K8S_BIN`, or with the other programs of the testbed. */
export function programsFolder(): string {
  const { K8S_BIN } = process.env;
  return K8S_BIN ? resolve(K8S_BIN) : programs().kubernetes;
}

/** The path of a program. */
export function program(name: string): string {
  const path = join(programsFolder(), name);
  if (!existsSync(path)) {
    throw new Error(`${path} is missing; run npm run testbed:get, or let K8S_BIN name a folder that has ${name}.`);
  }
  return path;
}

/** The minor versions of the lock file, such as 1.36, the newest one last. */
export function lockedVersions(): string[] {
  const servers = readLock(LOCK).programs.filter(({ name }) => name === "kubernetes-server");
  return servers.map(({ version }) => version.split(".").slice(0, 2).join(".")).sort(byMinor);
}

/** Those whose API servers are here, the newest one last. */
export function versionsHere(): string[] {
  const names = readdirSync(programsFolder()).map((name) => /^kube-apiserver-(1\.\d+)$/.exec(name));
  return names.flatMap((match) => match?.[1] ?? []).sort(byMinor);
}

/** All of them are 1.x. */
function byMinor(one: string, other: string): number {
  return minorOf(one) - minorOf(other);
}

export function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}

/** What a control plane starts without being told: the newest version that is here, or the one that `ONLY_KUBERNETES` names. */
export function usualVersion(): string {
  const here = versionsHere();
  const { ONLY_KUBERNETES: version = here.at(-1) } = process.env;
  if (version === undefined) {
    throw new Error(`No version of Kubernetes is in ${programsFolder()}; run npm run testbed:get.`);
  }
  if (!here.includes(version)) {
    throw new Error(
      `Kubernetes ${version} is not in ${programsFolder()}, which has ${here.join(", ")}; run npm run testbed:get.`,
    );
  }
  return version;
}

export function apiServer(): string {
  return program(`kube-apiserver-${usualVersion()}`);
}

/** Folders that somebody else has packed have one for all API servers, which may be older than them. */
export function controllerManager(): string {
  const own = `kube-controller-manager-${usualVersion()}`;
  return program(existsSync(join(programsFolder(), own)) ? own : "kube-controller-manager");
}
