import { TerraformProvider, type TerraformResource, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { failValidation } from "../fail";

/** The construct that marks a stack of the newer provider generation. */
export const AZURERM_5_ID = "ProviderGeneration";

export const NODE_PROVISIONING_PROFILE = "node_provisioning_profile";
export const FEDERATED_CREDENTIAL = "azurerm_federated_identity_credential";
export const ARM_TOKENS = "azuread_authentication_as_arm_policy_enabled";
export const ROLE_ASSIGNMENT_MODE = "role_assignment_mode";

/** Whether the binding of a resource or provider was generated from azurerm 5 or later, as it says itself. */
export function isAzurerm5Binding({
  terraformGeneratorMetadata: generator,
}: Pick<TerraformResource | TerraformProvider, "terraformGeneratorMetadata">): boolean {
  return Number.parseInt(generator?.providerVersion ?? "", 10) >= 5;
}

/** Whether the resource is rendered for azurerm 5 or later. */
export function isForAzurerm5(resource: TerraformResource): boolean {
  return isAzurerm5Binding(resource) || isMovedToAzurerm5(TerraformStack.of(resource));
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
  failValidation(construct, () => (hasAzurerm5(TerraformStack.of(construct)) ? undefined : complaint));
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
