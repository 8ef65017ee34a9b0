import com.hashicorp.cdktf.LocalBackend;
import com.hashicorp.cdktf.TerraformOutput;
import com.hashicorp.cdktf.TerraformStack;
import com.hashicorp.cdktf.providers.azurerm.provider.AzurermProvider;
import com.hashicorp.cdktf.providers.azurerm.provider.AzurermProviderFeatures;
import io.github.cdktfacraks.AksCluster;
import io.github.cdktfacraks.AksClusterLookupOptions;
import io.github.cdktfacraks.ContainerRegistry;
import io.github.cdktfacraks.ContainerRegistryLookupOptions;
import io.github.cdktfacraks.IContainerRegistry;
import io.github.cdktfacraks.IExistingAksCluster;
import io.github.cdktfacraks.IPullGrant;
import java.util.List;
import software.constructs.Construct;

/** An existing registry attached to an existing AKS cluster. No secret exists. */
final class ExistingCluster extends TerraformStack {
    ExistingCluster(Construct scope, String id) {
        super(scope, id);
        LocalBackend.Builder.create(this).path("../../../terraform." + id + ".tfstate").build();
        AzurermProvider.Builder.create(this, "azurerm")
                .features(List.of(AzurermProviderFeatures.builder().build()))
                .subscriptionId(Inputs.subscriptionId(this))
                .build();
        ContainerRegistryLookupOptions registryOptions = ContainerRegistryLookupOptions.builder()
                .registryName(Inputs.registryName(this))
                .resourceGroupName(
                        Inputs.resourceGroupName(this, "registry_resource_group_name", "the registry"))
                .build();
        IContainerRegistry registry = ContainerRegistry.fromLookup(this, "acr", registryOptions);
        AksClusterLookupOptions clusterOptions = AksClusterLookupOptions.builder()
                .clusterName(Inputs.clusterName(this))
                .resourceGroupName(
                        Inputs.resourceGroupName(this, "cluster_resource_group_name", "the cluster"))
                .build();
        IExistingAksCluster cluster = AksCluster.fromLookup(this, "aks", clusterOptions);
        IPullGrant grant = registry.grantPull(cluster);

        output("login_server", registry.getLoginServer(), "First part of the name of every image in the registry");
        output("registry_id", registry.getRegistryId(), "Resource id of the registry");
        output("kubelet_object_id", cluster.getKubeletObjectId(), "Object id of the identity that the nodes pull as");
        output("role_assignment_id", grant.getRoleAssignmentId(), "The role assignment that lets the nodes pull");
    }

    private void output(String name, String value, String description) {
        TerraformOutput.Builder.create(this, name).value(value).description(description).build();
    }
}
