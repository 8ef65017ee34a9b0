import type { FindOwner, FindOwners, IdOwner } from "../../planned/instances";
import type { Plan } from "../../planned/plan";
import type { ShownPlan } from "../../planned/plan-json";
import { type Instance, instanceOf, type PlannedStack } from "../../planned/planned-stack";
import { type Masks, masksFor } from "../../planned/sensitive";
import { callOf } from "../../planned/stacks";
import {
  blockOf,
  collected,
  compare,
  type JsonObject,
  lookUp,
  objectOf,
  textOf,
  texts,
  textValues,
} from "../../stack/json";
import { jsonIn } from "../../stack/json-text";
import { dependenciesOf } from "../../stack/references";
import { once } from "../../stack/remembered";
import type { Block } from "../../stack/stack";
import { isAzapi, isCluster, isOfType } from "../catalogue/block-types";
import { Reachability } from "../network/reachability";
import {
  type Access,
  type AccessChanges,
  type ChangedAccess,
  conditionalSentence,
  type Grantee,
  originWords,
} from "./access";
import { actingAccess, assignedAccess } from "./assignments";
import { carriedAccess } from "./carriers";
import { federatedAccess, groupAccess, holdersOf, isPrincipal } from "./principals";
import { isRegistry } from "./registries";
import { accountAccess, definedAccess, tokenAccess } from "./registry-accounts";
import { builtIn } from "./roles";
import { secretAccess } from "./secrets";
import { isKubelet, translated } from "./translation";

/** Who may do what with images, by one stack or by several that are deployed together, in a stable order. */
export function accessIn(stacks: readonly PlannedStack[]): Access[] {
  return linesIn(stacks, stacks, new Reachability(stacks)).filter(({ idle }) => idle?.length !== 0);
}

/**
 * The same with lines that are there to be compared.
 * @param together those and all others that are deployed with them
 */
