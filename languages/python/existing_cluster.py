from cdktf import LocalBackend, TerraformOutput, TerraformStack
from cdktf_acr_aks import AksCluster, ContainerRegistry
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from constructs import Construct

import inputs


class ExistingCluster(TerraformStack):
    """An existing registry attached to an existing AKS cluster. No secret exists."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        LocalBackend(self, path=f"../../../terraform.{id}.tfstate")
        AzurermProvider(
            self, "azurerm", features=[AzurermProviderFeatures()], subscription_id=inputs.subscription_id(self)
        )
        registry = ContainerRegistry.from_lookup(
            self,
            "acr",
            registry_name=inputs.registry_name(self),
            resource_group_name=inputs.resource_group_name(self, "registry_resource_group_name", "the registry"),
        )
        cluster = AksCluster.from_lookup(
            self,
            "aks",
            cluster_name=inputs.cluster_name(self),
            resource_group_name=inputs.resource_group_name(self, "cluster_resource_group_name", "the cluster"),
        )
        grant = registry.grant_pull(cluster)

        TerraformOutput(
            self,
            "login_server",
            value=registry.login_server,
            description="First part of the name of every image in the registry",
        )
        TerraformOutput(
            self, "registry_id", value=registry.registry_id, description="Resource id of the registry"
        )
        TerraformOutput(
            self,
            "kubelet_object_id",
            value=cluster.kubelet_object_id,
            description="Object id of the identity that the nodes pull as",
        )
        TerraformOutput(
            self,
            "role_assignment_id",
            value=grant.role_assignment_id,
            description="The role assignment that lets the nodes pull",
        )
