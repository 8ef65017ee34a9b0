import type { TerraformStack } from "cdktf";
import { type JsonObject, objectOf, textOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { AksCluster, type AksNetworkIsolationOptions, ContainerRegistry, type IContainerRegistry } from "../../src";
import { readPage } from "../support/pages";
import { stackOf } from "../support/readme";
import { render } from "../support/stack";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

// Each creates a cluster, and six of them share the cores.
jest.setTimeout(1_200_000);

const PAGE = readPage("docs/how-to/azure/network-isolated-cluster.md");
const SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
const PRODUCTION = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-prod/providers`;
const REGISTRIES = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries`;
const NETWORKS = `${PRODUCTION}/Microsoft.Network/virtualNetworks`;
const CLUSTERS = `${PRODUCTION}/Microsoft.ContainerService/managedClusters`;
const IDENTITY = `${PRODUCTION}/Microsoft.ManagedIdentity/userAssignedIdentities/shared-kubelet`;
const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };
const VERSION = "?api-version=2025-07-01";
const ASSIGNMENTS = "providers/Microsoft.Authorization/roleAssignments";
/** Of the role AcrPull. */
const ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d";

const [ALONE, SHARED] = PAGE.fences.filter(({ language }) => language === "typescript");

/** The lines of a section of the page as a stack, by one generation of providers. */
function pageStack(code: string, use: (stack: TerraformStack) => void): JsonObject {
  const stack = stackOf({ page: PAGE.path, title: "", code });
  use(stack);
  const json = render(stack);
  return { ...json, terraform: { ...objectOf(json.terraform), backend: { local: { path: "terraform.tfstate" } } } };
}

// Constructs load bindings when they are first needed. Concurrent tests may begin between others, where jest loads nothing.
for (const { use } of GENERATIONS) {
  for (const { code } of [ALONE, SHARED]) {
    pageStack(code, use);
  }
}

