import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformOutput } from "cdktf";
import { ArgoCdChartSecret, ContainerRegistry, ImagePullSecret, RegistryToken } from "../../src";
import {
  azureStack,
  createNamespaces,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  patch,
  RealWorkspace,
  startAzure,
  startKubernetes,
} from "./support/providers";

const HOST = "contosoregistry.azurecr.io";
const SECRET = "/api/v1/namespaces/argocd/secrets/charts";

interface Login {
  readonly username: string;
  readonly password: string;
}

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let cluster: KubernetesCluster;
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    [cluster, azure] = await Promise.all([startKubernetes(), startAzure()]);
    await createNamespaces(cluster, "argocd", "flux-system");
    workspace = new RealWorkspace({ env: { ...cluster.env, ...azure.env } });
  });

  function configure(generation: number): RealWorkspace {
    const stack = azureStack();
    new KubernetesProvider(stack, "kubernetes");
    const registry = ContainerRegistry.fromLookup(stack, "acr", {
      registryName: "contosoregistry",
      resourceGroupName: "rg-shared",
    });
    const credentials = new RegistryToken(stack, "chart-token", { registry, repositories: ["charts/*"], generation });
    new ArgoCdChartSecret(stack, "charts", { credentials });
    new ImagePullSecret(stack, "flux-charts", { credentials: [credentials], namespaces: ["flux-system"] });
    const { loginServer, username, password } = credentials;
    new TerraformOutput(stack, "helm", { value: { url: `oci://${loginServer}`, username, password }, sensitive: true });
    use(stack);
    return workspace.write(stack);
  }

  /** What each consumer reads. */
  async function logins(): Promise<readonly [argo: Login, flux: Login, helm: Login]> {
    const read = async (path: string) => Object.entries(Object((await cluster.api("GET", path)).body).data);
    const decoded = (data: [string, unknown][]) =>
      Object.fromEntries(data.map(([key, value]) => [key, Buffer.from(String(value), "base64").toString()]));
    const { username, password, ...others } = decoded(await read(SECRET));
    expect(others).toEqual({ enableOCI: "true", type: "helm", url: `${HOST}/` });
    const flux = decoded(await read("/api/v1/namespaces/flux-system/secrets/flux-charts"));
    const { auth, ...ofFlux } = JSON.parse(flux[".dockerconfigjson"]).auths[HOST];
    const { url, ...helm } = JSON.parse(workspace.succeed("output", "-json", "helm"));
    expect(url).toBe(`oci://${HOST}`);
    return [{ username, password }, ofFlux, helm];
  }

  const mayPull = async (login: Login, repository: string) =>
    Object(await azure.helper("docker-login", { server: HOST, repository, ...login })).pull;

  let first: Login;

  test("all three can pull charts and nothing else", async () => {
    configure(1).apply();
    const [argo, ...others] = await logins();
    expect(others).toEqual([argo, argo]);
    expect(await Promise.all(["charts/web", "team/web"].map((name) => mayPull(argo, name)))).toEqual([true, false]);
    expect(workspace.changes()).toEqual([]);
    first = argo;
  });

  test("restores data and the label, and keeps annotations of others", async () => {
    const annotations = { "managed-by": "argocd.argoproj.io" };
    const labels = { "argocd.argoproj.io/secret-type": null };
    await patch(cluster, SECRET, { metadata: { annotations, labels }, data: { password: "d3Jvbmc=" } });
    expect(workspace.changes()).toMatchObject([{ address: "kubernetes_secret_v1.charts", action: "update" }]);
    workspace.apply();
    const { metadata } = (await cluster.api("GET", SECRET)).body;
    expect(metadata).toMatchObject({ annotations, labels: { "argocd.argoproj.io/secret-type": "repo-creds" } });
    expect((await logins())[0]).toEqual(first);
  });

  test("have a new password after the apply that rotates it, by an update in place, while the former one still works", async () => {
    const changes = configure(2)
      .changes()
      .map(({ address, action }) => [address.replace(/_[0-9A-F]{8}$/, ""), action]);
    expect(Object.fromEntries(changes)).toEqual({
      "azurerm_container_registry_token.chart-token_Token-2": "create",
      "azurerm_container_registry_token_password.chart-token_Password-2": "create",
      "kubernetes_secret_v1.charts": "update",
      'kubernetes_secret_v1.flux-charts["flux-system"]': "update",
    });
    workspace.apply();
    const [argo, ...others] = await logins();
    expect(others).toEqual([argo, argo]);
    expect(argo.username).toBe("chart-token-2");
    expect(await Promise.all([argo, first].map((login) => mayPull(login, "charts/web")))).toEqual([true, true]);
    expect(workspace.changes()).toEqual([]);
  });
});
