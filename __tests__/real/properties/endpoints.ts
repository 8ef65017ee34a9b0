import type { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { Construct } from "constructs";
import {
  ContainerRegistry,
  type RegistryPrivateDnsOptions,
  RegistryPrivateEndpoint,
  type RegistryPrivateEndpointProps,
} from "../../../src";
import { type Direction, type LivingPart, type Rows, turned } from "./living-stack";

export const NETWORKS =
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

function build(scope: Construct, _other: AzurermProvider, round: number, direction: Direction): void {
  const place = { registryName: "contosoregistry", resourceGroupName: "rg-shared" };
  const registry = ContainerRegistry.fromLookup(scope, "acr", place);
  const subnetId = `${NETWORKS}/hub/subnets/endpoints`;
  new RegistryPrivateEndpoint(scope, "endpoint", { registry, subnetId, ...turned(ENDPOINT, round, direction) });
}

export const ENDPOINTS: LivingPart<AzurermProvider> = { rounds: [0], build };
