import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import {
  LocalBackend,
  TerraformIterator,
  type TerraformProvider,
  TerraformStack,
  TerraformVariable,
  Token,
} from "cdktf";
import {
  AcrAccessToken,
  AcrCredentialProvider,
  AksCluster,
  AksKubernetesProvider,
  AksNetworkDataPlane,
  AksNetworkPlugin,
  AksServiceAccountImagePull,
  AksTier,
  AksUpgradeChannel,
  ArgoCdChartSecret,
  ContainerRegistry,
  ContainerRegistrySku,
  CustomerAccess,
  DefaultServiceAccount,
  EntraPrincipal,
  type IContainerRegistry,
  ImagePolicy,
  ImagePullSecret,
  KubeloginMode,
  PrincipalType,
  ProviderGeneration,
  PullCheck,
  PullIdentity,
  PullIdentityConsumer,
  PullRoleAssignment,
  PullSecretPolicy,
  PullSecretPolicyMode,
  RegistryCache,
  RegistryCredentials,
  RegistryPrivateEndpoint,
  RegistryRoleAssignmentMode,
  RegistryToken,
  ServiceAccount,
  ServicePrincipalCredentials,
} from "cdktf-acr-aks";
import type { Construct } from "constructs";
import { BuildAgent } from "./build-agent";
import { MirrorCredentials } from "./mirror-credentials";

