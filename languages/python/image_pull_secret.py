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

import inputs


class ImagePullSecretStack(TerraformStack):
    """A pull secret with a dedicated service principal, named in every PodSpec."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        LocalBackend(self, path=f"../../../terraform.{id}.tfstate")
        AzurermProvider(
            self, "azurerm", features=[AzurermProviderFeatures()], subscription_id=inputs.subscription_id(self)
        )
        AzureadProvider(self, "azuread")
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
        AksKubernetesProvider(self, "kubernetes", cluster=cluster)

        puller = ServicePrincipalCredentials(self, "puller", registry=registry, display_name="acr-pull")
        secret = ImagePullSecret(self, "acr-pull", credentials=[puller], namespaces=inputs.namespaces(self))
        PullCheck(
            self,
            "pull-check",
            image=f"{registry.login_server}/{inputs.image(self)}",
            image_pull_secrets=[secret],
            deadline_seconds=600,
        )
        TerraformOutput(
            self,
            "pod_spec",
            value=f"imagePullSecrets: [{{ name: {secret.secret_name} }}]",
            description="Line that every PodSpec needs",
        )
