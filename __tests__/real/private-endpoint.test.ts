import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { TerraformStack } from "cdktf";
import { type JsonObject, listOf, objectOf, textOf } from "../../packages/terraform-stack-tools/src/stack/json";
import {
  ContainerRegistry,
  type ContainerRegistryProps,
  ContainerRegistrySku,
  type IContainerRegistry,
  type RegistryPrivateDnsOptions,
  RegistryPrivateEndpoint,
  type RegistryPrivateEndpointProps,
} from "../../src";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

// Six of them share the cores.
jest.setTimeout(1_200_000);

const OTHER_SUBSCRIPTION = "00000000-0000-0000-0000-000000000002";
const PRODUCTION = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers";
const HUB = `/subscriptions/${OTHER_SUBSCRIPTION}/resourceGroups/rg-registry/providers`;
const NETWORKS = `${PRODUCTION}/Microsoft.Network/virtualNetworks`;
const REGISTRY = `${PRODUCTION}/Microsoft.ContainerRegistry/registries/reachableregistry`;
const ZONE = "Microsoft.Network/privateDnsZones/privatelink.azurecr.io";

const VERSION = "?api-version=2024-05-01";

interface Version extends Partial<ContainerRegistryProps> {
  readonly dns?: RegistryPrivateDnsOptions;
}

function reachable(use: (stack: TerraformStack) => void, { dns, ...props }: Version = {}): TerraformStack {
  const stack = azureStack();
  connect(stack, registryIn(stack, props), { subnetId: `${NETWORKS}/spoke/subnets/endpoints`, dns });
  use(stack);
  return stack;
}

function connect(
  stack: TerraformStack,
  registry: IContainerRegistry,
  props: Omit<RegistryPrivateEndpointProps, "registry">,
): void {
  new RegistryPrivateEndpoint(stack, "endpoint", { registry, ...props });
}

function registryIn(stack: TerraformStack, props: Partial<ContainerRegistryProps> = {}): IContainerRegistry {
  return new ContainerRegistry(stack, "acr", {
    registryName: "reachableregistry",
    resourceGroupName: "rg-prod",
    location: "westeurope",
    sku: ContainerRegistrySku.PREMIUM,
    ...props,
  });
}

/** Zone and records are left to others. */
function leaving(use: (stack: TerraformStack) => void, tags?: { [key: string]: string }): TerraformStack {
  const stack = azureStack();
  const dns = { integrationEnabled: false };
  connect(stack, registryIn(stack), { subnetId: `${NETWORKS}/spoke/subnets/endpoints`, dns, tags });
  use(stack);
  return stack;
}

const HUB_ZONE = `${HUB}/${ZONE}`;
const GROUPS = `${PRODUCTION}/Microsoft.Network/privateEndpoints/reachableregistry-spoke/privateDnsZoneGroups`;

/** As `DeployIfNotExists` adds a zone group to an endpoint without one. */
function deployedByPolicy(azure: FakeAzure): Promise<JsonObject> {
  return request(azure, "PUT", `${GROUPS}/deployedByPolicy${VERSION}`, {
    properties: { privateDnsZoneConfigs: [{ name: "registry", properties: { privateDnsZoneId: HUB_ZONE } }] },
  });
}

async function networks(azure: FakeAzure, ...names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    const prefix = `10.${index}.0.0/24`;
    const subnets = [{ name: "endpoints", properties: { addressPrefixes: [prefix] } }];
    const properties = { addressSpace: { addressPrefixes: [prefix] }, subnets };
    await request(azure, "PUT", `${NETWORKS}/${name}${VERSION}`, { location: "westeurope", properties });
  }
}

async function records(azure: FakeAzure, zone: string): Promise<string[]> {
  const { value } = await request(azure, "GET", `${zone}/A${VERSION}`);
  return listOf(value)
    .map((one) => textOf(objectOf(one).name))
    .sort();
}

const HOSTS = ["reachableregistry", "reachableregistry.westeurope.data"];

