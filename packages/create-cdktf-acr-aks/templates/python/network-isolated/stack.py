from cdktf import LocalBackend, TerraformOutput, TerraformStack
from cdktf_acr_aks import (
    AksCluster,
    AksEntraOptions,
    AksNetworkIsolationOptions,
    AksNodeImageUpgradeChannel,
    AksTier,
    AksUpgradeChannel,
    AksUpgradeOptions,
    ContainerRegistry,
    ContainerRegistrySku,
)
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from constructs import Construct

import settings


class ImagePulls(TerraformStack):
    """Creates a registry without public access, and an AKS cluster whose nodes reach nothing else. No secret exists."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        # Keeps the state in this folder. A team keeps it in a storage account: AzurermBackend.
        LocalBackend(self, path=f"../../../terraform.{id}.tfstate")
        AzurermProvider(
            self, "azurerm", features=[AzurermProviderFeatures()], subscription_id=settings.SUBSCRIPTION_ID
        )

        registry = ContainerRegistry(
            self,
            "acr",
            registry_name=settings.REGISTRY_NAME,
            resource_group_name=settings.RESOURCE_GROUP_NAME,
            location=settings.LOCATION,
            sku=ContainerRegistrySku.PREMIUM,
            public_network_access_enabled=False,
            prevent_destroy=True,
        )
        AksCluster(
            self,
            "aks",
            cluster_name=settings.CLUSTER_NAME,
            resource_group_name=settings.RESOURCE_GROUP_NAME,
            location=settings.LOCATION,
            network_isolated=AksNetworkIsolationOptions(registry=registry, subnet_id=settings.SUBNET_ID),
            entra=AksEntraOptions(admin_group_object_ids=settings.ADMIN_GROUP_OBJECT_IDS),
            upgrades=AksUpgradeOptions(
                channel=AksUpgradeChannel.PATCH, node_image_channel=AksNodeImageUpgradeChannel.NODE_IMAGE
            ),
            tier=AksTier.STANDARD,
            prevent_destroy=True,
        )

        TerraformOutput(
            self,
            "login_server",
            value=registry.login_server,
            description="First part of the name of every image in the registry",
        )
