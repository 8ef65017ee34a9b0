import type { TerraformStack } from "cdktf";
import { type Json, type JsonObject, listOf, objectOf, textOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { AksCluster, ContainerRegistry, ContainerRegistrySku } from "../../src";
import { render } from "../support/stack";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "./support/providers";

const PRODUCTION = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers";
const NETWORK = `${PRODUCTION}/Microsoft.Network/virtualNetworks/isolated`;
const CLUSTER = `${PRODUCTION}/Microsoft.ContainerService/managedClusters/isolated`;
const VERSION = "?api-version=2025-07-01";
const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };

function isolated(use: (stack: TerraformStack) => void): TerraformStack {
  const stack = azureStack();
  const registry = new ContainerRegistry(stack, "acr", {
    ...PLACE,
    registryName: "isolatedregistry",
    sku: ContainerRegistrySku.PREMIUM,
    publicNetworkAccessEnabled: false,
  });
  new AksCluster(stack, "aks", {
    ...PLACE,
    clusterName: "isolated",
    networkIsolated: { registry, subnetId: `${NETWORK}/subnets/nodes` },
  });
  use(stack);
  return stack;
}

/** What a platform team might take out of the JSON, and what Azure then misses. */
const DEPENDENCIES: readonly [what: string, address: RegExp, misses: string][] = [
  ["the cache rule", /^azurerm_container_registry_cache_rule\./, "has no cache rule from mcr.microsoft.com/*"],
  ["the endpoint", /^azurerm_private_endpoint\./, "has no private endpoint that the network of the nodes reaches"],
  ["DNS", /^azurerm_private_dns_zone_virtual_network_link\./, "do not find isolatedregistry.westeurope.data.azurecr.io"],
  ["the control plane's grant", /^azurerm_role_assignment\.aks_NetworkContributor/, "has no Network Contributor on the subnet"],
  ["the kubelet's grant", /^azurerm_role_assignment\.aks_PullFrom-acr/, "may not pull from the registry"],
];

/** The stack without a resource, and without what names it in `depends_on`. */
function without(json: JsonObject, pattern: RegExp): JsonObject {
  const kept = Object.entries(objectOf(json.resource)).map(([type, blocks]): [string, JsonObject] => [
    type,
    Object.fromEntries(
      Object.entries(objectOf(blocks))
        .filter(([name]) => !pattern.test(`${type}.${name}`))
        .map(([name, block]): [string, Json] => {
          const { depends_on: given, ...body } = objectOf(block);
          const depends_on = listOf(given).filter((address) => !pattern.test(textOf(address)));
          return [name, depends_on.length > 0 ? { ...body, depends_on } : body];
        }),
    ),
  ]);
  return { ...json, resource: Object.fromEntries(kept.filter(([, blocks]) => Object.keys(blocks).length > 0)) };
}

describeReal("a network isolated cluster", () => {
  const started: (FakeAzure | RealWorkspace)[] = [];

  afterAll(async () => {
    for (const one of started) {
      await (one instanceof RealWorkspace ? one.remove() : one.stop());
    }
  });

  async function start(): Promise<[FakeAzure, RealWorkspace]> {
    const azure = await startAzure();
    const workspace = new RealWorkspace(azure);
    started.push(workspace, azure);
    const subnets = [{ name: "nodes", properties: { addressPrefixes: ["10.1.0.0/24"] } }];
    const properties = { addressSpace: { addressPrefixes: ["10.1.0.0/16"] }, subnets };
    await request(azure, "PUT", `${NETWORK}${VERSION}`, { location: "westeurope", properties });
    return [azure, workspace];
  }

  test.concurrent.each(GENERATIONS)("is created in one apply, and goes without a trace: $generation", async ({ use }) => {
    const [azure, workspace] = await start();
    await workspace.write(isolated(use)).applyMeanwhile();
    expect(await workspace.changesMeanwhile()).toEqual([]);
    const { properties } = await request(azure, "GET", `${CLUSTER}${VERSION}`);
    expect(properties).toMatchObject({
      bootstrapProfile: { artifactSource: "Cache", containerRegistryId: expect.stringContaining("/registries/isolatedregistry") },
      networkProfile: { outboundType: "none" },
      apiServerAccessProfile: { enablePrivateCluster: true },
    });
    await workspace.succeedMeanwhile("destroy", "-auto-approve");
    expect((await azure.arm("GET", `${CLUSTER}${VERSION}`)).status).toBe(404);
    expect((await azure.arm("DELETE", `${NETWORK}${VERSION}`)).status).toBe(202);
  });

  test.concurrent.each(DEPENDENCIES)("is not created without %s", async (_, address, misses) => {
    const [, workspace] = await start();
    const json = render(isolated(GENERATIONS[0].use));
    const { code, output } = await workspace
      .write(without(json, address))
      .runMeanwhile("apply", "-auto-approve", "-input=false", "-no-color");
    expect(code).toBe(1);
    expect(output.replace(/[│\s]+/g, " ")).toContain(misses);
  });
});
