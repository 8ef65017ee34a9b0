import { TerraformIterator } from "cdktf";
import {
  AksCluster,
  type AksClusterLookupOptions,
  type AksClusterProps,
  AksIdentityType,
  AksNetworkDataPlane,
  AksNetworkPlugin,
  AksNetworkPolicy,
  AksUpgradeChannel,
  AzureCloud,
  ContainerRegistry,
  type ContainerRegistryAttributes,
  type ContainerRegistryLookupOptions,
  type ContainerRegistryProps,
  ContainerRegistrySku,
  PullRoleAssignment,
  type PullRoleAssignmentProps,
  RegistryCache,
  type RegistryCacheProps,
  RegistryPrivateEndpoint,
  type RegistryPrivateEndpointProps,
  RegistryRoleAssignmentMode,
} from "../../../src";
import { knownRegistry } from "../../support/builders";
import {
  areRefused,
  IDENTITY,
  newCluster,
  newRegistry,
  type Row,
  table,
  untyped,
  VAULT,
  type Wrong,
} from "../../support/refusals";
import { LOGIN_SERVER, networkId, OBJECT_ID, REGISTRY_ID, subnetId, zoneId } from "../../support/values";

const RANGES = "203.0.113.0/24";
const { RBAC, ABAC, EITHER } = RegistryRoleAssignmentMode;
const { AZURE_CNI_OVERLAY, AZURE_CNI_NODE_SUBNET } = AksNetworkPlugin;
const { CILIUM } = AksNetworkDataPlane;
const { SYSTEM_ASSIGNED } = AksIdentityType;

function ofRegistry(name: string): string {
  const scope = REGISTRY_ID.replace(/contoso$/, name);
  return `${scope}/providers/Microsoft.Authorization/roleAssignments/${OBJECT_ID}`;
}

/** What no other tier than Premium has. */
const BELOW_PREMIUM: readonly (readonly [string, unknown])[] = Object.entries({
  publicNetworkAccessEnabled: false,
  allowedIpRanges: [RANGES],
  trustedServicesAllowed: false,
  dataEndpointEnabled: true,
  untaggedRetentionDays: 7,
  zoneRedundancyEnabled: true,
});

