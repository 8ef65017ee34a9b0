import type { JsonObject } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { PROD } from "../../azure/known";
import { GROUP, Imitation } from "../support/imitation";

// What Azure refuses, and a construct must not ask for. What it accepts, the suites with the real providers ask for.

const PROVIDERS = `${GROUP}/providers`;
const REGISTRY = `${PROVIDERS}/Microsoft.ContainerRegistry/registries/shopregistry`;
const PREMIUM = { location: "westeurope", sku: { name: "Premium" } };
const BASIC = { location: "westeurope", sku: { name: "Basic" } };
const NETWORK = `${PROVIDERS}/Microsoft.Network/virtualNetworks/shop`;
const SUBNET = `${NETWORK}/subnets/endpoints`;
const ZONE = `${PROVIDERS}/Microsoft.Network/privateDnsZones/privatelink.azurecr.io`;
const ENDPOINT = `${PROVIDERS}/Microsoft.Network/privateEndpoints/shop`;
const ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d";
const NAME = "00000000-0000-0000-0000-000000000999";

function endpointOf(groupId = "registry", subnetId = SUBNET, location = "westeurope"): JsonObject {
  const connection = { name: "shop", properties: { groupIds: [groupId], privateLinkServiceId: REGISTRY } };
  return { location, properties: { subnet: { id: subnetId }, privateLinkServiceConnections: [connection] } };
}

