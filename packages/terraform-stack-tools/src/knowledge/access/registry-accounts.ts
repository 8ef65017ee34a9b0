import {
  type Instance,
  instanceOf,
  nameIn,
  type PlannedStack,
  resourceName,
  unknown,
} from "../../planned/planned-stack";
import { collected, type Json, listOf, objectOf, textOf } from "../../stack/json";
import { blocksReadBy, blocksReferredTo } from "../../stack/references";
import type { Block } from "../../stack/stack";
import { isOfType } from "../catalogue/block-types";
import { type Access, granted, originWords } from "./access";
import type { Fault } from "./effect";
import {
  ANY_REGISTRY,
  hasGap,
  identityOf,
  isRegistry,
  type PlaceIdentity,
  placeOfRegistry,
  registryAround,
  registryScope,
} from "./registries";
import { definedRole, type ImageRight, isRoleDefinition, RIGHTS } from "./roles";

/**
 * What registries allow without a role assignment: by the admin account, and anonymously. Azure, "Azure Container
 * Registry authentication options explained" and "Unauthenticated anonymous pull access".
 */
export function accountAccess(planned: PlannedStack): Access[] {
  const registries = planned.instances.filter(({ block }) => isRegistry(block));
  return registries.flatMap((instance) => {
    const { address } = instance;
    const place = placeOfRegistry(instance, planned);
    const line = { registry: resourceName(instance, planned), repository: "*", address, place };
    const admin: Access = {
      ...line,
      ...granted([{ kind: "password holder", password: "an admin password of the registry" }]),
      rights: RIGHTS,
      origin: { kind: "admin account" },
    };
    const anonymous: Access = {
      ...line,
      ...granted([{ kind: "anyone" }]),
      rights: ["pull"],
      origin: { kind: "anonymous pull" },
    };
    return [...told(admin, "admin_enabled", instance), ...told(anonymous, "anonymous_pull_enabled", instance)];
  });
}

/** An account that is enabled, or of which nobody knows whether it is. */
function told(line: Access, argument: string, instance: Instance): Access[] {
  const { block, values } = instance;
  const value = values[argument];
  if (value !== undefined && value !== null) {
    return value === true ? [line] : [];
  }
  const configured = block.kind === "data" ? undefined : block.body[argument];
  const isOpen = configured !== undefined && configured !== null && typeof configured !== "boolean";
  const words = unknown(`${originWords(line.origin)}, if it is enabled`, instance, argument);
  return isOpen ? [{ ...line, repository: "what it allows", rights: [], origin: { kind: "definition", words } }] : [];
}

/** The verbs of a scope map. Azure, "Token-based repository permissions in Azure Container Registry". */
const VERBS: Readonly<Record<ImageRight, string>> = {
  pull: "content/read",
  push: "content/write",
  delete: "content/delete",
};

/** Scope maps that every registry has. Azure, "Token-based repository permissions in Azure Container Registry". */
const SYSTEM_SCOPE_MAPS: ReadonlyMap<string, readonly ImageRight[]> = new Map([
  ["_repositories_pull", ["pull"]],
  ["_repositories_pull_metadata_read", ["pull"]],
  ["_repositories_push", ["pull", "push"]],
  ["_repositories_push_metadata_write", ["pull", "push"]],
  ["_repositories_admin", ["pull", "push", "delete"]],
]);

/** What registry tokens allow to whoever holds a password of theirs. */
export function tokenAccess(planned: PlannedStack): Access[] {
  return planned.instances
    .filter(({ block }) => isOfType(block, "azurerm_container_registry_token"))
    .flatMap((token) => accessOf(token, planned));
}

function accessOf(token: Instance, planned: PlannedStack): Access[] {
  const name = resourceName(token, planned);
  const until = endOf(token.block, planned);
  const line = {
    ...granted([{ kind: "password holder", password: `a password of registry token ${name}` }]),
    registry: registryOfToken(token, planned),
    origin: { kind: "registry token", name } as const,
    address: token.address,
    ...(until === undefined ? {} : { until }),
    ...(token.values.enabled === false ? { fault: disabled(`registry token ${name}`, token) } : {}),
  };
  const reached = repositoriesOf(token, planned);
  const place = placeOfToken(token, planned);
  if (reached.length === 0) {
    const identity = identityOf(token, ["scope_map_id"], planned);
    return [{ ...line, identity, place, repository: unknown(WHATEVER, token, "scope_map_id"), rights: [] }];
  }
  // Its name and its registry say which token it is, whichever provider manages it.
  return reached.map((part) => ({ ...line, place, ...part }));
}

export function disabled(what: string, { block }: Pick<Instance, "block">): Fault {
  return { kind: "disabled", what, isElsewhere: block.kind === "data" };
}

/** Where a token or a scope map is. */
function placeOfToken(token: Instance, planned: PlannedStack): PlaceIdentity {
  const registry = registryAround(token, planned);
  return registry === undefined
    ? identityOf(token, ["container_registry_name", "resource_group_name"], planned)
    : placeOfRegistry(registry, planned);
}

/** The name of the registry that a token belongs to. */
export function registryOfToken(token: Instance, planned: PlannedStack): string {
  const { block, values } = token;
  const registry = registryAround(token, planned);
  return registry === undefined
    ? (nameIn(values.container_registry_name, block.body.container_registry_name, planned) ??
        unknown("an unknown registry", token, "container_registry_name"))
    : registryScope(registry.block, planned).name;
}