export function linesIn(
  stacks: readonly PlannedStack[],
  together: readonly PlannedStack[],
  reachability: Reachability,
): Access[] {
  const all = stacks.flatMap((stack) => {
    const planned = translated(stack);
    const assigned = assignedBy(reachability)(planned);
    const granted = [...assigned, ...tokenAccess(planned), ...accountAccess(planned)];
    const acting = actingAccess(planned, holdersOf(granted, planned));
    const holders = holdersOf([...granted, ...acting], planned);
    const rolesOf = (one: Block) =>
      together.flatMap((other) => rolesBy(reachability)(translated(other)).get(keyOf(one, planned)) ?? []);
    const lines = [
      ...granted,
      ...acting,
      ...carriedAccess(planned, assigned),
      ...secretAccess(planned, granted),
      ...groupAccess(planned, holders),
      ...federatedAccess(planned, granted, holders, rolesOf),
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

const assignedBy = once((reachability: Reachability) =>
  once((planned: PlannedStack) => assignedAccess(planned, (name) => reachability.modeOf(name))),
);

/** What roles give, by whoever has them. */
const rolesBy = once((reachability: Reachability) =>
  once((planned: PlannedStack) => {
    const instances = new Map(planned.instances.map((one) => [one.address, one]));
    return collected(
      assignedBy(reachability)(planned).flatMap((line) => {
        const holders = dependenciesOf(instances.get(line.address)?.block.body.principal_id, planned.stack);
        return holders.filter(isPrincipal).map((one) => [keyOf(one, planned), line] as const);
      }),
    );
  }),
);

/** The id, by which other stacks know a principal, or its block where nobody knows that yet. */
function keyOf(principal: Block, planned: PlannedStack): string | Block {
  return textOf(instanceOf(principal, planned)?.values.id).toLowerCase() || principal;
}

/**
 * With what is kept of what plans destroy and create again under its name, and by what they no longer manage, by stack. Whatever
 * is within something that is destroyed goes with it, unless its plan makes it again.
 */
export function withKept(
  all: readonly AccessChanges[],
  stacks: readonly PlannedStack[],
  plans: readonly Pick<Plan, "resources">[],
  isGone: (line: Access) => boolean,
): AccessChanges[] {
  const actionsOf = plans.map((one) => (address: string) => lookUp(one.resources, address)?.action ?? "no-op");
  const replaced = stacks.flatMap((stack, at) =>
    translated(stack).instances.flatMap((one) => (actionsOf[at](one.address) === "replace" ? [{ ...one, at }] : [])),
  );
  return all.map((changes, plan) => {
    const recreated = replaced.flatMap(({ address, block, values, at }): [string, string][] => {
      const name = stacks[plan].naming.of(textOf(values.name));
      const cluster = at === plan ? address : `${callOf(at)}${address}`;
      const named: [string, string][] = isRegistry(block) ? [[name.toLowerCase(), `registry ${name}`]] : [];
      return isCluster(block) ? [[cluster, `AKS cluster ${name}`]] : named;
    });
    return keptIn(changes, new Map(recreated), actionsOf[plan], isGone);
  });
}

/** @param recreated in words, by the address of a cluster or the name of a registry */
function keptIn(
  changes: AccessChanges,
  recreated: ReadonlyMap<string, string>,
  actionOf: (address: string) => string,
  isGone: (line: Access) => boolean,
): AccessChanges {
  const clusterOf = ({ grantees }: Access) => grantees.flatMap(clustersOf).find((one) => recreated.has(one));
  const wordsOf = (line: Access) => recreated.get(clusterOf(line) ?? line.registry.toLowerCase());
  const alike = (line: ChangedAccess) => {
    const { address, place, identity, origin } = line;
    const holder = clusterOf(line) ?? identity?.text;
    return JSON.stringify([address, place?.text, holder, conditionalSentence(line), originWords(origin)]);
  };
  const stays = ({ address }: Access) => actionOf(address) === "no-op";
  const isStale = (line: Access) => stays(line) && line.grantedBy === undefined && isGone(line);
  const goes = (line: Access) =>
    recreated.has(line.registry.toLowerCase()) || (line.secret !== undefined && clusterOf(line) !== undefined);
  const isDestroyed = (line: Access) => isStale(line) || (stays(line) && goes(line));
  const [gone, back] = [changes.lost, changes.gained].map((lines) => new Set(lines.filter(wordsOf).map(alike)));
  const again = changes.gained.filter((line) => gone.has(alike(line)));
  const kept = [...again, ...changes.kept.filter((line) => !isDestroyed(line))];
  return {
    ...changes,
    gained: changes.gained.filter((line) => !again.includes(line) && !isStale(line)),
    // Nobody loses what gave nothing.
    lost: [
      ...changes.lost.filter((line) => line.fault === undefined && !back.has(alike(line))),
      ...changes.kept.filter(isDestroyed),
    ],
    kept: kept.map((line): ChangedAccess => {
      const { address, grantedBy = address } = line;
      const isLeft = actionOf(grantedBy) === "forget" || grantedBy.endsWith(" (forgotten)");
      const what = wordsOf(line);
      const found: ChangedAccess = what === undefined ? line : { ...line, change: "recreated", what };
      return isLeft ? { ...line, change: "left" } : found;
    }),
  };
}

/** The addresses of clusters in which somebody's pods run. */
function clustersOf(grantee: Grantee): readonly string[] {
  if (grantee.kind === "nodes" || grantee.kind === "trusted pods") {
    return grantee.kind === "nodes" ? [grantee.address] : grantee.clusters;
  }
  return "place" in grantee && grantee.cluster !== undefined ? [grantee.cluster.address] : [];
}

/** Whether an access is of or to what is gone since it was in some stacks: role assignments may still be there, with its id. */
export function goneSince(former: readonly PlannedStack[], later: readonly PlannedStack[]): (line: Access) => boolean {
  const [old, fresh] = [former, later].map((stacks) => new Set(stacks.flatMap(endsIn)));
  return ({ place, holder, grantees }) => {
    const isById = grantees.every(({ kind }) => kind === "principal");
    const ids = [place?.id?.toLowerCase() ?? "", isById ? (holder?.text.split(" ")[0] ?? "") : ""];
    return ids.some((id) => old.has(id) && !fresh.has(id));
  };
}

/** The ids of registries, and those of principals as holders have them. */
function endsIn(stack: PlannedStack): string[] {
  const managed = translated(stack).instances.filter(({ block }) => block.kind === "resource");
  return managed.flatMap(({ block, values }) => {
    if (isRegistry(block)) {
      return textOf(values.id).toLowerCase() || [];
    }
    const id =
      isPrincipal(block) || isOfType(block, "azuread_group") ? (values.principal_id ?? values.object_id) : null;
    return id === null || id === undefined ? [] : JSON.stringify(id).toLowerCase();
  });
}

function sortKey({ registry, who, repository, origin, mode }: Access): string {
  return [registry, who, repository, originWords(origin), mode ?? ""].join("\n");
}

type Named = Pick<Instance, "block" | "values">;

/** Whose ids are in a state or in a plan, so that a value is told by what has it. Azure compares ids without regard to case. */
export const ownersById: FindOwners = <T extends Named>(all: readonly T[]): FindOwner<T> => {
  const byId = new Map<string, IdOwner<T>>();
  const ids = all.flatMap((owner) => idsOf(owner).map(([attribute, id]) => ({ owner, attribute, id })));
  // What manages something comes first, or what reads it again or is given its identity would take its place.
  const rank = ({ owner, attribute }: IdOwner<T>) => rankOf(owner.block) + (attribute.includes("[") ? 0.5 : 0);
  for (const { owner, attribute, id } of ids.sort((left, right) => rank(left) - rank(right))) {
    const key = id.toLowerCase();
    if (id !== "" && !byId.has(key)) {
      byId.set(key, { owner, attribute });
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
  if (isAzapi(block.blockType)) {
    const answers = texts(values.output ?? null, "output").map(({ place, text }): [string, string] => [place, text]);
    return [...own, ...answers.filter(([place]) => isKubelet(place, values.response_export_values))];
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
