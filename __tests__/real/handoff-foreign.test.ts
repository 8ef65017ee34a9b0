import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inFolder, stackFolder } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { type Format, handOff } from "../../packages/terraform-stack-tools/src/hand-off";
import type { Json, JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { programs } from "../../testbed/programs/place";
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

const LIST: readonly Listed[] = JSON.parse(
  readFileSync(join(__dirname, "../../packages/terraform-stack-tools/__tests__/fixtures/foreign-repositories.json"), "utf8"),
);
/** The folder that the stacks were brought to, as `<repository>/<commit>/<path>`. */
const FOLDER = process.env.FOREIGN_STACKS;
const brought = FOLDER === undefined ? test.skip : test;
/** Those whose programs are among the real ones. */
const MIRRORED: readonly string[] = ["azapi", "azuread", "azurerm", "kubernetes", "terraform", "time"];
const ALL = LIST.flatMap(({ repository, commit, stacks }) => stacks.map((path) => [repository, commit, path].join("/")));
const SAMPLE = FOLDER === undefined ? ALL.slice(0, 1) : sampled(ALL);
/** In milliseconds, for one stack on slow cores. */
const LIMIT = 120_000;
const PROGRAM = join(__dirname, "../../packages/terraform-stack-tools/src/cli/main.ts");

function providersOf(stack: string): string[] {
  const { terraform, resource, data } = JSON.parse(readFileSync(join(FOLDER ?? "", stack), "utf8"));
  const types = [resource, data].flatMap((section) => Object.keys(section ?? {}));
  return [...new Set([...Object.keys(terraform?.required_providers ?? {}), ...types.map((type) => type.split("_")[0])])].sort();
}

/** All whose providers run here, and the first one of each other set of providers. */
function sampled(stacks: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return stacks.filter((stack) => {
    const providers = providersOf(stack);
    const isNew = !seen.has(providers.join());
    seen.add(providers.join());
    return isNew || providers.every((provider) => MIRRORED.includes(provider));
  });
}

/** What the program says at last, or that it did not end in time. */
function endingOf(stack: string, binary: string): string {
  return inFolder((folder) => {
    const args = ["hand-off", dirname(stack), "--out", join(folder, "out"), "--binary", binary, "--allow-secrets"];
    const options = { encoding: "utf8", timeout: LIMIT, env: process.env } as const;
    const { error, status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], options);
    const said = `${stdout}${stderr}`.trim();
    return error === undefined && status === 0 ? said : `it ended with ${error?.message ?? status}: ${said}`;
  });
}

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

  // The program ends a stack that takes too long, by name: a sample takes minutes, and all of them would take many.
  brought.each(SAMPLE)(
    "%s: its bundle passes its own tests, or says which provider is missing",
    (stack) => {
      const ending = endingOf(join(FOLDER ?? "", stack), binary);
      expect(ending).toMatch(/its tests (?:pass with|were not run: )/);
      const isHere = providersOf(stack).every((provider) => MIRRORED.includes(provider));
      expect(isHere || ending.includes("its tests were not run")).toBe(true);
    },
    2 * LIMIT,
  );
});
