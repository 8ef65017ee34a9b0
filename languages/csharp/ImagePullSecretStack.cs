using CdktfAcrAks;
using Constructs;
using HashiCorp.Cdktf;
using HashiCorp.Cdktf.Providers.Azuread.Provider;
using HashiCorp.Cdktf.Providers.Azurerm.Provider;

namespace Pulls;

/// <summary>A pull secret with a dedicated service principal, named in every PodSpec.</summary>
internal sealed class ImagePullSecretStack : TerraformStack
{
    internal ImagePullSecretStack(Construct scope, string id) : base(scope, id)
    {
        _ = new LocalBackend(this, new LocalBackendConfig { Path = $"../../../terraform.{id}.tfstate" });
        _ = new AzurermProvider(this, "azurerm", new AzurermProviderConfig
        {
            Features = new[] { new AzurermProviderFeatures() },
            SubscriptionId = Inputs.SubscriptionId(this),
        });
        _ = new AzureadProvider(this, "azuread");
        var registry = ContainerRegistry.FromLookup(this, "acr", new ContainerRegistryLookupOptions
        {
            RegistryName = Inputs.RegistryName(this),
            ResourceGroupName = Inputs.ResourceGroupName(this, "registry_resource_group_name", "the registry"),
        });
        var cluster = AksCluster.FromLookup(this, "aks", new AksClusterLookupOptions
        {
            ClusterName = Inputs.ClusterName(this),
            ResourceGroupName = Inputs.ResourceGroupName(this, "cluster_resource_group_name", "the cluster"),
        });
        _ = new AksKubernetesProvider(this, "kubernetes", new AksKubernetesProviderProps { Cluster = cluster });

        var puller = new ServicePrincipalCredentials(this, "puller", new ServicePrincipalCredentialsProps
        {
            Registry = registry,
            DisplayName = "acr-pull",
        });
        var secret = new ImagePullSecret(this, "acr-pull", new ImagePullSecretProps
        {
            Credentials = new IRegistryCredentials[] { puller },
            Namespaces = Inputs.Namespaces(this),
        });
        _ = new PullCheck(this, "pull-check", new PullCheckProps
        {
            Image = $"{registry.LoginServer}/{Inputs.Image(this)}",
            ImagePullSecrets = new IImagePullSecret[] { secret },
            DeadlineSeconds = 600,
        });
        _ = new TerraformOutput(this, "pod_spec", new TerraformOutputConfig
        {
            Value = $"imagePullSecrets: [{{ name: {secret.SecretName} }}]",
            Description = "Line that every PodSpec needs",
        });
    }
}
