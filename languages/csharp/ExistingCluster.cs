using CdktfAcrAks;
using Constructs;
using HashiCorp.Cdktf;
using HashiCorp.Cdktf.Providers.Azurerm.Provider;

namespace Pulls;

/// <summary>An existing registry attached to an existing AKS cluster. No secret exists.</summary>
internal sealed class ExistingCluster : TerraformStack
{
    internal ExistingCluster(Construct scope, string id) : base(scope, id)
    {
        _ = new LocalBackend(this, new LocalBackendConfig { Path = $"../../../terraform.{id}.tfstate" });
        _ = new AzurermProvider(this, "azurerm", new AzurermProviderConfig
        {
            Features = new[] { new AzurermProviderFeatures() },
            SubscriptionId = Inputs.SubscriptionId(this),
        });
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
        var grant = registry.GrantPull(cluster);

        Output("login_server", registry.LoginServer, "First part of the name of every image in the registry");
        Output("registry_id", registry.RegistryId, "Resource id of the registry");
        Output("kubelet_object_id", cluster.KubeletObjectId, "Object id of the identity that the nodes pull as");
        Output("role_assignment_id", grant.RoleAssignmentId, "The role assignment that lets the nodes pull");
    }

    private void Output(string name, string value, string description) =>
        _ = new TerraformOutput(this, name, new TerraformOutputConfig { Value = value, Description = description });
}
