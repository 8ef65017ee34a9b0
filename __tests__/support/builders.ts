import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformResource, type TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  AksCluster,
  ContainerRegistry,
  type ContainerRegistryAttributes,
  type IAksCluster,
  type IContainerRegistry,
  ImagePullSecret,
  type ImagePullSecretProps,
  type IRegistryCredentials,
  RegistryCredentials,
} from "../../src";
import { type JsonTree, synthesize } from "./stack";
import { CLIENT_ID, LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "./values";

/** Credentials with a literal password, for tests whose subject is not the password. */
export const LITERAL: IRegistryCredentials = RegistryCredentials.fromPassword({
  loginServer: LOGIN_SERVER,
  username: CLIENT_ID,
  password: "correct-horse",
});

/** A namespace without its binding, which has one block of metadata or a list of them, depending on its version. */
export function bareNamespace(scope: Construct, name: string): TerraformResource {
  const namespace = new TerraformResource(scope, name, { terraformResourceType: "kubernetes_namespace_v1" });
  namespace.addOverride("metadata", { name });
  return namespace;
}

/** A registry of which everything is known. */
export function knownRegistry(
  scope: Construct,
  attributes: Partial<ContainerRegistryAttributes> = {},
  id = "acr",
): IContainerRegistry {
  return ContainerRegistry.fromRegistryAttributes(scope, id, {
    registryId: REGISTRY_ID,
    loginServer: LOGIN_SERVER,
    ...attributes,
  });
}

/** A registry that is looked up. */
export function registryOf(scope: Construct, id = "acr", registryName = "contoso"): IContainerRegistry {
  return ContainerRegistry.fromLookup(scope, id, { registryName, resourceGroupName: "rg" });
}

/** A cluster of which everything is known. */
export function knownCluster(scope: Construct, id = "aks", kubeletObjectId = OBJECT_ID): IAksCluster {
  return AksCluster.fromClusterAttributes(scope, id, { kubeletObjectId });
}

/** A second cluster. */
export function edgeProvider(stack: TerraformStack, alias = "edge"): KubernetesProvider {
  return new KubernetesProvider(stack, alias === "default" ? "edge" : alias, { alias });
}

export function pullSecret(stack: TerraformStack, id = "acr-pull", props: Partial<ImagePullSecretProps> = {}): ImagePullSecret {
  return new ImagePullSecret(stack, id, { credentials: [LITERAL], namespaces: ["apps"], ...props });
}

/** What a pull secret leaves to the cluster. */
export const LEFT_IN_SECRETS = ["immutable", "metadata[0].annotations", "metadata[0].labels"];

/** What a service account leaves to the cluster. */
export const LEFT_IN_ACCOUNTS = ["automount_service_account_token", "metadata[0].annotations", "metadata[0].labels", "secret"];

export function secretOf(stack: TerraformStack, name = "acr-pull"): JsonTree {
  return synthesize(stack).resource.kubernetes_secret_v1[name];
}
