import type { JsonObject } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { clusterOf } from "../arm/cluster/cluster";
import { registryOf } from "../arm/registry/registries";
import { addGroup } from "../arm/resource-groups";
import { newApplication } from "../graph";
import {
  ALICE,
  CLUSTERS,
  DEPLOYER,
  LEGACY,
  LOCATION,
  OTHER_SUBSCRIPTION,
  PLATFORM_TEAM,
  PROD,
  REGISTRIES,
  SUBSCRIPTION,
  TENANT,
} from "../known";
import type { Switches } from "../server/messages";
import { addSecret } from "../vault";
import type { Store } from "./store";

interface ExistingRegistry {
  readonly name: string;
  readonly tier: string;
  readonly loginServer?: string;
  readonly properties?: JsonObject;
  readonly groupId?: string;
}

const SHARED = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shared`;
const PRODUCTION = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-prod`;
const VAULT = "contosovault";

const EXISTING_REGISTRIES: readonly ExistingRegistry[] = [
  { name: "contosoregistry", tier: "Premium" },
  { name: "fabrikamregistry", tier: "Premium", loginServer: "fabrikamregistry-a1b2c3d4.azurecr.io" },
  { name: "adminregistry", tier: "Basic", properties: { adminUserEnabled: true } },
  { name: "abacregistry", tier: "Standard", properties: { roleAssignmentMode: "AbacRepositoryPermissions" } },
  {
    name: "othersubregistry",
    tier: "Standard",
    groupId: `/subscriptions/${OTHER_SUBSCRIPTION}/resourceGroups/rg-registry`,
  },
];

/** What exists before the first request. */
export function seed(switches: Switches): (store: Store) => void {
  return (store) => {
    addGroup(store, { subscription: SUBSCRIPTION, name: "rg-shared" });
    addGroup(store, { subscription: SUBSCRIPTION, name: "rg-prod" });
    addGroup(store, { subscription: OTHER_SUBSCRIPTION, name: "rg-registry" });
    seedDirectory(store);
    for (const { name, tier, loginServer, properties = {}, groupId = SHARED } of EXISTING_REGISTRIES) {
      const body = { location: LOCATION, sku: { name: tier }, properties };
      store.put(registryOf(body, { id: `${groupId}/providers/${REGISTRIES}/${name}`, name, loginServer }));
    }
    seedClusters(store, switches);
    seedVault(store);
  };
}

function seedDirectory({ contents, directory }: Store): void {
  directory.addServicePrincipal({
    id: DEPLOYER.objectId,
    appId: DEPLOYER.clientId,
    displayName: "deployer",
    isPreset: true,
  });
  contents.users[ALICE] = {
    id: ALICE,
    displayName: "Alice Example",
    userPrincipalName: "alice@contoso.example",
    mail: "alice@contoso.example",
    mailNickname: "alice",
    accountEnabled: true,
    userType: "Member",
  };
  contents.groups[PLATFORM_TEAM] = {
    id: PLATFORM_TEAM,
    displayName: "platform-team",
    securityEnabled: true,
    mailEnabled: false,
    mailNickname: "platform-team",
    groupTypes: [],
  };
  const displayName = "legacy-cluster-sp";
  const { applicationObjectId, clientId, objectId } = LEGACY;
  contents.applications[applicationObjectId] = newApplication({ displayName }, { id: applicationObjectId, appId: clientId });
  directory.addServicePrincipal({ id: objectId, appId: clientId, displayName, isPreset: true });
}

/** One with identities, and one with a service principal. */
function seedClusters(store: Store, switches: Switches): void {
  const azure = { store, switches, origins: { arm: "", graph: "", vault: "" } };
  const pool = { name: "default", count: 2, vmSize: "Standard_D2s_v5", mode: "System", osType: "Linux" };
  const propertiesOf = (dnsPrefix: string) => ({
    dnsPrefix,
    kubernetesVersion: "1.33",
    agentPoolProfiles: [{ ...pool, type: "VirtualMachineScaleSets" }],
    enableRBAC: true,
    oidcIssuerProfile: { enabled: true },
  });
  const placeOf = (name: string) => ({ id: `${PRODUCTION}/providers/${CLUSTERS}/${name}`, name });
  const prod = { location: LOCATION, identity: { type: "SystemAssigned" }, properties: propertiesOf("prod") };
  store.put(clusterOf(azure, prod, { ...placeOf("prod"), preset: PROD }));
  const servicePrincipalProfile = { clientId: LEGACY.clientId };
  const legacy = { location: LOCATION, properties: { ...propertiesOf("legacy"), servicePrincipalProfile } };
  store.put(clusterOf(azure, legacy, { ...placeOf("legacy"), preset: {} }));
}

function seedVault(store: Store): void {
  store.put({
    id: `${SHARED}/providers/Microsoft.KeyVault/vaults/${VAULT}`,
    name: VAULT,
    type: "Microsoft.KeyVault/vaults",
    location: LOCATION,
    tags: {},
    properties: {
      tenantId: TENANT,
      sku: { family: "A", name: "standard" },
      accessPolicies: [],
      enabledForDeployment: false,
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      publicNetworkAccess: "Enabled",
      provisioningState: "Succeeded",
    },
  });
  addSecret(store, { vaultName: VAULT, name: "acr-username", value: "vault-user" });
  addSecret(store, { vaultName: VAULT, name: "acr-password", value: "vault-password-1" });
}
