import { type Instance, instanceOf, type PlannedStack, unknown } from "../../../planned/planned-stack";
import { listed } from "../../../shared/markdown";
import { referencesIn } from "../../../stack/expression/reference";
import { blockOf, type Json, textOf } from "../../../stack/json";
import { isOfType } from "../../catalogue/questions";
import { type Access, CONDITIONAL } from "../access";
import { ACTIONS, type ImageRight, type Mode, POWERS, RIGHTS } from "../actions";
import { repositoriesAllowed } from "../condition/repositories";
import { granted } from "../grantee";
import { identityOf, joined, type PlaceIdentity, principalIdentity } from "../identity";
import { isDisabledPrincipal, principalsOf } from "../principals";
import { placeOfRegistry, type RegistryScope, registriesIn, scopeAbove, scopesReferredTo } from "../registries";
import { type KnownRole, roleOf } from "../roles";
import { type Assignment, delegatedAssignments } from "./delegations";
import { federationsOf, issuersOf } from "./federations";

/** What role assignments on registries, or on scopes above them, allow. */
export function assignedAccess(planned: PlannedStack): Access[] {
  const usable = assignmentsIn(planned).filter(({ instance }) => !isDisabledPrincipal(instance, planned));
  return usable.flatMap((assignment) =>
    scopesOf(assignment.instance, planned).flatMap((scope) => accessOn(scope, assignment, planned)),
  );
}

export function assignmentsIn(planned: PlannedStack): Assignment[] {
  return planned.instances.flatMap((instance): Assignment[] => {
    const { block } = instance;
    if (isOfType(block, "azurerm_role_assignment") || isOfType(block, "azurerm_pim_active_role_assignment")) {
      return [{ instance }];
    }
    return isOfType(block, "azurerm_pim_eligible_role_assignment")
      ? [{ instance, how: "which they may activate", isEligible: true }]
      : delegatedAssignments(instance, planned);
  });
}

export function scopesOf(assignment: Instance, planned: PlannedStack): RegistryScope[] {
  const { block, values } = assignment;
  const configured = [block.body.scope ?? null, isGiven(block.body.scope) ? (block.body.for_each ?? null) : null];
  const registries = registriesIn(configured, values.scope ?? null, planned);
  if (registries.length > 1 && assignment.hanging !== undefined) {
    // A plan that does not tell which of them it is must not tell that it is all of them.
    return [{ name: unknown(`one of ${listed(registries.map(({ name }) => name))}`, assignment, "scope") }];
  }
  if (registries.length > 0) {
    return registries;
  }
  const above =
    typeof values.scope === "string"
      ? [scopeAbove(values.scope, planned)]
      : scopesReferredTo(block.body.scope, planned);
  if (above === undefined) {
    return [{ name: unknown("an unknown scope", assignment, "scope") }];
  }
  return above.flatMap((scope) => (scope === undefined ? [] : [{ name: `every registry in ${scope}`, isScope: true }]));
}

/** Whether an argument comes from the instance's own key or value. */
function isGiven(value: Json | undefined): boolean {
  return referencesIn(value).some(({ root }) => root === "each");
}

/** What tells apart to whom roles are assigned. By whose tokens they are used is told beside it. */
const ABOUT = ["principal_id", "managing_tenant_id"];

function accessOn(scope: RegistryScope, { instance, how, isEligible }: Assignment, planned: PlannedStack): Access[] {
  const { address, block, values } = instance;
  const role = roleOf(instance, planned);
  const condition = values.condition ?? block.body.condition;
  const open = [...(role === undefined ? ROLE : []), ...(isReadable(role, condition) ? [] : ["condition"])];
  const until = planned.naming.of(endOf(values));
  const issuers = issuersOf(block.body.principal_id, planned);
  const line = {
    ...granted(principalsOf(instance, planned)),
    ...(issuers.length === 0 ? {} : { issuers }),
    registry: scope.name,
    address,
    identity: joined([
      identityOf(instance, [...ABOUT, ...open], planned),
      ...federationsOf(block.body.principal_id, planned),
    ]),
    holder: joined(
      ABOUT.filter((name) => (block.body[name] ?? null) !== null).map((name) =>
        principalIdentity(instance, name, planned),
      ),
    ),
    place: placeOf(scope, instance, planned),
    ...(typeof values.principal_id === "string" ? { principal: planned.naming.of(values.principal_id) } : {}),
    ...(scope.isScope ? { isScope: scope.isScope } : {}),
    ...(scope.isScope && typeof values.scope === "string" ? { scope: planned.naming.of(values.scope) } : {}),
    ...(until === "" ? {} : { until }),
  };
  const assigned = { ...(how === undefined ? {} : { how }), ...(isEligible === undefined ? {} : { isEligible }) };
  if (role === undefined) {
    const name =
      values.role_definition_name ?? values.role_definition_id ?? unknown("that is not known", instance, ...ROLE);
    const origin = {
      kind: "role assignment",
      role: { name: planned.naming.of(String(name)), isKnown: false, ...assigned },
    } as const;
    return [{ ...line, repository: "what the role allows", rights: [], origin }];
  }
  const origin = {
    kind: "role assignment",
    role: { name: planned.naming.of(role.name), isKnown: true, ...assigned },
  } as const;
  const images = modesOf(scope, role, planned).flatMap(({ mode, isCertain }) =>
    repositoriesIn(role, mode, condition).map(({ repository, rights }) => ({
      ...line,
      repository: planned.naming.of(repository),
      rights,
      origin,
      ...(isCertain ? {} : { mode }),
    })),
  );
  const powers = role.powers.flatMap((power) =>
    reached(condition, POWERS[power]).map((repository) => ({
      ...line,
      repository: planned.naming.of(repository),
      rights: [power],
      origin,
    })),
  );
  return [...images, ...powers];
}

/** The registry where the stack has it, or else the scope, with the id where it is known. */
function placeOf({ block }: RegistryScope, assignment: Instance, planned: PlannedStack): PlaceIdentity {
  const { scope } = assignment.values;
  const registry = block && instanceOf(block, planned);
  return {
    ...(registry === undefined ? identityOf(assignment, ["scope"], planned) : placeOfRegistry(registry, planned)),
    ...(typeof scope === "string" ? { id: scope } : {}),
  };
}

/** Whether a condition tells for each right which repositories it allows. */
function isReadable(role: KnownRole | undefined, condition: Json | undefined): boolean {
  const actions =
    role === undefined ? [] : [...role.powers.map((power) => POWERS[power]), ...Object.values(ACTIONS.ABAC)];
  return actions.every((one) => !reached(condition, one).includes(CONDITIONAL));
}

const ROLE = ["role_definition_id", "role_definition_name"];

/** Of an assignment by Privileged Identity Management. */
function endOf({ schedule }: Instance["values"]): string {
  return textOf(blockOf(blockOf(schedule).expiration).end_date_time);
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
  const rights = new Map<string, ImageRight[]>();
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
  return allowed ?? [CONDITIONAL];
}
