package main

import (
	"fmt"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	acr "github.com/cdktf-acr-aks/cdktf-acr-aks-go/cdktfacraks"
	azuread "github.com/cdktf/cdktf-provider-azuread-go/azuread/v14/provider"
	azurerm "github.com/cdktf/cdktf-provider-azurerm-go/azurerm/v14/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const (
	subscription = "/subscriptions/00000000-0000-4000-8000-000000000000"
	registries   = subscription + "/resourceGroups/rg-hub/providers/Microsoft.ContainerRegistry/registries"
	networks     = subscription + "/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks"
	objectId     = "11111111-1111-4111-8111-111111111111"
)

// newEveryConstruct has each public construct of the package, in the ways that differ from language to language.
func newEveryConstruct(scope constructs.Construct, id string) {
	stack := cdktf.NewTerraformStack(scope, jsii.String(id))
	cdktf.NewLocalBackend(stack, &cdktf.LocalBackendConfig{
		Path: jsii.String("../../../terraform." + id + ".tfstate"),
	})
	azurerm.NewAzurermProvider(stack, jsii.String("azurerm"), &azurerm.AzurermProviderConfig{
		Features: []azurerm.AzurermProviderFeatures{{}},
	})
	azuread.NewAzureadProvider(stack, jsii.String("azuread"), nil)
	acr.ProviderGeneration_UseAzurerm5(stack)
	createRegistryAndCluster(stack)
	hub := grantToExisting(stack)
	deliverCredentials(stack, hub)
	cdktf.NewTerraformOutput(stack, jsii.String("refusal"), &cdktf.TerraformOutputConfig{Value: refusal(stack)})
}

// createRegistryAndCluster shows enumerations, nested structs, lists and maps.
func createRegistryAndCluster(stack cdktf.TerraformStack) {
	registry := acr.NewContainerRegistry(stack, jsii.String("acr"), &acr.ContainerRegistryProps{
		RegistryName:          jsii.String("contoso"),
		ResourceGroupName:     jsii.String("rg-prod"),
		Location:              jsii.String("westeurope"),
		Sku:                   acr.ContainerRegistrySku_PREMIUM,
		RoleAssignmentMode:    acr.RegistryRoleAssignmentMode_ABAC,
		AllowedIpRanges:       jsii.Strings("203.0.113.0/24"),
		UntaggedRetentionDays: jsii.Number(7),
		PreventDestroy:        jsii.Bool(true),
		Tags:                  &map[string]*string{"team": jsii.String("platform")},
	})
	cluster := acr.NewAksCluster(stack, jsii.String("aks"), &acr.AksClusterProps{
		ClusterName:       jsii.String("prod"),
		ResourceGroupName: jsii.String("rg-prod"),
		Location:          jsii.String("westeurope"),
		NodeCount:         jsii.Number(3),
		Zones:             jsii.Strings("1", "2", "3"),
		Tier:              acr.AksTier_STANDARD,
		Network: &acr.AksNetworkOptions{
			Plugin:    acr.AksNetworkPlugin_AZURE_CNI_OVERLAY,
			DataPlane: acr.AksNetworkDataPlane_CILIUM,
		},
		Entra:           &acr.AksEntraOptions{AdminGroupObjectIds: jsii.Strings(objectId)},
		ApiServerAccess: &acr.AksApiServerAccessOptions{AuthorizedIpRanges: jsii.Strings("203.0.113.0/24")},
		UpgradeChannel:  acr.AksUpgradeChannel_STABLE,
	})
	automatic := acr.AksCluster_FromLookup(stack, jsii.String("automatic"), &acr.AksClusterLookupOptions{
		Automatic:         jsii.Bool(true),
		ClusterName:       jsii.String("automatic"),
		ResourceGroupName: jsii.String("rg-prod"),
	})
	registry.GrantPull(cluster, &acr.GrantOptions{Repositories: jsii.Strings("shop/*")})
	registry.GrantPull(automatic, &acr.GrantOptions{Repositories: jsii.Strings("shop/*")})
	acr.NewRegistryCache(stack, jsii.String("cache"), &acr.RegistryCacheProps{
		Registry:   registry,
		Upstream:   jsii.String("quay.io/contoso/*"),
		Repository: jsii.String("shop/*"),
	})
	acr.NewRegistryPrivateEndpoint(stack, jsii.String("endpoint"), &acr.RegistryPrivateEndpointProps{
		Registry: registry,
		SubnetId: jsii.String(networks + "/hub/subnets/endpoints"),
		Dns: &acr.RegistryPrivateDnsOptions{
			LinkedNetworks: &map[string]*string{"shop": jsii.String(networks + "/shop")},
		},
	})
}

