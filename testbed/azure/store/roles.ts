import { BUILT_IN_ROLES, type Role } from "../known/roles";
import type { Contents, RoleAssignment } from "./contents";

/** Who holds which role where. */
export class Roles {
  constructor(private readonly contents: Contents) {}

  public definitions(): Role[] {
    return [...BUILT_IN_ROLES, ...Object.values(this.contents.customRoles)];
  }

  public definition(guid: string): Role | undefined {
    return this.definitions().find((role) => role.guid === guid.toLowerCase());
  }

  public assignments(): RoleAssignment[] {
    return Object.values(this.contents.roleAssignments);
  }

  public nameOf({ properties }: RoleAssignment): string {
    return this.definition(guidIn(properties.roleDefinitionId))?.name ?? "";
  }

  /** What applies to a principal at a scope, assigned there or above. */
  public effective(principalId: string, scope: string): RoleAssignment[] {
    return this.assignments().filter(
      ({ properties }) =>
        properties.principalId === principalId.toLowerCase() &&
        isWithin(scope.toLowerCase(), properties.scope.toLowerCase()),
    );
  }

  public holds(principalId: string, scope: string, names: readonly string[]): boolean {
    return this.effective(principalId, scope).some((assignment) => names.includes(this.nameOf(assignment)));
  }

  public deleteAt(scope: string): void {
    for (const { name, properties } of this.assignments()) {
      if (isWithin(properties.scope.toLowerCase(), scope)) {
        delete this.contents.roleAssignments[name];
      }
    }
  }
}

/** Whether a scope is another one or below it. Both in lower case. */
export function isWithin(scope: string, outer: string): boolean {
  return scope === outer || scope.startsWith(outer === "/" ? outer : `${outer}/`);
}

export function guidIn(roleDefinitionId: string): string {
  return roleDefinitionId.split("/").slice(-1)[0].toLowerCase();
}
