import type { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import type { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import {
  AksCluster,
  ArgoCdChartSecret,
  type ArgoCdChartSecretProps,
  ContainerRegistry,
  ContainerRegistrySku,
  type GrantOptions,
  ImagePullSecret,
  RegistryCredentials,
  type RegistryKeyVaultSecretOptions,
  type RegistryPasswordOptions,
  RegistryRoleAssignmentMode,
  RegistryToken,
  type RegistryTokenProps,
  ServicePrincipalCredentials,
  type ServicePrincipalCredentialsProps,
} from "../../../src";
import { ALICE } from "../../testbed/azure/known";
import { type Direction, type LivingPart, type Rows, turned } from "./living-stack";
import type { Others } from "./others";

export const VAULT =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.KeyVault/vaults/contosovault";

const HOSTS = { on: ["mirror.corp.example"], changed: ["other.corp.example", "third.corp.example"] };
const REPOSITORIES = { on: ["team/*"], changed: ["team/*", "shop/app"] };

/** A generation keeps the expiry it was created with, so both are turned in round 1. */
const GENERATION = { on: 2, changed: 3, rounds: [1] };
const EXPIRY = { on: expiryIn(30), changed: expiryIn(60), rounds: [1] };

const principalRows = (azureadProvider: AzureadProvider): Rows<ServicePrincipalCredentialsProps> => ({
  displayName: { on: "puller-on", changed: "puller-changed" },
  repositories: REPOSITORIES,
  owners: { on: [ALICE], changed: [] },
  generation: GENERATION,
  expiry: EXPIRY,
  additionalLoginServers: HOSTS,
  movedFrom: "is refused on a new one: moved-from.test.ts plans nothing but moves with it",
  azureadProvider: { on: azureadProvider },
});

const TOKEN: Rows<RegistryTokenProps> = {
  tokenName: { on: "token-on", changed: "token-changed" },
  generation: GENERATION,
  oldestGeneration: { on: 2, changed: 3, rounds: [1] },
  expiry: EXPIRY,
  additionalLoginServers: HOSTS,
  movedFrom: "is refused on a new one: moved-from.test.ts plans nothing but moves with it",
};

const GRANT: Rows<GrantOptions> = {
  repositories: REPOSITORIES,
  existingRoleAssignmentId: "imports what another tool has granted: the suites of existing assignments turn it on",
  movedFrom: { on: "former/PullFrom-acr", changed: "other/PullFrom-acr" },
};

const PASSWORD: Rows<RegistryPasswordOptions> = { additionalLoginServers: HOSTS };

const keyVaultRows = (provider: AzurermProvider): Rows<RegistryKeyVaultSecretOptions> => ({
  additionalLoginServers: HOSTS,
  generation: { on: 2, changed: 3, rounds: [1] },
  provider: { on: provider },
});

const chartRows = (provider: KubernetesProvider): Rows<ArgoCdChartSecretProps> => ({
  namespaceName: { on: "apps", changed: "argocd" },
  secretName: { on: "charts-on", changed: "charts-changed" },
  provider: { on: provider, rounds: [1] },
});

function expiryIn(days: number): string {
  return `${new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 19)}Z`;
}

function build(scope: Construct, others: Others, round: number, direction: Direction): void {
  const of = <Props>(rows: Rows<Props>) => turned(rows, round, direction);

  const registryIn = (id: string, roleAssignmentMode: RegistryRoleAssignmentMode) =>
    new ContainerRegistry(scope, id, {
      registryName: `turned${id}`,
      resourceGroupName: "rg-prod",
      location: "westeurope",
      sku: ContainerRegistrySku.PREMIUM,
      roleAssignmentMode,
    });
  const registry = registryIn("acr", RegistryRoleAssignmentMode.ABAC);
  const cluster = AksCluster.fromLookup(scope, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
  registry.grantPull(cluster, of(GRANT));

  const puller = new ServicePrincipalCredentials(scope, "puller", { registry, ...of(principalRows(others.azuread)) });
  const withTokens = registryIn("tokens", RegistryRoleAssignmentMode.RBAC);
  const token = new RegistryToken(scope, "token", { registry: withTokens, repositories: ["team/*"], ...of(TOKEN) });
  const known = { loginServer: "registry.corp.example", username: "puller", password: "secret" };
  const password = RegistryCredentials.fromPassword({ ...known, ...of(PASSWORD) });
  const vault = {
    loginServer: "contoso.azurecr.io",
    keyVaultId: VAULT,
    usernameSecretName: "acr-username",
    passwordSecretName: "acr-password",
  };
  const fromVault = RegistryCredentials.fromKeyVaultSecret(scope, "vault", { ...vault, ...of(keyVaultRows(others.azurerm)) });
  for (const [id, credentials] of Object.entries({ puller, token, password, fromVault })) {
    new ImagePullSecret(scope, `secret-${id.toLowerCase()}`, { credentials: [credentials], namespaces: ["apps"] });
  }
  new ArgoCdChartSecret(scope, "charts", { credentials: token, ...of(chartRows(others.kubernetes)) });
  new TerraformOutput(scope, "host", { value: registry.loginServer });
}

export const CREDENTIALS: LivingPart<Others> = {
  rounds: [0, 1],
  build,
  renewed: /\.(\.dockerconfigjson|end_date|data\.password)$/,
};
