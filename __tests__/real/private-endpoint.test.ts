import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { TerraformStack } from "cdktf";
import { type JsonObject, listOf, objectOf, textOf } from "../../packages/terraform-stack-tools/src/stack/json";
import {
  ContainerRegistry,
  type ContainerRegistryProps,
  ContainerRegistrySku,
  RegistryPrivateEndpoint,
  type RegistryPrivateEndpointProps,
} from "../../src";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const OTHER_SUBSCRIPTION = "00000000-0000-0000-0000-000000000002";
const PRODUCTION = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers";
const HUB = `/subscriptions/${OTHER_SUBSCRIPTION}/resourceGroups/rg-registry/providers`;
const NETWORKS = `${PRODUCTION}/Microsoft.Network/virtualNetworks`;
const REGISTRY = `${PRODUCTION}/Microsoft.ContainerRegistry/registries/reachableregistry`;
const ZONE = "Microsoft.Network/privateDnsZones/privatelink.azurecr.io";

const VERSION = "?api-version=2024-05-01";

interface Version {
  readonly registry?: Partial<ContainerRegistryProps>;
  readonly endpoint?: Partial<RegistryPrivateEndpointProps>;
}

function reachable(use: (stack: TerraformStack) => void, { registry: ofRegistry, endpoint }: Version = {}): TerraformStack {
  const stack = azureStack();
  const registry = new ContainerRegistry(stack, "acr", {
    ...{ registryName: "reachableregistry", resourceGroupName: "rg-prod", location: "westeurope" },
    sku: ContainerRegistrySku.PREMIUM,
    ...ofRegistry,
  });
  new RegistryPrivateEndpoint(stack, "endpoint", { registry, subnetId: `${NETWORKS}/spoke/subnets/endpoints`, ...endpoint });
  use(stack);
  return stack;
}

const HUB_ZONE = `${HUB}/${ZONE}`;
const OWN_ZONE = `${PRODUCTION}/${ZONE}`;
const ENDPOINTS = `${PRODUCTION}/Microsoft.Network/privateEndpoints`;

