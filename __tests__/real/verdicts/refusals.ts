import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";

/** An edit that the provider refuses. */
export interface Refusal {
  readonly what: string;
  readonly type: string;
  /** What exists. */
  readonly before: JsonObject;
  /** The arguments that differ afterwards. */
  readonly to: JsonObject;
}

const GROUP = { resource_group_name: "rg-shared", location: "westeurope" };
const REGISTRY =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry";

const registry = (name: string, sku: string): JsonObject => ({ name, ...GROUP, sku });
const metadata = (name: string): JsonObject => ({ metadata: { name, namespace: "default" } });

const GRANT = {
  scope: REGISTRY,
  principal_id: "10000000-0000-0000-0000-000000000002",
  principal_type: "ServicePrincipal",
  role_definition_name: "AcrPull",
};

const ROLE = { allowed_member_types: ["User"], description: "pulls", display_name: "pull", enabled: true, value: "pull" };

/** By schemas, by checks of one argument, and by code that sees all of them, before and after. */
const AZURE: readonly Refusal[] = [
  {
    what: "a retention of manifests below Premium",
    type: "azurerm_container_registry",
    before: registry("refusedretention", "Basic"),
    to: { retention_policy_in_days: 7 },
  },
  {
    what: "a tier below Premium, where manifests have a retention",
    type: "azurerm_container_registry",
    before: { ...registry("refusedtier", "Premium"), retention_policy_in_days: 7 },
    to: { sku: "Standard" },
  },
  {
    what: "anonymous pull in Basic",
    type: "azurerm_container_registry",
    before: registry("refusedanonymous", "Basic"),
    to: { anonymous_pull_enabled: true },
  },
  {
    what: "a name with a hyphen",
    type: "azurerm_container_registry",
    before: registry("refusedname", "Basic"),
    to: { name: "refused-name" },
  },
  {
    what: "a role both by name and by id",
    type: "azurerm_role_assignment",
    before: GRANT,
    to: { role_definition_id: "/providers/Microsoft.Authorization/roleDefinitions/8311e382-0749-4cb8-b61a-304f252e45ec" },
  },
  {
    what: "a condition of a version that does not exist",
    type: "azurerm_role_assignment",
    before: { ...GRANT, role_definition_name: "AcrPush" },
    to: { condition: "@Request[a:b] StringEquals 'c'", condition_version: "3.0" },
  },
  {
    what: "two roles of an application with one value",
    type: "azuread_application",
    before: { display_name: "refused", app_role: [{ ...ROLE, id: "11111111-0000-0000-0000-000000000001" }] },
    to: {
      app_role: [
        { ...ROLE, id: "11111111-0000-0000-0000-000000000001" },
        { ...ROLE, id: "11111111-0000-0000-0000-000000000002" },
      ],
    },
  },
  {
    what: "an offset of nothing",
    type: "time_offset",
    before: { offset_days: 1 },
    to: { offset_days: null },
  },
  {
    what: "a time that is none",
    type: "time_static",
    before: { rfc3339: "2026-01-01T00:00:00Z" },
    to: { rfc3339: "tomorrow" },
  },
];

const POD = { container: [{ name: "app", image: "contoso.azurecr.io/team/app:1" }], restart_policy: "Never" };
const JOB = { metadata: {}, spec: { template: { metadata: {}, spec: POD } } };

const KUBERNETES: readonly Refusal[] = [
  {
    what: "a name with an underscore",
    type: "kubernetes_secret_v1",
    before: { ...metadata("refused"), data: { password: "one" } },
    to: metadata("acr_pull"),
  },
  {
    what: "a schedule that is none",
    type: "kubernetes_cron_job_v1",
    before: { ...metadata("refused"), spec: { schedule: "0 * * * *", job_template: JOB } },
    to: { spec: { schedule: "hourly", job_template: JOB } },
  },
  {
    what: "a protocol that is none",
    type: "kubernetes_service_v1",
    before: { ...metadata("refused"), spec: { port: [{ port: 80 }] } },
    to: { spec: { port: [{ port: 80, protocol: "HTTP" }] } },
  },
  {
    what: "an annotation whose key is none",
    type: "kubernetes_service_account_v1",
    before: metadata("refused"),
    to: { metadata: { name: "refused", namespace: "default", annotations: { "a b/c d": "x" } } },
  },
  {
    what: "both plain and write-only data",
    type: "kubernetes_secret_v1",
    before: { ...metadata("refused2"), data: { password: "one" } },
    to: { data_wo: { password: "one" }, data_wo_revision: 1 },
  },
];

export const REFUSALS = { AZURE, KUBERNETES };