const AZURE: readonly Wrong[] = [
  ...table<AksClusterProps>("AksCluster", newCluster, [
    ["clusterName", { clusterName: "-prod" }],
    ["dnsPrefix", { dnsPrefix: "a".repeat(55) }],
    ["resourceGroupName", { resourceGroupName: "" }],
    ["location", { location: "" }],
    ["zones", { zones: ["westeurope-1"] }],
    ["zones", { zones: ["1", "2", "1"] }],
    ["network.dataPlane", { network: { plugin: AZURE_CNI_OVERLAY, policy: AksNetworkPolicy.CILIUM } }, "DataPlane.CILIUM"],
    ["network.plugin", { network: { plugin: AZURE_CNI_NODE_SUBNET, dataPlane: CILIUM } }, "AZURE_CNI_OVERLAY"],
    [
      "network.policy",
      { network: { plugin: AZURE_CNI_OVERLAY, dataPlane: CILIUM, policy: AksNetworkPolicy.CALICO } },
      "AksNetworkPolicy.CILIUM",
    ],
    ["entra.adminGroupObjectIds", { entra: { adminGroupObjectIds: [] } }, "or set localAccountsEnabled: true"],
    ["entra.adminGroupObjectIds", { entra: { adminGroupObjectIds: ["platform"] } }],
    ["entra.adminGroupObjectIds", { entra: { adminGroupObjectIds: ["a", "A"].map((end) => OBJECT_ID.replace(/.$/, end)) } }],
    ...[["any"], ["0.0.0.0/0", RANGES], ["203.0.113.9/24"], [RANGES, RANGES]].map((authorizedIpRanges): Row<AksClusterProps> => {
      return ["apiServerAccess.authorizedIpRanges", { apiServerAccess: { authorizedIpRanges } }];
    }),
    [
      "apiServerAccess.authorizedIpRanges",
      { apiServerAccess: { authorizedIpRanges: [RANGES, "198.51.100.77/26"] } },
      "write 198.51.100.64/26 for the range, or",
    ],
    [
      "apiServerAccess.authorizedIpRanges",
      { apiServerAccess: { authorizedIpRanges: [RANGES], privateClusterEnabled: true } },
      "set either authorizedIpRanges or privateClusterEnabled",
    ],
    ["nodeImageUpgradeChannel", { upgradeChannel: AksUpgradeChannel.NODE_IMAGE }, "ImageUpgradeChannel.NODE_IMAGE"],
    ["nodeCount", { nodeCount: 0 }],
    ["nodeCount", { nodeCount: 1001 }],
    ["minCount", { minCount: 1.5, maxCount: 2 }],
    ["maxCount", { minCount: 2 }, "set both minCount and maxCount, or neither"],
    ["minCount", { maxCount: 2 }, "set both minCount and maxCount, or neither"],
    ["minCount", { minCount: 3, maxCount: 2 }, "swap them"],
    ["nodeCount", { nodeCount: 3, minCount: 1, maxCount: 2 }, "leave the number of nodes to the autoscaler"],
    ["kubeletIdentity.identityId", { kubeletIdentity: { ...IDENTITY, identityId: "x" } }],
    ["kubeletIdentity.clientId", { kubeletIdentity: { ...IDENTITY, clientId: "x" } }],
    ["controlPlaneIdentity.principalId", { controlPlaneIdentity: { ...IDENTITY, principalId: "x" } }],
    ["kubeletIdentity", { kubeletIdentity: IDENTITY, identityType: SYSTEM_ASSIGNED }, "leave identityType out to use"],
    ["subnetId", { subnetId: "nodes" }],
    ["subnetId", { subnetId: subnetId("prod"), identityType: SYSTEM_ASSIGNED }, "leave identityType out"],
  ]),
  ...table<AksClusterLookupOptions>(
    "AksCluster.fromLookup",
    (stack, options) => AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg", ...options }),
    [
      ["clusterName", { clusterName: "a b" }],
      ["resourceGroupName", { resourceGroupName: "" }],
      ["servicePrincipal", { servicePrincipal: untyped("false") }],
      ["clusterName", { automatic: true, clusterName: "" }],
      ["resourceGroupName", { automatic: true, resourceGroupName: "" }],
      ["servicePrincipal", { automatic: true, servicePrincipal: true }, "leave one of them out"],
      ["oidcIssuerUrl", { automatic: true, oidcIssuerUrl: "" }],
      ["oidcIssuerUrl", { oidcIssuerUrl: "https://issuer.example" }, "leave it out"],
    ],
  ),
  ...table<ContainerRegistryProps>("ContainerRegistry", newRegistry, [
    ["registryName", { registryName: "contoso.azurecr.io" }],
    ["resourceGroupName", { resourceGroupName: "" }],
    ["location", { location: "" }],
    ["anonymousPullEnabled", { sku: ContainerRegistrySku.BASIC, anonymousPullEnabled: true }, "ContainerRegistrySku.STANDARD"],
    ...[ContainerRegistrySku.BASIC, undefined].flatMap((sku) =>
      BELOW_PREMIUM.map(([name, value]): Row<ContainerRegistryProps> => {
        return [name, { sku, [name]: value }, `ContainerRegistrySku.PREMIUM; see`];
      }),
    ),
    ["untaggedRetentionDays", { untaggedRetentionDays: 366 }, "choose a number in this range"],
    ["untaggedRetentionDays", { untaggedRetentionDays: 0 }, "or set 1"],
    ...[["any"], [RANGES, "0.0.0.0/0"], ["10.0.0.1/8"], ["203.0.113.7", "203.0.113.7/32"]].map(
      (allowedIpRanges): Row<ContainerRegistryProps> => ["allowedIpRanges", { allowedIpRanges }],
    ),
    ["allowedIpRanges", { allowedIpRanges: [], publicNetworkAccessEnabled: false }, "set one of the two"],
    ["allowedIpRanges", { allowedIpRanges: [RANGES], publicNetworkAccessEnabled: false }, "set one of the two"],
  ]),
  ...table<ContainerRegistryLookupOptions>(
    "ContainerRegistry.fromLookup",
    (stack, options) =>
      ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg", ...options }),
    [
      ["resourceGroupName", { resourceGroupName: "" }],
      ["registryName", { registryName: LOGIN_SERVER }],
    ],
  ),
  ...table<ContainerRegistryAttributes>("ContainerRegistry.fromRegistryAttributes", knownRegistry, [
    ["registryId", { registryId: "contoso" }],
    ["loginServer", { loginServer: "https://contoso.azurecr.io" }],
  ]),
  ...table<PullRoleAssignmentProps>(
    "PullRoleAssignment",
    (stack, props) => new PullRoleAssignment(stack, "pull", { registryId: REGISTRY_ID, principalId: OBJECT_ID, ...props }),
    [
      ["principalId", { principalId: "msi" }],
      ["registryId", { registryId: "contoso" }],
      ["roleAssignmentMode", { roleAssignmentMode: untyped("RBAC") }, "use RegistryRoleAssignmentMode.RBAC"],
      ["repositories", { repositories: ["team/app"] }, "set RegistryRoleAssignmentMode.ABAC if the registry is"],
      ["repositories", { roleAssignmentMode: RBAC, repositories: ["a"] }, "set RegistryRoleAssignmentMode.ABAC if"],
      ["repositories", { roleAssignmentMode: ABAC, repositories: [] }, "use names such as team/app or team/*"],
      ["repositories", { roleAssignmentMode: EITHER, repositories: ["a", "a"] }, "remove the duplicate"],
      ["repositories", { roleAssignmentMode: ABAC, repositories: ["team/app:1"] }, "leave out the login server and the tag"],
      ["existingRoleAssignmentId", { existingRoleAssignmentId: OBJECT_ID }, "use what `az role"],
      [
        "existingRoleAssignmentId",
        { existingRoleAssignmentId: ofRegistry("contoso2") },
        "use the one whose scope is the registry",
      ],
      [
        "existingRoleAssignmentId",
        { existingRoleAssignmentId: ofRegistry("contoso"), forEach: TerraformIterator.fromMap({ prod: {} }) },
        "run `terraform import` for the address of each element",
      ],
      ["forEach", { forEach: untyped({ a: 1 }) }],
    ],
  ),
  ...table<RegistryCacheProps>(
    "RegistryCache",
    (stack, { upstream = "quay.io/library/*", repository = "quay-hub/*", ...props }) =>
      new RegistryCache(stack, "cached", { registry: knownRegistry(stack), upstream, repository, ...props }),
    [
      ["upstream", { upstream: "library/nginx", repository: "nginx" }],
      ["upstream", { upstream: "quay.io/library/nginx:1", repository: "nginx" }],
      ["repository", { repository: "Quay-Hub/*" }, "leave out the login server"],
      ["repository", { repository: "contoso.azurecr.io/hub/*" }, "write 'hub/*'"],
      ["repository", { repository: "quay-hub" }, "write docker-hub/* for"],
      ["repository", { upstream: "quay.io/library/nginx" }, "write docker-hub/* for"],
      ["cacheRuleName", { cacheRuleName: "quay_hub" }],
      ["cacheRuleName", { cacheRuleName: "a".repeat(50) }],
      ["keyVaultId", { credentials: { ...VAULT, keyVaultId: "contoso" } }],
      ["usernameSecretName", { credentials: { ...VAULT, usernameSecretName: "hub/username" } }],
      ["passwordSecretName", { credentials: { ...VAULT, passwordSecretName: "hub_password" } }],
      ["passwordSecretName", { credentials: { ...VAULT, passwordSecretName: "username" } }, "store user name and password"],
      ["keyVaultUri", { credentials: { ...VAULT, keyVaultUri: "contoso.vault.azure.net" } }],
      ["credentialSetName", { credentials: { ...VAULT, credentialSetName: "hub" } }],
    ],
  ),
  ...table<RegistryPrivateEndpointProps>(
    "RegistryPrivateEndpoint",
    (stack, { registry = knownRegistry(stack), ...props }) =>
      new RegistryPrivateEndpoint(stack, "e", { registry, subnetId: subnetId("prod"), location: "westeurope", ...props }),
    [
      ["subnetId", { subnetId: networkId("prod") }],
      ["endpointName", { endpointName: "e" }],
      ["location", { location: "" }],
      ["location", { location: undefined }, "set the region"],
      ["resourceGroupName", { resourceGroupName: "rg/a" }],
      ["dns.privateDnsZoneId", { dns: { privateDnsZoneId: zoneId("rg", "privatelink.vaultcore.azure.net") } }],
      ["dns.privateDnsZoneId", { dns: { privateDnsZoneId: zoneId("rg", "privatelink.azurecr.us") } }, "privatelink.azurecr.io"],
      ["dns.resourceGroupName", { dns: { privateDnsZoneId: zoneId("rg"), resourceGroupName: "rg" } }, "leave out one of the two"],
      ["dns.cloud", { dns: { privateDnsZoneId: zoneId("rg"), cloud: AzureCloud.AZURE_CLOUD } }, "leave out one of the two"],
      ["dns.cloud", { dns: { cloud: AzureCloud.AZURE_CHINA_CLOUD } }, "leave it out"],
      ["dns.linkEnabled", { dns: { integrationEnabled: false, linkEnabled: true } }, "leave out one"],
      ["dns.linkedNetworks", { dns: { linkedNetworks: { spoke: subnetId("prod") } } }],
      ["dns.linkedNetworks", { dns: { linkedNetworks: { "a b": networkId("prod") } } }, "choose another name"],
      ["dns.linkedNetworks", { dns: { linkedNetworks: { Prod: networkId("edge") } } }, "another name"],
      ["dns.linkedNetworks", { dns: { linkedNetworks: { edge: networkId("a"), EDGE: networkId("b") } } }, "another name"],
      ["dataEndpointEnabled", (stack) => ({ registry: newRegistry(stack, { dataEndpointEnabled: false }) }), "leave it out"],
    ],
  ),
];

areRefused(AZURE);
