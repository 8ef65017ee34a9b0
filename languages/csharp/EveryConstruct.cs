using System;
using System.Collections.Generic;
using CdktfAcrAks;
using Constructs;
using HashiCorp.Cdktf;
using HashiCorp.Cdktf.Providers.Azuread.Provider;
using HashiCorp.Cdktf.Providers.Azurerm.Provider;

namespace Pulls;

/// <summary>Each public construct of the package, in the ways that differ from language to language.</summary>
internal sealed class EveryConstruct : TerraformStack
{
    private const string Subscription = "/subscriptions/00000000-0000-4000-8000-000000000000";
    private const string Networks = $"{Subscription}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks";
    private const string Registries =
        Subscription + "/resourceGroups/rg-hub/providers/Microsoft.ContainerRegistry/registries";
    private const string ObjectId = "11111111-1111-4111-8111-111111111111";

    internal EveryConstruct(Construct scope, string id) : base(scope, id)
    {
        _ = new LocalBackend(this, new LocalBackendConfig { Path = $"../../../terraform.{id}.tfstate" });
        _ = new AzurermProvider(this, "azurerm", new AzurermProviderConfig { Features = Features() });
        _ = new AzureadProvider(this, "azuread");
        ProviderGeneration.UseAzurerm5(this);
        CreateRegistryAndCluster();
        var hub = GrantToExisting();
        DeliverCredentials(hub);
        _ = new TerraformOutput(this, "refusal", new TerraformOutputConfig { Value = Refusal() });
    }

    private static AzurermProviderFeatures[] Features() => new[] { new AzurermProviderFeatures() };

    /// <summary>Enumerations, nested structs, lists and maps.</summary>
    private void CreateRegistryAndCluster()
    {
        var registry = new ContainerRegistry(this, "acr", new ContainerRegistryProps
        {
            RegistryName = "contoso",
            ResourceGroupName = "rg-prod",
            Location = "westeurope",
            Sku = ContainerRegistrySku.PREMIUM,
            PermissionMode = RegistryPermissionMode.ABAC,
            AllowedIpRanges = new[] { "203.0.113.0/24" },
            UntaggedRetentionDays = 7,
            PreventDestroy = true,
            Tags = new Dictionary<string, string> { ["team"] = "platform" },
        });
        var cluster = new AksCluster(this, "aks", new AksClusterProps
        {
            ClusterName = "prod",
            ResourceGroupName = "rg-prod",
            Location = "westeurope",
            NodeCount = 3,
            Zones = new[] { "1", "2", "3" },
            Tier = AksTier.STANDARD,
            Network = new AksNetworkOptions
            {
                Plugin = AksNetworkPlugin.AZURE_CNI_OVERLAY,
                DataPlane = AksNetworkDataPlane.CILIUM,
            },
            Entra = new AksEntraOptions { AdminGroupObjectIds = new[] { ObjectId } },
            ApiServerAccess = new AksApiServerAccessOptions { AuthorizedIpRanges = new[] { "203.0.113.0/24" } },
            Upgrades = new AksUpgradeOptions { Channel = AksUpgradeChannel.STABLE },
        });
        var automatic = new AksAutomaticCluster(this, "automatic", new AksAutomaticClusterProps
        {
            ClusterName = "automatic",
            ResourceGroupName = "rg-prod",
            Location = "westeurope",
        });
        registry.GrantPull(cluster, new GrantPullOptions { Repositories = new[] { "shop/*" } });
        registry.GrantPull(automatic, new GrantPullOptions { Repositories = new[] { "shop/*" } });
        _ = new RegistryCacheIdentity(this, "cache", new RegistryCacheIdentityProps
        {
            UpstreamRegistry = registry,
            Repositories = new[] { "base/*" },
            ResourceGroupName = "rg-edge",
            Location = "westeurope",
        });
        registry.PrivateEndpoint(new RegistryPrivateEndpointOptions
        {
            SubnetId = $"{Networks}/hub/subnets/endpoints",
            Dns = new RegistryPrivateDnsOptions
            {
                LinkedNetworks = new Dictionary<string, string> { ["shop"] = $"{Networks}/shop" },
            },
        });
    }

