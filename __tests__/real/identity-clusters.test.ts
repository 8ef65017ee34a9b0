import { readFileSync } from "node:fs";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { AksCluster, PullIdentity } from "../../src";
import {
  azureStack,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  startAks,
  startKubernetes,
} from "./support/providers";

const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };
const SUBJECTS = [{ namespaceName: "shop", serviceAccountName: "app" }];

/** The administrator's, as a provider of Kubernetes takes it. */
function login({ env }: KubernetesCluster) {
  const pem = (name: string) => readFileSync(env[name] ?? "", "utf8");
  return { clusterCaCertificate: pem("K8S_CA"), clientCertificate: pem("K8S_CLIENT_CERT"), clientKey: pem("K8S_CLIENT_KEY") };
}

describeReal("one identity of several clusters", () => {
  let blue: KubernetesCluster;
  let green: KubernetesCluster;
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    [blue, green] = await Promise.all([startKubernetes(), startKubernetes()]);
    azure = await startAks(blue);
  });

  beforeEach(() => {
    workspace = new RealWorkspace(azure);
  });

  afterEach(() => {
    workspace.succeed("destroy", "-auto-approve", "-input=false");
    workspace.remove();
  });

  /** What a plan does, without the hashes at the ends of addresses. */
  const planned = () =>
    workspace
      .changes()
      .map(({ action, address }) => `${action} ${address.replace(/_[0-9A-F]{8}(?=\[|$)/, "")}`)
      .sort();

  describe.each(GENERATIONS)("$generation", ({ use }) => {
    test("in AKS is bound to blue, then to both, then to green", async () => {
      const providerOf = (stack: TerraformStack, alias: string, cluster: KubernetesCluster) =>
        new KubernetesProvider(stack, alias, { alias, host: cluster.env.K8S_SERVER, ...login(cluster) });
      const bound = (...colors: readonly string[]) => {
        const stack = azureStack();
        const lookup = (clusterName: string) =>
          AksCluster.fromLookup(stack, clusterName, { clusterName, resourceGroupName: "rg-prod" });
        const providers = { blue: providerOf(stack, "blue", blue), green: providerOf(stack, "green", green) };
        const first = { cluster: lookup("prod"), kubernetesProvider: providers.blue };
        const second = { green: { cluster: lookup("legacy"), kubernetesProvider: providers.green } };
        new PullIdentity(stack, "shop", {
          ...PLACE,
          subjects: SUBJECTS,
          ...(colors.includes("blue") ? first : {}),
          clusters: colors.includes("green") ? second : undefined,
        });
        use(stack);
        return workspace.write(stack);
      };
      bound("blue").apply();
      expect(planned()).toEqual([]);
      bound("blue", "green");
      expect(planned()).toEqual([
        "create azapi_resource.shop_IdentityBinding-green",
        "create kubernetes_cluster_role_binding_v1.shop_UseIdentityBinding-green",
        "create kubernetes_cluster_role_v1.shop_UseIdentity-green",
      ]);
      workspace.apply();
      expect(planned()).toEqual([]);
      const { client_id } = workspace.state()["azurerm_user_assigned_identity.shop"];
      const path = `/apis/rbac.authorization.k8s.io/v1/clusterroles/use-managed-identity-${client_id}`;
      const answers = await Promise.all([blue, green].map((cluster) => cluster.api("GET", path)));
      expect(answers.map(({ body }) => (body.rules as unknown as JsonObject[])[0].resources)).toEqual([[client_id], [client_id]]);
      bound("green");
      expect(planned()).toEqual([
        "delete azapi_resource.shop_IdentityBinding",
        "delete kubernetes_cluster_role_binding_v1.shop_UseIdentityBinding",
        "delete kubernetes_cluster_role_v1.shop_UseIdentity",
      ]);
      workspace.apply();
      expect(planned()).toEqual([]);
    });
  });
});
