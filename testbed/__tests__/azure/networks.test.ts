import { resolve } from "../../azure/arm/network/zones";
import { GROUP, Imitation } from "../support/imitation";

const PROVIDERS = `${GROUP}/providers`;
const REGISTRY = `${PROVIDERS}/Microsoft.ContainerRegistry/registries/shopregistry`;
const NETWORK = `${PROVIDERS}/Microsoft.Network/virtualNetworks/shop`;
const OTHER = `${PROVIDERS}/Microsoft.Network/virtualNetworks/other`;
const SUBNET = `${NETWORK}/subnets/endpoints`;
const ZONE = `${PROVIDERS}/Microsoft.Network/privateDnsZones/privatelink.azurecr.io`;
const ENDPOINT = `${PROVIDERS}/Microsoft.Network/privateEndpoints/shop`;
const ZONE_GROUP = `${ENDPOINT}/privateDnsZoneGroups/registry`;
const PREMIUM = { location: "westeurope", sku: { name: "Premium" } };

function endpointOf(groupId = "registry", subnetId = SUBNET, location = "westeurope") {
  const connection = { name: "shop", properties: { groupIds: [groupId], privateLinkServiceId: REGISTRY } };
  return { location, properties: { subnet: { id: subnetId }, privateLinkServiceConnections: [connection] } };
}

const networkOf = (prefix: string) => ({
  location: "westeurope",
  properties: {
    addressSpace: { addressPrefixes: [prefix] },
    subnets: [{ name: "endpoints", properties: { addressPrefix: prefix } }],
  },
});

const ZONES_OF_GROUP = {
  properties: { privateDnsZoneConfigs: [{ name: "registry", properties: { privateDnsZoneId: ZONE } }] },
};

const linkTo = (id: string) => ({ location: "global", properties: { virtualNetwork: { id } } });

/** A registry with an endpoint in a network, a zone with its records, and a link. */
function reachable(): Imitation {
  const imitation = new Imitation();
  imitation.properties("PUT", REGISTRY, PREMIUM);
  imitation.properties("PUT", NETWORK, networkOf("10.1.0.0/24"));
  imitation.properties("PUT", OTHER, networkOf("10.2.0.0/24"));
  imitation.properties("PUT", ENDPOINT, endpointOf());
  imitation.properties("PUT", ZONE, { location: "global" });
  imitation.properties("PUT", ZONE_GROUP, ZONES_OF_GROUP);
  imitation.properties("PUT", `${ZONE}/virtualNetworkLinks/shop`, linkTo(NETWORK));
  return imitation;
}

test("each host of the registry has an address of its own in the subnet, in the networks that are linked", () => {
  const imitation = reachable();
  const found = (network: string, host: string) => resolve(imitation.azure.store, network, host);
  expect(found(NETWORK, "shopregistry.azurecr.io")).toEqual(["10.1.0.5"]);
  expect(found(NETWORK, "shopregistry.westeurope.data.azurecr.io")).toEqual(["10.1.0.4"]);
  expect(found(NETWORK, "contosoregistry.azurecr.io")).toEqual([]);
  expect(found(OTHER, "shopregistry.azurecr.io")).toEqual([]);
});

test("subnets and their network stay while an endpoint is in them", () => {
  const imitation = reachable();
  for (const id of [SUBNET, NETWORK]) {
    expect(imitation.send("DELETE", id)).toMatchObject({ status: 400, body: { code: "InUseSubnetCannotBeDeleted" } });
  }
  imitation.send("DELETE", ENDPOINT);
  expect(imitation.send("DELETE", NETWORK).status).toBe(202);
  expect(imitation.send("GET", SUBNET).status).toBe(404);
});

const WRONG: readonly [string, (imitation: Imitation) => void, string, string, object, string][] = [
  [
    "an endpoint of a registry below Premium",
    (imitation) => imitation.send("PUT", REGISTRY, { ...PREMIUM, sku: { name: "Standard" } }),
    ENDPOINT,
    "PrivateEndpointsNotSupportedForSku",
    endpointOf(),
    "upgrade the registry",
  ],
  ["another group id", () => undefined, ENDPOINT, "PrivateEndpointFeatureNotSupported", endpointOf("registries"), "registry"],
  ["a subnet that is not there", () => undefined, ENDPOINT, "InvalidResourceReference", endpointOf("registry", `${SUBNET}s`), ""],
  ["another region", () => undefined, ENDPOINT, "InvalidResourceReference", endpointOf("registry", SUBNET, "eastus"), "region"],
];

test.each(WRONG)("%s is refused", (_, prepare, path, code, body, words) => {
  const imitation = new Imitation();
  imitation.properties("PUT", REGISTRY, PREMIUM);
  imitation.properties("PUT", NETWORK, networkOf("10.1.0.0/24"));
  prepare(imitation);
  expect(imitation.send("PUT", path, { ...body })).toMatchObject({
    status: 400,
    body: { code, message: expect.stringContaining(words) },
  });
});

test.each([
  ["a second link of a network to a zone", `${ZONE}/virtualNetworkLinks/again`, linkTo(NETWORK), "BadRequest"],
  ["a link to a network that is not there", `${ZONE}/virtualNetworkLinks/none`, linkTo(`${NETWORK}s`), "BadRequest"],
  ["a second zone group", `${ENDPOINT}/privateDnsZoneGroups/more`, ZONES_OF_GROUP, "PrivateDnsZoneGroupLimitExceeded"],
  [
    "a zone group of a zone that is not there",
    ZONE_GROUP,
    { properties: { privateDnsZoneConfigs: [{ name: "a", properties: { privateDnsZoneId: `${ZONE}s` } }] } },
    "InvalidPrivateDnsZoneIds",
  ],
  ["a lower tier of a registry with endpoints", REGISTRY, { ...PREMIUM, sku: { name: "Standard" } }, "SkuNotSupported"],
  [
    "data endpoints below Premium",
    REGISTRY,
    { ...PREMIUM, sku: { name: "Basic" }, properties: { dataEndpointEnabled: true } },
    "SkuNotSupported",
  ],
])("%s is refused", (_, path, body, code) => {
  expect(reachable().send("PUT", path, body)).toMatchObject({ status: 400, body: { code } });
});

test("a subnet with too few addresses is full", () => {
  const imitation = new Imitation();
  imitation.properties("PUT", REGISTRY, PREMIUM);
  imitation.properties("PUT", NETWORK, networkOf("10.1.0.0/29"));
  imitation.properties("PUT", ENDPOINT, endpointOf());
  expect(imitation.send("PUT", `${ENDPOINT}2`, endpointOf())).toMatchObject({ status: 400, body: { code: "SubnetIsFull" } });
});
