import { type Instance, instanceOf, type PlannedStack } from "../../planned/planned-stack";
import { heading, type Inline, type Part, sentence } from "../../shared/document";
import { listed } from "../../shared/words";
import { parseAddress } from "../../stack/address";
import { compare, grouped, isList, objectOf, textOf } from "../../stack/json";
import { referencesIn } from "../../stack/reference";
import { once } from "../../stack/remembered";
import { granted } from "../access/access";
import { assignmentsIn, scopesOf } from "../access/assignments";
import { principalsOf } from "../access/principals";
import { identityOf, isRegistry, registriesIn, registryScope, scopeAbove } from "../access/registries";
import { type KnownRole, roleOf, roleWith } from "../access/roles";
import { resourceType, translated } from "../access/translation";
import { isObjectId } from "../agreement/agreement";
import { isOfType } from "../catalogue/block-types";
import type { Rule } from "../pages/access";
import { completed } from "../reach/items";

/** How far a registry has come on its way to ABAC mode. */
type SwitchStage = "prepared" | "switched" | "removing";

/** A registry that some stacks take to ABAC mode. */
export interface ModeSwitch {
  readonly registry: string;
  readonly stage: SwitchStage;
  /** The address of what shows it. */
  readonly address: string;
  /** The role assignments that have no effect in ABAC mode, or less, the gravest first. */
  readonly roles: readonly LostRole[];
  /** Whether Azure's own list of role assignments is a part of them. */
  readonly isAnswered: boolean;
}

/** A role assignment that has no effect in ABAC mode, or less. */
export interface LostRole {
  readonly role: string;
  readonly who: string;
  /** The object id of who that is, where it is known. */
  readonly principal?: string;
  /** Such as `the registry` or `resource group rg-shared`. */
  readonly scope: string;
  /** What it allows in RBAC mode alone; undefined for a custom role whose permissions are not known. */
  readonly loses?: readonly string[];
  /** The roles that the same identity has, and that allow that in ABAC mode. */
  readonly replacedBy: readonly string[];
  /** What none of them allows. */
  readonly missing: readonly string[];
  /** The address of the resource that assigns it, or of the data source that found it. */
  readonly address: string;
}

/** Whether somebody can do less after the switch, as far as that can be judged. */
export function isLoss({ loses, missing }: LostRole): boolean {
  return loses !== undefined && missing.length > 0;
}

const ABAC = "AbacRepositoryPermissions";
const REGISTRIES = "microsoft.containerregistry/registries";

/**
 * The registries that a stack takes to ABAC mode, with the role assignments that have no effect there.
 * @param all stacks that are deployed together, this one among them
 * @param before all stacks as they were
 */
export function switchesIn(
  planned: PlannedStack,
  all: readonly PlannedStack[],
  before: readonly PlannedStack[],
): ModeSwitch[] {
  const whole = completed(translated(planned));
  const others = all.map((one) => (one === planned ? whole : completed(translated(one))));
  const shown = new Map<string, Shown>();
  for (const one of [...switched(whole, before.map(translated)), ...asked(whole)]) {
    const key = one.registry.toLowerCase();
    // What says most comes first.
    shown.set(key, shown.get(key) ?? one);
  }
  return [...shown.values()]
    .map((one) => withRoles(one, others))
    .sort((left, right) => compare(left.registry, right.registry));
}

type Shown = Pick<ModeSwitch, "registry" | "stage" | "address">;

/** A registry whose mode a resource sets that is not its own, or whose mode is another one than before. */
function switched(planned: PlannedStack, before: readonly PlannedStack[]): Shown[] {
  const former = new Map(
    before.flatMap((one) => registries(one).map((found) => [found.name.toLowerCase(), found.mode])),
  );
  return registries(planned)
    .filter(({ name, mode, isUpdate }) => {
      const key = name.toLowerCase();
      return mode === ABAC && (isUpdate || (former.has(key) && former.get(key) !== ABAC));
    })
    .map(({ name, address }): Shown => ({ registry: name, stage: "switched", address }));
}

