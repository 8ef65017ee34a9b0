from cdktf import (
    LocalBackend,
    TerraformIterator,
    TerraformOutput,
    TerraformProvider,
    TerraformStack,
    TerraformVariable,
    Token,
)
from cdktf_acr_aks import (
    AcrAccessToken,
    AcrCredentialProvider,
    AcrPullBinding,
    AksApiServerAccessOptions,
    AksAutomaticCluster,
    AksCluster,
    AksEntraOptions,
    AksKubernetesProvider,
    AksNetworkDataPlane,
    AksNetworkOptions,
    AksNetworkPlugin,
    AksServiceAccountImagePull,
    AksTier,
    AksUpgradeChannel,
    AksUpgradeOptions,
    ContainerRegistry,
    ContainerRegistrySku,
    DefaultServiceAccount,
    IContainerRegistry,
    ImagePullSecret,
    KubeloginMode,
    ProviderGeneration,
    PullCheck,
    PullCheckResources,
    PullCheckToleration,
    PullIdentity,
    PullIdentityConsumer,
    PullRoleAssignment,
    PullSecretPolicy,
    PullSecretPolicyMode,
    RegistryCacheIdentity,
    RegistryCredentials,
    RegistryPermissionMode,
    RegistryPrivateDnsOptions,
    RegistryToken,
    ServiceAccount,
    ServiceAccountSubject,
    ServicePrincipalCredentials,
)
from cdktf_cdktf_provider_azuread.provider import AzureadProvider
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from constructs import Construct

from build_agent import BuildAgent
from mirror_credentials import MirrorCredentials

SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000000"
REGISTRIES = f"{SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.ContainerRegistry/registries"
NETWORKS = f"{SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks"
OBJECT_ID = "11111111-1111-4111-8111-111111111111"


