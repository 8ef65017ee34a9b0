import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import {
  AksCluster,
  AksIdentityType,
  AksKubernetesProvider,
  AksPrincipal,
  ContainerRegistry,
  ContainerRegistrySku,
  DefaultServiceAccount,
  ImagePullSecret,
  ProviderGeneration,
  PullCheck,
  RegistryCredentials,
  RegistryPermissionMode,
  RegistryToken,
  ServiceAccount,
  ServicePrincipalCredentials,
} from "../../src";
import { emptyStack } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";
import { KEY_VAULT_ID, OBJECT_ID, REGISTRY_ID } from "../support/values";

/** Every construct, in every way it can be made. */
function everything(): TerraformStack {
  const stack = emptyStack();
  const place = { resourceGroupName: "rg", location: "westeurope" };
  const rbac = new ContainerRegistry(stack, "rbac", { registryName: "contosorbac", ...place });
  // The doubles list no role assignments, which a registry that is read is asked for.
  const [abac, migrating] = [RegistryPermissionMode.ABAC, RegistryPermissionMode.MIGRATING].map((permissionMode) => {
    const id = permissionMode.toLowerCase();
    const registryId = REGISTRY_ID.replace(/[^/]+$/, `contoso${id}`);
    const loginServer = `contoso${id}.azurecr.io`;
    return ContainerRegistry.fromRegistryAttributes(stack, id, { registryId, loginServer, permissionMode });
  });
  const registries = [rbac, abac, migrating];
  new ContainerRegistry(stack, "premium", {
    registryName: "contosopremium",
    sku: ContainerRegistrySku.PREMIUM,
    publicNetworkAccessEnabled: false,
    zoneRedundancyEnabled: true,
    ...place,
  });
  const found = ContainerRegistry.fromLookup(stack, "found", { registryName: "fabrikam", resourceGroupName: "rg" });
  const known = ContainerRegistry.fromRegistryAttributes(stack, "known", {
    registryId: REGISTRY_ID,
    loginServer: "contoso.azurecr.io",
  });

  const credentials = { keyVaultId: KEY_VAULT_ID, usernameSecretName: "hub-username", passwordSecretName: "hub-token" };
  for (const registry of [rbac, found, known]) {
    registry.cache({ upstream: "docker.io/library/*", repository: "docker-hub/*", credentials });
    registry.cache({ upstream: "mcr.microsoft.com/dotnet/sdk", repository: "dotnet/sdk" });
  }

  const made = new AksCluster(stack, "made", { clusterName: "made", ...place });
  const system = new AksCluster(stack, "system", {
    clusterName: "system",
    identityType: AksIdentityType.SYSTEM_ASSIGNED,
    ...place,
  });
  const existing = AksCluster.fromLookup(stack, "existing", { clusterName: "prod", resourceGroupName: "rg" });
  const legacy = AksCluster.fromLookup(stack, "legacy", {
    clusterName: "legacy",
    resourceGroupName: "rg",
    principal: AksPrincipal.SERVICE_PRINCIPAL,
  });
  const attributes = AksCluster.fromClusterAttributes(stack, "attributes", { kubeletObjectId: OBJECT_ID });
  for (const cluster of [made, system, existing, legacy, attributes]) {
    for (const registry of [...registries, found, known]) {
      registry.grantPull(cluster, registry === abac ? { repositories: ["team/app", "team/*"] } : {});
    }
  }

  const edge = new KubernetesProvider(stack, "edge", { alias: "edge", configPath: "edge" });
  const { provider } = new AksKubernetesProvider(stack, "aks", { cluster: existing, alias: "aks" });
  const secretOf = (
    id: string,
    credentials: ConstructorParameters<typeof ImagePullSecret>[2]["credentials"],
    cluster = edge as typeof provider,
  ) => new ImagePullSecret(stack, id, { credentials, namespaces: ["apps", "jobs"], provider: cluster });
  const expiry = "2027-01-31T00:00:00Z";
  const puller = new ServicePrincipalCredentials(stack, "puller", { registry: rbac, generation: 2, expiry, owners: [OBJECT_ID] });
  const token = new RegistryToken(stack, "pull-token", {
    registry: known,
    repositories: ["team/app", "team/*"],
    generation: 3,
    expiry,
  });
  const vault = RegistryCredentials.fromKeyVaultSecret(stack, "vault", {
    loginServer: "contoso.azurecr.io",
    keyVaultId: KEY_VAULT_ID,
    usernameSecretName: "username",
    passwordSecretName: "password",
  });
  const secrets = [
    secretOf("several", [puller, token]),
    secretOf("admin", [found.adminCredentials()], provider),
    secretOf("vault-pull", [vault]),
    secretOf("owned-admin", [rbac.adminCredentials()]),
  ];
  const image = `${rbac.loginServer}/team/app:1`;
  const edgeSecrets = [secrets[0], secrets[2], secrets[3]];
  new PullCheck(stack, "by-secret", { image, imagePullSecrets: edgeSecrets });
  new PullCheck(stack, "by-account", {
    image,
    serviceAccount: new ServiceAccount(stack, "app", { imagePullSecrets: edgeSecrets }),
  });
  const patched = new DefaultServiceAccount(stack, "default", { imagePullSecrets: [secrets[1]], preventDestroy: false });
  new PullCheck(stack, "by-default", { image, serviceAccount: patched });
  new PullCheck(stack, "by-node", { image, namespaces: ["apps"], provider });
  return stack;
}

const GENERATIONS = { "azurerm 4": () => undefined, "azurerm 5": ProviderGeneration.useAzurerm5 };

const runs = binaries().flatMap((binary) => Object.entries(GENERATIONS).map(([name, use]) => [binary, name, use] as const));

describe.each(runs)("%s with %s", (binary, _name, use) => {
  test("validates and applies every construct, changes nothing afterwards, and destroys all of it", () => {
    inWorkspace(binary, (workspace) => {
      const stack = everything();
      use(stack);
      expect(workspace.write(stack).succeed("validate")).not.toContain("Warning");
      workspace.apply();
      expect(Object.keys(workspace.state()).length).toBeGreaterThan(60);
      expect(workspace.plan()).toEqual({});
      workspace.succeed("destroy", "-auto-approve");
      expect(workspace.state()).toEqual({});
    });
  });
});
