import { type Instance, instanceOf, type PlannedStack } from "../../planned/planned-stack";
import { parseAddress } from "../../stack/address";
import { isList, objectOf, textOf } from "../../stack/json";
import { referencesIn } from "../../stack/reference";
import { once } from "../../stack/remembered";
import { granted } from "../access/access";
import { assignmentsIn, scopesOf } from "../access/assignments";
import { principalsOf } from "../access/principals";
import { identityOf, type RegistryScope, registriesIn, scopeAbove } from "../access/registries";
import { type KnownRole, roleOf, roleWith } from "../access/roles";
import { isOfType } from "../catalogue/block-types";

/** A role that somebody has on a registry, there or above it. */
export interface Holding {
  /** Whoever it is: two with the same key are one identity. */
  readonly key: string;
  readonly who: string;
  /** Undefined for a custom role whose permissions are not known. */
  readonly role: KnownRole | undefined;
  readonly roleName: string;
  readonly scope: string;
  readonly hasCondition: boolean;
  readonly address: string;
}

/** What resources of a stack assign. @param group the resource group of the registry, where it is known */
export function assignedHoldings(registry: string, group: string | undefined, planned: PlannedStack): Holding[] {
  return assignmentsPerhapsOn(registry, planned).flatMap(({ instance, scopes }) => {
    const above = textOf(instance.values.scope);
    const scope = scopes.find(
      ({ name, isScope }) => (isScope && isAbove(above, group)) || name.toLowerCase() === registry.toLowerCase(),
    );
    if (scope === undefined) {
      return [];
    }
    const { values, block, address } = instance;
    const role = roleOf(instance, planned);
    const roleName = role?.name ?? textOf(values.role_definition_name ?? values.role_definition_id);
    const holding: Holding = {
      key: keyOf(instance, planned),
      who: granted(principalsOf(instance, planned)).who,
      role,
      roleName: roleName === "" ? "a role that is not known" : planned.naming.of(roleName),
      scope: scope.isScope ? scope.name.replace(/^every registry in /, "") : "the registry",
      hasCondition: (values.condition ?? block.body.condition ?? "") !== "",
      address,
    };
    return [holding];
  });
}

interface ScopedAssignment {
  readonly instance: Instance;
  readonly scopes: readonly RegistryScope[];
}

/** Those on a registry of that name, and all that are above registries. */
function assignmentsPerhapsOn(registry: string, planned: PlannedStack): ScopedAssignment[] {
  const { all, places, above } = scopedAssignments(planned);
  const found = new Set([...(places.get(registry.toLowerCase()) ?? []), ...above]);
  return [...found].sort((left, right) => left - right).map((place) => all[place]);
}

/** Read once for all registries, of which a stack may have thousands. */
const scopedAssignments = once((planned: PlannedStack) => {
  const all = assignmentsIn(planned).map(
    ({ instance }): ScopedAssignment => ({ instance, scopes: scopesOf(instance, planned) }),
  );
  const places = new Map<string, number[]>();
  const above: number[] = [];
  for (const [place, { scopes }] of all.entries()) {
    for (const { name, isScope } of scopes) {
      const key = name.toLowerCase();
      const others = places.get(key) ?? [];
      others.push(place);
      places.set(key, others);
      if (isScope) {
        above.push(place);
      }
    }
  }
  return { all, places, above };
});

/** A scope that is not known may be above any registry. */
function isAbove(scope: string, group: string | undefined): boolean {
  const [, named] = /\/resourcegroups\/([^/]+)\/?$/i.exec(scope) ?? [];
  return named === undefined || group === undefined || named.toLowerCase() === group.toLowerCase();
}

function keyOf(instance: Instance, planned: PlannedStack): string {
  const { principal_id: known } = instance.values;
  if (typeof known === "string") {
    return known.toLowerCase();
  }
  const isOwn = referencesIn(instance.block.body.principal_id).some(({ root }) => root === "each" || root === "count");
  const key = isOwn ? `${parseAddress(instance.address)?.key}` : "";
  return `${identityOf(instance, ["principal_id"], planned).text}\n${key}`;
}

/** What Azure answered to a stack that asked for the role assignments of a registry; undefined where it was not asked. */
export function answeredHoldings(registry: string, planned: PlannedStack): Holding[] | undefined {
  const { stack } = planned;
  const lists = stack.blocks
    .filter((block) => isOfType(block, "data.azurerm_role_assignments"))
    .filter(({ body }) =>
      registriesIn(body.scope ?? null, null, planned).some(({ name }) => name.toLowerCase() === registry.toLowerCase()),
    )
    .flatMap((block) => {
      const { address } = block;
      const { role_assignments: all } = instanceOf(block, planned)?.values ?? {};
      return isList(all) && all.length > 0 ? [{ address, all: all.map(objectOf) }] : [];
    });
  // What a plan makes up has neither principals nor roles.
  const known = lists.filter(({ all }) => all.every((one) => textOf(one.principal_id) !== ""));
  return known.length === 0
    ? undefined
    : known.flatMap(({ address, all }) =>
        all.map(({ principal_id, principal_type, role_definition_id, role_assignment_scope, condition }): Holding => {
          const role = roleWith(textOf(role_definition_id), planned);
          const above = scopeAbove(textOf(role_assignment_scope), planned);
          return {
            key: textOf(principal_id).toLowerCase(),
            who: `${kindOf(textOf(principal_type))} ${planned.naming.of(textOf(principal_id))}`,
            role,
            roleName: planned.naming.of(role?.name ?? `custom role ${textOf(role_definition_id).split("/").pop()}`),
            scope: above ?? "the registry",
            hasCondition: textOf(condition) !== "",
            address,
          };
        }),
      );
}

/** Such as `service principal` for `ServicePrincipal`, which managed identities are as well. */
function kindOf(type: string): string {
  return type === "" ? "principal" : type.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

/** The resource group of a registry that is declared or looked up. */
export function groupOf({ values }: Pick<Instance, "values">): string | undefined {
  const [, named] = /\/resourcegroups\/([^/]+)/i.exec(textOf(values.parent_id)) ?? [];
  return textOf(values.resource_group_name) || named;
}
