import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sourceOf } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { comparedAll } from "../../packages/terraform-stack-tools/src/export/check";
import { configurationsOf } from "../../packages/terraform-stack-tools/src/export/configuration";
import { SHIPPED_SCHEMAS } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { KnownSchemas } from "../../packages/terraform-stack-tools/src/providers/schemas/known-schemas";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { describeReal, GENERATIONS, offline, RealWorkspace } from "./support/providers";

const PLACE = { resource_group_name: "rg-shared", location: "westeurope" };

const at = (path: string, body: JsonObject): JsonObject => ({ ...body, "//": { metadata: { path: `app/${path}` } } });

/** Documents in other letters than Terraform's: azurerm compares what they mean. */
const DOCUMENTS: JsonObject = {
  azurerm_virtual_machine_extension: {
    script: at("script", {
      name: "script",
      virtual_machine_id:
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.Compute/virtualMachines/vm",
      publisher: "Microsoft.Azure.Extensions",
      type: "CustomScript",
      type_handler_version: "2.1",
      settings:
        '{\n  "timestamp": 7,\n  "commandToExecute": "echo ${azurerm_service_plan.plan.name} > index.html && hostname"\n}\n',
    }),
  },
  azurerm_policy_definition: {
    tagged: at("tagged", {
      name: "tagged",
      policy_type: "Custom",
      mode: "All",
      display_name: "tagged",
      policy_rule: '{"then":{"effect":"audit"},"if":{"field":"type","equals":"Microsoft.Web/sites"}}',
    }),
  },
};

/** What cdktf writes of lists of objects that are blocks in HCL: all members, null where the app has nothing. */
const RULES: JsonObject = {
  azurerm_network_security_group: {
    rules: at("rules", {
      ...PLACE,
      name: "rules",
      security_rule: ["22", "443"].map((port, index) => ({
        name: `port-${port}`,
        access: "Allow",
        description: null,
        destination_address_prefix: "*",
        destination_address_prefixes: null,
        destination_application_security_group_ids: null,
        destination_port_range: port,
        destination_port_ranges: null,
        direction: "Inbound",
        priority: 100 + index,
        protocol: "Tcp",
        source_address_prefix: "*",
        source_address_prefixes: null,
        source_application_security_group_ids: null,
        source_port_range: "*",
        source_port_ranges: null,
      })),
    }),
  },
};

/**
 * What azurerm cannot plan with values that are made up: it looks for the plan of an app, refuses an address and the id of a secret,
 * and ends at the size of a database. Once, the check said that it cannot be made, or that the result changes something.
 */
