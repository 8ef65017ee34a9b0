import type { FindOwner, FindOwners, IdOwner } from "../../planned/instances";
import type { ShownPlan } from "../../planned/plan-json";
import type { Instance, PlannedStack } from "../../planned/planned-stack";
import { type Masks, masksFor } from "../../planned/sensitive";
import { blockOf, compare, type JsonObject, objectOf, textOf, textValues } from "../../stack/json";
import { jsonIn } from "../../stack/json-text";
import { isCluster, isOfType } from "../catalogue/block-types";
import { Reachability } from "../reach/reachability";
import { type Access, originWords } from "./access";
import { actingAccess, assignedAccess } from "./assignments";
import { carriedAccess, federatedAccess, groupAccess, holdersOf } from "./principals";
import { isRegistry } from "./registries";
import { accountAccess, definedAccess, tokenAccess } from "./registry-accounts";
import { builtIn } from "./roles";
import { secretAccess } from "./secrets";
import { translated } from "./translation";

/**
 * Who may do what with images, by one stack or by several that are deployed together, in a stable order.
 * @param reachability of those and of all others that are deployed with them
 */
export function accessIn(
  stacks: readonly PlannedStack[],
  reachability: Reachability = new Reachability(stacks),
): Access[] {
  const all = stacks.flatMap((stack) => {
    const planned = translated(stack);
    const assigned = assignedAccess(planned, (name) => reachability.modeOf(name));
    const granted = [...assigned, ...tokenAccess(planned), ...accountAccess(planned)];
    const acting = actingAccess(planned, holdersOf(granted, planned));
    const holders = holdersOf([...granted, ...acting], planned);
    const lines = [
      ...granted,
      ...acting,
      ...carriedAccess(planned, assigned),
      ...secretAccess(planned, granted),
      ...groupAccess(planned, holders),
      ...federatedAccess(planned, granted, holders),
      ...definedAccess(planned, [...granted, ...acting]),
    ];
    return lines.map((line): Access => {
      const reach = reachability.of(line, stack);
      return reach === undefined ? line : { ...line, reach };
    });
  });
  return all
    .map((line) => ({ line, key: sortKey(line) }))
    .sort((left, right) => compare(left.key, right.key))
    .map(({ line }) => line);
}

/** Whether an access is to a registry that is gone since it was in some stacks: role assignments on it may still be there. */
export function goneSince(former: readonly PlannedStack[], later: readonly PlannedStack[]): (line: Access) => boolean {
  const [old, fresh] = [former, later].map((stacks) => new Set(stacks.flatMap(registryIds)));
  return ({ place }) => {
    const id = place?.id?.toLowerCase() ?? "";
    return old.has(id) && !fresh.has(id);
  };
}

function registryIds(stack: PlannedStack): string[] {
  return translated(stack)
    .instances.filter(({ block }) => isRegistry(block))
    .map(({ values }) => textOf(values.id).toLowerCase())
    .filter((id) => id !== "");
}

function sortKey({ registry, who, repository, origin, mode }: Access): string {
  return [registry, who, repository, originWords(origin), mode ?? ""].join("\n");
}

type Named = Pick<Instance, "block" | "values">;

/** Whose ids are in a state or in a plan, so that a value is told by what has it. Azure compares ids without regard to case. */
export const ownersById: FindOwners = <T extends Named>(all: readonly T[]): FindOwner<T> => {
  const byId = new Map<string, IdOwner<T>>();
  // What manages something comes first, or what reads it again would take its place.
  for (const owner of [...all].sort((left, right) => rankOf(left.block) - rankOf(right.block))) {
    for (const [attribute, id] of idsOf(owner)) {
      const key = id.toLowerCase();
      if (id !== "" && !byId.has(key)) {
        byId.set(key, { owner, attribute });
      }
    }
  }
  return (text, asking) =>
    idsIn(text)
      .map((id) => byId.get(id.toLowerCase()))
      .find((found) => found !== undefined && found.owner !== asking);
};

/** Whoever runs Terraform has an identity that a resource may be, too. */
function rankOf({ kind, type }: Named["block"]): number {
  if (type.endsWith("_client_config")) {
    return 2;
  }
  return kind === "resource" ? 0 : 1;
}

const ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ["azurerm_user_assigned_identity", ["id", "principal_id", "client_id"]],
  ["azuread_application", ["id", "client_id", "object_id"]],
  ["azuread_service_principal", ["id", "object_id", "client_id"]],
  ["azuread_group", ["id", "object_id"]],
  ["azurerm_role_definition", ["id", "role_definition_resource_id", "role_definition_id"]],
  ["azurerm_client_config", ["object_id"]],
  ["azuread_client_config", ["object_id"]],
]);

