import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";

/** Edits of resources of one type, each made to a resource of its own. */
export interface Edits {
  readonly type: string;
  /** The arguments of all of them. @param name in lower case, without a hyphen */
  readonly base: (name: string) => JsonObject;
  /** By what is done: the arguments that differ before and after. Null is an argument that is not set. */
  readonly edits: Readonly<Record<string, Edit>>;
}

interface Edit {
  readonly from?: JsonObject;
  readonly to: JsonObject;
  /** The place whose earlier value is known to the cloud only, if that is why the replacement is unknown offline. */
  readonly unknownBecause?: string;
  /** What the later generation of the provider fills in, if nothing else changes. */
  readonly filledIn?: string;
}

/** A resource that is edited. */
interface EditedResource extends Edit {
  readonly title: string;
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** @param required by type, the arguments that a version of the provider requires besides */
export function editedResources(
  tables: readonly Edits[],
  required: Readonly<Record<"before" | "after", Readonly<Record<string, JsonObject>>>>,
): EditedResource[] {
  return tables.flatMap(({ type, base, edits }) =>
    Object.entries(edits).map(([what, edit], index) => {
      const name = `e${index}`;
      // Names are unique in all of Azure, whatever the type.
      const [, ...words] = type.split("_");
      const common = base(`${words.map((word) => word.slice(0, 3)).join("")}${index}`);
      const before = { ...common, ...required.before[type], ...edit.from };
      const after = { ...common, ...required.after[type], ...edit.from, ...edit.to };
      return { ...edit, title: `${type}: ${what}`, address: `${type}.${name}`, type, name, before, after };
    }),
  );
}

/** One version of a stack with all of them. */
export function resourcesOf(edited: readonly EditedResource[], version: "before" | "after"): JsonObject {
  const types = [...new Set(edited.map(({ type }) => type))];
  return Object.fromEntries(
    types.map((type) => [
      type,
      Object.fromEntries(edited.filter((one) => one.type === type).map((one) => [one.name, one[version]])),
    ]),
  );
}

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const REGISTRY = `${SUBSCRIPTION}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry`;
const PRINCIPAL = "10000000-0000-0000-0000-000000000002";
const OTHER_PRINCIPAL = "20000000-0000-0000-0000-000000000002";

const GROUP = { resource_group_name: "rg-shared", location: "westeurope" };
const POOL = { name: "system", vm_size: "Standard_D2s_v5", node_count: 1, upgrade_settings: { max_surge: "10%" } };
const NETWORK = { network_plugin: "azure", network_policy: "azure" };

const registry = (name: string): JsonObject => ({ name, ...GROUP, sku: "Basic" });

const cluster = (name: string): JsonObject => ({
  name,
  resource_group_name: "rg-prod",
  location: "westeurope",
  dns_prefix: name,
  default_node_pool: POOL,
  identity: { type: "SystemAssigned" },
});

const grant = (): JsonObject => ({
  scope: REGISTRY,
  principal_id: PRINCIPAL,
  principal_type: "ServicePrincipal",
  role_definition_name: "AcrPull",
});

/** What azurerm 5 requires of a cluster. */
export const CLUSTER_OF_AZURERM_5: JsonObject = { node_provisioning_profile: { mode: "Manual" } };

export const AZURE: readonly Edits[] = [
  {
    type: "azurerm_container_registry",
    base: registry,
    edits: {
      nothing: { to: {}, filledIn: "network_rule_bypass_for_tasks_enabled" },
      "another tier": { to: { sku: "Standard" } },
      "a new name": { to: { name: "renamed1" } },
      "another spelling of the location": { to: { location: "West Europe" }, filledIn: "role_assignment_mode" },
      "a name that is ignored": {
        from: { lifecycle: { ignore_changes: ["name"] } },
        to: { name: "renamed2" },
        filledIn: "role_assignment_mode",
      },
      "a name, created before it is destroyed": {
        from: { lifecycle: { create_before_destroy: true } },
        to: { name: "renamed3" },
      },
    },
  },
  {
    type: "azurerm_role_assignment",
    base: grant,
    edits: {
      "another principal": { from: { role_definition_name: "AcrPush" }, to: { principal_id: OTHER_PRINCIPAL } },
      "the check of the principal, ignored": {
        from: { role_definition_name: "Owner", lifecycle: { ignore_changes: ["skip_service_principal_aad_check"] } },
        to: { skip_service_principal_aad_check: true },
      },
      "another condition": {
        from: {
          role_definition_name: "AcrPush",
          principal_id: OTHER_PRINCIPAL,
          condition: "@Resource[a] StringEquals 'x'",
          condition_version: "2.0",
        },
        to: { condition: "@Resource[a] StringEquals 'y'" },
      },
    },
  },
  {
    type: "azurerm_kubernetes_cluster",
    base: cluster,
    edits: {
      "another size of the nodes": { to: { default_node_pool: { ...POOL, vm_size: "Standard_D4s_v5" } } },
      "another size of the nodes, by way of another pool": {
        from: { default_node_pool: { ...POOL, temporary_name_for_rotation: "rotation" } },
        to: { default_node_pool: { ...POOL, vm_size: "Standard_D4s_v5", temporary_name_for_rotation: "rotation" } },
      },
      "the OIDC issuer": { from: { oidc_issuer_enabled: false }, to: { oidc_issuer_enabled: true } },
      "a network": { to: { network_profile: NETWORK }, unknownBecause: "network_profile" },
      "a name that must not be destroyed, which stays": {
        from: { lifecycle: { prevent_destroy: true } },
        to: { sku_tier: "Standard" },
      },
    },
  },
];

const application = (name: string): JsonObject => ({ display_name: name });

export const ENTRA: readonly Edits[] = [
  {
    type: "azuread_application",
    base: application,
    edits: { "another display name": { to: { display_name: "renamed" } }, tags: { to: { tags: ["web"] } } },
  },
];

export const TIME: readonly Edits[] = [
  {
    type: "time_static",
    base: () => ({ rfc3339: "2026-01-01T00:00:00Z" }),
    edits: {
      nothing: { to: {} },
      "another time": { to: { rfc3339: "2027-01-01T00:00:00Z" } },
      "a trigger": { to: { triggers: { generation: "2" } } },
    },
  },
  {
    type: "time_rotating",
    base: () => ({ rfc3339: "2026-01-01T00:00:00Z", rotation_days: 1000 }),
    edits: {
      "a longer rotation": { to: { rotation_days: 2000 }, unknownBecause: "rotation_rfc3339" },
      "another base": { to: { rfc3339: "2026-02-01T00:00:00Z" } },
    },
  },
];

const metadata = (name: string, more: JsonObject = {}): JsonObject => ({ metadata: { name, namespace: "default", ...more } });

export const KUBERNETES: readonly Edits[] = [
  {
    type: "kubernetes_secret_v1",
    base: (name) => ({ ...metadata(name), data: { password: "one" } }),
    edits: {
      nothing: { to: {} },
      "other data": { to: { data: { password: "two" } } },
      "a new name": { to: metadata("renamed") },
      "another type": { to: { type: "example.com/other" } },
      immutable: { to: { immutable: true } },
      "other data of an immutable one": { from: { immutable: true }, to: { data: { password: "two" } } },
      "write-only data": {
        from: { data: null, data_wo: { password: "one" }, data_wo_revision: 1 },
        to: { data_wo: { password: "two" }, data_wo_revision: 2 },
      },
      "write-only data without a revision": {
        from: { data: null, data_wo: { password: "one" }, data_wo_revision: 1 },
        to: { data_wo: { password: "two" } },
      },
      "data that are ignored": { from: { lifecycle: { ignore_changes: ["data"] } }, to: { data: { password: "two" } } },
    },
  },
];

const identity = (name: string, more: JsonObject = {}): JsonObject => ({ name, ...GROUP, ...more });

/**
 * What follows from the change of another resource, and what becomes of resources that move, appear and disappear.
 * @param required the arguments that the provider requires of a cluster besides
 */
export function chain(version: "before" | "after", required: JsonObject): JsonObject {
  const isAfter = version === "after";
  return {
    ...(isAfter
      ? {
          moved: [{ from: "azurerm_user_assigned_identity.moving", to: "azurerm_user_assigned_identity.moved" }],
          removed: [{ from: "azurerm_user_assigned_identity.forgotten", lifecycle: { destroy: false } }],
        }
      : {}),
    resource: {
      azurerm_container_registry: {
        chain: { name: isAfter ? "chained2" : "chained1", ...GROUP, sku: "Basic" },
        each: {
          for_each: isAfter ? '${toset(["eu", "us", "asia"])}' : '${toset(["eu", "us"])}',
          name: "contoso${each.key}chain",
          ...GROUP,
          sku: isAfter ? "Standard" : "Basic",
        },
      },
      azurerm_container_registry_scope_map: {
        chain: {
          name: "chain",
          container_registry_name: "${azurerm_container_registry.chain.name}",
          resource_group_name: "rg-shared",
          actions: ["repositories/app/content/read"],
        },
      },
      azurerm_container_registry_token: {
        chain: {
          name: "chain",
          container_registry_name: "${azurerm_container_registry.chain.name}",
          resource_group_name: "rg-shared",
          scope_map_id: "${azurerm_container_registry_scope_map.chain.id}",
        },
      },
      azurerm_kubernetes_cluster: {
        chain: { ...cluster(isAfter ? "chain2" : "chain1"), ...required },
        doubtful: { ...cluster("doubtful"), ...required, ...(isAfter ? { node_resource_group: "rg-nodes" } : {}) },
      },
      azurerm_role_assignment: {
        chain: {
          for_each: '${toset(["AcrPull", "AcrPush"])}',
          scope: "${azurerm_container_registry.chain.id}",
          principal_id: OTHER_PRINCIPAL,
          role_definition_name: "${each.key}",
        },
        cluster: {
          scope: '${azurerm_container_registry.each["eu"].id}',
          principal_id: "${azurerm_kubernetes_cluster.chain.kubelet_identity[0].object_id}",
          role_definition_name: "AcrPull",
        },
        doubtful: {
          scope: '${azurerm_container_registry.each["eu"].id}',
          principal_id: "${azurerm_kubernetes_cluster.doubtful.kubelet_identity[0].object_id}",
          role_definition_name: "AcrPull",
        },
        instance: {
          scope: `\${azurerm_container_registry.each["${isAfter ? "us" : "eu"}"].id}`,
          principal_id: OTHER_PRINCIPAL,
          role_definition_name: "AcrPull",
        },
      },
      azurerm_user_assigned_identity: {
        triggered: identity("triggered", { lifecycle: { replace_triggered_by: ["azurerm_container_registry.chain"] } }),
        [isAfter ? "moved" : "moving"]: identity("moving", isAfter ? { tags: { team: "web" } } : {}),
        ...(isAfter
          ? { appears: identity("appears") }
          : { disappears: identity("disappears"), forgotten: identity("forgotten") }),
      },
      terraform_data: {
        chain: { triggers_replace: ["${azurerm_container_registry.chain.id}"], input: "x" },
        quiet: { input: "${azurerm_user_assigned_identity.triggered.name}" },
      },
    },
  };
}

/** The addresses whose replacement is unknown offline, with the reason. */
export const DOUBTFUL: Readonly<Record<string, string>> = {
  "azurerm_kubernetes_cluster.doubtful": "node_resource_group",
  "azurerm_role_assignment.doubtful": "depends on a resource whose replacement is unknown",
};
