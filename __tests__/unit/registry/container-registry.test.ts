import type { ContainerRegistry as ContainerRegistryResource } from "@cdktf/provider-azurerm/lib/container-registry";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformOutput, type TerraformStack, TerraformVariable } from "cdktf";
import { ContainerRegistry, ContainerRegistrySku, ProviderGeneration, RegistryRoleAssignmentMode } from "../../../src";
import { HAS_AZURERM_5, modeArgument } from "../../support/pins";
import {
  complaint,
  emptyStack,
  type JsonTree,
  listVariable,
  synthesize,
  validationErrors,
  variable,
  warnings,
} from "../../support/stack";

const PROPS = { registryName: "contoso", resourceGroupName: "rg", location: "westeurope" };
const LOOKUP = { registryName: "contoso", resourceGroupName: "rg-shared" };
const roleAssignmentMode = RegistryRoleAssignmentMode.EITHER;

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

function sharedProvider(stack: TerraformStack): AzurermProvider {
  return new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
}

describe("a new registry", () => {
  function blockOf(stack: TerraformStack, id = "acr"): JsonTree {
    return synthesize(stack).resource.azurerm_container_registry[id];
  }

  test("is closed, and leaves everything else that is left out to Azure", () => {
    new ContainerRegistry(stack, "acr", PROPS);
    const added = ["azuread_authentication_as_arm_policy_enabled", "role_assignment_mode"];
    expect(synthesize(stack).resource).toEqual({
      azurerm_container_registry: {
        acr: {
          name: "contoso",
          resource_group_name: "rg",
          location: "westeurope",
          sku: "Standard",
          admin_enabled: false,
          anonymous_pull_enabled: false,
          ...modeArgument("LegacyRegistryPermissions"),
          lifecycle: { ignore_changes: ["identity", "tags", "zone_redundancy_enabled", ...(HAS_AZURERM_5 ? added : [])].sort() },
        },
      },
    });
    expect(warnings(stack)).toEqual([]);
  });

  test("uses the given tier, tags and admin account, with a warning about the account", () => {
    new ContainerRegistry(stack, "acr", { ...PROPS, sku: ContainerRegistrySku.PREMIUM, tags: { team: "a" }, adminEnabled: true });
    expect(blockOf(stack)).toMatchObject({ sku: "Premium", admin_enabled: true, tags: { team: "a" } });
    expect(warnings(stack)).toEqual([expect.stringContaining("[stack/acr] the admin account is for development only")]);
  });

  test("enables the admin account when its credentials are requested, and warns once", () => {
    const registry = new ContainerRegistry(stack, "acr", PROPS);
    expect(registry.adminCredentials()).toBe(registry.adminCredentials());
    expect(blockOf(stack).admin_enabled).toBe(true);
    expect(warnings(stack)).toHaveLength(1);
  });

  test("opens to everybody only if asked, by a property or on the default child", () => {
    new ContainerRegistry(stack, "acr", { ...PROPS, anonymousPullEnabled: true });
    const child = new ContainerRegistry(stack, "child", { ...PROPS, registryName: "other" }).node
      .defaultChild as ContainerRegistryResource;
    child.anonymousPullEnabled = true;
    for (const id of ["acr", "child"]) {
      expect(blockOf(stack, id)).toMatchObject({ admin_enabled: false, anonymous_pull_enabled: true });
    }
  });

  test("can allow some addresses and services, delete untagged manifests, and protect itself", () => {
    new ContainerRegistry(stack, "acr", {
      ...PROPS,
      sku: ContainerRegistrySku.PREMIUM,
      allowedIpRanges: ["203.0.113.0/24", "198.51.100.7"],
      trustedServicesAllowed: false,
      untaggedRetentionDays: 30,
      preventDestroy: true,
    });
    const { lifecycle, ...block } = blockOf(stack);
    expect(block).toEqual({
      name: "contoso",
      resource_group_name: "rg",
      location: "westeurope",
      sku: "Premium",
      network_rule_set: [
        {
          default_action: "Deny",
          ip_rule: [
            { action: "Allow", ip_range: "203.0.113.0/24" },
            { action: "Allow", ip_range: "198.51.100.7/32" },
          ],
        },
      ],
      network_rule_bypass_option: "None",
      retention_policy_in_days: 30,
      admin_enabled: false,
      anonymous_pull_enabled: false,
      ...modeArgument("LegacyRegistryPermissions"),
    });
    expect(lifecycle.prevent_destroy).toBe(true);
    expect(lifecycle.ignore_changes).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(network_rule_set|network_rule_bypass_option|retention_policy_in_days)$/)]),
    );
  });

  test("accepts the settings of every tier if they are written out", () => {
    const open = {
      publicNetworkAccessEnabled: true,
      trustedServicesAllowed: true,
      zoneRedundancyEnabled: false,
      dataEndpointEnabled: false,
    };
    const closed = { anonymousPullEnabled: false };
    new ContainerRegistry(stack, "acr", { ...PROPS, ...closed, sku: ContainerRegistrySku.BASIC, ...open });
    expect(blockOf(stack)).toMatchObject({
      sku: "Basic",
      public_network_access_enabled: true,
      network_rule_bypass_option: "AzureServices",
    });
    // Azure decides on zones, which nobody can disable.
    expect(blockOf(stack)).not.toHaveProperty("zone_redundancy_enabled");
  });

  test("asks in the plan for the Premium tier where variables decide", () => {
    const [open, zones] = ["open", "zones"].map((name) => new TerraformVariable(stack, name, { type: "bool" }).booleanValue);
    const tokens: object = { publicNetworkAccessEnabled: open, zoneRedundancyEnabled: zones };
    new ContainerRegistry(stack, "acr", { ...PROPS, ...tokens });
    new ContainerRegistry(stack, "premium", { ...PROPS, ...tokens, registryName: "premium", sku: ContainerRegistrySku.PREMIUM });
    const conditions = Object.values(blockOf(stack).lifecycle.precondition);
    expect(conditions.map(({ condition }) => condition)).toEqual(["${var.open}", "${!var.zones}"]);
    expect(conditions.map(({ error_message }) => error_message)).toEqual([
      expect.stringMatching(complaint("[stack/acr] publicNetworkAccessEnabled", "set sku: ContainerRegistrySku.PREMIUM")),
      expect.stringMatching(complaint("[stack/acr] zoneRedundancyEnabled", "set sku: ContainerRegistrySku.PREMIUM")),
    ]);
    expect(blockOf(stack, "premium").lifecycle).not.toHaveProperty("precondition");
  });

  test("exposes its tier, mode and provider, and takes its name from a variable", () => {
    const provider = sharedProvider(stack);
    const registryName = variable(stack, "registry_name");
    const registry = new ContainerRegistry(stack, "acr", { ...PROPS, registryName, provider, roleAssignmentMode });
    new ContainerRegistry(stack, "other", PROPS);
    expect(registry).toMatchObject({ sku: "Standard", roleAssignmentMode });
    expect(registry.provider).toBe(provider);
    expect(blockOf(stack)).toEqual({ ...blockOf(stack, "other"), name: "${var.registry_name}", provider: "azurerm.shared" });
  });

  test("refuses a retention of 0 days that is only known at plan, since azurerm would not", () => {
    const days = new TerraformVariable(stack, "days", { type: "number" }).numberValue;
    new ContainerRegistry(stack, "acr", { ...PROPS, sku: ContainerRegistrySku.PREMIUM, untaggedRetentionDays: days });
    const { lifecycle, retention_policy_in_days } = blockOf(stack);
    expect([retention_policy_in_days, lifecycle.precondition]).toEqual([
      "${var.days}",
      [{ condition: "${(coalesce(var.days, 1) >= 1)}", error_message: expect.stringContaining("must not be 0") }],
    ]);
  });

  test("takes a list variable as ranges, and demands at plan what a list has to be", () => {
    const allowedIpRanges = listVariable(stack, "ranges");
    new ContainerRegistry(stack, "acr", { ...PROPS, sku: ContainerRegistrySku.PREMIUM, allowedIpRanges });
    const { network_rule_set, lifecycle } = blockOf(stack);
    expect(network_rule_set).toEqual([
      {
        default_action: '${contains(var.ranges, "0.0.0.0/0") ? "Allow" : "Deny"}',
        ip_rule: expect.stringMatching(/^\$\{\[ for .*var[.]ranges.*: \{"action" = "Allow", "ip_range" = val\}\]\}$/),
      },
    ]);
    const messages = Object.values<JsonTree>(lifecycle.precondition).map(({ error_message }) => String(error_message));
    expect(messages.shift()).toContain("allowedIpRanges must contain at least one range where Terraform decides; ");
    // The words in which a list of the program is refused.
    const refused = [["any"], ["203.0.113.7/24"], ["203.0.113.7", "203.0.113.7/32"], ["203.0.113.0/24", "0.0.0.0/0"]];
    expect(messages).toHaveLength(refused.length);
    for (const [index, ranges] of refused.entries()) {
      const [words] = messages[index].split(";");
      const props = { ...PROPS, sku: ContainerRegistrySku.PREMIUM, allowedIpRanges: ranges };
      expect(() => new ContainerRegistry(emptyStack(), "acr", props)).toThrow(words);
    }
  });

  test("says nothing of the value of a variable that its tier does not have", () => {
    const allowedIpRanges = listVariable(stack, "ranges");
    expect(() => new ContainerRegistry(stack, "acr", { ...PROPS, allowedIpRanges })).toThrow(/configurable zones; set sku/);
    const stated = { ...PROPS, untaggedRetentionDays: 7 };
    expect(() => new ContainerRegistry(emptyStack(), "acr", stated)).toThrow("configurable zones, got '7'; set sku");
  });

  test("accepts variables in a list of ranges", () => {
    const sku = ContainerRegistrySku.PREMIUM;
    new ContainerRegistry(stack, "acr", { ...PROPS, sku, allowedIpRanges: [variable(stack, "range")] });
    expect(blockOf(stack).network_rule_set).toEqual([
      {
        default_action: "Deny",
        ip_rule: [
          { action: "Allow", ip_range: '${(length(split("/", var.range)) > 1) ? var.range : join("/", [var.range, "32"])}' },
        ],
      },
    ]);
  });

  test("warns of a mode that its azurerm cannot set, and of no other", () => {
    for (const mode of [undefined, ...Object.values(RegistryRoleAssignmentMode)]) {
      const stack = emptyStack();
      new ContainerRegistry(stack, "acr", { ...PROPS, roleAssignmentMode: mode });
      expect(validationErrors(stack)).toEqual([]);
      const warned = mode === RegistryRoleAssignmentMode.ABAC && !HAS_AZURERM_5;
      const sentence = "[stack/acr] roleAssignmentMode is ABAC, which this version of azurerm cannot set: nobody pulls";
      expect(warnings(stack)).toEqual(warned ? [expect.stringContaining(sentence)] : []);
    }
    ProviderGeneration.useAzurerm5(stack);
    new ContainerRegistry(stack, "acr", { ...PROPS, roleAssignmentMode: RegistryRoleAssignmentMode.ABAC });
    expect([validationErrors(stack), warnings(stack)]).toEqual([[], []]);
  });
});

