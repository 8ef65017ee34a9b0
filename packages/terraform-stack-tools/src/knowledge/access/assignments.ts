import { blockName, type Instance, instanceOf, nameIn, type PlannedStack, unknown } from "../../planned/planned-stack";
import { listed } from "../../shared/words";
import { blockOf, collected, defined, type Json, textOf } from "../../stack/json";
import { referencesIn } from "../../stack/reference";
import { blocksReadBy } from "../../stack/references";
import type { Block } from "../../stack/stack";
import { clusterBlocks, isOfType } from "../catalogue/block-types";
import { type Access, CONDITIONAL, granted, holdingKey, originWords } from "./access";
import { repositoriesAllowed } from "./condition";
import { federationsOf, identitiesIn, idleOf, isDisabledPrincipal, issuersOf, principalsOf } from "./principals";
import {
  ANY_REGISTRY,
  identityOf,
  joined,
  type PlaceIdentity,
  placeOfRegistry,
  principalIdentity,
  type RegistryScope,
  registriesIn,
  scopeAbove,
} from "./registries";
import { ACTIONS, type KnownRole, type Mode, POWERS, RIGHTS, roleOf } from "./roles";

/** What role assignments on registries, or on scopes above them, allow. */
export function assignedAccess(planned: PlannedStack): Access[] {
  const usable = assignmentsIn(planned).filter(({ instance }) => !isDisabledPrincipal(instance, planned));
  const all = usable.flatMap((assignment) =>
    scopesOf(assignment.instance, planned).flatMap((scope) => accessOn(scope, assignment, planned)),
  );
  const isIgnored = ({ repository }: Access) => repository === IGNORED;
  const wordsOf = ({ origin, mode }: Access) => `${originWords(origin)}: no effect in ${mode} mode`;
  const ignored = collected(all.filter(isIgnored).map((line) => [holdingKey(line), wordsOf(line)]));
  const acting = all.filter((line) => !isIgnored(line));
  return acting.map((line) => defined({ ...line, ignored: ignored.get(holdingKey(line)) }));
}

/** Stands for what a role gives that the registry's mode ignores. */
const IGNORED = "";

function assignmentsIn(planned: PlannedStack): Assignment[] {
  return planned.instances.flatMap((instance): Assignment[] => {
    const { block } = instance;
    if (isOfType(block, "azurerm_role_assignment") || isOfType(block, "azurerm_pim_active_role_assignment")) {
      return [{ instance }];
    }
    return isOfType(block, "azurerm_pim_eligible_role_assignment")
      ? [{ instance, how: "which they may activate", isEligible: true }]
      : [];
  });
}

