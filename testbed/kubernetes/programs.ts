import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { programs } from "../programs/place";

/** Where kube-apiserver, kube-controller-manager and etcd are: `K8S_BIN`, or with the other programs of the testbed. */
export function programsFolder(): string {
  const { K8S_BIN } = process.env;
  return K8S_BIN ? resolve(K8S_BIN) : programs().kubernetes;
}

/** The path of a program. `K8S_APISERVER` names another API server. */
export function program(name: string): string {
  const { K8S_APISERVER } = process.env;
  if (name === "kube-apiserver" && K8S_APISERVER) {
    return resolve(K8S_APISERVER);
  }
  const path = join(programsFolder(), name);
  if (!existsSync(path)) {
    throw new Error(`${path} is missing; run npm run testbed:get, or let K8S_BIN name a folder that has ${name}.`);
  }
  return path;
}