/** As `DeployIfNotExists` adds a zone group to an endpoint without one. */
function deployedByPolicy(azure: FakeAzure, endpoint: string): Promise<JsonObject> {
  return request(azure, "PUT", `${ENDPOINTS}/${endpoint}/privateDnsZoneGroups/deployedByPolicy${VERSION}`, {
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
const WITH_REPLICA = [HOSTS[0], "reachableregistry.northeurope.data", HOSTS[1]];

describeReal("a private endpoint", () => {
  async function start(): Promise<[FakeAzure, RealWorkspace]> {
    const azure = await startAzure();
    const workspace = new RealWorkspace(azure);
    await networks(azure, "spoke", "edge");
    await request(azure, "PUT", `${HUB_ZONE}${VERSION}`, { location: "global" });
    return [azure, workspace];
  }

  test.concurrent.each(GENERATIONS)(
    "follows the registry, takes its zone group back and leaves it to a policy, and goes without a trace: $generation",
    async ({ use }) => {
      const [azure, workspace] = await start();
      const both = async () => [await records(azure, OWN_ZONE), await records(azure, HUB_ZONE)];
      const update = { address: expect.stringContaining("azurerm_private_endpoint.endpoint"), action: "update" };
      const apply = async (expected: readonly object[], version?: Version) => {
        workspace.write(reachable(use, version));
        expect(await workspace.changesMeanwhile()).toMatchObject(expected);
        await workspace.applyMeanwhile();
        expect(await workspace.changesMeanwhile()).toEqual([]);
      };
      await workspace.write(reachable(use)).applyMeanwhile();
      expect(await both()).toEqual([HOSTS, []]);

      // A replica brings a record, and a policy tags.
      await request(azure, "PUT", `${REGISTRY}/replications/northeurope${VERSION}`, { location: "northeurope" });
      for (const id of [`${ENDPOINTS}/reachableregistry-spoke`, OWN_ZONE, `${OWN_ZONE}/virtualNetworkLinks/spoke`]) {
        const { tags, ...there } = await request(azure, "GET", `${id}${VERSION}`);
        await request(azure, "PUT", `${id}${VERSION}`, { ...there, tags: { policy: "applied" } });
      }
      expect(await workspace.changesMeanwhile()).toEqual([]);
      expect(await both()).toEqual([WITH_REPLICA, []]);

      // Another network that is peered, and the registry closed.
      const registry = { publicNetworkAccessEnabled: false };
      const dns = { linkedNetworks: { edge: `${NETWORKS}/edge` } };
      const linked = { address: expect.stringMatching(/link\.endpoint_LinkedNetworks\w*\["edge"\]/), action: "create" };
      const closed = { address: expect.stringMatching(/azurerm_container_registry\.acr/), action: "update" };
      await apply([closed, linked], { registry, endpoint: { dns } });

      // Somebody takes the records away, and a policy has its own.
      await azure.arm("DELETE", `${ENDPOINTS}/reachableregistry-spoke/privateDnsZoneGroups/registry${VERSION}`);
      expect(await both()).toEqual([[], []]);
      await deployedByPolicy(azure, "reachableregistry-spoke");
      await apply([update], { registry, endpoint: { dns } });
      expect(await both()).toEqual([WITH_REPLICA, []]);

      // Another name, in one apply.
      const named = { registry, endpoint: { dns, endpointName: "second" } };
      await apply([{ ...update, action: "delete+create" }], named);
      expect(await both()).toEqual([WITH_REPLICA, []]);

      // Zone and records are left to others: the group stays until a policy has room.
      const leaving = { dns: { integrationEnabled: false }, endpointName: "second" };
      await workspace.write(reachable(use, { registry, endpoint: leaving })).applyMeanwhile();
      await request(azure, "GET", `${ENDPOINTS}/second/privateDnsZoneGroups/registry${VERSION}`);
      expect((await azure.arm("GET", `${OWN_ZONE}${VERSION}`)).status).toBe(404);
      expect(await workspace.changesMeanwhile()).toEqual([]);
      await azure.arm("DELETE", `${ENDPOINTS}/second/privateDnsZoneGroups/registry${VERSION}`);
      await deployedByPolicy(azure, "second");
      expect(await workspace.changesMeanwhile()).toEqual([]);
      // An update sends the whole endpoint.
      await apply([update], { registry, endpoint: { ...leaving, tags: { team: "web" } } });
      expect(await records(azure, HUB_ZONE)).toEqual(WITH_REPLICA);

      await workspace.succeedMeanwhile("destroy", "-auto-approve");
      expect(await records(azure, HUB_ZONE)).toEqual([]);
      expect((await azure.arm("GET", `${REGISTRY}${VERSION}`)).status).toBe(404);
      expect((await azure.arm("DELETE", `${NETWORKS}/spoke${VERSION}`)).status).toBe(202);
    },
  );

  test.concurrent.each(GENERATIONS)("has its records in the zone of a hub: $generation", async ({ use }) => {
    const [azure, workspace] = await start();
    const stack = azureStack();
    const provider = new AzurermProvider(stack, "hub", {
      alias: "hub",
      subscriptionId: OTHER_SUBSCRIPTION,
      features: [{}],
      resourceProviderRegistrations: "none",
    });
    const place = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
    new RegistryPrivateEndpoint(stack, "endpoint", {
      registry: ContainerRegistry.fromLookup(stack, "acr", place),
      subnetId: `${NETWORKS}/spoke/subnets/endpoints`,
      dns: { privateDnsZoneId: HUB_ZONE, provider },
    });
    use(stack);
    await workspace.write(stack).applyMeanwhile();
    expect(await workspace.changesMeanwhile()).toEqual([]);
    expect(await records(azure, HUB_ZONE)).toEqual(["contosoregistry", "contosoregistry.westeurope.data"]);
    const links = await request(azure, "GET", `${HUB_ZONE}/virtualNetworkLinks${VERSION}`);
    expect(links.value).toMatchObject([{ name: "spoke", properties: { virtualNetwork: { id: `${NETWORKS}/spoke` } } }]);
    await workspace.succeedMeanwhile("destroy", "-auto-approve");
    // The zone is not ours.
    expect(await records(azure, HUB_ZONE)).toEqual([]);
    expect((await request(azure, "GET", `${HUB_ZONE}/virtualNetworkLinks${VERSION}`)).value).toEqual([]);
    await request(azure, "GET", `${HUB_ZONE}${VERSION}`);
  });
});
