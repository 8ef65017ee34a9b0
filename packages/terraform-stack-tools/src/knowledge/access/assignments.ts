import { blockName, type Instance, instanceOf, nameIn, type PlannedStack, unknown } from "../../planned/planned-stack";
import { listed } from "../../shared/words";
import { blockOf, collected, defined, type Json, textOf } from "../../stack/json";
import { referencesIn } from "../../stack/reference";
import { attributesRead, blocksReadBy } from "../../stack/references";
import type { Block } from "../../stack/stack";
import { clusterBlocks, isOfType, titleOf } from "../catalogue/block-types";
import { type Access, granted, holdingKey, originWords } from "./access";
import { repositoriesAllowed } from "./condition";
import { CONDITIONAL, type Fault, roleInstead } from "./effect";
import {
  federationsOf,
  identitiesIn,
  idleOf,
  isDisabledPrincipal,
  issuersOf,
  principalsOf,
  wrongIdentity,
} from "./principals";
import {
  ANY_REGISTRY,
  identityOf,
  isOfSomethingElse,
  joined,
  type PlaceIdentity,
  placeOfRegistry,
  principalIdentity,
  type RegistryScope,
  registriesIn,
  scopeAbove,
} from "./registries";
import { ACTIONS, ALL_RIGHTS, type KnownRole, type Mode, POWERS, RIGHTS, roleOf } from "./roles";

/** The mode of a registry where one of the plans that are read together knows it, with where that is decided. */
export type ModeOf = (registry: string) => { readonly mode: Mode; readonly isElsewhere: boolean } | undefined;

/** What role assignments on registries, or on scopes above them, allow. */
export function assignedAccess(planned: PlannedStack, modeOf: ModeOf): Access[] {
  const all = assignmentsIn(planned).flatMap((assignment) =>
    scopesOf(assignment.instance, planned).flatMap((scope) => accessOn(scope, assignment, planned, modeOf)),
  );
  // Of two roles of one holder, the one that the registry's mode ignores is a remark beside the other one.
  const isIgnored = ({ fault }: Access) => fault?.kind === "mode";
  const wordsOf = ({ origin, fault }: Access) =>
    `${originWords(origin)}: no effect${fault?.kind === "mode" ? ` in ${fault.mode} mode` : ""}`;
  const ignored = collected(all.filter(isIgnored).map((line) => [holdingKey(line), wordsOf(line)]));
  const acting = new Set(all.filter(({ fault }) => fault === undefined).map(holdingKey));
  const told = all.filter((line) => !isIgnored(line) || !acting.has(holdingKey(line)));
  return told.map((line) => (isIgnored(line) ? line : defined({ ...line, ignored: ignored.get(holdingKey(line)) })));
}

function assignmentsIn(planned: PlannedStack): Assignment[] {
  return planned.instances.flatMap((instance): Assignment[] => {
    const { block } = instance;
    if (isOfType(block, "azurerm_role_assignment") || isOfType(block, "azurerm_pim_active_role_assignment")) {
      return [{ instance }];
    }
    return isOfType(block, "azurerm_pim_eligible_role_assignment") ? [{ instance, isEligible: true }] : [];
  });
}

function scopesOf(assignment: Instance, planned: PlannedStack): RegistryScope[] {
  const { block, values } = assignment;
  if (typeof values.scope === "string" && isOfSomethingElse(values.scope)) {
    return [{ name: planned.naming.of(values.scope.split("/").slice(-2).join("/")), isOther: true }];
  }
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
  const scopes = above.flatMap((scope) => scope ?? []);
  return scopes.length > 0
    ? scopes.map((scope) => ({ name: `every registry in ${scope}`, isScope: true }))
    : otherScopes(block.body.scope, planned);
}

/** What a scope refers to by its id, of resources of azurerm's, where that is neither a registry nor a scope above registries. */
function otherScopes(configured: Json | undefined, planned: PlannedStack): RegistryScope[] {
  const reads = attributesRead(configured);
  const blocks = blocksReadBy(configured, planned.stack).filter(({ kind }) => kind !== "module");
  const isSure = blocks.every(
    ({ type, address }) => type.startsWith("azurerm_") && [...(reads.get(address) ?? [])].join() === "id",
  );
  return isSure
    ? blocks.map((block) => ({ name: `${titleOf(block.type)} ${blockName(block, planned)}`, isOther: true }))
    : [];
}

