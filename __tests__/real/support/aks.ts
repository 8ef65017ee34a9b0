import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type FakeAzure, type KubernetesCluster, startAzure } from "./providers";
import { MORE_OF_AZURE } from "./setup";

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
    ...MORE_OF_AZURE,
    ...switches,
    FAKE_AZURE_KUBECONFIG: env.KUBECONFIG,
    PATH: `${folder}${delimiter}${process.env.PATH}`,
  });
  return {
    ...azure,
    env: { ...azure.env, ...placesForAzapi(azure) },
    stop: async () => {
      await azure.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** azapi does not ask for the metadata of the cloud, from which azurerm has these. */
function placesForAzapi({ env }: FakeAzure): NodeJS.ProcessEnv {
  const place = `https://${env.ARM_METADATA_HOSTNAME}`;
  return {
    ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST: place,
    ARM_RESOURCE_MANAGER_ENDPOINT: place,
    ARM_RESOURCE_MANAGER_AUDIENCE: place,
    ARM_DISABLE_INSTANCE_DISCOVERY: "true",
  };
}

function contentOf(path = ""): Promise<string> {
  return readFile(path, "utf8");
}
