import type { Construct } from "constructs";
import { claim } from "../private/claim";
import { sameCase } from "../private/same-text";
import { PULL } from "./private/access-roles";
import { identityOfId } from "./private/registry-identity";
import type { PullRoleAssignmentProps } from "./pull-role-assignment-props";
import { RegistryRoleAssignment } from "./registry-role-assignment";

/**
 * Allows one identity to pull from one registry, and grants nothing above it: the role AcrPull, which acts in RBAC mode, and
 * Container Registry Repository Reader, which acts in ABAC mode and can be limited to repositories; one of them where the
 * mode is stated (Azure, "Azure Container Registry Entra permissions and role assignments overview"). No secret lands in
 * the state.
 *
 * Changing the registry or the identity replaces the role assignments, and pulls fail until the registry honors the new
 * one. So does changing the repositories, unless the provider is azurerm 5.2 or later
 * (`ProviderGeneration.useAzurerm5`), which updates the condition of an assignment in place. The identity that runs
 * Terraform needs `Microsoft.Authorization/roleAssignments/write` on the registry.
 *
 * @example
 * const grants = new TerraformVariable(this, "grants", { type: "map(object({ registry_id = string, object_id = string }))" });
 * const grant = TerraformIterator.fromMap(grants.value);
 * new PullRoleAssignment(this, "pull", {
 *   forEach: grant,
 *   registryId: grant.getString("registry_id"),
 *   principalId: grant.getString("object_id"),
 * });
 */
export class PullRoleAssignment extends RegistryRoleAssignment {
  /**
   * @throws if the registry id is not the resource id of a registry, if the object id is not a GUID, if repositories
   * are given and the mode is neither ABAC nor EITHER, or break the rules of the registry, if an existing assignment is given together with
   * `forEach`, or if the former path is the present one. A second assignment of the pair fails the validation of the stack
   */
  constructor(scope: Construct, id: string, props: PullRoleAssignmentProps) {
    super(scope, id, props, PULL);
    const { forEach, registryId, principalId } = props;
    if (forEach === undefined) {
      const thing = `pull of ${identityOfId(this, registryId)} by ${sameCase(this, principalId)}`;
      claim(this, thing, (first) => ({
        property: "principalId",
        must: "be granted once on a registry, since Azure rejects a second assignment (409 RoleAssignmentExists)",
        repair: `use '${first.node.path}'`,
        see: "one-grant-for-each-identity",
      }));
    }
  }
}
