import com.hashicorp.cdktf.LocalBackend;
import com.hashicorp.cdktf.TerraformOutput;
import com.hashicorp.cdktf.TerraformStack;
import com.hashicorp.cdktf.providers.azuread.provider.AzureadProvider;
import com.hashicorp.cdktf.providers.azurerm.provider.AzurermProvider;
import com.hashicorp.cdktf.providers.azurerm.provider.AzurermProviderFeatures;
import io.github.cdktfacraks.AksCluster;
import io.github.cdktfacraks.AksClusterLookupOptions;
import io.github.cdktfacraks.AksKubernetesProvider;
import io.github.cdktfacraks.ContainerRegistry;
import io.github.cdktfacraks.ContainerRegistryLookupOptions;
import io.github.cdktfacraks.IContainerRegistry;
import io.github.cdktfacraks.IExistingAksCluster;
import io.github.cdktfacraks.ImagePullSecret;
import io.github.cdktfacraks.PullCheck;
import io.github.cdktfacraks.ServicePrincipalCredentials;
import java.util.List;
import software.constructs.Construct;

/** A pull secret with a dedicated service principal, named in every PodSpec. */
final class ImagePullSecretStack extends TerraformStack {
    ImagePullSecretStack(Construct scope, String id) {
        super(scope, id);
        LocalBackend.Builder.create(this).path("../../../terraform." + id + ".tfstate").build();
        AzurermProvider.Builder.create(this, "azurerm")
                .features(List.of(AzurermProviderFeatures.builder().build()))
                .subscriptionId(Inputs.subscriptionId(this))
                .build();
        AzureadProvider.Builder.create(this, "azuread").build();
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
        AksKubernetesProvider.Builder.create(this, "kubernetes").cluster(cluster).build();

        ServicePrincipalCredentials puller = ServicePrincipalCredentials.Builder.create(this, "puller")
                .registry(registry)
                .displayName("acr-pull")
                .build();
        ImagePullSecret secret = ImagePullSecret.Builder.create(this, "acr-pull")
                .credentials(List.of(puller))
                .namespaces(Inputs.namespaces(this))
                .build();
        PullCheck.Builder.create(this, "pull-check")
                .image(registry.getLoginServer() + "/" + Inputs.image(this))
                .imagePullSecrets(List.of(secret))
                .deadlineSeconds(600)
                .build();
        TerraformOutput.Builder.create(this, "pod_spec")
                .value("imagePullSecrets: [{ name: " + secret.getSecretName() + " }]")
                .description("Line that every PodSpec needs")
                .build();
    }
}