// grantToExisting shows a provider with an alias, an import, an iterator, and a grantee of a type of our own.
func grantToExisting(stack cdktf.TerraformStack) acr.IContainerRegistry {
	provider := azurerm.NewAzurermProvider(stack, jsii.String("azurerm-hub"), &azurerm.AzurermProviderConfig{
		Features: []azurerm.AzurermProviderFeatures{{}},
		Alias:    jsii.String("hub"),
	})
	hub := acr.ContainerRegistry_FromLookup(stack, jsii.String("hub"), &acr.ContainerRegistryLookupOptions{
		RegistryName:      jsii.String("contosohub"),
		ResourceGroupName: jsii.String("rg-hub"),
		Provider:          provider,
	})
	assignment := "providers/Microsoft.Authorization/roleAssignments/22222222-2222-4222-8222-222222222222"
	edge := acr.AksCluster_FromClusterAttributes(stack, jsii.String("edge"), &acr.AksClusterAttributes{
		KubeletObjectId: jsii.String(objectId),
	})
	hub.GrantPull(edge, &acr.GrantOptions{
		ExistingRoleAssignmentId: jsii.String(registries + "/contosohub/" + assignment),
	})
	hub.GrantPull(newBuildAgent(stack, "agent", "33333333-3333-4333-8333-333333333333"), nil)
	developers := acr.NewEntraPrincipal(stack, jsii.String("developers"), &acr.EntraPrincipalProps{
		PrincipalId:   jsii.String("44444444-4444-4444-8444-444444444444"),
		PrincipalType: acr.PrincipalType_GROUP,
	})
	hub.GrantPullPush(developers, nil)
	objectIds := cdktf.NewTerraformVariable(stack, jsii.String("object_ids"), &cdktf.TerraformVariableConfig{
		Type: jsii.String("map(string)"),
	})
	each := cdktf.TerraformIterator_FromMap(cdktf.Token_AsStringMap(objectIds.Value(), nil))
	acr.NewPullRoleAssignment(stack, jsii.String("pull"), &acr.PullRoleAssignmentProps{
		ForEach:     each,
		RegistryId:  hub.RegistryId(),
		PrincipalId: cdktf.Token_AsString(each.Value(), nil),
		Provider:    provider,
	})
	return hub
}

// deliverCredentials has credentials of every kind, one of a type of our own, in namespaces that only Terraform knows.
func deliverCredentials(stack cdktf.TerraformStack, hub acr.IContainerRegistry) {
	cluster := acr.AksCluster_FromLookup(stack, jsii.String("shop"), &acr.AksClusterLookupOptions{
		ClusterName:       jsii.String("shop"),
		ResourceGroupName: jsii.String("rg-shop"),
	})
	provider := acr.NewAksKubernetesProvider(stack, jsii.String("kubernetes"), &acr.AksKubernetesProviderProps{
		Cluster:   cluster,
		LoginMode: acr.KubeloginMode_WORKLOAD_IDENTITY,
		Alias:     jsii.String("shop"),
	}).Provider()
	acr.NewAksServiceAccountImagePull(stack, jsii.String("image-pull"), &acr.AksServiceAccountImagePullProps{
		Cluster:  cluster,
		Provider: provider,
	})
	grantToServiceAccounts(stack, hub, provider)
	partner := acr.ContainerRegistry_FromRegistryAttributes(stack, jsii.String("partner"),
		&acr.ContainerRegistryAttributes{
			RegistryId:  jsii.String(registries + "/contosopartner"),
			LoginServer: jsii.String("contosopartner.azurecr.io"),
		})
	password := cdktf.NewTerraformVariable(stack, jsii.String("mirror_password"), &cdktf.TerraformVariableConfig{
		Type:      jsii.String("string"),
		Sensitive: jsii.Bool(true),
	})
	namespaces := cdktf.NewTerraformVariable(stack, jsii.String("namespaces"), &cdktf.TerraformVariableConfig{
		Type: jsii.String("list(string)"),
	})
	secret := acr.NewImagePullSecret(stack, jsii.String("acr-pull"), &acr.ImagePullSecretProps{
		Credentials: &[]acr.IRegistryCredentials{
			acr.NewRegistryToken(stack, jsii.String("token"), &acr.RegistryTokenProps{
				Registry:     hub,
				Repositories: jsii.Strings("shop/*"),
				TokenName:    jsii.String("shop-pull"),
			}),
			acr.NewServicePrincipalCredentials(stack, jsii.String("puller"), &acr.ServicePrincipalCredentialsProps{
				Registry:   partner,
				Generation: jsii.Number(2),
			}),
			&mirrorCredentials{password: password.StringValue()},
			acr.RegistryCredentials_FromPassword(&acr.RegistryPasswordOptions{
				LoginServer: jsii.String("registry.corp.example:5000"),
				Username:    jsii.String("pull"),
				Password:    password.StringValue(),
			}),
		},
		Namespaces: namespaces.ListValue(),
		Provider:   provider,
	})
	acr.NewCustomerAccess(stack, jsii.String("fabrikam"), &acr.CustomerAccessProps{
		Registry:     hub,
		Repositories: jsii.Strings("shop/*"),
		Expiry:       jsii.String("2099-06-30T00:00:00Z"),
	})
	account := acr.NewServiceAccount(stack, jsii.String("app"), &acr.ServiceAccountProps{
		ImagePullSecrets: &[]acr.IImagePullSecret{secret},
		Annotations:      &map[string]*string{"team": jsii.String("shop")},
	})
	acr.NewPullCheck(stack, jsii.String("check"), &acr.PullCheckProps{
		Image:          jsii.String("contosohub.azurecr.io/shop/web:1"),
		ServiceAccount: account,
		Labels:         &map[string]*string{"team": jsii.String("shop")},
		Tolerations:    &[]*acr.PullCheckToleration{{Key: jsii.String("spot")}},
		Cpu:            jsii.String("10m"),
		Memory:         jsii.String("16Mi"),
	})
	fromVault := acr.RegistryCredentials_FromKeyVaultSecret(stack, jsii.String("from-vault"), &acr.RegistryKeyVaultSecretOptions{
		LoginServer:        jsii.String("contosopartner.azurecr.io"),
		KeyVaultId:         jsii.String(subscription + "/resourceGroups/rg-hub/providers/Microsoft.KeyVault/vaults/contoso"),
		UsernameSecretName: jsii.String("acr-pull-username"),
		PasswordSecretName: jsii.String("acr-pull-password"),
	})
	legacy := acr.NewImagePullSecret(stack, jsii.String("legacy-pull"), &acr.ImagePullSecretProps{
		Credentials:          &[]acr.IRegistryCredentials{fromVault},
		Namespaces:           jsii.Strings("legacy"),
		ExistingInNamespaces: jsii.Strings("legacy"),
		Provider:             provider,
	})
	development := acr.NewImagePullSecret(stack, jsii.String("development-pull"), &acr.ImagePullSecretProps{
		Credentials: &[]acr.IRegistryCredentials{hub.AdminCredentials()},
		Namespaces:  jsii.Strings("legacy"),
		Provider:    provider,
	})
	acr.NewArgoCdChartSecret(stack, jsii.String("charts"), &acr.ArgoCdChartSecretProps{
		Credentials: fromVault,
		Provider:    provider,
	})
	acr.NewDefaultServiceAccount(stack, jsii.String("default"), &acr.DefaultServiceAccountProps{
		ImagePullSecrets: &[]acr.IImagePullSecret{legacy, development},
	})
	acr.NewPullSecretPolicy(stack, jsii.String("demand-legacy-pull"), &acr.PullSecretPolicyProps{
		Mode:              acr.PullSecretPolicyMode_VALIDATE,
		ImagePullSecret:   legacy,
		ValidationActions: acr.PullSecretPolicy_DENY(),
	})
	acr.NewImagePolicy(stack, jsii.String("approved-images"), &acr.ImagePolicyProps{
		AllowedImages:             jsii.Strings("registry.k8s.io"),
		Registries:                &[]acr.IContainerRegistry{hub},
		ExemptImages:              jsii.Strings("docker.io/library/busybox:1.37"),
		DigestRequired:            jsii.Bool(true),
		WorkloadValidationActions: acr.PullSecretPolicy_WARN(),
		Provider:                  provider,
	})
}

