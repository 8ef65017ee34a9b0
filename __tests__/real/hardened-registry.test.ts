import { ContainerRegistry as BareRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { TerraformResource, type TerraformStack } from "cdktf";
import { AksCluster, ContainerRegistry, RegistryPrivateEndpoint, RegistryRoleAssignmentMode, RegistryToken } from "../../src";
import { PROD } from "../testbed/azure/known";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers";
const REGISTRY = `${GROUP}/Microsoft.ContainerRegistry/registries/hardenedregistry`;
const NETWORK = `${GROUP}/Microsoft.Network/virtualNetworks/hub`;
const LOGS = `${GROUP}/Microsoft.OperationalInsights/workspaces/contoso-logs`;
const VERSION = "api-version=2025-11-01";
const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };
const KEY = "https://contosovault.vault.azure.net/keys/registry";

describeReal.each(GENERATIONS)("a registry that a bank owns, $generation", ({ use, isAzurerm5 }) => {
  // The bindings know no mode, and azurerm 5 is given one past them.
  const roleAssignmentMode = isAzurerm5 ? RegistryRoleAssignmentMode.ABAC : RegistryRoleAssignmentMode.RBAC;
  let azure: FakeAzure;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    azure = await startAzure();
    workspace = new RealWorkspace(azure);
    const prefix = "10.0.0.0/24";
    const subnets = [{ name: "endpoints", properties: { addressPrefixes: [prefix] } }];
    const properties = { addressSpace: { addressPrefixes: [prefix] }, subnets };
    await request(azure, "PUT", `${NETWORK}?${VERSION}`, { location: "westeurope", properties });
  });

  function hardened({ isGranted = true } = {}): TerraformStack {
    const stack = azureStack();
    const identity = new UserAssignedIdentity(stack, "key", { ...PLACE, name: "registry-key" });
    const acr = new BareRegistry(stack, "acr", {
      ...{ ...PLACE, name: "hardenedregistry", sku: "Premium", retentionPolicyInDays: 30, dataEndpointEnabled: true },
      ...{ publicNetworkAccessEnabled: false, networkRuleBypassOption: "None", exportPolicyEnabled: false },
      identity: { type: "UserAssigned", identityIds: [identity.id] },
      encryption: [{ identityClientId: identity.clientId, keyVaultKeyId: KEY }],
    });
    const replica = { location: "northeurope", ...(isAzurerm5 ? { global_endpoint_routing_enabled: true } : {}) };
    acr.addOverride("georeplications", [replica]);
    if (isAzurerm5) {
      acr.addOverride("azuread_authentication_as_arm_policy_enabled", false);
      acr.addOverride("role_assignment_mode", "AbacRepositoryPermissions");
    }
    const diagnostics = new MonitorDiagnosticSetting(stack, "diagnostics", {
      ...{ name: "to-logs", targetResourceId: acr.id, logAnalyticsWorkspaceId: LOGS },
      enabledLog: [{ category: "ContainerRegistryLoginEvents" }, { category: "ContainerRegistryRepositoryEvents" }],
    });
    const registry = ContainerRegistry.fromResource(stack, "registry", acr, { roleAssignmentMode });
    const aks = AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: PROD.kubelet.objectId });
    const grants = isGranted ? registry.grantPull(aks).requires : [];
    const token = new RegistryToken(stack, "edge-pull", { registry, repositories: ["team/app"] });
    const endpoint = new RegistryPrivateEndpoint(stack, "endpoint", {
      registry,
      subnetId: `${NETWORK}/subnets/endpoints`,
      dns: { integrationEnabled: false },
    });
    // Whatever belongs to the registry is there before the lock, and is deleted after it.
    const ofToken = token.node.findAll().filter(TerraformResource.isTerraformResource);
    const dependsOn = [...grants, ...ofToken, endpoint, diagnostics];
    new ManagementLock(stack, "lock", { name: "keep", scope: acr.id, lockLevel: "CanNotDelete", dependsOn });
    use(stack);
    return stack;
  }

  test("is used by every construct as it is, and the next plan is empty", async () => {
    workspace.write(hardened());
    workspace.apply();
    expect(workspace.changes()).toEqual([]);
    expect(await request(azure, "GET", `${REGISTRY}?${VERSION}`)).toMatchObject({
      identity: { type: "UserAssigned" },
      properties: {
        encryption: { status: "enabled", keyVaultProperties: { keyIdentifier: KEY } },
        policies: { exportPolicy: { status: "disabled" }, retentionPolicy: { status: "enabled", days: 30 } },
        ...{ publicNetworkAccess: "Disabled", networkRuleBypassOptions: "None", dataEndpointEnabled: true },
        dataEndpointHostNames: ["westeurope", "northeurope"].map((one) => `hardenedregistry.${one}.data.azurecr.io`),
      },
    });
    const { allowed } = await azure.helper(`can-pull?principalId=${PROD.kubelet.objectId}&registry=hardenedregistry`);
    expect(allowed).toBe(true);
  });

  test("keeps its grants as long as it is locked", () => {
    const revoked = workspace.write(hardened({ isGranted: false })).run("apply", "-auto-approve", "-input=false");
    expect([revoked.code, revoked.output.includes("ScopeLocked")]).toEqual([1, true]);
    workspace.write(hardened()).apply();
    expect(workspace.changes()).toEqual([]);
  });

  test("is destroyed with all that belongs to it, the lock first", async () => {
    workspace.succeed("destroy", "-auto-approve");
    expect(workspace.state()).toEqual({});
    expect((await azure.arm("GET", `${REGISTRY}?${VERSION}`)).status).toBe(404);
  });
});