    /// <summary>A provider with an alias, an import, an iterator, and a grantee of a class of our own.</summary>
    private IContainerRegistry GrantToExisting()
    {
        var provider = new AzurermProvider(this, "azurerm-hub", new AzurermProviderConfig
        {
            Features = Features(),
            Alias = "hub",
        });
        var hub = ContainerRegistry.FromLookup(this, "hub", new ContainerRegistryLookupOptions
        {
            RegistryName = "contosohub",
            ResourceGroupName = "rg-hub",
            Provider = provider,
        });
        const string assignment =
            "providers/Microsoft.Authorization/roleAssignments/22222222-2222-4222-8222-222222222222";
        var edge = AksCluster.FromClusterAttributes(
            this, "edge", new AksClusterAttributes { KubeletObjectId = ObjectId });
        hub.GrantPull(edge, new GrantPullOptions
        {
            ExistingRoleAssignmentId = $"{Registries}/contosohub/{assignment}",
        });
        hub.GrantPull(new BuildAgent(this, "agent", "33333333-3333-4333-8333-333333333333"));
        var objectIds = new TerraformVariable(this, "object_ids", new TerraformVariableConfig { Type = "map(string)" });
        var objectId = TerraformIterator.FromMap(Token.AsStringMap(objectIds.Value));
        _ = new PullRoleAssignment(this, "pull", new PullRoleAssignmentProps
        {
            ForEach = objectId,
            RegistryId = hub.RegistryId,
            PrincipalObjectId = Token.AsString(objectId.Value),
            Provider = provider,
        });
        return hub;
    }

    /// <summary>Credentials of every kind, one of a class of our own, in namespaces that only Terraform knows.</summary>
    private void DeliverCredentials(IContainerRegistry hub)
    {
        var cluster = AksCluster.FromLookup(
            this, "shop", new AksClusterLookupOptions { ClusterName = "shop", ResourceGroupName = "rg-shop" });
        var provider = new AksKubernetesProvider(this, "kubernetes", new AksKubernetesProviderProps
        {
            Cluster = cluster,
            LoginMode = KubeloginMode.WORKLOAD_IDENTITY,
            Alias = "shop",
        }).Provider;
        _ = new AksServiceAccountImagePull(this, "image-pull", new AksServiceAccountImagePullProps
        {
            Cluster = cluster,
            Provider = provider,
        });
        GrantToServiceAccounts(hub, provider);
        var partner = ContainerRegistry.FromRegistryAttributes(this, "partner", new ContainerRegistryAttributes
        {
            RegistryId = $"{Registries}/contosopartner",
            LoginServer = "contosopartner.azurecr.io",
        });
        var password = new TerraformVariable(
            this, "mirror_password", new TerraformVariableConfig { Type = "string", Sensitive = true });
        var namespaces = new TerraformVariable(
            this, "namespaces", new TerraformVariableConfig { Type = "list(string)" });
        var secret = new ImagePullSecret(this, "acr-pull", new ImagePullSecretProps
        {
            Credentials = new IRegistryCredentials[]
            {
                new RegistryToken(this, "token", new RegistryTokenProps
                {
                    Registry = hub,
                    Repositories = new[] { "shop/*" },
                    TokenName = "shop-pull",
                }),
                new ServicePrincipalCredentials(this, "puller", new ServicePrincipalCredentialsProps
                {
                    Registry = partner,
                    Generation = 2,
                }),
                new MirrorCredentials(password.StringValue),
                RegistryCredentials.FromPassword(new PasswordCredentials
                {
                    LoginServer = "registry.corp.example:5000",
                    Username = "pull",
                    Password = password.StringValue,
                }),
            },
            Namespaces = namespaces.ListValue,
            Provider = provider,
        });
        var account = new ServiceAccount(this, "app", new ServiceAccountProps
        {
            ImagePullSecrets = new IImagePullSecret[] { secret },
            Annotations = new Dictionary<string, string> { ["team"] = "shop" },
        });
        _ = new PullCheck(this, "check", new PullCheckProps
        {
            Image = "contosohub.azurecr.io/shop/web:1",
            ServiceAccount = account,
            Labels = new Dictionary<string, string> { ["team"] = "shop" },
            Tolerations = new[] { new PullCheckToleration { Key = "spot" } },
            Resources = new PullCheckResources { Cpu = "10m", Memory = "16Mi" },
        });
        var fromVault = RegistryCredentials.FromKeyVaultSecret(this, "from-vault", new KeyVaultCredentials
        {
            LoginServer = "contosopartner.azurecr.io",
            KeyVaultId = $"{Subscription}/resourceGroups/rg-hub/providers/Microsoft.KeyVault/vaults/contoso",
            UsernameSecretName = "acr-pull-username",
            PasswordSecretName = "acr-pull-password",
        });
        var legacy = new ImagePullSecret(this, "legacy-pull", new ImagePullSecretProps
        {
            Credentials = new[] { fromVault },
            Namespaces = new[] { "legacy" },
            ExistingInNamespaces = new[] { "legacy" },
            Provider = provider,
        });
        var development = new ImagePullSecret(this, "development-pull", new ImagePullSecretProps
        {
            Credentials = new[] { hub.AdminCredentials() },
            Namespaces = new[] { "legacy" },
            Provider = provider,
        });
        _ = new DefaultServiceAccount(this, "default", new DefaultServiceAccountProps
        {
            ImagePullSecrets = new IImagePullSecret[] { legacy, development },
        });
        _ = new PullSecretPolicy(this, "demand-legacy-pull", new PullSecretPolicyProps
        {
            Mode = PullSecretPolicyMode.DEMAND,
            ImagePullSecret = legacy,
            ValidationActions = PullSecretPolicy.DENY,
        });
    }

