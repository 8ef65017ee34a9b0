import type { TerraformStack } from "cdktf";
import { objectOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { AksCluster, ContainerRegistry, ContainerRegistrySku, RegistryPrivateEndpoint } from "../../../src";
import { Resolver, type Stored } from "../reach/resolver";
import { azureStack, describeReal, type FakeAzure, GENERATIONS, RealWorkspace, request, startAzure } from "../support/providers";

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers";
const NETWORK = `${GROUP}/Microsoft.Network/virtualNetworks/prod`;
const REGISTRY = `${GROUP}/Microsoft.ContainerRegistry/registries/closedregistry`;
const CLUSTER = `${GROUP}/Microsoft.ContainerService/managedClusters/inside`;
const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };
const SUBNETS = ["nodes", "more-nodes", "endpoints"];

/** A registry that only its endpoint leads to, and a cluster that may pull from it. */
function stackOf(use: (stack: TerraformStack) => void, subnet: string | undefined): TerraformStack {
  const stack = azureStack();
  const registry = new ContainerRegistry(stack, "acr", {
    ...PLACE,
    registryName: "closedregistry",
    sku: ContainerRegistrySku.PREMIUM,
    publicNetworkAccessEnabled: false,
  });
  new RegistryPrivateEndpoint(stack, "endpoint", { registry, subnetId: `${NETWORK}/subnets/endpoints` });
  const subnetId = subnet && `${NETWORK}/subnets/${subnet}`;
  registry.grantPull(new AksCluster(stack, "aks", { ...PLACE, clusterName: "inside", nodeCount: 1, subnetId }));
  use(stack);
  return stack;
}

async function start(): Promise<[FakeAzure, RealWorkspace]> {
  const azure = await startAzure();
  const subnets = SUBNETS.map((name, index) => ({ name, properties: { addressPrefixes: [`10.1.${index}.0/24`] } }));
  const properties = { addressSpace: { addressPrefixes: ["10.1.0.0/16"] }, subnets };
  await request(azure, "PUT", `${NETWORK}?api-version=2024-05-01`, { location: "westeurope", properties });
  return [azure, new RealWorkspace(azure)];
}

/** What a pull comes to, by the names and addresses that Azure has stored. */
async function pull(azure: FakeAzure): Promise<string> {
  const resources = objectOf((await azure.helper("contents")).resources);
  return new Resolver(Object.values(resources) as unknown as Stored[]).pull(CLUSTER, REGISTRY);
}

describeReal("the subnet of the nodes", () => {
  test.each(GENERATIONS)(
    "is where the endpoint of a closed registry is found from, and changes in place: $generation",
    async ({ use }) => {
      const [azure, workspace] = await start();
      try {
        for (const subnet of ["nodes", "more-nodes", "nodes"]) {
          await workspace.write(stackOf(use, subnet)).applyMeanwhile();
          expect(await workspace.changesMeanwhile()).toEqual([]);
          expect(await pull(azure)).toBe("by private endpoint");
        }
        await workspace.succeedMeanwhile("destroy", "-auto-approve");
      } finally {
        workspace.remove();
        await azure.stop();
      }
    },
  );

  test("without it, no pull works, of which synth warns", async () => {
    const [azure, workspace] = await start();
    try {
      await workspace.write(stackOf(() => undefined, undefined)).applyMeanwhile();
      expect(await pull(azure)).toBe("not at all");
    } finally {
      workspace.remove();
      await azure.stop();
    }
  });
});
