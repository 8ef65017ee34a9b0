import {
  type Instance,
  instanceOf,
  nameIn,
  type PlannedStack,
  resourceName,
  unknown,
} from "../../../planned/planned-stack";
import { type Json, listOf, objectOf } from "../../../stack/json";
import { blocksReferredTo } from "../../../stack/references";
import type { Block } from "../../../stack/stack";
import { isOfType } from "../../catalogue/questions";
import type { Access } from "../access";
import { type ImageRight, RIGHTS } from "../actions";
import { granted } from "../grantee";
import { hasGap, identityOf, type PlaceIdentity } from "../identity";
import { placeOfRegistry, registryAround, registryScope } from "../registries";

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
    .filter(({ block, values }) => isOfType(block, "azurerm_container_registry_token") && values.enabled !== false)
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

/** Where a token or a scope map is. */
export function placeOfToken(token: Instance, planned: PlannedStack): PlaceIdentity {
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
export function repositoriesOfMap(
  { block, values }: Instance,
  { naming }: PlannedStack,
): Pick<Access, "repository" | "rights">[] {
  const { actions = null } = values;
  const isOpen = actions === null ? block.body.actions !== undefined : hasGap(actions, block.body.actions);
  const named = repositoriesIn(actions).map((one) => ({ ...one, repository: naming.of(one.repository) }));
  return [...named, ...(isOpen ? [{ repository: WHATEVER, rights: [] }] : [])];
}

const WHATEVER = "what its scope map allows";

export function isScopeMap(block: Pick<Block, "blockType">): boolean {
  return isOfType(block, "azurerm_container_registry_scope_map");
}

/** `repositories/team/app/content/read` and the like. */
function repositoriesIn(actions: Json): Pick<Access, "repository" | "rights">[] {
  const rights = new Map<string, ImageRight[]>();
  for (const right of RIGHTS) {
    for (const action of listOf(actions)) {
      const repository = repositoryIn(String(action), VERBS[right]);
      if (repository !== undefined) {
        rights.set(repository, [...(rights.get(repository) ?? []), right]);
      }
    }
  }
  return [...rights].map(([repository, all]) => ({ repository, rights: all }));
}

function repositoryIn(action: string, verb: string): string | undefined {
  const [start, end] = ["repositories/", `/${verb}`];
  const text = action.toLowerCase();
  const repository = text.startsWith(start) && text.endsWith(end) ? text.slice(start.length, -end.length) : "";
  return repository === "" ? undefined : repository;
}

/** The latest end of its passwords; undefined if one of them does not end. */
function endOf(token: Block, { instances, naming }: PlannedStack): string | undefined {
  const passwords = instances
    .filter(({ block }) => isOfType(block, "azurerm_container_registry_token_password"))
    .filter(({ block }) => blocksReferredTo(block.body.container_registry_token_id, [token]).length > 0)
    .flatMap(({ values }) => [...listOf(values.password1), ...listOf(values.password2)])
    .map((password) => objectOf(password).expiry);
  const ends = passwords.filter((end) => typeof end === "string" && end !== "").map(String);
  const last = ends.length < passwords.length ? undefined : ends.sort().pop();
  return last && naming.of(last);
}