function scopesOf(assignment: Instance, planned: PlannedStack): RegistryScope[] {
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

function accessOn(scope: RegistryScope, { instance, how, isEligible }: Assignment, planned: PlannedStack): Access[] {
  const { address, block, values } = instance;
  const role = roleOf(instance, planned);
  const condition = values.condition ?? block.body.condition;
  const open = [...(role === undefined ? ROLE : []), ...(isReadable(role, condition) ? [] : ["condition"])];
  const { naming } = planned;
  const named = (value: Json | undefined) => (typeof value === "string" ? naming.of(value) : undefined);
  const issuers = issuersOf(block.body.principal_id, planned);
  const name =
    role?.name ??
    values.role_definition_name ??
    values.role_definition_id ??
    unknown("that is not known", instance, ...ROLE);
  const assigned = defined({ name: naming.of(String(name)), isKnown: role !== undefined, how, isEligible });
  const line = defined({
    ...granted(principalsOf(instance, planned)),
    issuers: issuers.length === 0 ? undefined : issuers,
    registry: scope.name,
    origin: { kind: "role assignment", role: assigned } as const,
    address,
    // By whose tokens the role is used is told beside to whom it is assigned.
    identity: joined([
      identityOf(instance, ["principal_id", ...open], planned),
      ...federationsOf(block.body.principal_id, planned),
    ]),
    holder: principalIdentity(instance, "principal_id", planned),
    place: placeOf(scope, instance, planned),
    principal: named(values.principal_id),
    isScope: scope.isScope,
    scope: scope.isScope && named(values.scope),
    until: endOf(values) === "" ? undefined : naming.of(endOf(values)),
  });
  if (role === undefined) {
    return [{ ...line, repository: "what the role allows", rights: [] }];
  }
  const isSame = role.RBAC.join() === role.ABAC.join();
  const modes = modesOf(scope, isSame, planned);
  const ofMode = (mode: Mode) => (modes.length === 1 ? { knownMode: mode } : { mode });
  const images = modes.flatMap((mode) =>
    repositoriesIn(role, mode, condition).map((one) => ({ ...one, ...(isSame ? {} : ofMode(mode)) })),
  );
  const powers = role.powers.flatMap((power) =>
    reached(condition, POWERS[power]).map((repository) => ({ repository, rights: [power] })),
  );
  const lines = [...images, ...powers].map((one) => ({ ...line, ...one, repository: naming.of(one.repository) }));
  const isIgnored = lines.length === 0 && role.RBAC.length + role.ABAC.length > 0;
  return isIgnored ? [{ ...line, repository: IGNORED, rights: [], mode: modes[0] }] : lines;
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

/** The modes in which a role has an effect that is not the same in both, as far as the registry's own is not known. */
function modesOf({ block }: RegistryScope, isSame: boolean, planned: PlannedStack): readonly Mode[] {
  const mode = MODES.get(block && instanceOf(block, planned)?.values.role_assignment_mode);
  return mode === undefined && !isSame ? ["RBAC", "ABAC"] : [mode ?? "RBAC"];
}

/** azurerm 4.81 and later know the mode. */
const MODES: ReadonlyMap<Json | undefined, Mode> = new Map([
  ["AbacRepositoryPermissions", "ABAC"],
  ["LegacyRegistryPermissions", "RBAC"],
]);

/** The repositories that a role reaches, with all rights on each. */
function repositoriesIn(
  role: KnownRole,
  mode: Mode,
  condition: Json | undefined,
): Pick<Access, "repository" | "rights">[] {
  const allowed = RIGHTS.filter((right) => role[mode].includes(right)).flatMap((right) =>
    reached(condition, ACTIONS[mode][right]).map((repository) => [repository, right] as const),
  );
  return [...collected(allowed)].map(([repository, rights]) => ({ repository, rights }));
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

/** A role assignment, whatever resource makes it. */
interface Assignment {
  /** With the arguments of a role assignment. */
  readonly instance: Instance;
  /** How the role is assigned, other than for good. */
  readonly how?: string;
  readonly isEligible?: true;
}

/** An identity, or all of them in a scope. */
interface Place {
  readonly words: string;
  /** Where the stack has it. */
  readonly identity?: Block;
}

/**
 * What somebody may do by a role on an identity, who can give it to a machine or trust other tokens in its place: as much
 * as the identity. Azure, "Azure built-in roles for Identity", 2026-07-01.
 * @param holders whatever has access by roles of the stack
 */
export function actingAccess(planned: PlannedStack, holders: ReadonlySet<Block>): Access[] {
  return assignmentsIn(planned).flatMap(({ instance }) => {
    const role = roleOf(instance, planned);
    return placesOf(instance, role, planned).map(({ words, identity }): Access => {
      const named = role === undefined ? "a role" : `role ${planned.naming.of(role.name)}`;
      return {
        ...granted(principalsOf(instance, planned)),
        ...ANY_REGISTRY,
        repository: `what ${words} may do`,
        rights: [],
        origin: { kind: "delegation", words: `${named} on ${words}` },
        address: instance.address,
        identity: identityOf(instance, ["principal_id", "scope"], planned),
        ...(identity === undefined ? {} : idleOf([identity], holders)),
      };
    });
  });
}

/** On an identity, whoever may change roles may act as it, too. Above it, that is told of registries as well. */
function placesOf(instance: Instance, role: KnownRole | undefined, planned: PlannedStack): readonly Place[] {
  const isStrong = role === undefined || role.powers.length > 0;
  if (!isStrong && !role.isActing) {
    return [];
  }
  const { block, values } = instance;
  const identities = identitiesIn(block.body.scope, planned);
  if (identities.length > 0) {
    return identities
      .filter((identity) => !isOfNodes(identity, block.body.principal_id, planned))
      .map((identity) => ({ words: `managed identity ${blockName(identity, planned)}`, identity }));
  }
  const [, name] = /\/userAssignedIdentities\/([^/]+)$/i.exec(textOf(values.scope)) ?? [];
  if (name !== undefined) {
    return [{ words: `managed identity ${planned.naming.of(name)}` }];
  }
  if (isStrong) {
    return [];
  }
  const above =
    typeof values.scope === "string"
      ? [scopeAbove(values.scope, planned) ?? []].flat()
      : (scopesReferredTo(block.body.scope, planned) ?? [unknown("an unknown scope", instance, "scope")]);
  return above.map((scope) => ({ words: `identities in ${scope}` }));
}

/** The control plane of a cluster gives its nodes their identity. Azure, "Use a managed identity in Azure Kubernetes Service". */
function isOfNodes(identity: Block, principal: Json | undefined, planned: PlannedStack): boolean {
  const holders = identitiesIn(principal, planned);
  return clusterBlocks(planned.stack).some(({ body }) => {
    const control = identitiesIn(body.identity, planned);
    const isControl = holders.length > 0 && holders.every((holder) => control.includes(holder));
    return isControl && identitiesIn(body.kubelet_identity, planned).includes(identity);
  });
}

/**
 * The scopes above registries that a value refers to; undefined where it refers to nothing that this package can read. Other
 * resources hold no registry.
 */
function scopesReferredTo(configured: Json | undefined, planned: PlannedStack): string[] | undefined {
  const blocks = blocksReadBy(configured, planned.stack).filter(({ kind }) => kind !== "module");
  const above = blocks.flatMap((block) => {
    const title = SCOPES.get(block.type);
    const name = nameIn(instanceOf(block, planned)?.values.name, block.body.name, planned) ?? block.address;
    return title === undefined ? [] : [`${title} ${name}`];
  });
  return blocks.length === 0 ? undefined : above;
}

/** Azure, "Understand scope for Azure RBAC". */
const SCOPES: ReadonlyMap<string, string> = new Map([
  ["azurerm_management_group", "management group"],
  ["azurerm_subscription", "subscription"],
  ["azurerm_resource_group", "resource group"],
]);
