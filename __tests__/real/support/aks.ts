import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type FakeAzure, type KubernetesCluster, startAzure } from "./providers";

/** An imitation of Azure, each of whose clusters has the given API server, to which `kubelogin` logs in. */
export async function startAks({ env }: KubernetesCluster, switches: NodeJS.ProcessEnv = {}): Promise<FakeAzure> {
  const [certificate, key] = await Promise.all([env.K8S_CLIENT_CERT, env.K8S_CLIENT_KEY].map(contentOf));
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const credential = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    kind: "ExecCredential",
    status: { clientCertificateData: certificate, clientKeyData: key },
  };
  writeFileSync(join(folder, "credential.json"), JSON.stringify(credential), { mode: 0o600 });
  writeFileSync(join(folder, "kubelogin"), `#!/bin/sh\nexec cat '${folder}/credential.json'\n`, { mode: 0o700 });
  const azure = await startAzure({
    ...switches,
    FAKE_AZURE_KUBECONFIG: env.KUBECONFIG,
    PATH: `${folder}${delimiter}${process.env.PATH}`,
  });
  return {
    ...azure,
    stop: async () => {
      await azure.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function contentOf(path = ""): Promise<string> {
  return readFile(path, "utf8");
}
