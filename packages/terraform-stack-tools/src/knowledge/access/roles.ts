import { type Instance, instanceOf, type PlannedStack } from "../../planned/planned-stack";
import { isList, type Json, type JsonObject, listOf, objectOf } from "../../stack/json";
import { blocksReadBy } from "../../stack/references";
import { once } from "../../stack/remembered";
import type { Block } from "../../stack/stack";
import { isTemplate } from "../../stack/template";
import { isOfType } from "../catalogue/block-types";
import registryActions from "../catalogue/data/registry-actions.json";
import { hasGap } from "./registries";

/** What a person or a machine may do with the images of a registry. */
export type ImageRight = "pull" | "push" | "delete";

export const RIGHTS: readonly ImageRight[] = ["pull", "push", "delete"];

/** What leads to any right on images: assigning roles, or passwords of the registry and tasks that run in it. */
export type Power = "grant access" | "get credentials";

export type Right = ImageRight | Power;

/**
 * The actions that give a power, in either mode. Azure, "Assign Azure roles using the Azure portal", "Azure permissions for
 * Management and governance", "Azure permissions for Containers", and "Azure Container Registry roles directory reference": whoever may write a registry can
 * enable its admin account, and pipelines copy images into other storage or other registries, and back. A delegation takes the first of them as well: Azure,
 * "Onboard a customer to Azure Lighthouse".
 */
export const POWERS: Readonly<Record<Power, readonly string[]>> = registryActions.powers;

export function isPower(right: Right): right is Power {
  return right in POWERS;
}

const POWER_NAMES = Object.keys(POWERS).filter((name): name is Power => name in POWERS);

export const ALL_RIGHTS: readonly Right[] = [...RIGHTS, ...POWER_NAMES];

export type Mode = "RBAC" | "ABAC";

/**
 * The actions that a registry checks, by the mode of its permissions. Azure, "Azure Container Registry Entra permissions
 * and role assignments overview". An import writes images as well.
 */
export const ACTIONS: Readonly<Record<Mode, Readonly<Record<ImageRight, readonly string[]>>>> = registryActions;

/** What the permissions of a role are, in Azure's own words. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

/** What a role allows on registries in each mode. */
export interface RoleRights extends Readonly<Record<Mode, readonly ImageRight[]>> {
  /** What it allows in both. */
  readonly powers: readonly Power[];
}

/**
 * What lets somebody act as an identity. Azure, "Azure built-in roles for Identity", writes the first action with an
 * asterisk. By a federated credential, tokens of somebody else's stand for it.
 */
function isActing(permissions: readonly Permission[]): boolean {
  return isAllowed(permissions, "RBAC", registryActions.acting);
}

/** Whether one of some actions is allowed. */
export function isAllowed(permissions: readonly Permission[], mode: Mode, actions: readonly string[]): boolean {
  return actions.some((action) => permissions.some((permission) => allows(permission, mode, action)));
}

export function rightsOf(permissions: readonly Permission[]): RoleRights {
  const isIn = (mode: Mode, actions: readonly string[]) => isAllowed(permissions, mode, actions);
  const RBAC = RIGHTS.filter((right) => isIn("RBAC", ACTIONS.RBAC[right]));
  const ABAC = RIGHTS.filter((right) => isIn("ABAC", ACTIONS.ABAC[right]));
  return { RBAC, ABAC, powers: POWER_NAMES.filter((power) => isIn("RBAC", POWERS[power])) };
}

/** A permission's exceptions apply to that permission only. Azure, "Understand Azure role definitions". */
function allows(permission: Permission, mode: Mode, action: string): boolean {
  const [allowed, excepted] =
    mode === "RBAC" ? [permission.actions, permission.notActions] : [permission.dataActions, permission.notDataActions];
  return allowed.some((pattern) => matches(pattern, action)) && !excepted.some((pattern) => matches(pattern, action));
}