describe("a registry that is looked up", () => {
  test("exposes the attributes of the data source, and sensitive admin credentials that fail the plan if the account is disabled", () => {
    const registry = ContainerRegistry.fromLookup(stack, "acr", LOOKUP);
    const { loginServer, username, password, requires } = registry.adminCredentials();
    const value = [registry.registryId, registry.registryName, registry.resourceGroupName, loginServer, username, password];
    new TerraformOutput(stack, "shown", { value, sensitive: true });
    const json = synthesize(stack);
    expect(json.output.shown.value).toEqual([
      "${data.azurerm_container_registry.acr.id}",
      "${data.azurerm_container_registry.acr.name}",
      "${data.azurerm_container_registry.acr.resource_group_name}",
      "${data.azurerm_container_registry.acr.login_server}",
      "${data.azurerm_container_registry.acr.admin_username}",
      "${sensitive(data.azurerm_container_registry.acr.admin_password)}",
    ]);
    expect(requires).toEqual([]);
    expect(json.data.azurerm_container_registry.acr.lifecycle).toEqual({
      postcondition: [
        {
          condition: "${self.admin_enabled}",
          error_message: expect.stringMatching(complaint("[stack/acr] adminAccount", "run `az acr update --name")),
        },
      ],
    });
    expect(warnings(stack)).toHaveLength(1);
  });
});

