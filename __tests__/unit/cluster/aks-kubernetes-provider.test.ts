import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack } from "cdktf";
import { AksCluster, AksKubernetesProvider, type AksKubernetesProviderProps, KubeloginMode, PullCheck } from "../../../src";
import { emptyApp, synthesize } from "../../support/stack";
import { LOGIN_SERVER } from "../../support/values";

/** Without the Kubernetes provider of `emptyStack`. */
function azureStack(): TerraformStack {
  const stack = new TerraformStack(emptyApp(), "stack");
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  return stack;
}

function providerFor(
  stack: TerraformStack,
  clusterName: string,
  props: Omit<AksKubernetesProviderProps, "cluster"> = {},
): AksKubernetesProvider {
  const cluster = AksCluster.fromLookup(stack, clusterName, { clusterName, resourceGroupName: "rg" });
  return new AksKubernetesProvider(stack, `kubernetes-${clusterName}`, { cluster, ...props });
}

function block(clusterName: string, login: string) {
  const kubeConfig = `data.azurerm_kubernetes_cluster.${clusterName}.kube_config[0]`;
  return {
    host: `\${${kubeConfig}.host}`,
    cluster_ca_certificate: `\${base64decode(${kubeConfig}.cluster_ca_certificate)}`,
    exec: [
      {
        api_version: "client.authentication.k8s.io/v1beta1",
        command: "kubelogin",
        args: ["get-token", "--login", login, "--server-id", "6dae42f8-4368-4678-94ff-3960e28e3630"],
      },
    ],
  };
}

test.each([
  [KubeloginMode.AZURE_CLI, "azurecli"],
  [KubeloginMode.WORKLOAD_IDENTITY, "workloadidentity"],
  [KubeloginMode.MANAGED_IDENTITY, "msi"],
  [KubeloginMode.SERVICE_PRINCIPAL, "spn"],
])("passes the login mode %s to kubelogin", (loginMode, word) => {
  const stack = azureStack();
  providerFor(stack, "prod", { loginMode });
  expect(synthesize(stack).provider.kubernetes).toEqual([block("prod", word)]);
});

test("supports several clusters in one stack, each by its alias", () => {
  const stack = azureStack();
  const prod = providerFor(stack, "prod");
  const edge = providerFor(stack, "edge", { alias: "edge" });
  const image = `${LOGIN_SERVER}/team/app:1`;
  new PullCheck(stack, "check-prod", { image, namespaces: ["apps"], provider: prod.provider });
  new PullCheck(stack, "check-edge", { image, namespaces: ["apps"], provider: edge.provider });
  const { provider, resource } = synthesize(stack);
  expect(provider.kubernetes).toEqual([block("prod", "azurecli"), { alias: "edge", ...block("edge", "azurecli") }]);
  expect(resource.kubernetes_job_v1["check-prod"].provider).toBe("kubernetes");
  expect(resource.kubernetes_job_v1["check-edge"].provider).toBe("kubernetes.edge");
});