class EveryConstruct(TerraformStack):
    """Each public construct of the package, in the ways that differ from language to language."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        LocalBackend(self, path=f"../../../terraform.{id}.tfstate")
        AzurermProvider(self, "azurerm", features=[AzurermProviderFeatures()])
        AzureadProvider(self, "azuread")
        ProviderGeneration.use_azurerm5(self)
        self.create_registry_and_cluster()
        hub = self.grant_to_existing()
        self.deliver_credentials(hub)
        TerraformOutput(self, "refusal", value=self.refusal())

    def create_registry_and_cluster(self) -> None:
        """Enumerations, nested structs, lists and maps."""
        registry = ContainerRegistry(
            self,
            "acr",
            registry_name="contoso",
            resource_group_name="rg-prod",
            location="westeurope",
            sku=ContainerRegistrySku.PREMIUM,
            permission_mode=RegistryPermissionMode.ABAC,
            allowed_ip_ranges=["203.0.113.0/24"],
            untagged_retention_days=7,
            prevent_destroy=True,
            tags={"team": "platform"},
        )
        cluster = AksCluster(
            self,
            "aks",
            cluster_name="prod",
            resource_group_name="rg-prod",
            location="westeurope",
            node_count=3,
            zones=["1", "2", "3"],
            tier=AksTier.STANDARD,
            network=AksNetworkOptions(
                plugin=AksNetworkPlugin.AZURE_CNI_OVERLAY, data_plane=AksNetworkDataPlane.CILIUM
            ),
            entra=AksEntraOptions(admin_group_object_ids=[OBJECT_ID]),
            api_server_access=AksApiServerAccessOptions(authorized_ip_ranges=["203.0.113.0/24"]),
            upgrades=AksUpgradeOptions(channel=AksUpgradeChannel.STABLE),
        )
        automatic = AksAutomaticCluster(
            self, "automatic", cluster_name="automatic", resource_group_name="rg-prod", location="westeurope"
        )
        registry.grant_pull(cluster, repositories=["shop/*"])
        registry.grant_pull(automatic, repositories=["shop/*"])
        RegistryCacheIdentity(
            self,
            "cache",
            upstream_registry=registry,
            repositories=["base/*"],
            resource_group_name="rg-edge",
            location="westeurope",
        )
        registry.private_endpoint(
            subnet_id=f"{NETWORKS}/hub/subnets/endpoints",
            dns=RegistryPrivateDnsOptions(linked_networks={"shop": f"{NETWORKS}/shop"}),
        )

    def grant_to_existing(self) -> IContainerRegistry:
        """A provider with an alias, an import, an iterator, and a grantee of a class of our own."""
        provider = AzurermProvider(self, "azurerm-hub", features=[AzurermProviderFeatures()], alias="hub")
        hub = ContainerRegistry.from_lookup(
            self, "hub", registry_name="contosohub", resource_group_name="rg-hub", provider=provider
        )
        assignment = "providers/Microsoft.Authorization/roleAssignments/22222222-2222-4222-8222-222222222222"
        hub.grant_pull(
            AksCluster.from_cluster_attributes(self, "edge", kubelet_object_id=OBJECT_ID),
            existing_role_assignment_id=f"{REGISTRIES}/contosohub/{assignment}",
        )
        hub.grant_pull(BuildAgent(self, "agent", "33333333-3333-4333-8333-333333333333"))
        object_ids = TerraformVariable(self, "object_ids", type="map(string)")
        object_id = TerraformIterator.from_map(Token.as_string_map(object_ids.value))
        PullRoleAssignment(
            self,
            "pull",
            for_each=object_id,
            registry_id=hub.registry_id,
            principal_object_id=Token.as_string(object_id.value),
            provider=provider,
        )
        return hub

    def deliver_credentials(self, hub: IContainerRegistry) -> None:
        """Credentials of every kind, one of a class of our own, in namespaces that only Terraform knows."""
        cluster = AksCluster.from_lookup(self, "shop", cluster_name="shop", resource_group_name="rg-shop")
        provider = AksKubernetesProvider(
            self, "kubernetes", cluster=cluster, login_mode=KubeloginMode.WORKLOAD_IDENTITY, alias="shop"
        ).provider
        AksServiceAccountImagePull(self, "image-pull", cluster=cluster, provider=provider)
        self.grant_to_service_accounts(hub, provider)
        partner = ContainerRegistry.from_registry_attributes(
            self,
            "partner",
            registry_id=f"{REGISTRIES}/contosopartner",
            login_server="contosopartner.azurecr.io",
        )
        password = TerraformVariable(self, "mirror_password", type="string", sensitive=True)
        namespaces = TerraformVariable(self, "namespaces", type="list(string)")
        secret = ImagePullSecret(
            self,
            "acr-pull",
            credentials=[
                RegistryToken(self, "token", registry=hub, repositories=["shop/*"], token_name="shop-pull"),
                ServicePrincipalCredentials(self, "puller", registry=partner, generation=2),
                MirrorCredentials(password.string_value),
                RegistryCredentials.from_password(
                    login_server="registry.corp.example:5000", username="pull", password=password.string_value
                ),
            ],
            namespaces=namespaces.list_value,
            provider=provider,
        )
        account = ServiceAccount(self, "app", image_pull_secrets=[secret], annotations={"team": "shop"})
        PullCheck(
            self,
            "check",
            image="contosohub.azurecr.io/shop/web:1",
            service_account=account,
            labels={"team": "shop"},
            tolerations=[PullCheckToleration(key="spot")],
            resources=PullCheckResources(cpu="10m", memory="16Mi"),
        )
        from_vault = RegistryCredentials.from_key_vault_secret(
            self,
            "from-vault",
            login_server="contosopartner.azurecr.io",
            key_vault_id=f"{SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.KeyVault/vaults/contoso",
            username_secret_name="acr-pull-username",
            password_secret_name="acr-pull-password",
        )
        legacy = ImagePullSecret(
            self,
            "legacy-pull",
            credentials=[from_vault],
            namespaces=["legacy"],
            existing_in_namespaces=["legacy"],
            provider=provider,
        )
        development = ImagePullSecret(
            self,
            "development-pull",
            credentials=[hub.admin_credentials()],
            namespaces=["legacy"],
            provider=provider,
        )
        DefaultServiceAccount(self, "default", image_pull_secrets=[legacy, development])
        PullSecretPolicy(
            self,
            "demand-legacy-pull",
            mode=PullSecretPolicyMode.DEMAND,
            image_pull_secret=legacy,
            validation_actions=PullSecretPolicy.DENY,
        )

    def grant_to_service_accounts(self, hub: IContainerRegistry, provider: TerraformProvider) -> None:
        """Identities of service accounts, for three programs that use them."""
        hub.grant_pull(self.pull_identity("nodes", PullIdentityConsumer.KUBELET))
        AcrCredentialProvider(
            self, "credential-provider", registries=[hub], tenant_id=OBJECT_ID, provider=provider
        )
        operator = self.pull_identity("operator", PullIdentityConsumer.MSI_ACRPULL)
        AcrPullBinding(
            self, "binding", pull_identity=operator, registry=hub, repositories=["shop/app"], provider=provider
        )
        secrets = self.pull_identity("secrets", PullIdentityConsumer.EXTERNAL_SECRETS)
        AcrAccessToken(self, "access-token", pull_identity=secrets, registry=hub, provider=provider)

    def pull_identity(self, id: str, consumer: PullIdentityConsumer) -> PullIdentity:
        return PullIdentity(
            self,
            id,
            resource_group_name="rg-hub",
            location="westeurope",
            issuer_url="https://oidc.contoso.com/prod",
            subjects=[ServiceAccountSubject(namespace="shop", service_account="app")],
            consumer=consumer,
        )

    def refusal(self) -> str:
        """The sentence of an error."""
        try:
            ContainerRegistry.from_lookup(
                self, "refused", registry_name="not-a-name", resource_group_name="rg-hub"
            )
        except RuntimeError as error:
            return str(error).removeprefix("Error: ")
        return "nothing was refused"
