import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformOutput } from "cdktf";
import { AcrCredentialProvider, ContainerRegistry, KubernetesDistribution } from "../../src";
import { CLIENT_ID, OBJECT_ID, REGISTRY_ID } from "../support/values";
import { program } from "../testbed/kubernetes/versions";
import { describeReal, kubernetesStack, RealWorkspace } from "./support/providers";

const AZURE_SETTINGS = "/var/lib/rancher/credentialprovider/azure.json";

/** The settings of a node, as Terraform evaluates them. */
function settingsFor(loginServer: string): string {
  const stack = kubernetesStack();
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId: REGISTRY_ID, loginServer });
  const provider = new AcrCredentialProvider(stack, "nodes", { registries: [registry], tenantId: OBJECT_ID });
  new TerraformOutput(stack, "files", { value: provider.nodeFiles(KubernetesDistribution.K3S) });
  const workspace = new RealWorkspace({ env: process.env });
  try {
    workspace.write(stack).succeed("plan", "-input=false", "-out=plan");
    const { planned_values } = JSON.parse(workspace.succeed("show", "-json", "plan"));
    return planned_values.outputs.files.value[AZURE_SETTINGS];
  } finally {
    workspace.remove();
  }
}

/** Runs the program of the nodes behind a proxy that tells where it goes, and lets it go nowhere. */
async function firstHostOf(settings: string, image: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const file = join(folder, "azure.json");
  writeFileSync(file, settings);
  const proxy = createServer().listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
  const child = spawn(program("acr-credential-provider"), [file], { env, stdio: ["pipe", "ignore", "ignore"] });
  try {
    const request = {
      apiVersion: "credentialprovider.kubelet.k8s.io/v1",
      kind: "CredentialProviderRequest",
      image,
      serviceAccountToken: "token",
      serviceAccountAnnotations: {
        "kubernetes.azure.com/acr-client-id": CLIENT_ID,
        "kubernetes.azure.com/acr-tenant-id": OBJECT_ID,
      },
    };
    const connected = once(proxy, "connect", { signal: AbortSignal.timeout(30_000) });
    child.stdin.end(JSON.stringify(request));
    const [{ url }, socket] = await connected;
    socket.destroy();
    return url;
  } finally {
    child.kill();
    proxy.close();
    rmSync(folder, { recursive: true });
  }
}

/** Microsoft Entra, "Microsoft Entra authentication & national clouds", undated. */
describeReal("the credential provider of nodes", () => {
  test.each([
    ["contoso.azurecr.io", "login.microsoftonline.com:443"],
    ["contoso.azurecr.us", "login.microsoftonline.us:443"],
    ["contoso.azurecr.cn", "login.chinacloudapi.cn:443"],
  ])("for %s asks %s for tokens", async (loginServer, authority) => {
    expect(await firstHostOf(settingsFor(loginServer), `${loginServer}/shop/app:1`)).toBe(authority);
  });
});