function repositoriesOf({ block, values }: Instance, planned: PlannedStack): Pick<Access, "repository" | "rights">[] {
  const configured = block.body.scope_map_id;
  const [map] = blocksReferredTo(configured, planned.stack.blocks).filter(isScopeMap);
  const instance = map && instanceOf(map, planned);
  if (instance !== undefined) {
    return repositoriesOfMap(instance, planned);
  }
  const id = [values.scope_map_id, configured].find((value) => typeof value === "string");
  const rights = SYSTEM_SCOPE_MAPS.get(String(id).split("/").pop()?.toLowerCase() ?? "");
  return rights === undefined ? [] : [{ repository: "*", rights }];
}

/** What tokens with a scope map may do. */
function repositoriesOfMap(
  { block, values }: Instance,
  { naming }: PlannedStack,
): Pick<Access, "repository" | "rights">[] {
  const { actions = null } = values;
  const isOpen = actions === null ? block.body.actions !== undefined : hasGap(actions, block.body.actions);
  const named = repositoriesIn(actions).map((one) => ({ ...one, repository: naming.of(one.repository) }));
  return [...named, ...(isOpen ? [{ repository: WHATEVER, rights: [] }] : [])];
}

const WHATEVER = "what its scope map allows";

function isScopeMap(block: Pick<Block, "blockType">): boolean {
  return isOfType(block, "azurerm_container_registry_scope_map");
}

/** `repositories/team/app/content/read` and the like. */
function repositoriesIn(actions: Json): Pick<Access, "repository" | "rights">[] {
  const allowed = RIGHTS.flatMap((right) =>
    listOf(actions)
      .map((action) => repositoryIn(String(action), VERBS[right]))
      .filter((repository) => repository !== "")
      .map((repository) => [repository, right] as const),
  );
  return [...collected(allowed)].map(([repository, rights]) => ({ repository, rights }));
}

/** Empty for another action. */
function repositoryIn(action: string, verb: string): string {
  const [start, end] = ["repositories/", `/${verb}`];
  const text = action.toLowerCase();
  return text.startsWith(start) && text.endsWith(end) ? text.slice(start.length, -end.length) : "";
}

/** The latest end of its passwords; undefined if one of them does not end. */
function endOf(token: Block, { instances, naming }: PlannedStack): string | undefined {
  const passwords = instances
    .filter(({ block }) => isOfType(block, "azurerm_container_registry_token_password"))
    .filter(({ block }) => blocksReferredTo(block.body.container_registry_token_id, [token]).length > 0)
    .flatMap(({ values }) => [...listOf(values.password1), ...listOf(values.password2)])
    .map((password) => objectOf(password).expiry);
  return latest(passwords, naming);
}

/** The latest of some times; undefined where one of them is none. */
export function latest(times: readonly (Json | undefined)[], naming: PlannedStack["naming"]): string | undefined {
  const known = times.map(textOf).filter((time) => time !== "");
  const last = known.length < times.length ? undefined : known.sort().pop();
  return last && naming.of(last);
}

/** What custom roles and scope maps allow: others may be given them in other stacks. Of those in use it is there to be compared. */
export function definedAccess(planned: PlannedStack, others: readonly Access[]): Access[] {
  const addresses = new Set(others.filter(({ fault }) => fault === undefined).map(({ address }) => address));
  const used = planned.instances.filter(({ address }) => addresses.has(address));
  const isUsed = ({ block }: Instance) =>
    used.some(
      (one) =>
        blocksReadBy(
          REFERRING.map((name) => one.block.body[name] ?? null),
          planned.stack,
          [block],
        ).length > 0,
    );
  const definitions = planned.instances.filter(({ block }) => isRoleDefinition(block) || isScopeMap(block));
  return definitions.flatMap((instance) => {
    const lines = [...roleAccess(instance, planned), ...scopeMapAccess(instance, planned)];
    return isUsed(instance) ? lines.map((line) => ({ ...line, idle: [] })) : lines;
  });
}

const REFERRING = ["role_definition_id", "role_definition_name", "scope_map_id"];

function roleAccess(instance: Instance, planned: PlannedStack): Access[] {
  const { address, block } = instance;
  if (!isRoleDefinition(block)) {
    return [];
  }
  const name = resourceName(instance, planned);
  const role = definedRole(block, planned);
  const line = {
    ...granted([{ kind: "somebody", words: `whoever has role ${name}` }]),
    ...ANY_REGISTRY,
    origin: { kind: "definition", words: `definition of role ${name}` } as const,
    address,
    identity: identityOf(instance, ["scope", ...(role === undefined ? ["permissions"] : [])], planned),
  };
  if (role === undefined) {
    return [{ ...line, repository: "what the role allows", rights: [] }];
  }
  const images = RIGHTS.filter((right) => role.RBAC.includes(right) || role.ABAC.includes(right));
  const powers = role.powers.map((power) => [power]);
  const acting =
    role.isActing && powers.length === 0 ? [{ ...line, repository: "what identities may do", rights: [] }] : [];
  return [
    ...[...(images.length > 0 ? [images] : []), ...powers].map((rights) => ({ ...line, repository: "*", rights })),
    ...acting,
  ];
}

function scopeMapAccess(instance: Instance, planned: PlannedStack): Access[] {
  const { address, block } = instance;
  if (!isScopeMap(block)) {
    return [];
  }
  const name = resourceName(instance, planned);
  const line = {
    ...granted([{ kind: "somebody", words: `whoever has a token with scope map ${name}` }]),
    registry: registryOfToken(instance, planned),
    origin: { kind: "definition", words: `scope map ${name}` } as const,
    address,
    place: placeOfToken(instance, planned),
  };
  return repositoriesOfMap(instance, planned).map((part) => ({ ...line, ...part }));
}
