import type { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { Construct } from "constructs";
import {
  AksCluster,
  type AksClusterProps,
  AksIdentityType,
  AksNodeImageUpgradeChannel,
  AksTier,
  AksUpgradeChannel,
  ContainerRegistry,
  type ContainerRegistryProps,
  ContainerRegistrySku,
} from "../../../src";
import { TerraformData } from "../../../src/private/terraform-data";
import { type Direction, type LivingPart, type Rows, turned } from "./living-stack";

/** Nodes move between its subnets in place. */
export const NETWORK =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers/Microsoft.Network/virtualNetworks/prod";

const REGISTRY: Rows<ContainerRegistryProps> = {
  sku: { on: ContainerRegistrySku.PREMIUM, rounds: [0, 1] },
  adminEnabled: { on: true },
  anonymousPullEnabled: { on: true },
  armTokensAllowed: "takes the provider azapi with azurerm 4, and another init: new-registry.test.ts turns it",
  roleAssignmentMode: "changes the roles of grants: the suite of the modes does it",
  publicNetworkAccessEnabled: { on: false, reset: true, rounds: [1] },
  allowedIpRanges: { on: ["203.0.113.7"], changed: ["198.51.100.0/24"], reset: [] },
  trustedServicesAllowed: { on: false, reset: true },
  dataEndpointEnabled: { on: true, reset: false },
  untaggedRetentionDays: { on: 7, changed: 30 },
  zoneRedundancyEnabled: "is sent to create the registry only",
  preventDestroy: { on: true, changed: false },
  movedFrom: "is refused on a new one: moved-from.test.ts plans nothing but moves with it",
  tags: { on: { team: "web" }, changed: { team: "api" }, reset: {} },
  provider: "is that of the registry's subscription",
};

const CLUSTER: Rows<AksClusterProps> = {
  dnsPrefix: "replaces the cluster",
  kubernetesVersion: { on: "1.33", changed: "1.34" },
  identityType: "replaces the cluster",
  controlPlaneIdentity: "replaces the cluster",
  kubeletIdentity: "replaces the cluster",
  network: "replaces the cluster",
  entra: {
    on: { adminGroupObjectIds: ["30000000-0000-0000-0000-000000000002"] },
    changed: { adminGroupObjectIds: ["30000000-0000-0000-0000-000000000003"] },
    // As far as Azure goes back.
    reset: { adminGroupObjectIds: [], azureRbacEnabled: false, localAccountsEnabled: true },
  },
  apiServerAccess: {
    on: { authorizedIpRanges: ["203.0.113.7"] },
    changed: { authorizedIpRanges: ["198.51.100.0/24"] },
    reset: { authorizedIpRanges: [] },
  },
  upgradeChannel: { on: AksUpgradeChannel.NODE_IMAGE, changed: AksUpgradeChannel.PATCH, reset: AksUpgradeChannel.NONE },
  nodeImageUpgradeChannel: {
    on: AksNodeImageUpgradeChannel.NODE_IMAGE,
    changed: AksNodeImageUpgradeChannel.SECURITY_PATCH,
    reset: AksNodeImageUpgradeChannel.NODE_IMAGE,
  },
  tier: { on: AksTier.STANDARD, changed: AksTier.PREMIUM, reset: AksTier.FREE },
  preventDestroy: { on: true, changed: false },
  movedFrom: "is refused on a new one: moved-from.test.ts plans nothing but moves with it",
  tags: { on: { team: "web" }, changed: { team: "api" }, reset: {} },
  provider: "is that of the cluster's subscription",
  nodeCount: { on: 2, changed: 4 },
  minCount: { on: 1, changed: 2, rounds: [1] },
  maxCount: { on: 3, changed: 9, rounds: [1] },
  vmSize: { on: "Standard_D4s_v5", changed: "Standard_D8s_v5" },
  zones: { on: ["1"], changed: ["1", "2"], rounds: [1] },
  subnetId: "is refused with this identity: the second cluster turns it",
};

function build(scope: Construct, _other: AzurermProvider, round: number, direction: Direction): void {
  const place = { resourceGroupName: "rg-prod", location: "westeurope" };
  const props = { ...place, registryName: "turnedregistry", ...turned(REGISTRY, round, direction) };
  const registry = new ContainerRegistry(scope, "acr", props);
  if (round === 1 && direction !== "off") {
    // Stands for a pull secret, which refers to name and password.
    const { username, password } = registry.adminCredentials();
    new TerraformData(scope, "secret", { input: { username, password } });
  }
  const identityType = AksIdentityType.SYSTEM_ASSIGNED;
  const cluster = { ...place, clusterName: "turned", identityType, ...turned(CLUSTER, round, direction) };
  new AksCluster(scope, "aks", cluster);
  const subnetId = `${NETWORK}/subnets/${direction === "on" ? "more-nodes" : "nodes"}`;
  new AksCluster(scope, "inside", { ...place, clusterName: "inside", nodeCount: 1, subnetId });
}

export const AZURE: LivingPart<AzurermProvider> = {
  rounds: [0, 1],
  build,
  stays: /^azurerm_kubernetes_cluster[.].*[.](kubernetes_version|azure_rbac_enabled|orchestrator_version)$/,
};
