import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Kubeconfig {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly "certificate-authority-data": string } },
  ];
  readonly users: readonly [
    { readonly user: { readonly "client-certificate-data": string; readonly "client-key-data": string } },
  ];
}

/** Writes the kubeconfig of a user. It is JSON, which every reader of YAML takes. */
export function writeKubeconfig(folder: string, server: string, user: string): string {
  const base64 = (name: string) => readFileSync(join(folder, name)).toString("base64");
  const path = join(folder, `${user}.kubeconfig`);
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "throwaway",
    clusters: [{ name: "throwaway", cluster: { server, "certificate-authority-data": base64("ca.crt") } }],
    users: [
      {
        name: user,
        user: { "client-certificate-data": base64(`${user}.crt`), "client-key-data": base64(`${user}.key`) },
      },
    ],
    contexts: [{ name: "throwaway", context: { cluster: "throwaway", user } }],
  };
  writeFileSync(path, JSON.stringify(kubeconfig, null, 1), { mode: 0o600 });
  return path;
}

export function readKubeconfig(path: string): Kubeconfig {
  return JSON.parse(readFileSync(path, "utf8"));
}
