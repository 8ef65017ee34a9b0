import { TerraformProvider, type TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { sentence } from "../fail";

/** The construct that marks a stack of the newer provider generation. */
export const AZURERM_5_ID = "ProviderGeneration";

export const NODE_PROVISIONING_PROFILE = "node_provisioning_profile";
export const FEDERATED_CREDENTIAL = "azurerm_federated_identity_credential";
export const ROLE_ASSIGNMENT_MODE = "role_assignment_mode";

interface Difference {
  readonly added: readonly string[];
  /** Paths below the resource, with a dot. */
  readonly removed: readonly string[];
}

/** How the arguments differ from those of the bindings. */
const DIFFERENCES: { readonly [resourceType: string]: Difference } = {
  azurerm_kubernetes_cluster: {
    added: [NODE_PROVISIONING_PROFILE],
    removed: [
      "default_node_pool.kubelet_config.container_log_max_line",
      "default_node_pool.linux_os_config.transparent_huge_page_enabled",
    ],
  },
  azurerm_container_registry: {
    added: [
      "azuread_authentication_as_arm_policy_enabled",
      "network_rule_bypass_for_tasks_enabled",
      ROLE_ASSIGNMENT_MODE,
    ],
    removed: ["trust_policy_enabled"],
  },
  azurerm_user_assigned_identity: { added: ["isolation_scope"], removed: [] },
};

const NONE: Difference = { added: [], removed: [] };

/** Whether the binding of a resource or provider was generated from azurerm 5 or later, as it says itself. */
export function isAzurerm5Binding({
  terraformGeneratorMetadata: generator,
}: Pick<TerraformResource | TerraformProvider, "terraformGeneratorMetadata">): boolean {
  return Number.parseInt(generator?.providerVersion ?? "", 10) >= 5;
}

/** The arguments that the resource's provider has and the binding has not, and the reverse. */
export function differenceOf(resource: TerraformResource): Difference {
  const isMoved = isMovedToAzurerm5(TerraformStack.of(resource));
  return isMoved && !isAzurerm5Binding(resource) ? (DIFFERENCES[resource.terraformResourceType] ?? NONE) : NONE;
}

/**
 * Fails the validation of a stack with an older azurerm.
 *
 * @param reason completes a sentence after "since"
 */
export function demandAzurerm5(construct: IConstruct, reason: string): void {
  const complaint = {
    property: "provider",
    must: `be azurerm 5.2 or later, since ${reason}`,
    repair: "call ProviderGeneration.useAzurerm5(this) in the stack",
    see: "provider-generation",
  } as const;
  construct.node.addValidation({
    validate: () => (hasAzurerm5(TerraformStack.of(construct)) ? [] : [sentence(construct, complaint)]),
  });
}

/** Remembered, so that the stack is searched once. */
const withAzurerm5 = new WeakSet<TerraformStack>();

function hasAzurerm5(stack: TerraformStack): boolean {
  if (!withAzurerm5.has(stack) && (isMovedToAzurerm5(stack) || hasAzurerm5Binding(stack))) {
    withAzurerm5.add(stack);
  }
  return withAzurerm5.has(stack);
}

function isMovedToAzurerm5(stack: TerraformStack): boolean {
  return stack.node.tryFindChild(AZURERM_5_ID) !== undefined;
}

function hasAzurerm5Binding(stack: TerraformStack): boolean {
  const providers = stack.node.findAll().filter(TerraformProvider.isTerraformProvider);
  return providers.some((one) => one.terraformResourceType === "azurerm" && isAzurerm5Binding(one));
}
