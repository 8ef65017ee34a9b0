package main

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf-acr-aks/cdktf-acr-aks-go/cdktfacraks"
	azuread "github.com/cdktf/cdktf-provider-azuread-go/azuread/v14/provider"
	azurerm "github.com/cdktf/cdktf-provider-azurerm-go/azurerm/v14/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// newImagePullSecretStack creates a pull secret with a dedicated service principal, named in every PodSpec.
func newImagePullSecretStack(scope constructs.Construct, id string) {
	stack := cdktf.NewTerraformStack(scope, jsii.String(id))
	cdktf.NewLocalBackend(stack, &cdktf.LocalBackendConfig{
		Path: jsii.String("../../../terraform." + id + ".tfstate"),
	})
	azurerm.NewAzurermProvider(stack, jsii.String("azurerm"), &azurerm.AzurermProviderConfig{
		Features:       []azurerm.AzurermProviderFeatures{{}},
		SubscriptionId: subscriptionId(stack),
	})
	azuread.NewAzureadProvider(stack, jsii.String("azuread"), nil)
	registry := cdktfacraks.ContainerRegistry_FromLookup(stack, jsii.String("acr"),
		&cdktfacraks.ContainerRegistryLookupOptions{
			RegistryName:      registryName(stack),
			ResourceGroupName: resourceGroupName(stack, "registry_resource_group_name", "the registry"),
		})
	cluster := cdktfacraks.AksCluster_FromLookup(stack, jsii.String("aks"), &cdktfacraks.AksClusterLookupOptions{
		ClusterName:       clusterName(stack),
		ResourceGroupName: resourceGroupName(stack, "cluster_resource_group_name", "the cluster"),
	})
	cdktfacraks.NewAksKubernetesProvider(stack, jsii.String("kubernetes"),
		&cdktfacraks.AksKubernetesProviderProps{Cluster: cluster})

	puller := cdktfacraks.NewServicePrincipalCredentials(stack, jsii.String("puller"),
		&cdktfacraks.ServicePrincipalCredentialsProps{Registry: registry, DisplayName: jsii.String("acr-pull")})
	secret := cdktfacraks.NewImagePullSecret(stack, jsii.String("acr-pull"), &cdktfacraks.ImagePullSecretProps{
		Credentials: &[]cdktfacraks.IRegistryCredentials{puller},
		Namespaces:  namespaces(stack),
	})
	cdktfacraks.NewPullCheck(stack, jsii.String("pull-check"), &cdktfacraks.PullCheckProps{
		Image:            jsii.String(*registry.LoginServer() + "/" + *image(stack)),
		ImagePullSecrets: &[]cdktfacraks.IImagePullSecret{secret},
		DeadlineSeconds:  jsii.Number(600),
	})
	podSpec := "imagePullSecrets: [{ name: " + *secret.SecretName() + " }]"
	output(stack, "pod_spec", &podSpec, "Line that every PodSpec needs")
}