/** Whether an argument comes from the instance's own key or value. */
function isGiven(value: Json | undefined): boolean {
  return referencesIn(value).some(({ root }) => root === "each");
}

function accessOn(
  scope: RegistryScope,
  { instance, isEligible }: Assignment,
  planned: PlannedStack,
  modeOf: ModeOf,
): Access[] {
  const { address, block, values } = instance;
  const role = roleOf(instance, planned);
  if (scope.isOther && !isForImages(role)) {
    return [];
  }
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
  const assigned = defined({ name: naming.of(String(name)), isKnown: role !== undefined, isEligible });
  const grantees = principalsOf(instance, planned);
  const line = defined({
    ...granted(grantees),
    fault: faultOf(scope, instance, planned),
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
  const all = ALL_RIGHTS.filter((right) => [...role.RBAC, ...role.ABAC, ...role.powers].includes(right));
  const whole = { ...line, repository: "*", rights: all };
  if (line.fault !== undefined) {
    return all.length === 0 ? [] : [whole];
  }
  const isSame = role.RBAC.join() === role.ABAC.join();
  const known = modeOf(scope.name) ?? knownMode(scope, planned);
  const modes: readonly Mode[] = known === undefined && !isSame ? ["RBAC", "ABAC"] : [known?.mode ?? "RBAC"];
  const ofMode = (mode: Mode) => (modes.length === 1 ? { knownMode: mode } : { mode });
  const images = modes.flatMap((mode) =>
    repositoriesIn(role, mode, condition).map((one) => ({ ...one, ...(isSame ? {} : ofMode(mode)) })),
  );
  const powers = role.powers.flatMap((power) =>
    reached(condition, POWERS[power]).map((repository) => ({ repository, rights: [power] })),
  );
  const lines = [...images, ...powers].map((one) => ({ ...line, ...one, repository: naming.of(one.repository) }));
  if (lines.length === 0 && known !== undefined && isForImages(role)) {
    return [{ ...whole, fault: { kind: "mode", ...known, instead: roleInstead(known.mode, all) } }];
  }
  return isOfControlPlane(grantees) ? lines.map(withControlPlane) : lines;
}

/** Whether a role is good for nothing but images, so that somebody is told where it gives none. */
function isForImages(role: KnownRole | undefined): role is KnownRole {
  return role?.isForRegistries === true && role.RBAC.length + role.ABAC.length > 0;
}

/** Why an assignment gives nothing, whatever its role. */
function faultOf(scope: RegistryScope, instance: Instance, planned: PlannedStack): Fault | undefined {
  if (scope.isOther) {
    return { kind: "no registry", scope: scope.name };
  }
  return (
    wrongIdentity(instance, planned) ??
    (isDisabledPrincipal(instance, planned) ? { kind: "disabled", what: "the service principal" } : undefined)
  );
}

function isOfControlPlane(grantees: Access["grantees"]): boolean {
  return grantees.length > 0 && grantees.every(({ kind }) => kind === "control plane");
}

/** Nodes pull with the kubelet identity. Azure, "Use a managed identity in Azure Kubernetes Service". */
function withControlPlane(line: Access): Access {
  return line.rights.join() === "pull" ? { ...line, fault: { kind: "control plane" } } : line;
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

function knownMode({ block }: RegistryScope, planned: PlannedStack): ReturnType<ModeOf> {
  const registry = block && instanceOf(block, planned);
  return registry && modeIn(registry);
}

/** The mode of a registry as a plan has it. azurerm 4.81 and later know the mode. */
export function modeIn({ block, values }: Instance): ReturnType<ModeOf> {
  const mode = MODES.get(values.role_assignment_mode);
  return mode && { mode, isElsewhere: block.kind === "data" };
}

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
    // Who acts as itself gains nothing.
    const own = identitiesIn(block.body.principal_id, planned);
    return identities
      .filter((identity) => !own.includes(identity) && !isOfNodes(identity, block.body.principal_id, planned))
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
