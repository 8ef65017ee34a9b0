import { Lazy, type Precondition, type TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { RegistryRoleAssignmentMode } from "../../interfaces";
import { condition } from "../../private/condition";
import { hint } from "../../private/error-topics";
import { isForAzurerm5, ROLE_ASSIGNMENT_MODE } from "../../private/ownership/azurerm5";
import { initialText } from "../../private/ownership/initial";
import { warn } from "../../private/warn";

const { RBAC, ABAC } = RegistryRoleAssignmentMode;

/**
 * The argument of azurerm 4.81 and later, which older bindings leave out. Sent to create the registry: whoever changes the
 * mode later is not reverted, since that would take the access of everybody who has a role of the other mode.
 */
export function modeArgument(mode: RegistryRoleAssignmentMode | undefined): { readonly roleAssignmentMode: string } {
  return { roleAssignmentMode: initialText(mode === ABAC ? ABAC : RBAC) };
}

/** Whether the registry is rendered for a version of azurerm that has its mode. */
export function hasMode(registry: TerraformResource): boolean {
  return "roleAssignmentMode" in registry || isForAzurerm5(registry);
}

/** Refuses a stated mode that the registry has not, where a plan can tell; grants would be applied and have no effect. */
export function demandMode(registry: TerraformResource, mode: RegistryRoleAssignmentMode | undefined): void {
  const scope = registry.node.scope ?? registry;
  if (mode === RBAC || mode === ABAC) {
    const { condition: holds, errorMessage } = isInMode(scope, mode);
    const postcondition = [{ condition: holds, error_message: errorMessage }];
    const produce = () => (hasMode(registry) ? postcondition : undefined);
    registry.addOverride("lifecycle.postcondition", Lazy.anyValue({ produce }));
  }
  if (mode === ABAC) {
    warnIfNotSet(scope, registry);
  }
}

function isInMode(scope: IConstruct, mode: RegistryRoleAssignmentMode): Precondition {
  const [operator, other] = mode === ABAC ? ["==", "RBAC"] : ["!=", "ABAC"];
  return condition(scope, `\${self.${ROLE_ASSIGNMENT_MODE} ${operator} "${ABAC}"}`, {
    property: "roleAssignmentMode",
    must: `be ${other}, EITHER or left out while the registry is in ${other} mode, which ignores the roles of the other one`,
    repair: "leave it out, which assigns the roles of both modes, then change the mode of the registry, then state it",
    see: "role-assignment-mode",
  });
}

/** Once the stack is complete, since the version of azurerm may be chosen later. */
export function warnIfNotSet(scope: IConstruct, registry: TerraformResource): void {
  let isSaid = false;
  const validate = () => {
    if (!isSaid && !hasMode(registry)) {
      isSaid = true;
      warn(
        scope,
        "roleAssignmentMode is ABAC, which this version of azurerm cannot set: nobody pulls from a registry that it creates; " +
          "call ProviderGeneration.useAzurerm5(this) in the stack, or leave roleAssignmentMode out; " +
          hint("role-assignment-mode"),
      );
    }
    return [];
  };
  scope.node.addValidation({ validate });
}