describeReal("a network isolated cluster", () => {
  /** Networks `blue` and `green`, which are peered, and the registry of the page. */
  async function start(): Promise<[FakeAzure, RealWorkspace]> {
    const azure = await startAzure();
    const variables = {
      subnet_id: `${NETWORKS}/blue/subnets/nodes`,
      endpoint_subnet_id: `${NETWORKS}/blue/subnets/endpoints`,
      blue_subnet_id: `${NETWORKS}/blue/subnets/nodes`,
      green_subnet_id: `${NETWORKS}/green/subnets/nodes`,
      green_network_id: `${NETWORKS}/green`,
    };
    const workspace = new RealWorkspace({ env: { ...azure.env, ARM_SUBSCRIPTION_ID: SUBSCRIPTION } }).variables(variables);
    for (const [index, name] of ["blue", "green"].entries()) {
      const subnets = ["nodes", "endpoints"].map((subnet, number) => ({
        name: subnet,
        properties: { addressPrefixes: [`10.${index}.${number}.0/24`] },
      }));
      const properties = { addressSpace: { addressPrefixes: [`10.${index}.0.0/16`] }, subnets };
      await request(azure, "PUT", `${NETWORKS}/${name}${VERSION}`, { location: "westeurope", properties });
    }
    await request(azure, "PUT", `${NETWORKS}/green/virtualNetworkPeerings/blue${VERSION}`, {
      properties: { remoteVirtualNetwork: { id: `${NETWORKS}/blue` } },
    });
    // The page has a cluster of the name, too.
    await azure.arm("DELETE", `${CLUSTERS}/prod${VERSION}`);
    return [azure, workspace];
  }

  async function sharedRegistry(azure: FakeAzure): Promise<void> {
    const body = { location: "westeurope", sku: { name: "Premium" }, properties: { publicNetworkAccess: "Disabled" } };
    await request(azure, "PUT", `${REGISTRIES}/contoso${VERSION}`, body);
  }

  /** A stack with that registry. */
  function lookedUp(): [TerraformStack, IContainerRegistry] {
    const own = azureStack();
    return [own, ContainerRegistry.fromLookup(own, "acr", { registryName: "contoso", resourceGroupName: "rg-shared" })];
  }

  /** An identity that others have made, as Azure answers it. */
  async function kubelet(azure: FakeAzure): Promise<{ clientId: string; principalId: string }> {
    const { properties } = await request(azure, "PUT", `${IDENTITY}${VERSION}`, { location: "westeurope" });
    const { clientId, principalId } = objectOf(properties);
    return { clientId: textOf(clientId), principalId: textOf(principalId) };
  }

  async function isGone(azure: FakeAzure, ...ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      expect([id, (await azure.arm("GET", `${id}${VERSION}`)).status]).toEqual([id, 404]);
    }
  }

  test("takes a user fifteen lines", () => {
    expect(ALONE.code.trimEnd().split("\n").length).toBeLessThanOrEqual(15);
  });

  test.concurrent.each(GENERATIONS)("is created in one apply, and goes without a trace: $generation", async ({ use }) => {
    const [azure, workspace] = await start();
    await workspace.write(pageStack(ALONE.code, use)).applyMeanwhile();
    expect(await workspace.changesMeanwhile()).toEqual([]);
    const { properties } = await request(azure, "GET", `${CLUSTERS}/prod${VERSION}`);
    expect(properties).toMatchObject({
      bootstrapProfile: { artifactSource: "Cache", containerRegistryId: expect.stringContaining("/registries/contoso") },
      networkProfile: { outboundType: "none" },
      apiServerAccessProfile: { enablePrivateCluster: true },
    });
    await workspace.succeedMeanwhile("destroy", "-auto-approve");
    const group = PRODUCTION.replace("/providers", "");
    await isGone(azure, `${CLUSTERS}/prod`, `${group}/providers/Microsoft.ContainerRegistry/registries/contoso`);
    await isGone(azure, `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io`);
    expect((await azure.arm("DELETE", `${NETWORKS}/blue${VERSION}`)).status).toBe(202);
  });

  test.concurrent.each(GENERATIONS)("shares its registry with another one: $generation", async ({ use }) => {
    const [azure, workspace] = await start();
    await sharedRegistry(azure);
    await workspace.write(pageStack(SHARED.code, use)).applyMeanwhile();
    expect(await workspace.changesMeanwhile()).toEqual([]);
    await workspace.succeedMeanwhile("destroy", "-auto-approve");
    await isGone(azure, `${CLUSTERS}/blue`, `${CLUSTERS}/green`, `${REGISTRIES}/contoso/cacheRules/aks-managed-mcr`);
  });

  test.concurrent.each(GENERATIONS)("shares its kubelet identity, which has one grant: $generation", async ({ use }) => {
    const [azure, workspace] = await start();
    await sharedRegistry(azure);
    expect(PAGE.text).toContain("`pullGrant: registry.grantPull(blue)`");
    const { clientId, principalId } = await kubelet(azure);
    const [own, registry] = lookedUp();
    const dns = { linkedNetworks: { green: `${NETWORKS}/green` } };
    const privateEndpoint = registry.addPrivateEndpoint({ subnetId: `${NETWORKS}/blue/subnets/endpoints`, dns });
    const kubeletIdentity = { identityId: IDENTITY, clientId, principalId };
    const cluster = (name: string, options: Partial<AksNetworkIsolationOptions>) =>
      new AksCluster(own, name, {
        clusterName: name,
        ...PLACE,
        kubeletIdentity,
        networkIsolated: { registry, subnetId: `${NETWORKS}/${name}/subnets/nodes`, privateEndpoint, ...options },
      });
    cluster("green", { pullGrant: registry.grantPull(cluster("blue", {})) });
    use(own);
    await workspace.write(own).applyMeanwhile();
    expect(await workspace.changesMeanwhile()).toEqual([]);
    const grants = async () => (await request(azure, "GET", `${REGISTRIES}/contoso/${ASSIGNMENTS}${VERSION}`)).value;
    expect(await grants()).toMatchObject([{ properties: { principalId } }]);
    await workspace.succeedMeanwhile("destroy", "-auto-approve");
    expect(await grants()).toEqual([]);
    await isGone(azure, `${CLUSTERS}/blue`, `${CLUSTERS}/green`);
  });

  test.concurrent.each(GENERATIONS)("takes an identity that others have let pull: $generation", async ({ use }) => {
    const [azure, workspace] = await start();
    await sharedRegistry(azure);
    const identity = { identityId: IDENTITY, ...(await kubelet(azure)) };
    const assignment = `${REGISTRIES}/contoso/${ASSIGNMENTS}/aaaaaaaa-0000-0000-0000-000000000001`;
    await request(azure, "PUT", `${assignment}?api-version=2022-04-01`, {
      properties: {
        principalId: identity.principalId,
        principalType: "ServicePrincipal",
        roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${ACR_PULL}`,
      },
    });
    const stack = (options: Partial<AksNetworkIsolationOptions>) => {
      const [own, registry] = lookedUp();
      new AksCluster(own, "aks", {
        clusterName: "isolated",
        ...PLACE,
        kubeletIdentity: identity,
        networkIsolated: { registry, subnetId: `${NETWORKS}/blue/subnets/nodes`, ...options },
      });
      use(own);
      return own;
    };
    const refused = await workspace.write(stack({})).runMeanwhile("apply", "-auto-approve", "-input=false", "-no-color");
    expect([refused.code, refused.output.includes("RoleAssignmentExists")]).toEqual([1, true]);
    await workspace.write(stack({ pullGranted: true })).applyMeanwhile();
    expect(await workspace.changesMeanwhile()).toEqual([]);
    await workspace.succeedMeanwhile("destroy", "-auto-approve");
    await isGone(azure, `${CLUSTERS}/isolated`);
    await request(azure, "GET", `${assignment}?api-version=2022-04-01`);
  });
});