/** Whether an action matches a pattern, in which an asterisk stands for any text. Case does not matter. */
export function matches(pattern: string, action: string): boolean {
  const parts = pattern.toLowerCase().split("*");
  const text = action.toLowerCase();
  const [first] = parts;
  const last = parts[parts.length - 1];
  if (parts.length === 1) {
    return text === first;
  }
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) {
    return false;
  }
  let position = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, position);
    if (found === -1 || found + part.length > text.length - last.length) {
      return false;
    }
    position = found + part.length;
  }
  return true;
}

export interface KnownRole extends RoleRights {
  readonly name: string;
  /** Whether it is for identities, so that whoever has it may act as them. */
  readonly isActing: boolean;
  /** Whether it is about registries alone, so that it is of no use where it gives nothing there. */
  readonly isForRegistries: boolean;
}

/** A role in the data, as JSON has it. */
interface WrittenRole extends Readonly<Record<"RBAC" | "ABAC" | "powers", readonly string[]>> {
  readonly id: string;
}

/**
 * Built-in roles by name and by id. Azure, "Azure built-in roles"; those for identities: "Azure built-in roles for Identity",
 * 2026-07-01, and those that are for federated credentials.
 */
function builtInRoles(): ReadonlyMap<string, KnownRole> {
  const data: typeof import("../catalogue/data/registry-roles.json") = require("../catalogue/data/registry-roles.json");
  const others = Object.entries(data.others).map(([name, id]) => [name, { ...NO_RIGHTS, id }] as const);
  const all = [...Object.entries<WrittenRole>(data.roles), ...others].map(([name, { id, ...rights }]) => {
    const role: KnownRole = {
      name,
      isActing: registryActions.actingRoles.includes(name),
      isForRegistries: /^(Acr|Container Registry )/.test(name),
      RBAC: RIGHTS.filter((right) => rights.RBAC.includes(right)),
      ABAC: RIGHTS.filter((right) => rights.ABAC.includes(right)),
      powers: POWER_NAMES.filter((power) => rights.powers.includes(power)),
    };
    return [id, role] as const;
  });
  return new Map([...all, ...all.map(([, role]) => [role.name.toLowerCase(), role] as const)]);
}

const NO_RIGHTS: Omit<WrittenRole, "id"> = { RBAC: [], ABAC: [], powers: [] };

const known: { roles?: ReadonlyMap<string, KnownRole> } = {};

/** The role of an assignment; undefined for one that neither Azure has built in nor the stack defines. */
export function roleOf({ block, values }: Instance, planned: PlannedStack): KnownRole | undefined {
  const configured = [block.body.role_definition_id ?? null, block.body.role_definition_name ?? null];
  const found = blocksReadBy(configured, planned.stack).filter(isDefinition);
  const id = textIn(values.role_definition_id) ?? textIn(block.body.role_definition_id);
  if (found.length > 0) {
    // An expression that chooses one of several is only known by its value.
    return found.length === 1 ? definedBy(found[0], planned) : roleWith(id, planned);
  }
  const name = textIn(values.role_definition_name) ?? textIn(block.body.role_definition_name);
  // Names can be changed, and another role may get one that is free. An id stays.
  return roleWith(id, planned) ?? roleWith(name, planned);
}

/** A custom role of the stack. */
export function isRoleDefinition(block: Pick<Block, "blockType">): boolean {
  return isOfType(block, "azurerm_role_definition");
}

function isDefinition(block: Block): boolean {
  return isRoleDefinition(block) || isOfType(block, "data.azurerm_role_definition");
}

function definedBy(block: Block, planned: PlannedStack): KnownRole | undefined {
  if (isRoleDefinition(block)) {
    return definedRole(block, planned);
  }
  const { values = {} } = instanceOf(block, planned) ?? {};
  const [name, id] = ["name", "role_definition_id"].map((key) => textIn(values[key]) ?? textIn(block.body[key]));
  return answeredRole(values) ?? roleWith(name, planned) ?? roleWith(id, planned);
}

/** What a data source found: a custom role, if it is none of Azure's own. */
function answeredRole({ name, role_definition_id, permissions }: JsonObject): KnownRole | undefined {
  const known = builtIn(keyOf(textIn(role_definition_id))) ?? builtIn(keyOf(textIn(name)));
  return known === undefined && isReadable(permissions) && listOf(permissions).length > 0
    ? roleWithPermissions(textIn(name) ?? "of a custom role", permissions)
    : known;
}

