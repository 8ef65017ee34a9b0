import { type Instance, instanceOf, type PlannedStack } from "../../planned/planned-stack";
import { blocksReadBy } from "../../stack/dependencies";
import { isTemplate } from "../../stack/expression/template";
import { isList, type Json, type JsonObject, listOf, objectOf } from "../../stack/json";
import { once } from "../../stack/once";
import type { Block, Stack } from "../../stack/stack";
import { isOfType } from "../catalogue/questions";
import { isActing, LOST_RIGHTS, type Permission, POWER_NAMES, RIGHTS, type RoleRights, rightsOf } from "./actions";
import { hasGap } from "./identity";

export interface KnownRole extends RoleRights {
  readonly name: string;
  /** Whether it is for identities, so that whoever has it may act as them. */
  readonly isActing: boolean;
}

/** Azure, "Azure built-in roles for Identity", 2026-07-01, and those that are for federated credentials. */
const ACTING_ROLES: readonly string[] = [
  ...["Managed Identity Contributor", "Managed Identity Operator", "Azure Red Hat OpenShift Federated Credential"],
  "Managed Identity Federated Identity Credential Contributor",
];

const NO_RIGHTS: RoleRights = { RBAC: [], ABAC: [], powers: [], loses: [] };

/** A role in the data, as JSON has it. */
interface WrittenRole extends Readonly<Record<"RBAC" | "ABAC" | "powers" | "loses", readonly string[]>> {
  readonly id: string;
  readonly imagesOnly?: boolean;
}

/** Built-in roles by name and by id. Azure, "Azure built-in roles". */
function builtInRoles(): ReadonlyMap<string, KnownRole> {
  const data: typeof import("../catalogue/data/registry-roles.json") = require("../catalogue/data/registry-roles.json");
  const onRegistries = Object.entries<WrittenRole>(data.roles).map(
    ([name, { id, RBAC, ABAC, powers, loses, imagesOnly }]) => ({
      id,
      role: {
        name,
        isActing: ACTING_ROLES.includes(name),
        RBAC: RIGHTS.filter(isIn(RBAC)),
        ABAC: RIGHTS.filter(isIn(ABAC)),
        powers: POWER_NAMES.filter(isIn(powers)),
        loses: LOST_RIGHTS.filter(isIn(loses)),
        imagesOnly,
      },
    }),
  );
  const others = Object.entries(data.others).map(([name, id]) => ({
    id,
    role: { name, isActing: ACTING_ROLES.includes(name), ...NO_RIGHTS },
  }));
  return new Map(
    [...onRegistries, ...others].flatMap(({ id, role }) => [
      [id, role],
      [role.name.toLowerCase(), role],
    ]),
  );
}

function isIn(rights: readonly string[]): (right: string) => boolean {
  return (right) => rights.includes(right);
}

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
  return roleWith(id, planned) ?? roleNamed(name, planned);
}

/** A custom role of the stack. */
export function isRoleDefinition(block: Pick<Block, "blockType">): boolean {
  return isOfType(block, "azurerm_role_definition");
}

const definitionsIn = once(({ blocks }: Stack) => blocks.filter(isRoleDefinition));

function isDefinition(block: Block): boolean {
  return isRoleDefinition(block) || isOfType(block, "data.azurerm_role_definition");
}

function definedBy(block: Block, planned: PlannedStack): KnownRole | undefined {
  if (isRoleDefinition(block)) {
    return definedRole(block, planned);
  }
  const answer = answeredRole(block, planned);
  if (answer !== undefined) {
    return answer;
  }
  const { values = {} } = instanceOf(block, planned) ?? {};
  const [name, id] = ["name", "role_definition_id"].map((key) => textIn(values[key]) ?? textIn(block.body[key]));
  return roleNamed(name, planned) ?? roleWith(id, planned);
}

function roleNamed(name: string | undefined, planned: PlannedStack): KnownRole | undefined {
  if (name === undefined) {
    return undefined;
  }
  const own = definitionsIn(planned.stack).find(
    (block) => nameOf(block, planned)?.toLowerCase() === name.toLowerCase(),
  );
  return own === undefined ? builtIn(name) : definedRole(own, planned);
}

/** What a data source found: a custom role, if it is none of Azure's own. */
function answeredRole(block: Block, planned: PlannedStack): KnownRole | undefined {
  const { name, role_definition_id, permissions } = instanceOf(block, planned)?.values ?? {};
  const known = builtIn(textIn(role_definition_id)?.split("/").pop() ?? "") ?? builtIn(textIn(name) ?? "");
  return known === undefined && isReadable(permissions) && listOf(permissions).length > 0
    ? roleWithPermissions(textIn(name) ?? "of a custom role", permissions)
    : known;
}

/** An id ends in the same GUID in every subscription. */
export function roleWith(id: string | undefined, planned: PlannedStack): KnownRole | undefined {
  const guid = id?.split("/").pop()?.toLowerCase() ?? "";
  const own = definitionsIn(planned.stack).find(
    (block) => textIn(block.body.role_definition_id)?.toLowerCase() === guid,
  );
  return own === undefined ? (builtIn(guid) ?? foundWith(guid, planned)) : definedRole(own, planned);
}

function foundWith(guid: string, planned: PlannedStack): KnownRole | undefined {
  const block = guid === "" ? undefined : foundDefinitions(planned).get(guid);
  return block && answeredRole(block, planned);
}

/** What data sources found, by the GUIDs of the roles. */
const foundDefinitions = once(
  ({ instances }: PlannedStack): ReadonlyMap<string, Block> =>
    new Map(
      instances
        .filter(({ block }) => isOfType(block, "data.azurerm_role_definition"))
        .map(({ block, values }) => [textIn(values.role_definition_id)?.split("/").pop()?.toLowerCase() ?? "", block]),
    ),
);

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
  return { name, isActing: isActing(permissions), ...rightsOf(permissions) };
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
