import type { Json, JsonObject } from "./support/json";

/** What somebody else changes on a registry of ours, and what a user states against it by the escape hatch. */
export interface RegistryChange {
  readonly title: string;
  /** Merged into the registry, as Azure Resource Manager has it. */
  readonly registry: JsonObject;
  /** Overrides by path. Left out where stating it replaces a registry by definition, or where the provider cannot read the setting. */
  readonly stated?: { readonly [path: string]: Json };
  /** The argument that the plan restores, if it is not the first override. */
  readonly restored?: string;
  /** Whether the construct states it, so that every plan reverts it. */
  readonly ours?: boolean;
  /** Regions that somebody else replicates the registry to. */
  readonly replicas?: readonly string[];
  /** Whether only azurerm 5 has the argument. */
  readonly sinceAzurerm5?: boolean;
}

function properties(content: JsonObject): JsonObject {
  return { properties: content };
}

export const PREMIUM: readonly RegistryChange[] = [
  // It replaced the registry with its images, and still does where somebody states another value.
  { title: "zone redundancy", registry: properties({ zoneRedundancy: "Enabled" }) },
  { title: "tags", registry: { tags: { policy: "applied" } }, stated: { tags: { team: "web" } }, restored: "tags.policy" },
  {
    title: "the retention of untagged manifests",
    registry: properties({ policies: { retentionPolicy: { days: 30, status: "enabled" } } }),
    stated: {},
    restored: "retention_policy_in_days",
    ours: true,
  },
  {
    title: "the quarantine",
    registry: properties({ policies: { quarantinePolicy: { status: "enabled" } } }),
    stated: { quarantine_policy_enabled: false },
  },
  {
    title: "the export policy",
    registry: properties({ policies: { exportPolicy: { status: "disabled" } } }),
    stated: { export_policy_enabled: true },
  },
  { title: "data endpoints", registry: properties({ dataEndpointEnabled: true }), stated: { data_endpoint_enabled: false } },
  {
    title: "the bypass of trusted services",
    registry: properties({ networkRuleBypassOptions: "None" }),
    stated: { network_rule_bypass_option: "AzureServices" },
  },
  {
    title: "network rules",
    registry: properties({ networkRuleSet: { defaultAction: "Deny", ipRules: [{ action: "Allow", value: "198.51.100.0/24" }] } }),
    stated: { network_rule_set: [{ default_action: "Allow", ip_rule: [] }] },
    restored: "network_rule_set.0.default_action",
  },
  {
    title: "public network access",
    registry: properties({ publicNetworkAccess: "Disabled" }),
    stated: { public_network_access_enabled: true },
  },
  {
    title: "the admin account",
    registry: properties({ adminUserEnabled: true }),
    stated: {},
    restored: "admin_enabled",
    ours: true,
  },
  {
    title: "anonymous pulls",
    registry: properties({ anonymousPullEnabled: true }),
    stated: {},
    restored: "anonymous_pull_enabled",
    ours: true,
  },
  {
    // Its arguments differ between the generations, so that it is not stated.
    title: "replicas",
    registry: {},
    replicas: ["northeurope"],
  },
  { title: "an identity", registry: { identity: { type: "SystemAssigned" } } },
  {
    title: "the mode of its role assignments",
    registry: properties({ roleAssignmentMode: "AbacRepositoryPermissions" }),
    stated: { role_assignment_mode: "LegacyRegistryPermissions" },
    sinceAzurerm5: true,
  },
  {
    title: "Entra authentication by ARM tokens",
    registry: properties({ policies: { azureADAuthenticationAsArmPolicy: { status: "disabled" } } }),
    stated: { azuread_authentication_as_arm_policy_enabled: true },
    sinceAzurerm5: true,
  },
];

export const STANDARD: readonly RegistryChange[] = [
  { title: "the tier", registry: { sku: { name: "Premium" } }, stated: {}, restored: "sku", ours: true },
  { title: "tags", registry: { tags: { policy: "applied" } } },
];