describeReal("a private endpoint", () => {
  async function start(): Promise<[FakeAzure, RealWorkspace]> {
    const azure = await startAzure();
    const workspace = new RealWorkspace(azure);
    await networks(azure, "spoke", "edge");
    return [azure, workspace];
  }

  test.concurrent.each(GENERATIONS)(
    "is created once, follows the registry, and goes without a trace: $generation",
    async ({ use }) => {
      const [azure, workspace] = await start();
      const zone = `${PRODUCTION}/${ZONE}`;
      await workspace.write(reachable(use)).applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect(await records(azure, zone)).toEqual(HOSTS);

      // A replica brings a record, and a policy tags.
      await request(azure, "PUT", `${REGISTRY}/replications/northeurope${VERSION}`, { location: "northeurope" });
      for (const id of [
        `${PRODUCTION}/Microsoft.Network/privateEndpoints/reachableregistry-spoke`,
        zone,
        `${zone}/virtualNetworkLinks/spoke`,
      ]) {
        const { tags, ...there } = await request(azure, "GET", `${id}${VERSION}`);
        await request(azure, "PUT", `${id}${VERSION}`, { ...there, tags: { policy: "applied" } });
      }
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect(await records(azure, zone)).toHaveLength(3);

      // Another network that is peered, and the registry closed.
      const dns = { linkedNetworks: { edge: `${NETWORKS}/edge` } };
      workspace.write(reachable(use, { dns, publicNetworkAccessEnabled: false }));
      expect(await workspace.changesMeanwhile()).toMatchObject([
        { address: expect.stringMatching(/azurerm_container_registry\.acr/), action: "update" },
        { address: expect.stringMatching(/link\.endpoint_LinkedNetworks\w*\["edge"\]/), action: "create" },
      ]);
      await workspace.applyMeanwhile();
      expect(await workspace.changesMeanwhile()).toEqual([]);

      // Somebody takes the records away.
      const group = `${PRODUCTION}/Microsoft.Network/privateEndpoints/reachableregistry-spoke/privateDnsZoneGroups/registry`;
      await azure.arm("DELETE", `${group}${VERSION}`);
      expect(await records(azure, zone)).toEqual([]);
      expect(await workspace.changesMeanwhile()).toMatchObject([
        { address: expect.stringContaining("azurerm_private_endpoint.endpoint"), action: "update" },
      ]);
      await workspace.applyMeanwhile();
      expect(await records(azure, zone)).toHaveLength(3);

      await workspace.succeedMeanwhile("destroy", "-auto-approve");
      expect((await azure.arm("GET", `${zone}${VERSION}`)).status).toBe(404);
      expect((await azure.arm("GET", `${REGISTRY}${VERSION}`)).status).toBe(404);
      expect((await azure.arm("DELETE", `${NETWORKS}/spoke${VERSION}`)).status).toBe(202);
    },
  );

  test.concurrent.each(GENERATIONS)("leaves records to a policy that others have: $generation", async ({ use }) => {
    const [azure, workspace] = await start();
    await request(azure, "PUT", `${HUB_ZONE}${VERSION}`, { location: "global" });

    await workspace.write(leaving(use)).applyMeanwhile();
    await deployedByPolicy(azure);
    expect(await records(azure, HUB_ZONE)).toEqual(HOSTS);
    expect(await workspace.changesMeanwhile()).toEqual([]);
    // An update sends the whole endpoint.
    workspace.write(leaving(use, { team: "web" }));
    expect(await workspace.changesMeanwhile()).toMatchObject([
      { address: expect.stringMatching(/azurerm_private_endpoint\.endpoint/), action: "update" },
    ]);
    await workspace.applyMeanwhile();
    expect(await records(azure, HUB_ZONE)).toEqual(HOSTS);
    expect(await workspace.changesMeanwhile()).toEqual([]);
    await workspace.succeedMeanwhile("destroy", "-auto-approve");
    expect(await records(azure, HUB_ZONE)).toEqual([]);
    expect((await azure.arm("GET", `${GROUPS}/deployedByPolicy${VERSION}`)).status).toBe(404);
  });

  test.concurrent.each(GENERATIONS)("takes its own zone group back from a policy: $generation", async ({ use }) => {
    const [azure, workspace] = await start();
    await request(azure, "PUT", `${HUB_ZONE}${VERSION}`, { location: "global" });
    await workspace.write(reachable(use)).applyMeanwhile();
    await azure.arm("DELETE", `${GROUPS}/registry${VERSION}`);
    await deployedByPolicy(azure);
    expect(await workspace.changesMeanwhile()).toMatchObject([
      { address: expect.stringMatching(/azurerm_private_endpoint\.endpoint/), action: "update" },
    ]);
    await workspace.applyMeanwhile();
    expect([await records(azure, HUB_ZONE), await records(azure, `${PRODUCTION}/${ZONE}`)]).toEqual([[], HOSTS]);
    expect(await workspace.changesMeanwhile()).toEqual([]);
  });

  test.concurrent.each(GENERATIONS)("keeps its zone group until a policy has room: $generation", async ({ use }) => {
    const [azure, workspace] = await start();
    await request(azure, "PUT", `${HUB_ZONE}${VERSION}`, { location: "global" });
    await workspace.write(reachable(use)).applyMeanwhile();
    await workspace.write(leaving(use)).applyMeanwhile();
    await request(azure, "GET", `${GROUPS}/registry${VERSION}`);
    expect((await azure.arm("GET", `${PRODUCTION}/${ZONE}${VERSION}`)).status).toBe(404);
    expect(await workspace.changesMeanwhile()).toEqual([]);
    await azure.arm("DELETE", `${GROUPS}/registry${VERSION}`);
    await deployedByPolicy(azure);
    expect(await records(azure, HUB_ZONE)).toEqual(HOSTS);
    expect(await workspace.changesMeanwhile()).toEqual([]);
  });

  test.concurrent.each(GENERATIONS)("gets another name, alone and in one apply: $generation", async ({ use }) => {
    const [azure, workspace] = await start();
    const zone = `${PRODUCTION}/${ZONE}`;
    const named = (endpointName?: string) => {
      const stack = azureStack();
      connect(stack, registryIn(stack), { subnetId: `${NETWORKS}/spoke/subnets/endpoints`, endpointName });
      use(stack);
      return stack;
    };
    await workspace.write(named()).applyMeanwhile();
    workspace.write(named("second"));
    expect(await workspace.changesMeanwhile()).toMatchObject([
      { address: expect.stringContaining("azurerm_private_endpoint.endpoint"), action: "delete+create" },
    ]);
    await workspace.applyMeanwhile();
    expect(await workspace.changesMeanwhile()).toEqual([]);
    expect(await records(azure, zone)).toEqual(HOSTS);
  });

  test.concurrent.each(GENERATIONS)("has its records in the zone of a hub: $generation", async ({ use }) => {
    const [azure, workspace] = await start();
    const zone = `${HUB}/${ZONE}`;
    await request(azure, "PUT", `${zone}${VERSION}`, { location: "global" });
    const stack = azureStack();
    const provider = new AzurermProvider(stack, "hub", {
      alias: "hub",
      subscriptionId: OTHER_SUBSCRIPTION,
      features: [{}],
      resourceProviderRegistrations: "none",
    });
    connect(stack, registryIn(stack), {
      subnetId: `${NETWORKS}/spoke/subnets/endpoints`,
      dns: { privateDnsZoneId: zone, provider },
    });
    use(stack);
    await workspace.write(stack).applyMeanwhile();
    expect(await workspace.changesMeanwhile()).toEqual([]);
    expect(await records(azure, zone)).toEqual(HOSTS);
    const links = await request(azure, "GET", `${zone}/virtualNetworkLinks${VERSION}`);
    expect(links.value).toMatchObject([{ name: "spoke", properties: { virtualNetwork: { id: `${NETWORKS}/spoke` } } }]);
    await workspace.succeedMeanwhile("destroy", "-auto-approve");
    // The zone is not ours.
    expect(await records(azure, zone)).toEqual([]);
    expect((await request(azure, "GET", `${zone}/virtualNetworkLinks${VERSION}`)).value).toEqual([]);
    await request(azure, "GET", `${zone}${VERSION}`);
  });
});
