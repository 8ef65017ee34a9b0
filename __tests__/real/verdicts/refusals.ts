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
    what: "a time that is none",
    type: "time_static",
    before: { rfc3339: "2026-01-01T00:00:00Z" },
    to: { rfc3339: "tomorrow" },
  },
];

const KUBERNETES: readonly Refusal[] = [
  {
    what: "a name with an underscore",
    type: "kubernetes_secret_v1",
    before: { ...metadata("refused"), data: { password: "one" } },
    to: metadata("acr_pull"),
  },
  {
    what: "both plain and write-only data",
    type: "kubernetes_secret_v1",
    before: { ...metadata("refused2"), data: { password: "one" } },
    to: { data_wo: { password: "one" }, data_wo_revision: 1 },
  },
];

export const REFUSALS = { AZURE, KUBERNETES };
