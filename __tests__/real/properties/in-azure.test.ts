import { azureStack, type FakeAzure, request, startAzure } from "../support/providers";
import { AZURE, NETWORK } from "./azure";
import { CACHES, VAULT } from "./caches";
import { ENDPOINTS, NETWORKS } from "./endpoints";
import { GRANTS } from "./grants";
import { turnEverything } from "./living-stack";
import { otherAzurerm } from "./others";

async function network(azure: FakeAzure, id: string, index: number, ...names: readonly string[]): Promise<void> {
  const subnets = names.map((name, place) => ({ name, properties: { addressPrefixes: [`10.${index}.${place}.0/24`] } }));
  const properties = { addressSpace: { addressPrefixes: [`10.${index}.0.0/16`] }, subnets };
  await request(azure, "PUT", `${id}?api-version=2024-05-01`, { location: "westeurope", properties });
}

turnEverything({
  start: async () => {
    const azure = await startAzure();
    for (const name of ["acr-username", "acr-password", "rotated"]) {
      await request(azure, "PUT", `${VAULT}/secrets/${name}?api-version=2023-07-01`, { properties: {} });
    }
    for (const [index, name] of ["hub", "edge", "branch"].entries()) {
      await network(azure, `${NETWORKS}/${name}`, index, "endpoints");
    }
    await network(azure, NETWORK, 3, "nodes", "more-nodes");
    return azure;
  },
  stack: () => {
    const stack = azureStack();
    return [stack, otherAzurerm(stack)];
  },
  parts: { azure: AZURE, caches: CACHES, endpoints: ENDPOINTS, grants: GRANTS },
});