const groupOf = (zone: string): JsonObject => ({
  properties: { privateDnsZoneConfigs: [{ name: "registry", properties: { privateDnsZoneId: zone } }] },
});
const linkTo = (id: string): JsonObject => ({ location: "global", properties: { virtualNetwork: { id } } });
const grant = (principalId: string, guid = ACR_PULL, more: JsonObject = {}): JsonObject => ({
  properties: { principalId, roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${guid}`, ...more },
});
const assignment = (name = NAME, scope = REGISTRY) => `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
const rule = (targetRepository: string, more: JsonObject = {}): JsonObject => {
  const sourceRepository = targetRepository.endsWith("*") ? "quay.io/*" : "quay.io/web";
  return { properties: { sourceRepository, targetRepository, ...more } };
};

/** A registry with an endpoint in a network, a zone with its records, a link, a cache rule and a grant. */
function world(): Imitation {
  const imitation = new Imitation();
  const properties = {
    addressSpace: { addressPrefixes: ["10.1.0.0/29"] },
    subnets: [{ name: "endpoints", properties: { addressPrefix: "10.1.0.0/29" } }],
  };
  const there: readonly (readonly [string, JsonObject])[] = [
    [REGISTRY, PREMIUM],
    [NETWORK, { location: "westeurope", properties }],
    [ENDPOINT, endpointOf()],
    [ZONE, { location: "global" }],
    [`${ENDPOINT}/privateDnsZoneGroups/registry`, groupOf(ZONE)],
    [`${ZONE}/virtualNetworkLinks/shop`, linkTo(NETWORK)],
    [`${REGISTRY}/cacheRules/team`, rule("team/*")],
    [assignment(), grant(PROD.kubelet.objectId)],
  ];
  for (const [path, body] of there) {
    imitation.properties("PUT", path, body);
  }
  return imitation;
}

const OTHER = assignment(NAME.replace("999", "998"));

test.each<[what: string, path: string, body: JsonObject, status: number, code: string]>([
  ["another group id", `${ENDPOINT}2`, endpointOf("registries"), 400, "PrivateEndpointFeatureNotSupported"],
  ["a subnet that is not there", `${ENDPOINT}2`, endpointOf("registry", `${SUBNET}s`), 400, "InvalidResourceReference"],
  ["an endpoint in another region", `${ENDPOINT}2`, endpointOf("registry", SUBNET, "eastus"), 400, "InvalidResourceReference"],
  ["an endpoint in a full subnet", `${ENDPOINT}2`, endpointOf(), 400, "SubnetIsFull"],
  ["a second link of a network", `${ZONE}/virtualNetworkLinks/again`, linkTo(NETWORK), 400, "BadRequest"],
  ["a second zone group", `${ENDPOINT}/privateDnsZoneGroups/more`, groupOf(ZONE), 400, "PrivateDnsZoneGroupLimitExceeded"],
  ["a group of no zone", `${ENDPOINT}/privateDnsZoneGroups/registry`, groupOf(`${ZONE}s`), 400, "InvalidPrivateDnsZoneIds"],
  ["a lower tier of a registry with endpoints", REGISTRY, { ...PREMIUM, sku: { name: "Standard" } }, 400, "SkuNotSupported"],
  ["a name that another one has", REGISTRY.replace("shopregistry", "ContosoRegistry"), BASIC, 409, "AlreadyInUse"],
  ["a short name", REGISTRY.replace("shopregistry", "shop"), BASIC, 400, "InvalidResourceName"],
  ["a group that is not there", REGISTRY.replace("rg-prod", "rg-none"), BASIC, 404, "ResourceGroupNotFound"],
  ["anonymous pull in Basic", `${REGISTRY}2`, { ...BASIC, properties: { anonymousPullEnabled: true } }, 400, "SkuNotSupported"],
  ["a path within that of another rule", `${REGISTRY}/cacheRules/web`, rule("team/web/*"), 409, "CacheRuleOverlap"],
  ["another path of a rule", `${REGISTRY}/cacheRules/team`, rule("other/*"), 400, "CacheRuleImmutable"],
  ["a principal that is not there", OTHER, grant("40000000-0000-0000-0000-000000000001"), 400, "PrincipalNotFound"],
  ["another type", OTHER, grant(PROD.kubelet.objectId, ACR_PULL, { principalType: "User" }), 400, "UnmatchedPrincipalType"],
  ["no such scope", assignment(NAME, `${REGISTRY}2`), grant(PROD.kubelet.objectId), 404, "ResourceNotFound"],
  ["a role that is not there", OTHER, grant(PROD.kubelet.objectId, NAME), 400, "RoleDefinitionDoesNotExist"],
  ["no version", OTHER, grant(PROD.kubelet.objectId, ACR_PULL, { condition: "(true)" }), 400, "InvalidConditionVersion"],
  ["the same assignment under another name", OTHER, grant(PROD.kubelet.objectId), 409, "RoleAssignmentExists"],
])("%s is refused", (_, path, body, status, code) => {
  expect(world().send("PUT", path, body)).toMatchObject({ status, body: { code } });
});

test("subnets and their network stay while an endpoint is in them", () => {
  const imitation = world();
  for (const id of [SUBNET, NETWORK]) {
    expect(imitation.send("DELETE", id)).toMatchObject({ status: 400, body: { code: "InUseSubnetCannotBeDeleted" } });
  }
  imitation.send("DELETE", ENDPOINT);
  expect(imitation.send("DELETE", NETWORK).status).toBe(202);
});

test.each([
  [
    "CanNotDelete",
    REGISTRY,
    [
      ["DELETE", REGISTRY],
      ["DELETE", assignment()],
      ["DELETE", `${REGISTRY}/cacheRules/team`],
    ],
  ],
  [
    "CanNotDelete",
    GROUP,
    [
      ["DELETE", REGISTRY],
      ["DELETE", GROUP],
    ],
  ],
  [
    "ReadOnly",
    REGISTRY,
    [
      ["PUT", REGISTRY],
      ["PUT", OTHER],
      ["POST", `${REGISTRY}/listCredentials`],
    ],
  ],
])("a lock %s of %s refuses what it says, until it is deleted", (level, scope, refused) => {
  const imitation = world();
  const lock = `${scope}/providers/Microsoft.Authorization/locks/keep`;
  expect(imitation.properties("PUT", lock, { properties: { level } })).toEqual({ level });
  expect(imitation.properties("GET", REGISTRY).provisioningState).toBe("Succeeded");
  for (const [method, path] of refused) {
    expect(imitation.send(method, path, PREMIUM)).toMatchObject({ status: 409, body: { code: "ScopeLocked" } });
  }
  expect(imitation.send("DELETE", lock).status).toBe(200);
  expect(imitation.send("GET", lock)).toMatchObject({ status: 404, body: { code: "LockNotFound" } });
  const [[method, path]] = refused;
  expect(imitation.send(method, path, PREMIUM).body.code).toBeUndefined();
});

test("a new principal is not found at first, unless its type is stated", () => {
  const imitation = world();
  const { principalId } = imitation.properties("GET", imitation.identity("new"));
  expect(imitation.send("PUT", OTHER, grant(String(principalId)))).toMatchObject({ body: { code: "PrincipalNotFound" } });
  const stated = grant(String(principalId), ACR_PULL, { principalType: "ServicePrincipal" });
  expect(imitation.send("PUT", OTHER, stated).status).toBe(201);
});

test("a host with a domain name label is the same again in its scope, and another one elsewhere", () => {
  const hostIn = (scope: string, path = `${REGISTRY}2`) =>
    new Imitation().properties("PUT", path, { ...BASIC, properties: { autoGeneratedDomainNameLabelScope: scope } }).loginServer;
  const scopes = ["TenantReuse", "SubscriptionReuse", "ResourceGroupReuse"];
  expect(scopes.map((scope) => hostIn(scope))).toEqual(scopes.map((scope) => hostIn(scope)));
  const elsewhere = hostIn("ResourceGroupReuse", `${REGISTRY.replace("rg-prod", "rg-shared")}2`);
  expect(new Set([...scopes, "NoReuse", "NoReuse"].map((scope) => hostIn(scope))).add(elsewhere).size).toBe(6);
});
