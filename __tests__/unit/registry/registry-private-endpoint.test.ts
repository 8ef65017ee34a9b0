import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { TerraformStack } from "cdktf";
import {
  AzureCloud,
  ContainerRegistry,
  ContainerRegistrySku,
  type IContainerRegistry,
  ProviderGeneration,
  RegistryPrivateEndpoint,
  type RegistryPrivateEndpointProps,
} from "../../../src";
import { knownRegistry, registryOf } from "../../support/builders";
import { zoneArguments } from "../../support/pins";
import { complaint, emptyStack, type JsonTree, synthesize, validationErrors, variable } from "../../support/stack";
import { networkId, subnetId, zoneId } from "../../support/values";

const ENDPOINTS = "azurerm_private_endpoint";
const ZONES = "azurerm_private_dns_zone";
const LINKS = "azurerm_private_dns_zone_virtual_network_link";
const PLACE = { resourceGroupName: "rg", location: "westeurope" };
const SUBNET = subnetId("prod");

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

type Options = Omit<RegistryPrivateEndpointProps, "registry">;

const connected = (registry: IContainerRegistry, options: Options, id = "PrivateEndpoint") =>
  new RegistryPrivateEndpoint(registry, id, { registry, ...options });

const premium = (stack: TerraformStack, props: object = {}) =>
  new ContainerRegistry(stack, "acr", { ...PLACE, registryName: "contoso", sku: ContainerRegistrySku.PREMIUM, ...props });

const known = (stack: TerraformStack, options: Partial<Options> = {}) =>
  connected(knownRegistry(stack), { subnetId: SUBNET, location: "westeurope", ...options });

function only(stack: TerraformStack, type: string): JsonTree {
  const [block, ...others] = Object.values<JsonTree>(synthesize(stack).resource[type] ?? {});
  expect(others).toEqual([]);
  return block;
}

describe("an endpoint", () => {
  const registries: [string, (stack: TerraformStack) => IContainerRegistry, string, string][] = [
    ["created", (stack) => premium(stack), "${azurerm_container_registry.acr.id}", "${azurerm_container_registry.acr.location}"],
    [
      "looked up",
      (stack) => registryOf(stack),
      "${data.azurerm_container_registry.acr.id}",
      "${data.azurerm_container_registry.acr.location}",
    ],
  ];

  test.each(registries)("has a zone and a link, for a registry that is %s", (_, registryIn, id, location) => {
    const registry = registryIn(stack);
    connected(registry, { subnetId: SUBNET, endpointName: "contoso-prod" });
    const { [ENDPOINTS]: endpoints, [ZONES]: zones, [LINKS]: links } = synthesize(stack).resource;
    const { lifecycle, ...endpoint } = endpoints.acr_PrivateEndpoint;
    expect(endpoint).toEqual({
      name: "contoso-prod",
      resource_group_name: "rg-network",
      location,
      subnet_id: SUBNET,
      private_service_connection: {
        name: "contoso-prod",
        is_manual_connection: false,
        private_connection_resource_id: id,
        subresource_names: ["registry"],
      },
      private_dns_zone_group: {
        name: "registry",
        private_dns_zone_ids: [`\${${ZONES}.acr_PrivateEndpoint_Zone.id}`],
      },
    });
    expect(lifecycle).toMatchObject({ ignore_changes: ["tags"] });
    expect(zones).toEqual({
      acr_PrivateEndpoint_Zone: {
        name: "privatelink.azurecr.io",
        resource_group_name: "rg-network",
        lifecycle: { ignore_changes: ["tags"] },
      },
    });
    const zone = `${ZONES}.acr_PrivateEndpoint_Zone`;
    expect(links).toEqual({
      acr_PrivateEndpoint_Link: {
        name: "prod",
        ...zoneArguments(`\${${zone}.name}`, `\${${zone}.resource_group_name}`, `\${${zone}.id}`),
        virtual_network_id: networkId("prod"),
        // Machines that see the zone before its records find no address.
        depends_on: [`${ENDPOINTS}.acr_PrivateEndpoint`],
        lifecycle: { ignore_changes: ["tags"] },
      },
    });
  });

  test("takes a subnet that is unknown until plan, and checks its id then", () => {
    known(stack, { subnetId: variable(stack, "subnet_id") });
    const endpoint = only(stack, ENDPOINTS);
    expect(endpoint).toMatchObject({
      name: 'contoso-${element(split("/", var.subnet_id), 8)}',
      resource_group_name: '${element(split("/", var.subnet_id), 4)}',
      lifecycle: {
        precondition: [
          { error_message: expect.stringMatching(complaint("[stack/acr/PrivateEndpoint] subnetId", "use what `az network")) },
        ],
      },
    });
    expect(only(stack, LINKS).virtual_network_id).toBe('${join("/", slice(split("/", var.subnet_id), 0, 9))}');
  });

  test("has a place, tags and a provider of its own", () => {
    const provider = new AzurermProvider(stack, "spoke", { alias: "spoke", features: [{}] });
    known(stack, { resourceGroupName: "rg-endpoints", tags: { team: "web" }, provider, dns: { resourceGroupName: "rg-dns" } });
    expect(only(stack, ENDPOINTS)).toMatchObject({
      resource_group_name: "rg-endpoints",
      tags: { team: "web" },
      provider: "azurerm.spoke",
    });
    expect(only(stack, ZONES)).toMatchObject({
      name: "privatelink.azurecr.io",
      resource_group_name: "rg-dns",
      tags: { team: "web" },
      provider: "azurerm.spoke",
    });
    expect(only(stack, LINKS)).toMatchObject({ tags: { team: "web" }, provider: "azurerm.spoke" });
  });
});