const UNANSWERED: JsonObject = {
  azurerm_service_plan: { plan: at("plan", { ...PLACE, name: "plan", os_type: "Linux", sku_name: "EP1" }) },
  azurerm_storage_account: {
    store: at("store", { ...PLACE, name: "contosostore", account_tier: "Standard", account_replication_type: "LRS" }),
  },
  azurerm_linux_function_app: Object.fromEntries(
    ["orders", "mails"].map((name) => [
      `${name}-app`,
      at(name, {
        ...PLACE,
        name: `contoso-${name}`,
        service_plan_id: "${azurerm_service_plan.plan.id}",
        storage_account_name: "${azurerm_storage_account.store.name}",
        storage_account_access_key: "${azurerm_storage_account.store.primary_access_key}",
        identity: [{ type: "SystemAssigned" }],
        site_config: [{ application_stack: [{ node_version: "22" }] }],
      }),
    ]),
  ),
  azurerm_role_assignment: {
    "Grant-1": at("Grant-1", {
      scope: "${azurerm_storage_account.store.id}",
      role_definition_name: "Storage Blob Data Owner",
      principal_id: "${azurerm_linux_function_app.orders-app.identity[0].principal_id}",
    }),
  },
  azurerm_virtual_network: { vnet: at("vnet", { ...PLACE, name: "vnet", address_space: ["10.0.0.0/16"] }) },
  azurerm_subnet: {
    gateway: at("gateway", {
      name: "gateway",
      resource_group_name: "rg-shared",
      virtual_network_name: "${azurerm_virtual_network.vnet.name}",
      address_prefixes: ["10.0.1.0/24"],
    }),
  },
  azurerm_public_ip: { ip: at("ip", { ...PLACE, name: "ip", allocation_method: "Static", sku: "Standard" }) },
  azurerm_user_assigned_identity: { reader: at("reader", { ...PLACE, name: "reader" }) },
  azurerm_key_vault_certificate: {
    site: at("site", {
      name: "site",
      key_vault_id:
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.KeyVault/vaults/contosovault",
      certificate: [{ contents: "MIIK", password: "" }],
    }),
  },
  azurerm_application_gateway: {
    gateway: at("gateway", {
      ...PLACE,
      name: "gateway",
      sku: [{ name: "Standard_v2", tier: "Standard_v2", capacity: 2 }],
      identity: [{ type: "UserAssigned", identity_ids: ["${azurerm_user_assigned_identity.reader.id}"] }],
      gateway_ip_configuration: [{ name: "ip", subnet_id: "${azurerm_subnet.gateway.id}" }],
      frontend_port: [{ name: "https", port: 443 }],
      frontend_ip_configuration: [{ name: "public", public_ip_address_id: "${azurerm_public_ip.ip.id}" }],
      ssl_certificate: [{ name: "site", key_vault_secret_id: "${azurerm_key_vault_certificate.site.secret_id}" }],
      backend_address_pool: [{ name: "pool", ip_addresses: ["${azurerm_public_ip.ip.ip_address}"] }],
      backend_http_settings: [
        { name: "http", cookie_based_affinity: "Disabled", port: 80, protocol: "Http", request_timeout: 60 },
      ],
      http_listener: [
        {
          name: "https",
          frontend_ip_configuration_name: "public",
          frontend_port_name: "https",
          protocol: "Https",
          ssl_certificate_name: "site",
        },
      ],
      request_routing_rule: [
        {
          name: "all",
          priority: 1,
          rule_type: "Basic",
          http_listener_name: "https",
          backend_address_pool_name: "pool",
          backend_http_settings_name: "http",
        },
      ],
    }),
  },
  azurerm_postgresql_flexible_server: Object.fromEntries(
    ["a", "b", "c", "d", "e", "f"].map((name) => [
      `db-${name}`,
      at(`db-${name}`, {
        ...PLACE,
        name: `contoso-${name}`,
        version: "16",
        sku_name: "GP_Standard_D2s_v3",
        authentication: [{ active_directory_auth_enabled: true, password_auth_enabled: false }],
      }),
    ]),
  ),
};

describeReal.each(GENERATIONS)("a state that is made up, with $generation", ({ isAzurerm5 }) => {
  const version = isAzurerm5 ? "5.2.0" : "4.55.0";
  const stack = {
    terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version } } },
    provider: { azurerm: [{ features: [{}] }] },
    resource: { ...UNANSWERED, ...DOCUMENTS, ...RULES },
  };
  const [configuration] = configurationsOf([{ ...sourceOf(stack), name: "shop" }], new KnownSchemas([SHIPPED_SCHEMAS]), true);
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-eject-"));

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function comparedWith(edits: readonly (readonly [from: string, to: string])[]) {
    const changed = (text: string) => edits.reduce((rest, [from, to]) => rest.replace(from, to), text);
    const code = new Map([...configuration.code].map(([path, text]) => [path, changed(text)]));
    const place = new RealWorkspace({ env: {} });
    return offline(place, join(folder, "cache"), () => comparedAll([{ ...configuration, code }], { binary: "terraform" }))[0];
  }

  test("is planned over, whatever the provider looks for, refuses or ends at, and nothing changes", () => {
    expect([...configuration.code.values()].join().match(/= jsonencode\(/g)).toHaveLength(2);
    expect([...configuration.code.values()].join().match(/^ {2}security_rule \{$/gm)).toHaveLength(2);
    expect(comparedWith([])).toEqual({ name: "shop", objects: 20, differences: [] });
  });

  test("and shows what of the result is not the same", () => {
    const { differences, problem } = comparedWith([
      ['node_version = "22"', 'node_version = "20"'],
      ["capacity = 2", "capacity = 3"],
      ["&& hostname", "&& whoami"],
      ["GP_Standard_D2s_v3", "GP_Standard_D4s_v3"],
    ]);
    expect(problem).toBeUndefined();
    const said = differences.filter((one) => !one.startsWith("azurerm_role_assignment"));
    expect([...new Set(said.map((one) => one.replace(/^(\w+)\.[^:]*: (.*)$/, "$1: $2")))].sort()).toEqual([
      expect.stringMatching(/^azurerm_application_gateway: update \(sku\[0\]\.capacity\)$/),
      expect.stringMatching(/^azurerm_linux_function_app: update, replacement unknown \(site_config\[0\]/),
      expect.stringMatching(/^azurerm_postgresql_flexible_server: update, replacement unknown \(sku_name\)$/),
      expect.stringMatching(/^azurerm_virtual_machine_extension: update \(settings/),
    ]);
  });
});
