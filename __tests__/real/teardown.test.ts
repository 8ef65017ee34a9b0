import { setTimeout as sleep } from "node:timers/promises";
import type { TerraformStack } from "cdktf";
import {
  AksCluster,
  AksKubernetesProvider,
  ContainerRegistry,
  DefaultServiceAccount,
  ImagePullSecret,
  RegistryToken,
} from "../../src";
import { everyOther } from "../support/every-other";
import {
  azureStack,
  createNamespaces,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  RealWorkspace,
  request,
  secretOf,
  startAks,
  startAzure,
  startKubernetes,
} from "./support/providers";

const DESTROY = ["destroy", "-auto-approve", "-input=false"];
const CLUSTER =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/prod";

function pullingDefault(stack: TerraformStack, namespaces = ["apps"], preventDestroy = false): void {
  const secret = secretOf(stack, "acr", { namespaces });
  new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secret], preventDestroy });
}

/** Deletes a namespace in which one object waits to be released by its controller. */
async function terminate({ api }: KubernetesCluster, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}`;
  await api("POST", `${path}/configmaps`, { metadata: { name: "held", finalizers: ["example.org/held"] } });
  await api("DELETE", path);
  while (
    (await api("GET", `${path}/secrets/acr`)).code !== 404 ||
    (await api("GET", `${path}/serviceaccounts/default`)).code !== 404
  ) {
    await sleep(100);
  }
}

/** For a pipeline that may read and write, but delete no service account. */
async function kubeconfigWithoutDelete({ api, env }: KubernetesCluster): Promise<string> {
  const roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/apps";
  const metadata = { name: "pipeline" };
  await api("POST", "/api/v1/namespaces/apps/serviceaccounts", { metadata });
  const verbs = ["get", "create", "update", "patch"];
  const rules = [
    { apiGroups: [""], resources: ["serviceaccounts"], verbs },
    { apiGroups: [""], resources: ["secrets"], verbs: [...verbs, "delete"] },
  ];
  await api("POST", `${roles}/roles`, { metadata, rules });
  await api("POST", `${roles}/rolebindings`, {
    metadata,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "pipeline" },
    subjects: [{ kind: "ServiceAccount", name: "pipeline", namespace: "apps" }],
  });
  const { body } = await api("POST", "/api/v1/namespaces/apps/serviceaccounts/pipeline/token", { spec: {} });
  return JSON.stringify({
    clusters: [{ name: "real", cluster: { server: env.K8S_SERVER ?? "", "certificate-authority": env.K8S_CA ?? "" } }],
    users: [{ name: "pipeline", user: { token: Object(body.status).token } }],
    contexts: [{ name: "pipeline", context: { cluster: "real", user: "pipeline" } }],
    "current-context": "pipeline",
  });
}

/** Each generation of the providers destroys every other one of what is here. */
const runs = GENERATIONS.map((generation, run) => ({ ...generation, run }));

describeReal.each(runs)("$generation", ({ use, run }) => {
  let workspace: RealWorkspace;
  let cluster: KubernetesCluster | undefined;
  let azure: FakeAzure | undefined;

  function configure(on: FakeAzure | KubernetesCluster, stack: TerraformStack): RealWorkspace {
    use(stack);
    workspace = new RealWorkspace(on);
    return workspace.write(stack).variables({ password: "secret" });
  }

  afterEach(async () => {
    workspace?.remove();
    await cluster?.stop();
    await azure?.stop();
    [cluster, azure] = [undefined, undefined];
  });

  const ENDINGS: readonly (readonly [what: string, body: () => Promise<void>])[] = [
    [
      "destroys the grant of a cluster that is gone, without a refresh",
      async () => {
        azure = await startAzure();
        const stack = azureStack();
        const registry = ContainerRegistry.fromLookup(stack, "acr", {
          registryName: "contosoregistry",
          resourceGroupName: "rg-shared",
        });
        registry.grantPull(AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" }));
        configure(azure, stack).apply();
        await request(azure, "DELETE", CLUSTER);
        expect(workspace.run(...DESTROY).output).toMatch(/Kubernetes Cluster[\s\S]*was not found/);
        expect(workspace.succeed(...DESTROY, "-refresh=false")).toContain("Resources: 1 destroyed");
      },
    ],
    [
      "destroys the token of a cluster that is gone, after the state has forgotten the secret in it",
      async () => {
        cluster = await startKubernetes();
        azure = await startAks(cluster);
        const stack = azureStack();
        const registry = ContainerRegistry.fromLookup(stack, "acr", {
          registryName: "contosoregistry",
          resourceGroupName: "rg-shared",
        });
        const aks = AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
        new AksKubernetesProvider(stack, "kubernetes", { cluster: aks });
        const token = new RegistryToken(stack, "token", { registry, repositories: ["team/*"] });
        new ImagePullSecret(stack, "acr-pull", { credentials: [token], namespaces: ["default"] });
        configure(azure, stack).apply();
        await request(azure, "DELETE", CLUSTER);
        await cluster.stop();
        cluster = undefined;
        expect(workspace.run(...DESTROY, "-refresh=false").code).toBe(1);
        workspace.succeed("state", "rm", "kubernetes_secret_v1.acr-pull");
        expect(workspace.succeed(...DESTROY, "-refresh=false")).toContain("Resources: 3 destroyed");
      },
    ],
    [
      "forgets the objects of an API server that is gone",
      async () => {
        cluster = await startKubernetes();
        await createNamespaces(cluster, "apps");
        const stack = kubernetesStack();
        pullingDefault(stack);
        configure(cluster, stack).apply();
        await cluster.stop();
        cluster = undefined;
        expect(workspace.run(...DESTROY).code).toBe(1);
        expect(workspace.run(...DESTROY, "-refresh=false").code).toBe(1);
        workspace.succeed("state", "rm", "kubernetes_default_service_account_v1.default", "kubernetes_secret_v1.acr");
        expect(workspace.succeed(...DESTROY, "-refresh=false")).toContain("Resources: 0 destroyed");
      },
    ],
    [
      "leaves an account behind that it has no right to delete",
      async () => {
        cluster = await startKubernetes("contoso.azurecr.io=puller:secret");
        await createNamespaces(cluster, "apps");
        const stack = kubernetesStack();
        pullingDefault(stack);
        configure(cluster, stack).apply();
        workspace.file("kubeconfig", await kubeconfigWithoutDelete(cluster));
        workspace.file("override.tf.json", JSON.stringify({ provider: { kubernetes: { config_path: "kubeconfig" } } }));
        expect(workspace.run(...DESTROY).output).toContain('cannot delete resource "serviceaccounts"');
        workspace.succeed("state", "rm", "kubernetes_default_service_account_v1.default");
        workspace.file("override.tf.json", "{}");
        expect(workspace.succeed(...DESTROY)).toContain("Resources: 1 destroyed");
        const { body } = await cluster.api("GET", "/api/v1/namespaces/apps/serviceaccounts/default");
        expect(body).toMatchObject({ imagePullSecrets: [{ name: "acr" }] });
      },
    ],
    [
      "forgets a namespace that is terminating, in which nothing can be created",
      async () => {
        cluster = await startKubernetes();
        await createNamespaces(cluster, "apps", "jobs");
        const pullingIn = (namespaces: string[], preventDestroy: boolean) => {
          const stack = kubernetesStack();
          pullingDefault(stack, namespaces, preventDestroy);
          use(stack);
          return stack;
        };
        configure(cluster, pullingIn(["apps", "jobs"], true)).apply();
        await terminate(cluster, "apps");
        const { code, output } = workspace.run("apply", "-auto-approve", "-input=false");
        expect([code, output]).toEqual([
          1,
          expect.stringContaining("unable to create new content in namespace apps because it is being terminated"),
        ]);
        expect(output.match(/Error: /g)).toHaveLength(1);
        expect(workspace.write(pullingIn(["jobs"], true)).changes()).toEqual([]);
        expect(workspace.write(pullingIn(["apps", "jobs"], false)).succeed(...DESTROY)).toContain("Resources: 2 destroyed");
      },
    ],
  ];

  test.each(everyOther(ENDINGS, run))("%s", (_what, body) => body());
});
