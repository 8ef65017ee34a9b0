import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../packages/terraform-stack-tools/src/stack/json";

const ROUNDS = 3;
const CHANGES = 10_000;

/** As users have it: compiled, by `npm run build`. */
const {
  planIn,
}: typeof import("../packages/terraform-stack-tools/src/review/plan-file") = require("../packages/terraform-stack-tools/lib/review/plan-file");
const {
  run,
}: typeof import("../packages/terraform-stack-tools/src/cli/program") = require("../packages/terraform-stack-tools/lib/cli/program");

const ROOT = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers";

interface Kind {
  readonly type: string;
  readonly valuesOf: (index: number) => JsonObject;
  readonly expressions: JsonObject;
}

function guid(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
}

function registryId(index: number): string {
  return `${ROOT}/Microsoft.ContainerRegistry/registries/registry${index}`;
}

const reference = (...references: readonly string[]): JsonObject => ({ references });

/** A registry, an identity and a grant for each team, all of which exist. */
const KINDS: readonly Kind[] = [
  {
    type: "azurerm_container_registry",
    valuesOf: (index) => ({
      ...{
        id: registryId(index),
        name: `registry${index}`,
        login_server: `registry${index}.azurecr.io`,
        sku: "Premium",
      },
      ...{
        resource_group_name: "rg-shared",
        location: "westeurope",
        admin_enabled: false,
        admin_password: `password-${index}`,
      },
      ...{
        admin_username: null,
        anonymous_pull_enabled: false,
        data_endpoint_enabled: false,
        encryption: [],
        georeplications: [],
      },
      ...{
        export_policy_enabled: true,
        identity: [],
        network_rule_bypass_option: "AzureServices",
        network_rule_set: [],
      },
      ...{
        public_network_access_enabled: true,
        quarantine_policy_enabled: false,
        retention_policy_in_days: 7,
        timeouts: null,
      },
      ...{
        role_assignment_mode: "LegacyRegistryPermissions",
        zone_redundancy_enabled: true,
        trust_policy_enabled: false,
      },
    }),
    expressions: {
      name: reference("each.key"),
      resource_group_name: { constant_value: "rg-shared" },
      tags: reference("var.tags"),
    },
  },
  {
    type: "azurerm_user_assigned_identity",
    valuesOf: (index) => ({
      ...{
        id: `${ROOT}/Microsoft.ManagedIdentity/userAssignedIdentities/team${index}`,
        name: `team${index}`,
        timeouts: null,
      },
      ...{
        principal_id: guid(index),
        client_id: guid(index + 1_000_000),
        tenant_id: guid(0),
        resource_group_name: "rg-shared",
      },
      ...{ location: "westeurope", isolation_scope: null },
    }),
    expressions: {
      name: reference("each.key"),
      resource_group_name: { constant_value: "rg-shared" },
      tags: reference("var.tags"),
    },
  },
  {
    type: "azurerm_role_assignment",
    valuesOf: (index) => ({
      ...{
        id: `${registryId(index)}/providers/Microsoft.Authorization/roleAssignments/${guid(index)}`,
        name: guid(index),
      },
      ...{
        scope: registryId(index),
        principal_id: guid(index),
        principal_type: "ServicePrincipal",
        role_definition_name: "AcrPull",
      },
      ...{
        role_definition_id: `/subscriptions/${guid(0)}/providers/Microsoft.Authorization/roleDefinitions/${guid(1)}`,
      },
      ...{
        condition: null,
        condition_version: "",
        description: "",
        delegated_managed_identity_resource_id: "",
        timeouts: null,
      },
    }),
    expressions: {
      scope: reference("azurerm_container_registry.team", "each.key"),
      principal_id: reference("azurerm_user_assigned_identity.team", "each.key"),
      role_definition_name: { constant_value: "AcrPull" },
    },
  },
];

function planOf(changes: number): JsonObject {
  const objects = Array.from({ length: changes }, (_, at) => {
    const { type, valuesOf } = KINDS[at % KINDS.length];
    const index = Math.floor(at / KINDS.length);
    const own = {
      address: `${type}.team["team-${index}"]`,
      mode: "managed",
      type,
      name: "team",
      index: `team-${index}`,
    };
    return { own: { ...own, provider_name: "registry.terraform.io/hashicorp/azurerm" }, values: valuesOf(index) };
  });
  const state = objects.map(({ own, values }) => ({ ...own, schema_version: 1, values, sensitive_values: {} }));
  const marks = { admin_password: true };
  return {
    format_version: "1.2",
    variables: { tags: { value: { team: "new" } } },
    planned_values: { root_module: { resources: state } },
    prior_state: { format_version: "1.0", values: { root_module: { resources: state } } },
    resource_changes: objects.map(({ own, values }) => ({
      ...own,
      change: {
        ...{
          actions: ["update"],
          before: { ...values, tags: { team: "old" } },
          after: { ...values, tags: { team: "new" } },
        },
        ...{ after_unknown: {}, before_sensitive: marks, after_sensitive: marks },
      },
    })),
    configuration: {
      provider_config: { azurerm: { name: "azurerm" } },
      root_module: {
        variables: { tags: {} },
        resources: KINDS.map(({ type, expressions }) => ({
          ...{
            address: `${type}.team`,
            mode: "managed",
            type,
            name: "team",
            provider_config_key: "azurerm",
            expressions,
          },
          for_each_expression: { references: ["local.teams"] },
        })),
      },
    },
  };
}

/** Of all processors, which other programs on the machine do not take from. */
function milliseconds(body: () => void): number {
  const start = process.cpuUsage();
  body();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-bench-"));
try {
  const file = join(folder, "plan.json");
  writeFileSync(file, JSON.stringify(planOf(CHANGES)));
  const rounds = Array.from({ length: ROUNDS }, () => [
    milliseconds(() => planIn(file)),
    milliseconds(() => run(["review", file], { out: () => undefined, error: () => undefined })),
  ]);
  const [reading, review] = [0, 1].map((at) => median(rounds.map((round) => round[at])));
  const ratio = (review / reading).toFixed(2);
  console.log(`review of ${CHANGES} changes: ${Math.round(review)} ms, ${ratio} times as long as reading them`);
} finally {
  rmSync(folder, { recursive: true });
}