// grantToServiceAccounts creates identities of service accounts, for two programs that use them.
func grantToServiceAccounts(stack cdktf.TerraformStack, hub acr.IContainerRegistry, provider cdktf.TerraformProvider) {
	hub.GrantPull(pullIdentity(stack, "nodes", acr.PullIdentityConsumer_KUBELET), nil)
	acr.NewAcrCredentialProvider(stack, jsii.String("credential-provider"), &acr.AcrCredentialProviderProps{
		Registries: &[]acr.IContainerRegistry{hub},
		TenantId:   jsii.String(objectId),
		Provider:   provider,
	})
	acr.NewAcrAccessToken(stack, jsii.String("access-token"), &acr.AcrAccessTokenProps{
		PullIdentity: pullIdentity(stack, "secrets", acr.PullIdentityConsumer_EXTERNAL_SECRETS),
		Registry:     hub,
		Provider:     provider,
	})
}

func pullIdentity(stack cdktf.TerraformStack, id string, consumer acr.PullIdentityConsumer) acr.PullIdentity {
	return acr.NewPullIdentity(stack, jsii.String(id), &acr.PullIdentityProps{
		ResourceGroupName: jsii.String("rg-hub"),
		Location:          jsii.String("westeurope"),
		IssuerUrl:         jsii.String("https://oidc.contoso.com/prod"),
		Subjects: &[]*acr.ServiceAccountSubject{
			{NamespaceName: jsii.String("shop"), ServiceAccountName: jsii.String("app")},
		},
		Consumer: consumer,
	})
}

// refusal returns the sentence of an error, which arrives as a panic.
func refusal(stack cdktf.TerraformStack) (sentence *string) {
	defer func() {
		sentence = jsii.String(strings.TrimPrefix(fmt.Sprint(recover()), "Error: "))
	}()
	acr.ContainerRegistry_FromLookup(stack, jsii.String("refused"), &acr.ContainerRegistryLookupOptions{
		RegistryName:      jsii.String("not-a-name"),
		ResourceGroupName: jsii.String("rg-hub"),
	})
	return nil
}
