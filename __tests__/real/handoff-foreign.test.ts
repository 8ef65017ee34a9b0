import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Format, handOff } from "../../packages/terraform-stack-tools/src/hand-off";
import type { Json, JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { inFolder, stackFolder } from "../support/hand-off";
import { binaries } from "../support/terraform";
import { describeReal } from "./support/providers";

/** What a hand-off says of the tests of a bundle. */
function summaryOf(input: string, format: Format, binary: string): string {
  return inFolder((folder) => {
    const lines: string[] = [];
    const onProgress = (line: string) => lines.push(line);
    handOff({ input, out: join(folder, "out"), format, test: true, binary, allowSecrets: true, onProgress });
    return lines.join("\n").replace(/^.*?; /, "");
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
  "a function app with the id of its plan": {
    azurerm_service_plan: { plan: { ...IN_GROUP, name: "plan", os_type: "Linux", sku_name: "B1" } },
    azurerm_linux_function_app: {
      app: {
        ...IN_GROUP,
        name: "app",
        service_plan_id: "${azurerm_service_plan.plan.id}",
        storage_account_name: "contoso",
        storage_uses_managed_identity: true,
        site_config: [{}],
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

const KEY =
  "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC+wWK73dCr+jgQOAxNsHAnNNNMEMWOHYEccp6wJm2gotpr9katuF/ZAdou5AaW1C61slRkHRkpRRX9FA9CYBiitZgvCCz+3nWNN7l/Up54Zps/pHWGZLHNJZRYyAB6j5yVLMVHIHriY49d/GZTZVNB8GoJv9Gakwc/fuEZYYl4YDFiGMBP///TzlI4jhiJzjKnEvqPFki5p2ZRJqcbCiF4pJrxUQR/RXqVFQdbRLZgYfJ8xGB878RENq3yQ39d8dVOkq4edbkzwcUmwwwkYVPIoDGsYLaRHnG+To7FvMeyO7xDVQkMKzopTQV8AuKpyvpqu0a9pWOMaiCyDytO7GGN you@me.com";

const VARIABLES: JsonObject = {
  subnet_id: { type: "string" },
  public_key: { type: "string", default: KEY },
};

interface Listed {
  readonly repository: string;
  readonly commit: string;
  readonly stacks: readonly string[];
}

const LIST: readonly Listed[] = JSON.parse(readFileSync(join(__dirname, "../fixtures/foreign-repositories.json"), "utf8"));
/** The folder that the stacks were brought to, as `<repository>/<commit>/<path>`. */
const FOLDER = process.env.FOREIGN_STACKS;
const brought = FOLDER === undefined ? test.skip : test;

describeReal.each(binaries())("%s", (binary) => {
  test.each(Object.entries(STACKS))(
    "%s passes its tests as it is",
    (_name, resource) => {
      const stack = { ...AZURE, variable: VARIABLES, resource };
      inFolder((folder) => {
        expect(summaryOf(stackFolder(folder, stack), "hcl", binary)).toContain("its tests pass with");
        expect(summaryOf(stackFolder(folder, stack, "again"), "json", binary)).toContain("its tests pass with");
      });
    },
    300_000,
  );

  brought(
    "no bundle of a public repository whose providers are here fails its own tests",
    () => {
      const files = LIST.flatMap(({ repository, commit, stacks }) =>
        stacks.map((path) => join(FOLDER ?? "", repository, commit, path)),
      );
      const summaries = files
        .filter((file) => existsSync(file))
        .map((file) => [file, summaryOf(dirname(file), "json", binary)] as const);
      expect(summaries.filter(([, summary]) => summary.includes("left out"))).toEqual([]);
      expect(summaries.some(([, summary]) => summary.includes("its tests pass with"))).toBe(true);
    },
    1_800_000,
  );
});
