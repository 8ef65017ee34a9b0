import com.hashicorp.cdktf.LocalBackend;
import com.hashicorp.cdktf.MapTerraformIterator;
import com.hashicorp.cdktf.TerraformIterator;
import com.hashicorp.cdktf.TerraformOutput;
import com.hashicorp.cdktf.TerraformProvider;
import com.hashicorp.cdktf.TerraformStack;
import com.hashicorp.cdktf.TerraformVariable;
import com.hashicorp.cdktf.Token;
import com.hashicorp.cdktf.providers.azuread.provider.AzureadProvider;
import com.hashicorp.cdktf.providers.azurerm.provider.AzurermProvider;
import com.hashicorp.cdktf.providers.azurerm.provider.AzurermProviderFeatures;
import io.github.cdktfacraks.*;
import java.util.List;
import java.util.Map;
import software.constructs.Construct;

/** Each public construct of the package, in the ways that differ from language to language. */
final class EveryConstruct extends TerraformStack {
    private static final String SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000000";
    private static final String REGISTRIES =
            SUBSCRIPTION + "/resourceGroups/rg-hub/providers/Microsoft.ContainerRegistry/registries";
    private static final String NETWORKS =
            SUBSCRIPTION + "/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks";
    private static final String OBJECT_ID = "11111111-1111-4111-8111-111111111111";

    EveryConstruct(Construct scope, String id) {
        super(scope, id);
        LocalBackend.Builder.create(this).path("../../../terraform." + id + ".tfstate").build();
        AzurermProvider.Builder.create(this, "azurerm")
                .features(List.of(AzurermProviderFeatures.builder().build()))
                .build();
        AzureadProvider.Builder.create(this, "azuread").build();
        ProviderGeneration.useAzurerm5(this);
        createRegistryAndCluster();
        IContainerRegistry hub = grantToExisting();
        deliverCredentials(hub);
        TerraformOutput.Builder.create(this, "refusal").value(refusal()).build();
    }

    /** Enumerations, nested structs, lists and maps. */
    private void createRegistryAndCluster() {
        ContainerRegistry registry = ContainerRegistry.Builder.create(this, "acr")
                .registryName("contoso")
                .resourceGroupName("rg-prod")
                .location("westeurope")
                .sku(ContainerRegistrySku.PREMIUM)
                .permissionMode(RegistryPermissionMode.ABAC)
                .allowedIpRanges(List.of("203.0.113.0/24"))
                .untaggedRetentionDays(7)
                .preventDestroy(true)
                .tags(Map.of("team", "platform"))
                .build();
        AksCluster cluster = AksCluster.Builder.create(this, "aks")
                .clusterName("prod")
                .resourceGroupName("rg-prod")
                .location("westeurope")
                .nodeCount(3)
                .zones(List.of("1", "2", "3"))
                .tier(AksTier.STANDARD)
                .network(AksNetworkOptions.builder()
                        .plugin(AksNetworkPlugin.AZURE_CNI_OVERLAY)
                        .dataPlane(AksNetworkDataPlane.CILIUM)
                        .build())
                .entra(AksEntraOptions.builder().adminGroupObjectIds(List.of(OBJECT_ID)).build())
                .apiServerAccess(AksApiServerAccessOptions.builder()
                        .authorizedIpRanges(List.of("203.0.113.0/24"))
                        .build())
                .upgrades(AksUpgradeOptions.builder().channel(AksUpgradeChannel.STABLE).build())
                .build();
        AksAutomaticCluster automatic = AksAutomaticCluster.Builder.create(this, "automatic")
                .clusterName("automatic")
                .resourceGroupName("rg-prod")
                .location("westeurope")
                .build();
        GrantPullOptions shop = GrantPullOptions.builder().repositories(List.of("shop/*")).build();
        registry.grantPull(cluster, shop);
        registry.grantPull(automatic, shop);
        RegistryCacheIdentity.Builder.create(this, "cache")
                .upstreamRegistry(registry)
                .repositories(List.of("base/*"))
                .resourceGroupName("rg-edge")
                .location("westeurope")
                .build();
        registry.privateEndpoint(RegistryPrivateEndpointOptions.builder()
                .subnetId(NETWORKS + "/hub/subnets/endpoints")
                .dns(RegistryPrivateDnsOptions.builder()
                        .linkedNetworks(Map.of("shop", NETWORKS + "/shop"))
                        .build())
                .build());
    }