/** Each public construct, in the ways that differ from language to language. The tests translate it. */
export class EveryConstruct extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new AzurermProvider(this, "azurerm", { features: [{}] });
    new AzureadProvider(this, "azuread");
    ProviderGeneration.useAzurerm5(this);
    this.createRegistryAndCluster();
    const hub = this.grantToExisting();
    this.deliverCredentials(hub);
  }

  /** Enumerations, nested structs, lists and maps. */
  private createRegistryAndCluster(): void {
    const registry = new ContainerRegistry(this, "acr", {
      registryName: "contoso",
      resourceGroupName: "rg-prod",
      location: "westeurope",
      sku: ContainerRegistrySku.PREMIUM,
      roleAssignmentMode: RegistryRoleAssignmentMode.ABAC,
      allowedIpRanges: ["203.0.113.0/24"],
      untaggedRetentionDays: 7,
      preventDestroy: true,
      tags: { team: "platform" },
    });
    const cluster = new AksCluster(this, "aks", {
      clusterName: "prod",
      resourceGroupName: "rg-prod",
      location: "westeurope",
      nodeCount: 3,
      zones: ["1", "2", "3"],
      tier: AksTier.STANDARD,
      network: { plugin: AksNetworkPlugin.AZURE_CNI_OVERLAY, dataPlane: AksNetworkDataPlane.CILIUM },
      entra: { adminGroupObjectIds: ["11111111-1111-4111-8111-111111111111"] },
      apiServerAccess: { authorizedIpRanges: ["203.0.113.0/24"] },
      upgradeChannel: AksUpgradeChannel.STABLE,
    });
    const automatic = AksCluster.fromLookup(this, "automatic", {
      automatic: true,
      clusterName: "automatic",
      resourceGroupName: "rg-prod",
    });
    registry.grantPull(cluster, { repositories: ["shop/*"] });
    registry.grantPull(automatic, { repositories: ["shop/*"] });
    new RegistryCache(this, "cache", { registry, upstream: "quay.io/contoso/*", repository: "shop/*" });
    const networks =
      "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks";
    new RegistryPrivateEndpoint(this, "endpoint", {
      registry,
      subnetId: `${networks}/hub/subnets/endpoints`,
      dns: { linkedNetworks: { shop: `${networks}/shop` } },
    });
  }

  /** A provider with an alias, an import, an iterator, and a grantee of a class of our own. */
  private grantToExisting(): IContainerRegistry {
    const provider = new AzurermProvider(this, "azurerm-hub", { features: [{}], alias: "hub" });
    const hub = ContainerRegistry.fromLookup(this, "hub", {
      registryName: "contosohub",
      resourceGroupName: "rg-hub",
      provider,
    });
    const scope =
      "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/rg-hub/providers/Microsoft.ContainerRegistry/registries/contosohub";
    const assignment = "providers/Microsoft.Authorization/roleAssignments/22222222-2222-4222-8222-222222222222";
    hub.grantPull(
      AksCluster.fromClusterAttributes(this, "edge", { kubeletObjectId: "11111111-1111-4111-8111-111111111111" }),
      { existingRoleAssignmentId: `${scope}/${assignment}` },
    );
    hub.grantPull(new BuildAgent(this, "agent", "33333333-3333-4333-8333-333333333333"));
    const developers = new EntraPrincipal(this, "developers", {
      principalId: "44444444-4444-4444-8444-444444444444",
      principalType: PrincipalType.GROUP,
    });
    hub.grantPullPush(developers);
    const objectIds = new TerraformVariable(this, "object_ids", { type: "map(string)" });
    const objectId = TerraformIterator.fromMap(Token.asStringMap(objectIds.value));
    new PullRoleAssignment(this, "pull", {
      forEach: objectId,
      registryId: hub.registryId,
      principalId: Token.asString(objectId.value),
      provider,
    });
    return hub;
  }

  /** Credentials of every kind, one of a class of our own, in namespaces that only Terraform knows. */
  private deliverCredentials(hub: IContainerRegistry): void {
    const cluster = AksCluster.fromLookup(this, "shop", { clusterName: "shop", resourceGroupName: "rg-shop" });
    const kubernetes = new AksKubernetesProvider(this, "kubernetes", {
      cluster,
      loginMode: KubeloginMode.WORKLOAD_IDENTITY,
      alias: "shop",
    });
    const provider = kubernetes.provider;
    new AksServiceAccountImagePull(this, "image-pull", { cluster, provider });
    this.grantToServiceAccounts(hub, provider);
    const partner = ContainerRegistry.fromRegistryAttributes(this, "partner", {
      registryId:
        "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/rg-hub/providers/Microsoft.ContainerRegistry/registries/contosopartner",
      loginServer: "contosopartner.azurecr.io",
    });
    const password = new TerraformVariable(this, "mirror_password", { type: "string", sensitive: true });
    const namespaces = new TerraformVariable(this, "namespaces", { type: "list(string)" });
    const secret = new ImagePullSecret(this, "acr-pull", {
      credentials: [
        new RegistryToken(this, "token", { registry: hub, repositories: ["shop/*"], tokenName: "shop-pull" }),
        new ServicePrincipalCredentials(this, "puller", { registry: partner, generation: 2 }),
        new MirrorCredentials(password.stringValue),
        RegistryCredentials.fromPassword({
          loginServer: "registry.corp.example:5000",
          username: "pull",
          password: password.stringValue,
        }),
      ],
      namespaces: namespaces.listValue,
      provider,
    });
    new CustomerAccess(this, "fabrikam", { registry: hub, repositories: ["shop/*"], expiry: "2099-06-30T00:00:00Z" });
    const account = new ServiceAccount(this, "app", { imagePullSecrets: [secret], annotations: { team: "shop" } });
    new PullCheck(this, "check", {
      image: "contosohub.azurecr.io/shop/web:1",
      serviceAccount: account,
      labels: { team: "shop" },
      tolerations: [{ key: "spot" }],
      cpu: "10m",
      memory: "16Mi",
    });
    const fromVault = RegistryCredentials.fromKeyVaultSecret(this, "from-vault", {
      loginServer: "contosopartner.azurecr.io",
      keyVaultId:
        "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/rg-hub/providers/Microsoft.KeyVault/vaults/contoso",
      usernameSecretName: "acr-pull-username",
      passwordSecretName: "acr-pull-password",
    });
    const legacy = new ImagePullSecret(this, "legacy-pull", {
      credentials: [fromVault],
      namespaces: ["legacy"],
      existingInNamespaces: ["legacy"],
      provider,
    });
    const development = new ImagePullSecret(this, "development-pull", {
      credentials: [hub.adminCredentials()],
      namespaces: ["legacy"],
      provider,
    });
    new ArgoCdChartSecret(this, "charts", { credentials: fromVault, provider });
    new DefaultServiceAccount(this, "default", { imagePullSecrets: [legacy, development] });
    new PullSecretPolicy(this, "demand-legacy-pull", {
      mode: PullSecretPolicyMode.VALIDATE,
      imagePullSecret: legacy,
      validationActions: PullSecretPolicy.DENY,
    });
    new ImagePolicy(this, "approved-images", {
      allowedImages: ["registry.k8s.io"],
      registries: [hub],
      exemptImages: ["docker.io/library/busybox:1.37"],
      digestRequired: true,
      workloadValidationActions: PullSecretPolicy.WARN,
      provider,
    });
  }

  /** Identities of service accounts, for two programs that use them. */
  private grantToServiceAccounts(hub: IContainerRegistry, provider: TerraformProvider): void {
    hub.grantPull(this.identityFor("nodes", PullIdentityConsumer.KUBELET));
    new AcrCredentialProvider(this, "credential-provider", {
      registries: [hub],
      tenantId: "11111111-1111-4111-8111-111111111111",
      provider,
    });
    const secrets = this.identityFor("secrets", PullIdentityConsumer.EXTERNAL_SECRETS);
    new AcrAccessToken(this, "access-token", { pullIdentity: secrets, registry: hub, provider });
  }

  private identityFor(id: string, consumer: PullIdentityConsumer): PullIdentity {
    return new PullIdentity(this, id, {
      resourceGroupName: "rg-hub",
      location: "westeurope",
      issuerUrl: "https://oidc.contoso.com/prod",
      subjects: [{ namespaceName: "shop", serviceAccountName: "app" }],
      consumer,
    });
  }
}