function registries(planned: PlannedStack) {
  return planned.instances
    .filter(({ block }) => block.kind === "resource" && isRegistry(block))
    .flatMap(({ address, block, values }) => {
      const isUpdate = parseAddress(address)?.type === "azapi_update_resource";
      // Its id, where that is written out, is the name already.
      const referredTo = isUpdate ? registriesIn(block.body.parent_id ?? null, values.parent_id ?? null, planned) : [];
      const names = referredTo.length > 0 ? referredTo.map(({ name }) => name) : [registryScope(block, planned).name];
      const mode = textOf(values.role_assignment_mode) || textOf(block.body.role_assignment_mode);
      return names.map((name) => ({ name, address, mode, isUpdate }));
    });
}

/** A registry whose role assignments a stack asks for, all of them: at its end, the switch looks at the registry alone. */
function asked(planned: PlannedStack): Shown[] {
  const { blocks } = planned.stack;
  const read = blocks
    .filter(({ blockType, body }) => blockType === "data.azapi_resource" && resourceType(body, {}) === REGISTRIES)
    .flatMap(({ body }) => registriesIn(body.resource_id ?? null, null, planned).map(({ name }) => name));
  return blocks
    .filter((block) => isOfType(block, "data.azurerm_role_assignments") && block.body.limit_at_scope !== true)
    .flatMap(({ address, body }) =>
      registriesIn(body.scope ?? null, null, planned).map(
        ({ name }): Shown => ({ registry: name, stage: read.includes(name) ? "removing" : "prepared", address }),
      ),
    );
}

function registryInstances({ instances }: PlannedStack): Instance[] {
  return instances.filter(({ block }) => isRegistry(block));
}

function withRoles(shown: Shown, stacks: readonly PlannedStack[]): ModeSwitch {
  const isIt = (one: Instance, planned: PlannedStack) =>
    registryScope(one.block, planned).name.toLowerCase() === shown.registry.toLowerCase();
  const [group] = stacks.flatMap((planned) =>
    registryInstances(planned)
      .filter((one) => isIt(one, planned))
      .flatMap((one) => groupOf(one) ?? []),
  );
  const assigned = stacks.flatMap((planned) => assignedHoldings(shown.registry, group, planned));
  const answers = stacks.flatMap((planned) => {
    const answered = answeredHoldings(shown.registry, planned);
    return answered === undefined ? [] : [answered];
  });
  return { ...shown, roles: lostRoles(distinct([...assigned, ...answers.flat()])), isAnswered: answers.length > 0 };
}

/** What the stacks assign and Azure has already is one. */
function distinct(holdings: readonly Holding[]): Holding[] {
  const alike = grouped(holdings, ({ key, roleName, scope }) => `${key}\n${roleName}\n${scope}`.toLowerCase());
  return [...alike.values()].flatMap(([first]) => first);
}

/** What in ABAC mode has no effect, or less. What replaces it is another role of the same identity that allows the same there. */
export function lostRoles(holdings: readonly Holding[]): LostRole[] {
  const all = holdings.flatMap((holding) => lostRole(holding, holdings));
  return all.sort((left, right) => gravity(left) - gravity(right));
}

function lostRole({ key, who, role, roleName, scope, address }: Holding, holdings: readonly Holding[]): LostRole[] {
  const named = { role: roleName, who, ...(isObjectId(key) ? { principal: key } : {}), scope, address };
  if (role === undefined) {
    return [{ ...named, replacedBy: [], missing: [] }];
  }
  const { loses } = role;
  if (loses.length === 0) {
    return [];
  }
  const others = holdings.filter((one) => one.key === key && one.role?.ABAC.some((right) => loses.includes(right)));
  const isReplaced = (right: string) =>
    others.some((one) => !one.hasCondition && one.role?.ABAC.some((other) => other === right));
  return [
    {
      ...named,
      loses,
      replacedBy: [...new Set(others.map(words))],
      missing: loses.filter((right) => !isReplaced(right)),
    },
  ];
}

