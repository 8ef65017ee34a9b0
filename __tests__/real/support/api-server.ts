import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KubernetesCluster, kubernetesPrograms, startKubernetes } from "./providers";

/**
 * A cluster whose API server has other flags.
 * @param script of bash, which runs the API server at this path with the arguments of its own
 * @param registries what its kubelet pulls from, if it has one
 */
export async function startKubernetesWith(
  script: (apiServer: string) => string,
  ...registries: readonly string[]
): Promise<KubernetesCluster> {
  const { K8S_BIN } = process.env;
  const real = kubernetesPrograms();
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  for (const program of readdirSync(real).filter((name) => name !== "kube-apiserver")) {
    symlinkSync(join(real, program), join(folder, program));
  }
  writeFileSync(join(folder, "kube-apiserver"), `#!/bin/bash\n${script(join(real, "kube-apiserver"))}\n`, { mode: 0o700 });
  process.env.K8S_BIN = folder;
  try {
    return await startKubernetes(...registries);
  } finally {
    Object.assign(process.env, { K8S_BIN });
    if (K8S_BIN === undefined) {
      delete process.env.K8S_BIN;
    }
    rmSync(folder, { recursive: true });
  }
}
