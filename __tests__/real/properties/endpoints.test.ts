import type { TerraformStack } from "cdktf";
import {
  ContainerRegistry,
  type RegistryPrivateDnsOptions,
  RegistryPrivateEndpoint,
  type RegistryPrivateEndpointProps,
} from "../../../src";
import { azureStack, request, startAzure } from "../support/providers";
import { type Direction, type Rows, turnEverything, turned } from "./living-stack";

const NETWORKS =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers/Microsoft.Network/virtualNetworks";

const DNS: Rows<RegistryPrivateDnsOptions> = {
  integrationEnabled: { on: true },
  privateDnsZoneId: "is another zone: the suite of private endpoints has one in a hub",
  resourceGroupName: "replaces the zone",
  linkEnabled: { on: false, changed: true },
  linkedNetworks: { on: { edge: `${NETWORKS}/edge` }, changed: { edge: `${NETWORKS}/edge`, branch: `${NETWORKS}/branch` } },
  cloud: "decides on the name of the zone, which is replaced with it",
  provider: "is that of the zone's subscription",
};

const ENDPOINT: Rows<RegistryPrivateEndpointProps> = {
  endpointName: "replaces the endpoint",
  resourceGroupName: "replaces the endpoint",
  location: "is that of the network",
  dns: { on: turned(DNS, 0, "on"), changed: turned(DNS, 0, "changed") },
  tags: { on: { team: "web" }, changed: { team: "api" }, reset: {} },
  movedFrom: "is told by the tests of the construct: nothing but moves",
  provider: "is that of the network's subscription",
};

function stackOf(round: number, direction: Direction): TerraformStack {
  const stack = azureStack();
  const place = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
  const registry = ContainerRegistry.fromLookup(stack, "acr", place);
  const subnetId = `${NETWORKS}/hub/subnets/endpoints`;
  new RegistryPrivateEndpoint(stack, "endpoint", { registry, subnetId, ...turned(ENDPOINT, round, direction) });
  return stack;
}

async function start() {
  const azure = await startAzure();
  for (const [index, name] of ["hub", "edge", "branch"].entries()) {
    const addressPrefixes = [`10.${index}.0.0/24`];
    const subnets = [{ name: "endpoints", properties: { addressPrefixes } }];
    await request(azure, "PUT", `${NETWORKS}/${name}?api-version=2024-05-01`, {
      location: "westeurope",
      properties: { addressSpace: { addressPrefixes }, subnets },
    });
  }
  return azure;
}

turnEverything({ start, rounds: [0], stackOf });