describe("a registry with known attributes", () => {});

describe("what azapi adds", () => {
  const PLACE = { resourceGroupName: "rg", location: "westeurope" };

  describe("tokens of Azure Resource Manager", () => {
    const registryIn = (stack: TerraformStack, armTokensAllowed?: boolean) =>
      new ContainerRegistry(stack, "acr", { registryName: "contoso", ...PLACE, armTokensAllowed });

    (HAS_AZURERM_5 ? test.skip : test).each([
      [false, "disabled"],
      [true, "enabled"],
    ])("are set to %s by azapi, since azurerm 4 cannot", (isAllowed, status) => {
      const stack = emptyStack();
      registryIn(stack, isAllowed);
      const { resource, terraform } = synthesize(stack);
      expect(Object.values(resource.azapi_update_resource)).toEqual([
        {
          type: "Microsoft.ContainerRegistry/registries@2025-11-01",
          resource_id: "${azurerm_container_registry.acr.id}",
          body: { properties: { policies: { azureADAuthenticationAsArmPolicy: { status } } } },
          ignore_casing: true,
        },
      ]);
      expect(terraform.required_providers).toHaveProperty("azapi");
    });

    test("are an argument of azurerm 5, which takes no azapi", () => {
      const stack = emptyStack();
      registryIn(stack, false);
      ProviderGeneration.useAzurerm5(stack);
      const { resource, terraform } = synthesize(stack);
      expect(resource.azurerm_container_registry.acr.azuread_authentication_as_arm_policy_enabled).toBe(false);
      expect(resource.azurerm_container_registry.acr.lifecycle.ignore_changes).not.toContain(
        "azuread_authentication_as_arm_policy_enabled",
      );
      expect(resource).not.toHaveProperty("azapi_update_resource");
      expect(terraform.required_providers).not.toHaveProperty("azapi");
    });
  });
});
