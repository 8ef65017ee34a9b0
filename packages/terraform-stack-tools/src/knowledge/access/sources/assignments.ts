import type { Json } from "../../../stack/json";
import { isOfType } from "../../catalogue/questions";
import type { Access } from "../access";
import { ACTIONS, RIGHTS, type Right, type RoleRights } from "../actions";
import { repositoriesAllowed } from "../condition/repositories";
import { granted } from "../grantee";
import { type Instance, instanceOf, type PlannedStack, unknown } from "../planned-stack";
import { principalsOf } from "../principals";
import { type RegistryScope, registriesIn, scopeAbove, scopesReferredTo } from "../registries";
import { type KnownRole, roleOf } from "../roles";

type Mode = keyof RoleRights;

/** What role assignments on registries, or on scopes above them, allow. */
export function assignedAccess(planned: PlannedStack): Access[] {
  return planned.instances
    .filter(({ block }) => isOfType(block, "azurerm_role_assignment"))
    .flatMap((assignment) => scopesOf(assignment, planned).flatMap((scope) => accessOn(scope, assignment, planned)));
}

function scopesOf(assignment: Instance, planned: PlannedStack): RegistryScope[] {
  const { block, values } = assignment;
  const configured = [block.body.scope ?? null, isGiven(block.body.scope) ? (block.body.for_each ?? null) : null];
  const registries = registriesIn(configured, values.scope ?? null, planned);
  if (registries.length > 0) {
    return registries;
  }
  const above =
    typeof values.scope === "string" ? [scopeAbove(values.scope)] : scopesReferredTo(block.body.scope, planned);
  if (above === undefined) {
    return [{ name: unknown("an unknown scope", assignment) }];
  }
  return above.flatMap((scope) => (scope === undefined ? [] : [{ name: `every registry in ${scope}`, isScope: true }]));
}

/** Whether an argument comes from the instance's own key or value. */
function isGiven(value: Json | undefined): boolean {
  return typeof value === "string" && /\$\{.*\beach\./.test(value);
}

function accessOn(scope: RegistryScope, assignment: Instance, planned: PlannedStack): Access[] {
  const { address, block, values } = assignment;
  const line = {
    ...granted(principalsOf(assignment, planned)),
    registry: scope.name,
    address,
    ...(scope.isScope ? { isScope: scope.isScope } : {}),
  };
  const role = roleOf(block, values, planned.stack);
  if (role === undefined) {
    const name = values.role_definition_name ?? values.role_definition_id ?? "that is not known";
    const origin = { kind: "role assignment", role: { name: String(name), isKnown: false } } as const;
    return [{ ...line, repository: "what the role allows", rights: [], origin }];
  }
  return modesOf(scope, role, planned).flatMap(({ mode, isCertain }) =>
    repositoriesIn(role, mode, values.condition).map(({ repository, rights }) => ({
      ...line,
      repository,
      rights,
      origin: { kind: "role assignment", role: { name: role.name, isKnown: true } } as const,
      ...(isCertain ? {} : { mode }),
    })),
  );
}

/** The modes in which a role has an effect, as far as the registry's own is not known. */
function modesOf(
  { block }: RegistryScope,
  role: KnownRole,
  planned: PlannedStack,
): { mode: Mode; isCertain: boolean }[] {
  const mode = block === undefined ? undefined : modeOf(instanceOf(block, planned));
  if (mode !== undefined) {
    return [{ mode, isCertain: true }];
  }
  const isSame = role.RBAC.join() === role.ABAC.join();
  return isSame
    ? [{ mode: "RBAC", isCertain: true }]
    : [
        { mode: "RBAC", isCertain: false },
        { mode: "ABAC", isCertain: false },
      ];
}

/** azurerm 5 and later know the mode. Below, a new registry is created in RBAC mode. */
function modeOf(registry: Instance | undefined): Mode | undefined {
  switch (registry?.values.role_assignment_mode) {
    case "AbacRepositoryPermissions":
      return "ABAC";
    case "LegacyRegistryPermissions":
      return "RBAC";
    default:
      return undefined;
  }
}

/** The repositories that a role reaches, with all rights on each. */
function repositoriesIn(
  role: KnownRole,
  mode: Mode,
  condition: Json | undefined,
): Pick<Access, "repository" | "rights">[] {
  const rights = new Map<string, Right[]>();
  for (const right of RIGHTS.filter((candidate) => role[mode].includes(candidate))) {
    for (const repository of reached(condition, ACTIONS[mode][right])) {
      rights.set(repository, [...(rights.get(repository) ?? []), right]);
    }
  }
  return [...rights].map(([repository, all]) => ({ repository, rights: all }));
}

/** A right that depends on what nobody knows is told as if it were there, with the reason in place of a repository. */
function reached(condition: Json | undefined, actions: readonly string[]): readonly string[] {
  if (condition === undefined || condition === null || condition === "") {
    return ["*"];
  }
  const [action] = actions;
  const allowed = typeof condition === "string" ? repositoriesAllowed(condition, action) : undefined;
  return allowed ?? ["what its condition allows"];
}