    /// <summary>Identities of service accounts, for three programs that use them.</summary>
    private void GrantToServiceAccounts(IContainerRegistry hub, TerraformProvider provider)
    {
        hub.GrantPull(NewPullIdentity("nodes", PullIdentityConsumer.KUBELET));
        _ = new AcrCredentialProvider(this, "credential-provider", new AcrCredentialProviderProps
        {
            Registries = new[] { hub },
            TenantId = ObjectId,
            Provider = provider,
        });
        _ = new AcrPullBinding(this, "binding", new AcrPullBindingProps
        {
            PullIdentity = NewPullIdentity("operator", PullIdentityConsumer.MSI_ACRPULL),
            Registry = hub,
            Repositories = new[] { "shop/app" },
            Provider = provider,
        });
        _ = new AcrAccessToken(this, "access-token", new AcrAccessTokenProps
        {
            PullIdentity = NewPullIdentity("secrets", PullIdentityConsumer.EXTERNAL_SECRETS),
            Registry = hub,
            Provider = provider,
        });
    }

    private PullIdentity NewPullIdentity(string id, PullIdentityConsumer consumer) =>
        new(this, id, new PullIdentityProps
        {
            ResourceGroupName = "rg-hub",
            Location = "westeurope",
            IssuerUrl = "https://oidc.contoso.com/prod",
            Subjects = new[] { new ServiceAccountSubject { Namespace = "shop", ServiceAccount = "app" } },
            Consumer = consumer,
        });

    /// <summary>The sentence of an error.</summary>
    private string Refusal()
    {
        try
        {
            ContainerRegistry.FromLookup(this, "refused", new ContainerRegistryLookupOptions
            {
                RegistryName = "not-a-name",
                ResourceGroupName = "rg-hub",
            });
        }
        catch (Exception error)
        {
            // The lines below it are the stack trace of the program in Node.js.
            return error.Message.Split('\n')[0].Replace("Error: ", string.Empty);
        }

        return "nothing was refused";
    }
}