    /** A provider with an alias, an import, an iterator, and a grantee of a class of our own. */
    private IContainerRegistry grantToExisting() {
        AzurermProvider provider = AzurermProvider.Builder.create(this, "azurerm-hub")
                .features(List.of(AzurermProviderFeatures.builder().build()))
                .alias("hub")
                .build();
        IContainerRegistry hub = ContainerRegistry.fromLookup(
                this,
                "hub",
                ContainerRegistryLookupOptions.builder()
                        .registryName("contosohub")
                        .resourceGroupName("rg-hub")
                        .provider(provider)
                        .build());
        String assignment =
                "providers/Microsoft.Authorization/roleAssignments/22222222-2222-4222-8222-222222222222";
        IAksCluster edge = AksCluster.fromClusterAttributes(
                this, "edge", AksClusterAttributes.builder().kubeletObjectId(OBJECT_ID).build());
        hub.grantPull(
                edge,
                GrantPullOptions.builder()
                        .existingRoleAssignmentId(REGISTRIES + "/contosohub/" + assignment)
                        .build());
        hub.grantPull(new BuildAgent(this, "agent", "33333333-3333-4333-8333-333333333333"));
        TerraformVariable objectIds =
                TerraformVariable.Builder.create(this, "object_ids").type("map(string)").build();
        MapTerraformIterator objectId = TerraformIterator.fromMap(Token.asStringMap(objectIds.getValue()));
        PullRoleAssignment.Builder.create(this, "pull")
                .forEach(objectId)
                .registryId(hub.getRegistryId())
                .principalObjectId(Token.asString(objectId.getValue()))
                .provider(provider)
                .build();
        return hub;
    }

