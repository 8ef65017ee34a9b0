import type { JsonObject } from "../../../stack/json";
import type { BlockType } from "../block-type";

const TEMPLATE = "what its template allows";
const SCRIPT = "what its script does";
const POLICY = "what the policy deploys";

function deploys({ identity }: JsonObject): string | undefined {
  return identity === undefined || identity === null ? undefined : POLICY;
}

/**
 * What deploys or runs something else, which may assign roles or create credentials. Azure, "Deploy resources with ARM templates", "Use
 * deployment scripts in templates" and "Azure Policy definitions deployIfNotExists effect".
 */
export const OPAQUE_DEPLOYMENTS = {
  azurerm_resource_group_template_deployment: { title: "template deployment", opaque: () => TEMPLATE },
  azurerm_subscription_template_deployment: { title: "template deployment", opaque: () => TEMPLATE },
  azurerm_management_group_template_deployment: { title: "template deployment", opaque: () => TEMPLATE },
  azurerm_tenant_template_deployment: { title: "template deployment", opaque: () => TEMPLATE },
  azurerm_template_deployment: { title: "template deployment", opaque: () => TEMPLATE },
  azurerm_blueprint_assignment: { title: "blueprint assignment", opaque: () => TEMPLATE },
  azurerm_managed_application: { title: "managed application", opaque: () => TEMPLATE },
  azurerm_managed_application_definition: { title: "managed application definition", opaque: () => TEMPLATE },
  azurerm_resource_deployment_script_azure_cli: { title: "deployment script", opaque: () => SCRIPT },
  azurerm_resource_deployment_script_azure_power_shell: { title: "deployment script", opaque: () => SCRIPT },
  azurerm_container_registry_task: { title: "registry task", opaque: () => "what its steps do with images" },
  azurerm_role_management_policy: { title: "role management policy", opaque: () => "what its rules let them activate" },
  // A policy deploys with an identity. Without one, it only judges.
  azurerm_management_group_policy_assignment: { title: "policy assignment", opaque: deploys },
  azurerm_subscription_policy_assignment: { title: "policy assignment", opaque: deploys },
  azurerm_resource_group_policy_assignment: { title: "policy assignment", opaque: deploys },
  azurerm_resource_policy_assignment: { title: "policy assignment", opaque: deploys },
} satisfies Record<string, BlockType>;
