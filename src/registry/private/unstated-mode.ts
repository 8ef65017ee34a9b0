import type { IConstruct } from "constructs";
import { hint } from "../../private/error-topics";
import { inform } from "../../private/warn";

const told = new WeakMap<IConstruct, Set<string>>();

/**
 * Says once for each registry of an app that roles are assigned for a mode that nobody has stated and no plan reads. As
 * information: for most registries RBAC is right.
 *
 * @param isCompared known once the stack is complete
 */
export function tellOfUnstatedMode(scope: IConstruct, registry: string, isCompared = () => false): void {
  const { root } = scope.node;
  const registries = told.get(root) ?? new Set();
  told.set(root, registries);
  scope.node.addValidation({
    validate: () => {
      if (!registries.has(registry) && !isCompared()) {
        registries.add(registry);
        inform(
          scope,
          "roleAssignmentMode is not set and no plan can read it, so roles of RBAC mode are assigned, which a registry in " +
            "ABAC mode ignores; set RBAC or ABAC, as `az acr show --query roleAssignmentMode` prints, or EITHER, which " +
            "assigns the roles of both modes; or set readPermissionMode: true on a registry that is created or looked up, so " +
            `that azapi reads it; ${hint("permission-mode")}`,
        );
      }
      return [];
    },
  });
}