function idsOf({ block, values }: Named): [attribute: string, id: string][] {
  const names = ATTRIBUTES.get(block.type) ?? (/^az(urerm|api)_/.test(block.type) ? ["id"] : []);
  const own = names.map((name): [string, string] => [name, textOf(values[name])]);
  if (isCluster(block)) {
    return [
      ...own,
      ...nested(values, "kubelet_identity", ["object_id", "client_id"]),
      ...nested(values, "identity", ["principal_id"]),
      ["oidc_issuer_url", textOf(values.oidc_issuer_url)],
    ];
  }
  return isRegistry(block) || isOfType(block, "azurerm_container_registry") ? [...own, ...registryName(values)] : own;
}

function nested(values: JsonObject, name: string, attributes: readonly string[]): [string, string][] {
  const block = blockOf(values[name]);
  return attributes.map((attribute) => [`${name}[0].${attribute}`, textOf(block[attribute])]);
}

/** Of a registry that does not exist yet, others may know the id: its name is the only one of its kind in all of Azure. */
function registryName({ name }: JsonObject): [string, string][] {
  return typeof name === "string" ? [["id", `${REGISTRIES}${name}`]] : [];
}

const REGISTRIES = "/registries/";

/** The id by which a text is looked up, with the registry's name where it is the id of one. */
function idsIn(text: string): readonly string[] {
  if (text.length < SHORTEST || /[^\w./{}|:-]/.test(text)) {
    return [];
  }
  const name = /\/providers\/Microsoft\.ContainerRegistry\/registries\/([a-z0-9]+)$/i.exec(text)?.[1];
  return name === undefined ? [text] : [text, `${REGISTRIES}${name}`];
}

/** GUIDs have 36 letters, ids of Azure begin with a slash and have more. */
const SHORTEST = 24;

/** The masks for plans of which access is told: of a sensitive value, neither a part is told nor what it stands for. */
export function accessMasks(plans: readonly ShownPlan[]): Masks {
  return masksFor(plans, toldOf, shownNames(plans));
}

/** The names of registries that no plan marks where they are: each report has to say which registry it is about. */
function shownNames(plans: readonly ShownPlan[]): ReadonlySet<string> {
  const named = plans.flatMap(({ prior, planned, resource_changes }) => [
    ...[...prior, ...planned].map(({ type, values, sensitive }) => ({ type, values, marks: sensitive })),
    ...resource_changes.flatMap(({ type, change: { before, after, before_sensitive, after_sensitive } }) => [
      { type, values: objectOf(before), marks: before_sensitive ?? null },
      { type, values: objectOf(after), marks: after_sensitive ?? null },
    ]),
  ]);
  const [shown, hidden] = [new Set<string>(), new Set<string>()];
  for (const { values, marks } of named.filter(({ type, values }) => isRegistryType(type, textOf(values.type)))) {
    const isHidden = marks === true || objectOf(marks).name === true;
    (isHidden ? hidden : shown).add(textOf(values.name));
  }
  return new Set([...shown].filter((name) => REGISTRY_NAME.test(name) && !hidden.has(name)));
}

/** Azure, "Naming rules and restrictions for Azure resources": most secrets have other letters, too. */
const REGISTRY_NAME = /^[a-z0-9]{5,50}$/i;

/** @param azapiType such as `Microsoft.ContainerRegistry/registries@2025-11-01`; empty where the provider has a type for it */
function isRegistryType(type: string, azapiType: string): boolean {
  return (
    type === "azurerm_container_registry" ||
    (type === "azapi_resource" && azapiType.split("@")[0].toLowerCase() === "microsoft.containerregistry/registries")
  );
}

function toldOf(text: string): readonly string[] {
  if (/^\/?(?:subscriptions|providers)\//i.test(text)) {
    return toldOfId(text);
  }
  const repository = /^repositories\/(.+)\/(?:content|metadata)\/\w+$/i.exec(text);
  if (repository !== null) {
    return [repository[1]];
  }
  if (text.includes("ActionMatches")) {
    return [...text.matchAll(/'([^']+)'/g)].map(([, name]) => name);
  }
  if (text.startsWith("[")) {
    return textValues(jsonIn(text) ?? null);
  }
  return /^(?:system:serviceaccount|repo|organization|project_path):/.test(text) ? text.split(":").slice(1) : [];
}

/** The names in an id of Azure, each after what it names, and the role that it may be the id of. */
function toldOfId(id: string): string[] {
  const words = id.split("/").filter((word) => word !== "");
  const names = words.filter((word, index) => index % 2 === 1 && !word.includes("."));
  const role = builtIn(words.at(-1) ?? "");
  return role === undefined ? names : [...names, role.name];
}
