import { Lazy, type Precondition, type TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { RegistryRoleAssignmentMode } from "../../interfaces";
import { condition } from "../../private/condition";
import { isForAzurerm5, ROLE_ASSIGNMENT_MODE } from "../../private/ownership/azurerm5";
import { initialText } from "../../private/ownership/initial";

/** In place of a mode: the registry keeps the one that it has. */
export const MIGRATING = Symbol("migrating");

export const ABAC_MODE = "AbacRepositoryPermissions";

const modes = new WeakMap<TerraformResource, string | typeof MIGRATING>();

/**
 * Registers the mode of a registry that this package creates. azurerm 4.55 has no argument for it; a newer generation
 * does.
 */
export function setPermissionMode(registry: TerraformResource, mode: RegistryRoleAssignmentMode | undefined): void {
  modes.set(registry, roleAssignmentMode(mode));
  if (mode === RegistryRoleAssignmentMode.ABAC) {
    demandMode(registry, inAbacMode);
  } else if (mode === RegistryRoleAssignmentMode.RBAC) {
    demandMode(registry, inRbacMode);
  }
}

/** azurerm 4.55 reads no mode, and neither creates nor switches one. */
function demandMode(registry: TerraformResource, isMode: typeof inAbacMode): void {
  const { condition: holds, errorMessage } = isMode(registry.node.scope ?? registry, `self.${ROLE_ASSIGNMENT_MODE}`);
  const postcondition = [{ condition: holds, error_message: errorMessage }];
  const produce = () => (isForAzurerm5(registry) ? postcondition : undefined);
  registry.addOverride("lifecycle.postcondition", Lazy.anyValue({ produce }));
}

/** @param mode an expression of the registry's own */
export function inAbacMode(scope: IConstruct, mode: string): Precondition {
  return condition(scope, `\${${mode} == "${ABAC_MODE}"}`, {
    property: "roleAssignmentMode",
    must: "be MIGRATING while the registry is in RBAC mode, which honors AcrPull only",
    repair: "set RBAC, or deploy MIGRATING, SWITCHING and REMOVING, in this order, before ABAC",
    see: "abac-stages",
  });
}

/** @param mode an expression of the registry's own */
export function inRbacMode(scope: IConstruct, mode: string): Precondition {
  return condition(scope, `\${${mode} != "${ABAC_MODE}"}`, {
    property: "roleAssignmentMode",
    must: "be ABAC while the registry is in ABAC mode, which ignores AcrPull and AcrPush",
    repair: "set ABAC, or deploy REMOVING once before it if one of these is assigned already",
    see: "permission-mode",
  });
}

/** For bindings of azurerm 5 and later, which have the argument; those of azurerm 4 leave it out. */
export function permissionArguments(mode: RegistryRoleAssignmentMode | undefined): {
  readonly roleAssignmentMode?: string;
} {
  const argument = roleAssignmentMode(mode);
  return argument === MIGRATING ? {} : { roleAssignmentMode: argument };
}

/** The argument of azurerm 5. Undefined for a registry that this package does not create. */
export function roleAssignmentModeOf(registry: TerraformResource): string | typeof MIGRATING | undefined {
  return modes.get(registry);
}

function roleAssignmentMode(mode: RegistryRoleAssignmentMode | undefined): string | typeof MIGRATING {
  switch (mode) {
    case RegistryRoleAssignmentMode.ABAC:
      // Sent to create it: of a registry in use, SWITCHING alone changes the mode.
      return initialText(ABAC_MODE);
    case RegistryRoleAssignmentMode.MIGRATING:
    case RegistryRoleAssignmentMode.SWITCHING:
    case RegistryRoleAssignmentMode.REMOVING:
    case RegistryRoleAssignmentMode.EITHER:
      return MIGRATING;
    default:
      // Sent to create it, since Azure's default is to become ABAC; whoever switches the mode later is not reverted, since
      // that would take the access of everybody who has a role of ABAC mode.
      return initialText("LegacyRegistryPermissions");
  }
}