function words({ roleName, hasCondition }: Holding): string {
  return hasCondition ? `${roleName}, where its condition allows` : roleName;
}

/** A loss comes first, then what nobody can judge. */
function gravity(role: LostRole): number {
  if (role.loses === undefined) {
    return 1;
  }
  return isLoss(role) ? 0 : 2;
}

/** A role that somebody has on a registry, there or above it. */
interface Holding {
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
function assignedHoldings(registry: string, group: string | undefined, planned: PlannedStack): Holding[] {
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
      roleName: roleName === "" ? "an unknown role" : planned.naming.of(roleName),
      scope: scope.isScope ? scope.name.replace(/^every registry in /, "") : "the registry",
      hasCondition: (values.condition ?? block.body.condition ?? "") !== "",
      address,
    };
    return [holding];
  });
}

/** Those on a registry of that name, and all that are above registries, in their order. */
function assignmentsPerhapsOn(registry: string, planned: PlannedStack) {
  const { byName, above } = scopedAssignments(planned);
  const named = (byName.get(registry.toLowerCase()) ?? []).map(({ assignment }) => assignment);
  return [...new Set([...named, ...above])].sort((left, right) => left.place - right.place);
}

/** Read once for all registries, of which a stack may have thousands. */
const scopedAssignments = once((planned: PlannedStack) => {
  const all = assignmentsIn(planned).map(({ instance }, place) => ({
    instance,
    place,
    scopes: scopesOf(instance, planned),
  }));
  const named = all.flatMap((assignment) =>
    assignment.scopes.map(({ name }) => ({ name: name.toLowerCase(), assignment })),
  );
  return {
    byName: grouped(named, ({ name }) => name),
    above: all.filter(({ scopes }) => scopes.some(({ isScope }) => isScope)),
  };
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
function answeredHoldings(registry: string, planned: PlannedStack): Holding[] | undefined {
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
function groupOf({ values }: Pick<Instance, "values">): string | undefined {
  const [, named] = /\/resourcegroups\/([^/]+)/i.exec(textOf(values.parent_id)) ?? [];
  return textOf(values.resource_group_name) || named;
}

/** The rules about the switch, for stacks that take a registry to ABAC mode. */
export const SWITCH_RULES = {
  "role-without-effect": {
    name: "A role assignment has no effect in ABAC mode and nothing replaces it, or this is unknown",
    level: "warning",
    help: "Registries in ABAC mode honor neither AcrPull, AcrPush and AcrDelete nor what Owner, Contributor, Reader and custom roles allow by their actions. Assign Container Registry Repository Reader, Writer or Contributor before the switch, or delete unused ones.",
  },
} satisfies Record<string, Rule>;

const HEADS = ["Role", "Who", "Scope", "Loses", "In its place", "Assigned by"];

/** The section of a report on the registries that a stack takes to ABAC mode; nothing for one that takes none there. */
export function switchParts(switches: readonly ModeSwitch[]): Part[] {
  return switches.flatMap((one): Part[] => [
    heading(`Registry ${one.registry} in ABAC mode`, 3),
    sentence(`${stageSentence(one)} ${countSentence(one)}`),
    ...(one.roles.length === 0 ? [] : [{ kind: "table" as const, heads: HEADS, rows: one.roles.map(row) }]),
    ...(one.isAnswered ? [] : [sentence(unansweredSentence(one))]),
  ]);
}

/** The same for a terminal. */
export function switchLines(switches: readonly ModeSwitch[]): string[] {
  return switches.flatMap((one) => [
    `  ${stageSentence(one)} ${countSentence(one)}`,
    ...one.roles.map((role) => `${mark(role)} ${roleSentence(role)} (${role.address})`),
    ...(one.isAnswered ? [] : [`? ${unansweredSentence(one)}`]),
  ]);
}

/** As the JSON of a plan has it: the keys in one order. */
export function switchRecord({ registry, stage, address, isAnswered, roles }: ModeSwitch) {
  return {
    ...{ registry, stage, address, isAnswered },
    roles: roles.map(({ role, who, scope, loses, replacedBy, missing, address: by }) => ({
      ...{ role, who, scope, loses, replacedBy, missing, address: by },
    })),
  };
}

/** What a headline says; empty where nobody loses anything, as far as that is known. */
export function switchHeadline(switches: readonly ModeSwitch[]): string {
  return switches.flatMap(headline).join(" and ");
}

function headline({ registry, stage, roles }: ModeSwitch): string[] {
  const count = roles.filter(isLoss).length;
  if (count === 0) {
    return [];
  }
  const [what, have, place] =
    count === 1 ? ["1 role assignment", "has", "its place"] : [`${count} role assignments`, "have", "their place"];
  const verb = stage === "prepared" ? "would have" : have;
  return [`${what} on ${registry} ${verb} no effect in ABAC mode, with nothing in ${place}`];
}

interface SwitchFinding {
  readonly rule: keyof typeof SWITCH_RULES;
  readonly address: string;
  readonly message: string;
}

/** What somebody loses, and what nobody can judge. */
export function switchFindings(switches: readonly ModeSwitch[]): SwitchFinding[] {
  return switches.flatMap(({ registry, roles }) =>
    roles
      .filter((role) => isLoss(role) || role.loses === undefined)
      .map((role) => ({
        rule: "role-without-effect",
        address: role.address,
        message: `${registry}: ${roleSentence(role)}`,
      })),
  );
}

const STAGES: Readonly<Record<SwitchStage, (registry: string) => string>> = {
  prepared: (registry) => `Registry ${registry} is being prepared for the switch to ABAC mode.`,
  switched: (registry) => `Registry ${registry} is switched to ABAC mode.`,
  removing: (registry) => `Registry ${registry} is in ABAC mode, and roles of RBAC mode are removed.`,
};

function stageSentence({ stage, registry }: ModeSwitch): string {
  return STAGES[stage](registry);
}

function countSentence({ roles }: ModeSwitch): string {
  return roles.length === 0
    ? "No known role assignment has less effect there."
    : "These role assignments have no effect there, or less:";
}

function unansweredSentence({ registry }: ModeSwitch): string {
  return (
    `Only Azure knows which other role assignments on ${registry} exist: review a plan that was made with ` +
    "credentials, or give data.azurerm_role_assignments with --mocks."
  );
}

function row(role: LostRole): Inline[] {
  const { role: name, who, scope, loses, address } = role;
  const place = placeWords(role);
  const isGrave = isLoss(role) || loses === undefined;
  return [
    name,
    who,
    scope,
    loses === undefined ? "not known" : listed(loses),
    isGrave ? { strong: place } : place,
    { code: address },
  ];
}

function placeWords({ loses, replacedBy, missing }: LostRole): string {
  if (loses === undefined) {
    return "a custom role, which cannot be judged: its permissions are not known";
  }
  if (replacedBy.length === 0) {
    return "nothing replaces it";
  }
  return missing.length === 0 ? listed(replacedBy) : `${listed(replacedBy)}; nothing else replaces ${listed(missing)}`;
}

function roleSentence(role: LostRole): string {
  const { role: name, who, scope, loses } = role;
  const lost = loses === undefined ? "" : `, which allows ${listed(loses)} in RBAC mode alone`;
  return `${name} of ${who} on ${scope}${lost}: ${placeWords(role)}`;
}

function mark(role: LostRole): string {
  if (role.loses === undefined) {
    return "?";
  }
  return isLoss(role) ? "!" : " ";
}
