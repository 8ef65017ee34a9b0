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
