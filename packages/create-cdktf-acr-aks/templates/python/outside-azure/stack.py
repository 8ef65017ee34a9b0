from cdktf import LocalBackend, TerraformOutput, TerraformStack, TerraformVariable
from cdktf_acr_aks import DefaultServiceAccount, ImagePullSecret, PullCheck, RegistryCredentials
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider
from constructs import Construct

import settings


class ImagePulls(TerraformStack):
    """A pull secret for the default service account of each namespace: no PodSpec changes, and every pod there can pull."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        # Keeps the state, which contains the password, in this folder. A team keeps it in a storage account: AzurermBackend.
        LocalBackend(self, path=f"../../../terraform.{id}.tfstate")
        KubernetesProvider(
            self,
            "kubernetes",
            config_path=settings.KUBECONFIG_PATH,
            config_context=settings.KUBECONFIG_CONTEXT,
        )

        password = TerraformVariable(
            self,
            "registry_password",
            type="string",
            description="Password of the registry token or service principal",
            sensitive=True,
            nullable=False,
        )
        credentials = RegistryCredentials.from_password(
            login_server=settings.LOGIN_SERVER,
            username=settings.REGISTRY_USERNAME,
            password=password.string_value,
        )
        secret = ImagePullSecret(self, "acr-pull", credentials=[credentials], namespaces=settings.NAMESPACES)
        service_account = DefaultServiceAccount(self, "default", image_pull_secrets=[secret])
        PullCheck(
            self,
            "pull-check",
            image=f"{settings.LOGIN_SERVER}/{settings.IMAGE}",
            service_account=service_account,
        )

        TerraformOutput(
            self,
            "secret_name",
            value=secret.secret_name,
            description="The secret in each namespace, for pods with a service account of their own",
        )