    /** Credentials of every kind, one of a class of our own, in namespaces that only Terraform knows. */
    private void deliverCredentials(IContainerRegistry hub) {
        IExistingOidcIssuerCluster cluster = AksCluster.fromLookup(
                this,
                "shop",
                AksClusterLookupOptions.builder().clusterName("shop").resourceGroupName("rg-shop").build());
        TerraformProvider provider = AksKubernetesProvider.Builder.create(this, "kubernetes")
                .cluster(cluster)
                .loginMode(KubeloginMode.WORKLOAD_IDENTITY)
                .alias("shop")
                .build()
                .getProvider();
        AksServiceAccountImagePull.Builder.create(this, "image-pull")
                .cluster(cluster)
                .provider(provider)
                .build();
        grantToServiceAccounts(hub, provider);
        IContainerRegistry partner = ContainerRegistry.fromRegistryAttributes(
                this,
                "partner",
                ContainerRegistryAttributes.builder()
                        .registryId(REGISTRIES + "/contosopartner")
                        .loginServer("contosopartner.azurecr.io")
                        .build());
        TerraformVariable password = TerraformVariable.Builder.create(this, "mirror_password")
                .type("string")
                .sensitive(true)
                .build();
        TerraformVariable namespaces =
                TerraformVariable.Builder.create(this, "namespaces").type("list(string)").build();
        ImagePullSecret secret = ImagePullSecret.Builder.create(this, "acr-pull")
                .credentials(List.of(
                        RegistryToken.Builder.create(this, "token")
                                .registry(hub)
                                .repositories(List.of("shop/*"))
                                .tokenName("shop-pull")
                                .build(),
                        ServicePrincipalCredentials.Builder.create(this, "puller")
                                .registry(partner)
                                .generation(2)
                                .build(),
                        new MirrorCredentials(password.getStringValue()),
                        RegistryCredentials.fromPassword(PasswordCredentials.builder()
                                .loginServer("registry.corp.example:5000")
                                .username("pull")
                                .password(password.getStringValue())
                                .build())))
                .namespaces(namespaces.getListValue())
                .provider(provider)
                .build();
        ServiceAccount account = ServiceAccount.Builder.create(this, "app")
                .imagePullSecrets(List.of(secret))
                .annotations(Map.of("team", "shop"))
                .build();
        PullCheck.Builder.create(this, "check")
                .image("contosohub.azurecr.io/shop/web:1")
                .serviceAccount(account)
                .labels(Map.of("team", "shop"))
                .tolerations(List.of(PullCheckToleration.builder().key("spot").build()))
                .resources(PullCheckResources.builder().cpu("10m").memory("16Mi").build())
                .build();
        IRegistryCredentials fromVault = RegistryCredentials.fromKeyVaultSecret(
                this,
                "from-vault",
                KeyVaultCredentials.builder()
                        .loginServer("contosopartner.azurecr.io")
                        .keyVaultId(SUBSCRIPTION + "/resourceGroups/rg-hub/providers/Microsoft.KeyVault/vaults/contoso")
                        .usernameSecretName("acr-pull-username")
                        .passwordSecretName("acr-pull-password")
                        .build());
        ImagePullSecret legacy = ImagePullSecret.Builder.create(this, "legacy-pull")
                .credentials(List.of(fromVault))
                .namespaces(List.of("legacy"))
                .existingInNamespaces(List.of("legacy"))
                .provider(provider)
                .build();
        ImagePullSecret development = ImagePullSecret.Builder.create(this, "development-pull")
                .credentials(List.of(hub.adminCredentials()))
                .namespaces(List.of("legacy"))
                .provider(provider)
                .build();
        DefaultServiceAccount.Builder.create(this, "default")
                .imagePullSecrets(List.of(legacy, development))
                .build();
        PullSecretPolicy.Builder.create(this, "demand-legacy-pull")
                .mode(PullSecretPolicyMode.DEMAND)
                .imagePullSecret(legacy)
                .validationActions(PullSecretPolicy.DENY)
                .build();
    }

    /** Identities of service accounts, for three programs that use them. */
    private void grantToServiceAccounts(IContainerRegistry hub, TerraformProvider provider) {
        hub.grantPull(pullIdentity("nodes", PullIdentityConsumer.KUBELET));
        AcrCredentialProvider.Builder.create(this, "credential-provider")
                .registries(List.of(hub))
                .tenantId(OBJECT_ID)
                .provider(provider)
                .build();
        PullIdentity operator = pullIdentity("operator", PullIdentityConsumer.MSI_ACRPULL);
        AcrPullBinding.Builder.create(this, "binding")
                .pullIdentity(operator)
                .registry(hub)
                .repositories(List.of("shop/app"))
                .provider(provider)
                .build();
        PullIdentity secrets = pullIdentity("secrets", PullIdentityConsumer.EXTERNAL_SECRETS);
        AcrAccessToken.Builder.create(this, "access-token")
                .pullIdentity(secrets)
                .registry(hub)
                .provider(provider)
                .build();
    }

    private PullIdentity pullIdentity(String id, PullIdentityConsumer consumer) {
        return PullIdentity.Builder.create(this, id)
                .resourceGroupName("rg-hub")
                .location("westeurope")
                .issuerUrl("https://oidc.contoso.com/prod")
                .subjects(List.of(ServiceAccountSubject.builder()
                        .namespace("shop")
                        .serviceAccount("app")
                        .build()))
                .consumer(consumer)
                .build();
    }

    /** The sentence of an error. */
    private String refusal() {
        try {
            ContainerRegistry.fromLookup(
                    this,
                    "refused",
                    ContainerRegistryLookupOptions.builder()
                            .registryName("not-a-name")
                            .resourceGroupName("rg-hub")
                            .build());
        } catch (RuntimeException error) {
            // The lines below it are the stack trace of the program in Node.js.
            return error.getMessage().lines().findFirst().orElseThrow().replaceFirst("^Error: ", "");
        }
        return "nothing was refused";
    }
}
