import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import {
  AksCluster,
  ContainerRegistry,
  ImagePullSecret,
  PullIdentity,
  RegistryCredentials,
  ServicePrincipalCredentials,
} from "../../src";
import { emptyApp, validationErrors } from "../support/stack";

const REGISTRY = { registryName: "contoso", resourceGroupName: "rg" };
const VAULT = {
  loginServer: "contoso.azurecr.io",
  keyVaultId: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/contoso",
  usernameSecretName: "user",
  passwordSecretName: "password",
};

/** A stack whose providers all have an alias. */
function aliased() {
  const stack = new TerraformStack(emptyApp(), "prod");
  const azurerm = new AzurermProvider(stack, "azurerm", { alias: "hub", features: [{}] });
  const azuread = new AzureadProvider(stack, "azuread", { alias: "hub" });
  const kubernetes = new KubernetesProvider(stack, "kubernetes", { alias: "hub", configPath: "kubeconfig" });
  return { stack, azurerm, azuread, kubernetes };
}

const complaint = (place: string, property: string, type: string) =>
  `[prod] ${property} of 'prod/${place}' must be given, since the stack has no ${type} provider without an alias; ` +
  `pass \`${property}\` there, or to the registry, cluster or secret that it belongs to; ` +
  "see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#missing-provider";

test("what gets no provider where each has an alias is an error that names the property", () => {
  const { stack } = aliased();
  const registry = ContainerRegistry.fromLookup(stack, "acr", REGISTRY);
  registry.grantPull(AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" }));
  new ServicePrincipalCredentials(stack, "puller", { registry });
  new ImagePullSecret(stack, "secret", {
    credentials: [RegistryCredentials.fromKeyVaultSecret(stack, "vault", VAULT)],
    namespaces: ["apps"],
  });
  expect(validationErrors(stack).sort()).toEqual(
    [
      complaint("acr", "provider", "azurerm"),
      complaint("aks", "provider", "azurerm"),
      complaint("aks/PullFrom-acr", "provider", "azurerm"),
      complaint("puller", "azureadProvider", "azuread"),
      complaint("puller/PullFrom-acr", "provider", "azurerm"),
      complaint("secret", "provider", "kubernetes"),
      complaint("vault", "provider", "azurerm"),
    ].sort(),
  );
});

test("a provider of a nested property is named with what it is in", () => {
  const { stack, azurerm } = aliased();
  const subjects = [{ namespaceName: "shop", serviceAccountName: "app" }];
  new PullIdentity(stack, "shop", { issuerUrl: "https://oidc.contoso.com/shop", subjects, provider: azurerm, application: {} });
  expect(validationErrors(stack)).toEqual([complaint("shop", "application.azureadProvider", "azuread")]);
});

test("what gets its providers is none, nor is a stack with a provider that has no alias", () => {
  const { stack, azurerm: provider, azuread: azureadProvider, kubernetes } = aliased();
  const registry = ContainerRegistry.fromLookup(stack, "acr", { ...REGISTRY, provider });
  registry.grantPull(AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg", provider }));
  new ServicePrincipalCredentials(stack, "puller", { registry, azureadProvider });
  const credentials = [RegistryCredentials.fromKeyVaultSecret(stack, "vault", { ...VAULT, provider })];
  new ImagePullSecret(stack, "secret", { credentials, namespaces: ["apps"], provider: kubernetes });
  expect(validationErrors(stack)).toEqual([]);

  ContainerRegistry.fromLookup(stack, "other", REGISTRY);
  expect(validationErrors(stack)).toEqual([complaint("other", "provider", "azurerm")]);
  new AzurermProvider(stack, "default", { features: [{}] });
  expect(validationErrors(stack)).toEqual([]);
});
