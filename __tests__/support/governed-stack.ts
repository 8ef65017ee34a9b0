import { DataAzurermContainerRegistry } from "@cdktf/provider-azurerm/lib/data-azurerm-container-registry";
import { type TerraformStack, TerraformVariable } from "cdktf";
import {
  AksCluster,
  ContainerRegistry,
  ImagePullSecret,
  RegistryPermissionMode,
  RegistryToken,
  ServiceAccount,
  ServicePrincipalCredentials,
} from "../../src";
import { emptyStack } from "./stack";

/** A stack with everything that a reviewer of pull access decides: repositories, expiry, namespaces, names. */
export function governedStack(): TerraformStack {
  const stack = emptyStack();
  const input = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
  // Not fromLookup, which reads the role assignments in this mode: the doubles of the providers have none.
  const { id: registryId, loginServer } = new DataAzurermContainerRegistry(stack, "acr", {
    name: input("registry_name"),
    resourceGroupName: input("registry_resource_group_name"),
  });
  const permissionMode = RegistryPermissionMode.ABAC;
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "registry", { registryId, loginServer, permissionMode });
  const cluster = AksCluster.fromLookup(stack, "aks", {
    clusterName: input("cluster_name"),
    resourceGroupName: input("cluster_resource_group_name"),
  });
  registry.grantPull(cluster, { repositories: ["team/app", "shared/*"] });
  const expiry = "2099-03-31T00:00:00Z";
  const token = new RegistryToken(stack, "shop-token", { registry, repositories: ["shop/*"], expiry });
  const puller = new ServicePrincipalCredentials(stack, "puller", { registry, displayName: "acr-pull", expiry });
  const shop = new ImagePullSecret(stack, "shop-pull", { credentials: [token], namespaces: ["shop", "checkout"] });
  const all = new ImagePullSecret(stack, "acr-pull", { credentials: [puller], namespaces: ["apps"] });
  new ServiceAccount(stack, "shop-app", { imagePullSecrets: [shop] });
  new ServiceAccount(stack, "app", { imagePullSecrets: [all] });
  return stack;
}