describe("the tier", () => {
  test.each([
    ["by default", undefined, "Standard"],
    ["in Basic", ContainerRegistrySku.BASIC, "Basic"],
  ])("is refused below Premium, %s", (_, sku, got) => {
    expect(() => connected(premium(emptyStack(), { sku }), { subnetId: SUBNET })).toThrow(
      new Error(
        "[stack/acr/PrivateEndpoint] the registry's sku must be Premium, the only tier with private endpoints, " +
          `got '${got}'; set sku: ContainerRegistrySku.PREMIUM, or run \`az acr update --name <registry> --sku Premium\`; ` +
          "see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#registry-tier",
      ),
    );
  });

  test("has data endpoints with a private endpoint", () => {
    connected(premium(stack, { dataEndpointEnabled: true }), { subnetId: SUBNET });
    expect(synthesize(stack).resource.azurerm_container_registry.acr).toMatchObject({ data_endpoint_enabled: true });
    const without = premium(emptyStack(), { dataEndpointEnabled: false });
    expect(() => connected(without, { subnetId: SUBNET })).toThrow(complaint("dataEndpointEnabled", "leave it out"));
  });
});

describe("the zone", () => {
  test("may exist in another subscription, where its links are created", () => {
    const provider = new AzurermProvider(stack, "hub", { alias: "hub", features: [{}] });
    known(stack, { dns: { privateDnsZoneId: zoneId("rg-hub"), provider } });
    expect(only(stack, ENDPOINTS)).toMatchObject({ private_dns_zone_group: { private_dns_zone_ids: [zoneId("rg-hub")] } });
    expect(only(stack, ENDPOINTS)).not.toHaveProperty("provider");
    expect(only(stack, ZONES)).toBeUndefined();
    expect(only(stack, LINKS)).toMatchObject({
      ...zoneArguments("privatelink.azurecr.io", "rg-hub", zoneId("rg-hub")),
      provider: "azurerm.hub",
    });
  });

  test("is linked to further networks by the names of the links", () => {
    known(stack, { dns: { linkedNetworks: { spoke: networkId("spoke"), edge: variable(stack, "edge") } } });
    expect(synthesize(stack).resource[LINKS].acr_PrivateEndpoint_LinkedNetworks).toMatchObject({
      for_each: { edge: "${var.edge}", spoke: networkId("spoke") },
      name: "${each.key}",
      virtual_network_id: "${each.value}",
      depends_on: [`${LINKS}.acr_PrivateEndpoint_Link`],
    });
  });

  test("is left to others, with the records that a policy has Azure write", () => {
    expect(known(stack, { dns: { integrationEnabled: false } }).privateDnsZoneId).toBeUndefined();
    expect(only(stack, ZONES)).toBeUndefined();
    expect(only(stack, LINKS)).toBeUndefined();
    expect(only(stack, ENDPOINTS)).not.toHaveProperty("private_dns_zone_group");
    expect(only(stack, ENDPOINTS).lifecycle).toEqual({ ignore_changes: ["private_dns_zone_group", "tags"] });
    expect(() => known(emptyStack(), { dns: { integrationEnabled: false, linkEnabled: true } })).toThrow(
      complaint("dns.linkEnabled", "leave out one"),
    );
  });

  test.each([
    ["contoso.azurecr.io", undefined, "privatelink.azurecr.io"],
    ["contoso.azurecr.us", undefined, "privatelink.azurecr.us"],
    ["contoso.azurecr.cn", undefined, "privatelink.azurecr.cn"],
    ["contoso.azurecr.cn", AzureCloud.AZURE_CHINA_CLOUD, "privatelink.azurecr.cn"],
  ])("of %s in %s is %s", (loginServer, cloud, name) => {
    const options = { subnetId: SUBNET, location: "chinanorth3", dns: { cloud } };
    connected(knownRegistry(stack, { loginServer }), options);
    expect(only(stack, ZONES).name).toBe(name);
  });

  test("of a registry whose login server is unknown follows the cloud that is stated", () => {
    connected(premium(stack), { subnetId: SUBNET, dns: { cloud: AzureCloud.AZURE_US_GOVERNMENT } });
    expect(only(stack, ZONES).name).toBe("privatelink.azurecr.us");
    expect(() => known(emptyStack(), { dns: { cloud: AzureCloud.AZURE_CHINA_CLOUD } })).toThrow(
      complaint("dns.cloud", "leave it out"),
    );
  });

  test("of a registry whose login server is unknown is checked at plan, unless the cloud is stated", () => {
    const conditions = (cloud?: AzureCloud) => {
      const stack = emptyStack();
      connected(registryOf(stack), { subnetId: SUBNET, dns: { cloud } });
      const preconditions = Object.values<JsonTree>(only(stack, ENDPOINTS).lifecycle.precondition);
      return preconditions.filter((one) => String(one.error_message).includes("dns.cloud"));
    };
    expect(conditions()).toEqual([
      {
        condition: '${can(regex("[.]azurecr[.]io$", data.azurerm_container_registry.acr.login_server))}',
        error_message: expect.stringMatching(complaint("[stack/acr/PrivateEndpoint] dns.cloud", "set dns.cloud")),
      },
    ]);
    expect(conditions(AzureCloud.AZURE_US_GOVERNMENT)).toEqual([]);
  });

  test("with azurerm 5 is named by its id", () => {
    ProviderGeneration.useAzurerm5(stack);
    known(stack);
    const link = only(stack, LINKS);
    expect(link.private_dns_zone_id).toBe(`\${${ZONES}.acr_PrivateEndpoint_Zone.id}`);
    expect(link).not.toHaveProperty("private_dns_zone_name");
    expect(link).not.toHaveProperty("resource_group_name");
  });
});

describe("several endpoints", () => {
  test("in one zone fail, since each would overwrite the records of the other", () => {
    const registry = premium(stack);
    const { privateDnsZoneId } = connected(registry, { subnetId: SUBNET });
    connected(registry, { subnetId: subnetId("edge"), dns: { privateDnsZoneId } }, "edge");
    expect(validationErrors(stack)).toEqual([expect.stringMatching(complaint("dns.privateDnsZoneId", "or another zone"))]);
  });

  test("that do not share fail, as Azure would refuse the second zone and the second link", () => {
    connected(premium(stack), { subnetId: SUBNET });
    connected(registryOf(stack, "other", "fabrikam"), { subnetId: SUBNET });
    expect(validationErrors(stack)).toEqual([
      expect.stringMatching(complaint("dns.privateDnsZoneId", "another dns.resourceGroupName")),
      expect.stringMatching(complaint("dns.linkEnabled", "with linkEnabled: false")),
    ]);
  });
});
