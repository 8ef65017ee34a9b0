import { sourceOf } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { bundleOf } from "../../packages/terraform-stack-tools/src/hand-off/bundle";
import type { Format } from "../../packages/terraform-stack-tools/src/hand-off/root-module";
import type { Json, JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { programs } from "../../testbed/programs/place";
import { type Binary, binaries, inWorkspace } from "../support/terraform";
import { describeReal } from "./support/providers";

/** What the engine says of a bundle, with the providers themselves. */
function validatedBy(binary: Binary, stack: Json, format: Format): string {
  return inWorkspace(binary, (workspace) => {
    for (const [path, bytes] of bundleOf(sourceOf(stack), { format }).files) {
      workspace.file(path, bytes.toString());
    }
    return workspace.succeed("validate");
  });
}

const AZURE: JsonObject = {
  terraform: { required_providers: { azurerm: { source: "azurerm", version: "4.55.0" } } },
  provider: { azurerm: [{ features: [{}], subscription_id: "00000000-0000-0000-0000-000000000000" }] },
};
const IN_GROUP = { location: "westeurope", resource_group_name: "rg" };
const interfaceOf = (name: string) => `\${azurerm_network_interface.${name}.id}`;

const STACKS: Readonly<Record<string, Json>> = {
  "a gateway whose pools differ in what they have": {
    azurerm_public_ip: { ip: { ...IN_GROUP, name: "ip", allocation_method: "Static" } },
    azurerm_subnet: { s: { name: "s", resource_group_name: "rg", virtual_network_name: "n", address_prefixes: ["10.0.0.0/24"] } },
    azurerm_application_gateway: {
      gateway: {
        ...IN_GROUP,
        name: "gateway",
        sku: [{ name: "Standard_v2", tier: "Standard_v2", capacity: 2 }],
        gateway_ip_configuration: [{ name: "ip", subnet_id: "${azurerm_subnet.s.id}" }],
        frontend_ip_configuration: [{ name: "public", public_ip_address_id: "${azurerm_public_ip.ip.id}" }],
        frontend_port: [
          { name: "http", port: 80 },
          { name: "https", port: 443 },
        ],
        backend_address_pool: [{ name: "empty" }, { name: "full", ip_addresses: ["10.1.0.4", "10.1.0.5"] }],
        backend_http_settings: [{ name: "http", port: 80, protocol: "Http", cookie_based_affinity: "Disabled" }],
        http_listener: [{ name: "http", protocol: "Http", frontend_ip_configuration_name: "public", frontend_port_name: "http" }],
        request_routing_rule: [
          {
            name: "all",
            rule_type: "Basic",
            priority: 1,
            http_listener_name: "http",
            backend_address_pool_name: "full",
            backend_http_settings_name: "http",
          },
        ],
      },
    },
  },
  "a virtual machine with the id of its network interface": {
    azurerm_network_interface: {
      nic: {
        ...IN_GROUP,
        name: "nic",
        ip_configuration: [{ name: "ip", private_ip_address_allocation: "Dynamic", subnet_id: "${var.subnet_id}" }],
      },
    },
    azurerm_linux_virtual_machine: {
      vm: {
        ...IN_GROUP,
        name: "vm",
        size: "Standard_B1s",
        admin_username: "azure",
        network_interface_ids: [interfaceOf("nic")],
        admin_ssh_key: [{ username: "azure", public_key: "${var.public_key}" }],
        os_disk: [{ caching: "ReadWrite", storage_account_type: "Standard_LRS" }],
        source_image_reference: [{ publisher: "Canonical", offer: "ubuntu", sku: "server", version: "latest" }],
      },
    },
  },
  "a group whose tags look like templates": {
    azurerm_resource_group: {
      g: { name: "g", location: "westeurope", tags: { "$${x}": "$${y}", "%%{z}": "1.0", "a b": "true" } },
    },
  },
};

const variable: JsonObject = { subnet_id: { type: "string" }, public_key: { type: "string" } };

describeReal.each(binaries())("%s", (binary) => {
  const before = process.env.TF_CLI_ARGS_init ?? "";

  // The replaying providers have no schemas of these types.
  beforeAll(() => {
    process.env.TF_CLI_ARGS_init = `-plugin-dir='${programs().mirror}'`;
  });
  afterAll(() => {
    process.env.TF_CLI_ARGS_init = before;
  });

  test.each(Object.entries(STACKS))(
    "%s is valid as it is",
    (_name, resource) => {
      for (const format of ["hcl", "json"] as const) {
        expect(validatedBy(binary, { ...AZURE, variable, resource }, format)).not.toContain("Warning");
      }
    },
    300_000,
  );
});
