import type { Json, JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { OBJECT_ID, REGISTRY_ID } from "./values";

const required_providers = {
  azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
  kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0" },
};

const registry = (more: JsonObject): JsonObject => ({ resource_group_name: "rg", location: "westeurope", sku: "Basic", ...more });

const grant = (more: JsonObject): JsonObject => ({
  scope: REGISTRY_ID,
  principal_id: OBJECT_ID,
  role_definition_name: "AcrPull",
  ...more,
});

const secret = (name: string, password: string): JsonObject => ({
  metadata: { name, namespace: "shop" },
  type: "kubernetes.io/dockerconfigjson",
  data: { ".dockerconfigjson": `\${jsonencode({ auths = { "contoso.azurecr.io" = { password = ${password} } } })}` },
});

function stack(sections: Readonly<Record<string, Json>>): JsonObject {
  return {
    terraform: { required_providers },
    provider: { azurerm: [{ features: [{}] }], kubernetes: [{}] },
    variable: { password: { type: "string", sensitive: true } },
    ...sections,
  };
}

/** Two versions of an app: a stack with each action, one that is new, and one that is gone. */
export const BEFORE: Readonly<Record<string, JsonObject>> = {
  shop: stack({
    resource: {
      azurerm_container_registry: {
        updated: registry({ name: "contoso" }),
        replaced: registry({ name: "fabrikam" }),
        forgotten: registry({ name: "tailspin" }),
        old: registry({ name: "northwind" }),
      },
      azurerm_role_assignment: { deleted: grant({ principal_id: OBJECT_ID.replace(/^./, "2") }), kept: grant({}) },
    },
  }),
  retired: stack({ resource: { kubernetes_secret_v1: { gone: secret("gone", "var.password") } } }),
};

export const AFTER: Readonly<Record<string, JsonObject>> = {
  shop: stack({
    resource: {
      azurerm_container_registry: {
        updated: registry({ name: "contoso", admin_enabled: true, tags: { "team|`<b>": "[x](y)" } }),
        replaced: registry({ name: "woodgrove" }),
        new: registry({ name: "northwind" }),
      },
      azurerm_role_assignment: {
        kept: grant({}),
        created: grant({ principal_id: OBJECT_ID.replace(/^./, "3"), role_definition_name: "AcrPush" }),
        imported: grant({ principal_id: OBJECT_ID.replace(/^./, "4") }),
      },
      kubernetes_secret_v1: { created: secret("registry", "var.password") },
    },
    data: {
      azurerm_container_registry: {
        read: { name: "contoso", resource_group_name: "rg", depends_on: ["azurerm_container_registry.replaced"] },
      },
    },
    moved: [{ from: "azurerm_container_registry.old", to: "azurerm_container_registry.new" }],
    removed: [{ from: "azurerm_container_registry.forgotten", lifecycle: { destroy: false } }],
    import: [
      {
        to: "azurerm_role_assignment.imported",
        id: `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/${OBJECT_ID}`,
      },
    ],
  }),
  added: stack({ resource: { azurerm_role_assignment: { pull: grant({ principal_id: OBJECT_ID.replace(/^./, "5") }) } } }),
};
