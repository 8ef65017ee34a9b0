import data from "../../../docs/facts/data/registry-roles.json";
import ofTools from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/data/registry-roles.json";
import { compare, type JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";

/** Types of resources that several files name. */
export const CLUSTERS = "Microsoft.ContainerService/managedClusters";
export const REGISTRIES = "Microsoft.ContainerRegistry/registries";
export const NETWORKS = "Microsoft.Network/virtualNetworks";
export const SUBNETS = `${NETWORKS}/subnets`;
export const ENDPOINTS = "Microsoft.Network/privateEndpoints";
export const ZONE_GROUPS = `${ENDPOINTS}/privateDnsZoneGroups`;
export const INTERFACES = "Microsoft.Network/networkInterfaces";
export const ZONES = "Microsoft.Network/privateDnsZones";
export const LINKS = `${ZONES}/virtualNetworkLinks`;
export const ADDRESSES = `${ZONES}/A`;

/** What exists before the first request. Tests rely on these names and ids. */
export const SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
export const OTHER_SUBSCRIPTION = "00000000-0000-0000-0000-000000000002";
export const SUBSCRIPTIONS: readonly string[] = [SUBSCRIPTION, OTHER_SUBSCRIPTION];
export const TENANT = "00000000-0000-0000-0000-0000000000aa";
export const LOCATION = "westeurope";

/** Whom Terraform signs in as. */
export const DEPLOYER = {
  clientId: "00000000-0000-0000-0000-0000000000c1",
  objectId: "00000000-0000-0000-0000-0000000000c2",
  password: "imitated-deployer-password",
};

/** The identities of the cluster `prod`. */
export const PROD = {
  kubelet: { clientId: "10000000-0000-0000-0000-000000000001", objectId: "10000000-0000-0000-0000-000000000002" },
  controlPlane: "10000000-0000-0000-0000-000000000003",
};

/** The service principal of the cluster `legacy`. */
export const LEGACY = {
  applicationObjectId: "20000000-0000-0000-0000-000000000000",
  clientId: "20000000-0000-0000-0000-000000000001",
  objectId: "20000000-0000-0000-0000-000000000002",
};

export const ALICE = "30000000-0000-0000-0000-000000000001";
export const PLATFORM_TEAM = "30000000-0000-0000-0000-000000000002";

const NAMES = [
  "AVS AlertsManagement ApiManagement AppConfiguration AppPlatform Authorization Automation Blueprint BotService",
  "Cache Cdn CognitiveServices Compute ContainerInstance ContainerRegistry ContainerService CostManagement CustomProviders",
  "DBforMariaDB DBforMySQL DBforPostgreSQL Dashboard DataFactory DataLakeAnalytics DataLakeStore DataMigration DataProtection",
  "Databricks DesktopVirtualization DevTestLab Devices DocumentDB EventGrid EventHub GuestConfiguration HDInsight",
  "HealthcareApis IoTCentral KeyVault KubernetesConfiguration Kusto Logic MachineLearningServices Maintenance ManagedIdentity",
  "ManagedServices Management Maps MarketplaceOrdering MixedReality Monitor Network NotificationHubs OperationalInsights",
  "OperationsManagement PolicyInsights PowerBIDedicated RecoveryServices Relay Resources Search Security SecurityInsights",
  "ServiceBus ServiceFabric SignalRService Sql Storage StreamAnalytics Web",
];

/** The resource providers that azurerm wants to be registered. */
export const NAMESPACES: readonly string[] = [
  ...NAMES.flatMap((line) => line.split(" ")).map((name) => `Microsoft.${name}`),
  "microsoft.insights",
  "Microsoft.Insights",
];

export const LOCATIONS: readonly string[] = [
  "westeurope northeurope eastus eastus2 westus westus2 westus3 centralus southcentralus uksouth ukwest francecentral",
  "germanywestcentral swedencentral switzerlandnorth norwayeast polandcentral italynorth spaincentral japaneast japanwest",
  "australiaeast southeastasia eastasia centralindia koreacentral canadacentral brazilsouth southafricanorth uaenorth",
].flatMap((line) => line.split(" "));

/** What a built-in role allows with images. */
interface Allowed {
  readonly id: string;
  readonly RBAC: readonly string[];
  readonly ABAC: readonly string[];
}

const ON_REGISTRIES = Object.entries<Allowed>(data.roles);

const ACTIONS: Readonly<Record<string, string>> = {
  pull: `${REGISTRIES}/pull/read`,
  push: `${REGISTRIES}/push/write`,
  delete: `${REGISTRIES}/artifacts/delete`,
};
const DATA_ACTIONS: Readonly<Record<string, string>> = {
  pull: `${REGISTRIES}/repositories/content/read`,
  push: `${REGISTRIES}/repositories/content/write`,
  delete: `${REGISTRIES}/repositories/content/delete`,
};

export interface Role {
  readonly guid: string;
  readonly name: string;
  readonly properties: JsonObject;
}

export const NO_ACTIONS: JsonObject = { actions: [], notActions: [], dataActions: [], notDataActions: [] };

/** With their true ids; of what they allow, what they allow with images. */
export const BUILT_IN_ROLES: readonly Role[] = [
  ...ON_REGISTRIES.map(([name, { id, RBAC, ABAC }]) => {
    const [actions, dataActions] = [RBAC.map((right) => ACTIONS[right]), ABAC.map((right) => DATA_ACTIONS[right])];
    return { guid: id, name, properties: propertiesOf(name, { actions, dataActions }) };
  }),
  ...Object.entries(ofTools.others).map(([name, guid]) => ({ guid, name, properties: propertiesOf(name, {}) })),
].sort((left, right) => compare(left.name, right.name));

/** The names of those that allow pulling, by the mode of a registry. */
export const PULL_ROLES = {
  RBAC: ON_REGISTRIES.filter(([, { RBAC }]) => RBAC.includes("pull")).map(([name]) => name),
  ABAC: ON_REGISTRIES.filter(([, { ABAC }]) => ABAC.includes("pull")).map(([name]) => name),
};

function propertiesOf(name: string, permission: JsonObject): JsonObject {
  return {
    roleName: name,
    type: "BuiltInRole",
    description: name,
    assignableScopes: ["/"],
    permissions: [{ ...NO_ACTIONS, ...permission }],
    createdOn: "2018-10-29T23:57:36.9283060Z",
    updatedOn: "2021-11-11T20:13:08.2610170Z",
    createdBy: null,
    updatedBy: null,
  };
}
