import { textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { present } from "../../json";
import { REGISTRIES } from "../arm/registry/names";
import { PULL_ROLES } from "../known/roles";
import type { Resource, RoleAssignment } from "../store/contents";
import { key, type Store } from "../store/store";

const CONDITION =
  /repositories:name\]\s+(StringEqualsIgnoreCase|StringStartsWithIgnoreCase|StringEquals|StringStartsWith)\s+'([^']*)'/g;

/** A registry by its id, its login server or its name. */
export function registryNamed(store: Store, registry: string): Resource | undefined {
  return store
    .ofType(REGISTRIES)
    .find(
      ({ id, name, properties }) =>
        key(id) === key(registry) || properties.loginServer === registry || name === registry,
    );
}

/** Whether a principal may pull: by roles that fit the registry's mode, and by simple conditions of theirs. */
export function canPull(store: Store, principalId: string, registry: string, repository?: string) {
  const found = registryNamed(store, registry);
  if (!found) {
    return { allowed: false, reason: "no such registry" };
  }
  const mode = textOf(found.properties.roleAssignmentMode);
  const roles = mode === "AbacRepositoryPermissions" ? PULL_ROLES.ABAC : PULL_ROLES.RBAC;
  const assignment = store.roles
    .effective(principalId, found.id)
    .filter((one) => roles.includes(store.roles.nameOf(one)))
    .find((one) => repository === undefined || isMet(one, repository));
  return assignment
    ? { allowed: true, role: store.roles.nameOf(assignment), assignment: assignment.name, mode }
    : present({ allowed: false, reason: "no effective assignment of a role that allows it", mode });
}

function isMet({ properties }: RoleAssignment, repository: string): boolean {
  const { condition } = properties;
  return (
    condition === null ||
    [...condition.matchAll(CONDITION)].some(([, operator, value]) => {
      const ignoresCase = operator.endsWith("IgnoreCase");
      const [name, wanted] = ignoresCase ? [repository.toLowerCase(), value.toLowerCase()] : [repository, value];
      return operator.includes("StartsWith") ? name.startsWith(wanted) : name === wanted;
    })
  );
}
