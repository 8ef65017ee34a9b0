import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type AzureOptions, type ImitatedAzure, startAzure } from "./azure/start";
import type { ControlPlane } from "./kubernetes/start";

/** An imitation of Azure, each of whose clusters has the given API server, to which a stand-in of `kubelogin` logs in. */
export async function startAks({ env }: Pick<ControlPlane, "env">, options: AzureOptions = {}): Promise<ImitatedAzure> {
  const folder = mkdtempSync(join(tmpdir(), "imitation-of-aks-"));
  const [clientCertificateData, clientKeyData] = [env.K8S_CLIENT_CERT, env.K8S_CLIENT_KEY].map((path = "") =>
    readFileSync(path, "utf8"),
  );
  const credential = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    kind: "ExecCredential",
    status: { clientCertificateData, clientKeyData },
  };
  writeFileSync(join(folder, "credential.json"), JSON.stringify(credential), { mode: 0o600 });
  writeFileSync(join(folder, "kubelogin"), `#!/bin/sh\nexec cat '${folder}/credential.json'\n`, { mode: 0o700 });
  const { PATH } = { ...process.env, ...options.env };
  const azure = await startAzure({
    ...options,
    env: { ...options.env, FAKE_AZURE_KUBECONFIG: env.KUBECONFIG, PATH: `${folder}${delimiter}${PATH}` },
  });
  return {
    ...azure,
    stop: async () => {
      await azure.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