/** The role of a name or an id, which ends in the same GUID in every subscription. */
function roleWith(nameOrId: string | undefined, planned: PlannedStack): KnownRole | undefined {
  const key = keyOf(nameOrId);
  const { defined, found } = rolesIn(planned);
  const own = key === "" ? undefined : defined.get(key);
  return own === undefined ? (builtIn(key) ?? found.get(key)) : definedRole(own, planned);
}

function keyOf(nameOrId = ""): string {
  return (nameOrId.startsWith("/") ? (nameOrId.split("/").pop() ?? "") : nameOrId).toLowerCase();
}

/** The roles of a stack by their names and GUIDs, and those that data sources found by their GUIDs. */
const rolesIn = once((planned: PlannedStack) => {
  const { stack, instances } = planned;
  const keys = (block: Block) => [nameOf(block, planned), textIn(block.body.role_definition_id)].map(keyOf);
  const found = instances.filter(({ block }) => isOfType(block, "data.azurerm_role_definition"));
  return {
    defined: new Map(
      stack.blocks.filter(isRoleDefinition).flatMap((block) => keys(block).map((key) => [key, block] as const)),
    ),
    found: new Map(
      found.flatMap(({ values }) => {
        const role = answeredRole(values);
        const key = keyOf(textIn(values.role_definition_id));
        return role === undefined || key === "" ? [] : [[key, role] as const];
      }),
    ),
  };
});

/** One of Azure's own, by its name or its GUID. */
export function builtIn(key: string): KnownRole | undefined {
  known.roles ??= builtInRoles();
  return known.roles.get(key.toLowerCase());
}

/** What a role of the stack allows; undefined where its actions are not known. */
export function definedRole(block: Block, planned: PlannedStack): KnownRole | undefined {
  const values = instanceOf(block, planned)?.values.permissions;
  const { permissions: configured } = block.body;
  const isWhole = values !== undefined && !hasGap(values, configured);
  const permissions = [isWhole ? values : undefined, configured].find(isReadable);
  const isOpen = values === undefined && (block.body.dynamic !== undefined || isEmpty(configured));
  return (permissions === undefined && configured !== undefined) || isOpen
    ? undefined
    : roleWithPermissions(nameOf(block, planned) ?? block.name, permissions);
}

function roleWithPermissions(name: string, written: Json | undefined): KnownRole {
  const permissions = permissionsIn(written);
  const actions = permissions.flatMap((one) => [...one.actions, ...one.dataActions]);
  const isForRegistries = actions.every((action) => /^Microsoft\.ContainerRegistry\//i.test(action));
  return { name, isActing: isActing(permissions), isForRegistries, ...rightsOf(permissions) };
}

/** What stands for a value that nobody knows, and that refers to nothing. */
function isEmpty(value: Json | undefined): boolean {
  return isList(value) && value.length === 0;
}

function nameOf(block: Block, planned: PlannedStack): string | undefined {
  return textIn(instanceOf(block, planned)?.values.name) ?? textIn(block.body.name);
}

/** Whether no value in it has to be evaluated, and none is left out. */
function isReadable(value: Json | undefined): boolean {
  if (isList(value)) {
    return value.every(isReadable);
  }
  if (typeof value === "string") {
    return !isTemplate(value);
  }
  return (
    typeof value === "object" && value !== null && Object.values(value).every((one) => one === null || isReadable(one))
  );
}

function permissionsIn(permissions: Json | undefined): Permission[] {
  return listOf(permissions).map((permission): Permission => {
    const { actions, not_actions, data_actions, not_data_actions }: JsonObject = objectOf(permission);
    return {
      actions: textsIn(actions),
      notActions: textsIn(not_actions),
      dataActions: textsIn(data_actions),
      notDataActions: textsIn(not_data_actions),
    };
  });
}

function textIn(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function textsIn(value: Json | undefined): string[] {
  return listOf(value).flatMap((text) => textIn(text) ?? []);
}
