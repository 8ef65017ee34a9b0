package main

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf-acr-aks/cdktf-acr-aks-go/cdktfacraks"
	"github.com/cdktf/cdktf-provider-azurerm-go/azurerm/v14/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// newExistingCluster attaches an existing registry to an existing AKS cluster. No secret exists.
func newExistingCluster(scope constructs.Construct, id string) {
	stack := cdktf.NewTerraformStack(scope, jsii.String(id))
	cdktf.NewLocalBackend(stack, &cdktf.LocalBackendConfig{
		Path: jsii.String("../../../terraform." + id + ".tfstate"),
	})
	provider.NewAzurermProvider(stack, jsii.String("azurerm"), &provider.AzurermProviderConfig{
		Features:       []provider.AzurermProviderFeatures{{}},
		SubscriptionId: subscriptionId(stack),
	})
	registry := cdktfacraks.ContainerRegistry_FromLookup(stack, jsii.String("acr"),
		&cdktfacraks.ContainerRegistryLookupOptions{
			RegistryName:      registryName(stack),
			ResourceGroupName: resourceGroupName(stack, "registry_resource_group_name", "the registry"),
		})
	cluster := cdktfacraks.AksCluster_FromLookup(stack, jsii.String("aks"), &cdktfacraks.AksClusterLookupOptions{
		ClusterName:       clusterName(stack),
		ResourceGroupName: resourceGroupName(stack, "cluster_resource_group_name", "the cluster"),
	})
	grant := registry.GrantPull(cluster, nil)

	output(stack, "login_server", registry.LoginServer(), "First part of the name of every image in the registry")
	output(stack, "registry_id", registry.RegistryId(), "Resource id of the registry")
	output(stack, "kubelet_object_id", cluster.KubeletObjectId(), "Object id of the identity that the nodes pull as")
	output(stack, "role_assignment_id", grant.RoleAssignmentId(), "The role assignment that lets the nodes pull")
}

func output(scope constructs.Construct, name string, value *string, description string) {
	cdktf.NewTerraformOutput(scope, jsii.String(name), &cdktf.TerraformOutputConfig{
		Value:       value,
		Description: jsii.String(description),
	})
}
