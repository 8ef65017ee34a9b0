import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";

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
