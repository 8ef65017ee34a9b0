from cdktf import LocalBackend, TerraformOutput, TerraformStack
from cdktf_acr_aks import AksCluster, ContainerRegistry
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from constructs import Construct

import settings


class ImagePulls(TerraformStack):
    """Lets the nodes of an existing AKS cluster pull from an existing registry with their own identity. No secret exists."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        # Keeps the state in this folder. A team keeps it in a storage account: AzurermBackend.
        LocalBackend(self, path=f"../../../terraform.{id}.tfstate")
        AzurermProvider(
            self, "azurerm", features=[AzurermProviderFeatures()], subscription_id=settings.SUBSCRIPTION_ID
        )
        registry = ContainerRegistry.from_lookup(
            self,
            "acr",
            registry_name=settings.REGISTRY_NAME,
            resource_group_name=settings.REGISTRY_RESOURCE_GROUP_NAME,
        )
        cluster = AksCluster.from_lookup(
            self,
            "aks",
            cluster_name=settings.CLUSTER_NAME,
            resource_group_name=settings.CLUSTER_RESOURCE_GROUP_NAME,
        )
        registry.grant_pull(cluster)

        TerraformOutput(
            self,
            "login_server",
            value=registry.login_server,
            description="First part of the name of every image in the registry",
        )
