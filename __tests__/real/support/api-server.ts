import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "../../../testbed/kubernetes/programs";
import { startKubernetes as startControlPlane } from "../../../testbed/kubernetes/start";
import { type KubernetesCluster, untilTheEnd } from "./providers";

/**
 * A cluster whose API server has other flags.
 * @param script of bash, which runs the API server at this path with the arguments of its own
 * @param registries what its kubelet pulls from, if it has one
 */
export async function startKubernetesWith(
  script: (apiServer: string) => string,
  ...registries: readonly string[]
): Promise<KubernetesCluster> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const apiServer = join(folder, "kube-apiserver");
  writeFileSync(apiServer, `#!/bin/bash\n${script(program("kube-apiserver"))}\n`, { mode: 0o700 });
  try {
    return await untilTheEnd(startControlPlane({ apiServer, registries }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
