from cdktf import LocalBackend, TerraformOutput, TerraformStack
from cdktf_acr_aks import (
    AksCluster,
    AksKubernetesProvider,
    ContainerRegistry,
    ImagePullSecret,
    PullCheck,
    ServicePrincipalCredentials,
)
from cdktf_cdktf_provider_azuread.provider import AzureadProvider
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from constructs import Construct

import settings


class ImagePulls(TerraformStack):
    """A pull secret with the password of a service principal of its own, for pods that name the secret."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        # Keeps the state, which contains the password, in this folder. A team keeps it in a storage account: AzurermBackend.
        LocalBackend(self, path=f"../../../terraform.{id}.tfstate")
        AzurermProvider(
            self, "azurerm", features=[AzurermProviderFeatures()], subscription_id=settings.SUBSCRIPTION_ID
        )
        AzureadProvider(self, "azuread")
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
        # Logs in with kubelogin, which must be on the PATH.
        AksKubernetesProvider(self, "kubernetes", cluster=cluster)

        puller = ServicePrincipalCredentials(self, "puller", registry=registry, display_name="acr-pull")
        secret = ImagePullSecret(self, "acr-pull", credentials=[puller], namespaces=settings.NAMESPACES)
        PullCheck(
            self,
            "pull-check",
            image=f"{registry.login_server}/{settings.IMAGE}",
            image_pull_secrets=[secret],
            deadline_seconds=600,
        )

        TerraformOutput(
            self,
            "pod_spec",
            value=f"imagePullSecrets: [{{ name: {secret.secret_name} }}]",
            description="Line that every PodSpec needs",
        )
