from cdktf import LocalBackend, TerraformOutput, TerraformStack
from cdktf_acr_aks import (
    AksApiServerAccessOptions,
    AksCluster,
    AksEntraOptions,
    AksNetworkDataPlane,
    AksNetworkOptions,
    AksNetworkPlugin,
    AksNetworkPolicy,
    AksNodeImageUpgradeChannel,
    AksTier,
    AksUpgradeChannel,
    ContainerRegistry,
)
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from constructs import Construct

import settings


class ImagePulls(TerraformStack):
    """Creates a registry, and an AKS cluster whose nodes pull from it with their own identity. No secret exists."""

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
            prevent_destroy=True,
        )
        cluster = AksCluster(
            self,
            "aks",
            cluster_name=settings.CLUSTER_NAME,
            resource_group_name=settings.RESOURCE_GROUP_NAME,
            location=settings.LOCATION,
            network=AksNetworkOptions(
                plugin=AksNetworkPlugin.AZURE_CNI_OVERLAY,
                policy=AksNetworkPolicy.CILIUM,
                data_plane=AksNetworkDataPlane.CILIUM,
            ),
            entra=AksEntraOptions(admin_group_object_ids=settings.ADMIN_GROUP_OBJECT_IDS),
            api_server_access=AksApiServerAccessOptions(authorized_ip_ranges=settings.AUTHORIZED_IP_RANGES),
            upgrade_channel=AksUpgradeChannel.PATCH,
            node_image_upgrade_channel=AksNodeImageUpgradeChannel.NODE_IMAGE,
            tier=AksTier.STANDARD,
            prevent_destroy=True,
        )
        registry.grant_pull(cluster)

        TerraformOutput(
            self,
            "login_server",
            value=registry.login_server,
            description="First part of the name of every image in the registry",
        )
        TerraformOutput(
            self,
            "get_credentials",
            value=f"az aks get-credentials --resource-group {settings.RESOURCE_GROUP_NAME} --name {cluster.cluster_name}",
            description="Command that makes kubectl talk to the cluster",
        )
