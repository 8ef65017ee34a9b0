import {
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../packages/terraform-stack-tools/src/stack/json";
import { type FakeAzure, type KubernetesCluster, request } from "../support/providers";
import { SUBSCRIPTION } from "./hcl";
import { isLike, isMet, isPermitted, REQUESTS, type Registry, RIGHTS, type Right, VERBS } from "./requests";

/** Names that the grants tell apart. */
export const REPOSITORIES = ["base", "base/x", "shop", "shop/web", "team/app", "other"];

/** What somebody may do with one repository, under all names that they have. */
export interface Cell {
  readonly who: readonly string[];
  readonly registry: Registry;
  readonly repository: string;
  readonly right: Right;
}

/** Who may pull, push and delete: of what exists, whatever any plan says. */
export interface World {
  readonly cells: readonly Cell[];
  readonly registries: readonly Registry[];
}

/** Somebody who signs in to Azure. */
interface Actor {
  readonly who: readonly string[];
  /** The object ids of itself and of its groups. */
  readonly ids: readonly string[];
}

type Allows = (right: Right, repository: string) => boolean;

const CLUSTER = "Microsoft.ContainerService/managedClusters";
const CREDENTIAL = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";
const REGISTRY = "Microsoft.ContainerRegistry/registries";

/** All that the imitation of Azure holds. */
class Contents {
  constructor(private readonly all: JsonObject) {}

  public table(name: string): JsonObject[] {
    return Object.values(objectOf(this.all[name])).filter(isObject);
  }

  public ofType(type: string): JsonObject[] {
    return this.table("resources").filter((one) => textOf(one.type).toLowerCase() === type.toLowerCase());
  }

  public groupsOf(member: string): string[] {
    const groups = Object.entries(objectOf(this.all.members)).filter(([, members]) => listOf(members).includes(member));
    return groups.map(([id]) => id);
  }

  public hasMembers(group: string): boolean {
    return listOf(objectOf(this.all.members)[group]).length > 0;
  }
}

export async function worldOf(azure: FakeAzure, cluster: KubernetesCluster): Promise<World> {
  const contents = new Contents(await azure.helper("contents"));
  const registries = contents.ofType(REGISTRY).map(registryOf);
  const roles = await rolesOf(azure);
  const assignments = contents.table("roleAssignments").map(propertiesOf);
  const actors = actorsOf(contents);
  const cells = registries.map(async (registry) => {
    const here = assignments.filter(({ scope }) => isWithin(registry.id, textOf(scope)));
    const byRole = actors.map(({ who, ids }) => {
      const own = here.filter(({ principalId }) => ids.includes(textOf(principalId)));
      return cellsOf(who, registry, (right, repository) =>
        own.some((one) => isAllowed(one, roles, { registry, right, repository })),
      );
    });
    return [...byRole.flat(), ...(await byAccount(azure, contents, registry))];
  });
  const world = { registries, cells: (await Promise.all(cells)).flat() };
  return { registries, cells: [...world.cells, ...(await byPullSecret(azure, cluster, contents, world))] };
}

function propertiesOf({ properties }: JsonObject): JsonObject {
  return objectOf(properties);
}

function registryOf(one: JsonObject): Registry {
  const isAbac = propertiesOf(one).roleAssignmentMode === "AbacRepositoryPermissions";
  const mode = isAbac ? "AbacRepositoryPermissions" : "LegacyRegistryPermissions";
  return { id: textOf(one.id), name: textOf(one.name), mode };
}

function cellsOf(who: readonly string[], registry: Registry, allows: Allows): Cell[] {
  return REPOSITORIES.flatMap((repository) =>
    RIGHTS.filter((right) => allows(right, repository)).map((right) => ({ who, registry, repository, right })),
  );
}

/** The permissions of roles, by their GUIDs. */
async function rolesOf(azure: FakeAzure): Promise<ReadonlyMap<string, JsonObject[]>> {
  const { value } = await request(azure, "GET", `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions`);
  const all = listOf(value).map(objectOf);
  return new Map(all.map((one) => [guidOf(one.id), listOf(propertiesOf(one).permissions).map(objectOf)]));
}

function guidOf(id: Json | undefined): string {
  return textOf(id).toLowerCase().split("/").slice(-1)[0];
}

/** Whether something is a scope, or below it: `…/registries/acr2` is not below `…/registries/acr`. All is in the one management group. */
function isWithin(id: string, scope: string): boolean {
  const [path, above] = [id, scope].map((one) => one.toLowerCase());
  return path === above || path.startsWith(`${above}/`) || above.startsWith("/providers/microsoft.management/");
}

function isAllowed(
  { roleDefinitionId, condition }: JsonObject,
  roles: ReadonlyMap<string, JsonObject[]>,
  { registry: { mode }, right, repository }: Omit<Cell, "who">,
): boolean {
  const action = REQUESTS[mode][right];
  const permissions = roles.get(guidOf(roleDefinitionId)) ?? [];
  const isIn = permissions.some((one) => {
    const [actions, notActions, dataActions] = [one.actions, one.notActions, one.dataActions].map((all) =>
      listOf(all).map(textOf),
    );
    return isPermitted({ actions, notActions, dataActions }, mode, action);
  });
  return isIn && (!condition || isMet(textOf(condition), action, repository));
}

/** A client id is nobody, a disabled principal gets no tokens, a control plane pulls nothing, and a group acts by its members. */
function actorsOf(contents: Contents): Actor[] {
  const planes = contents.ofType(CLUSTER).map(({ identity }) => objectOf(identity).principalId);
  const principals = contents
    .table("servicePrincipals")
    .filter(({ accountEnabled, id }) => accountEnabled !== false && !planes.includes(id));
  const people = [...principals, ...contents.table("users")].flatMap((one): Actor[] => {
    const id = textOf(one.id);
    const ids = [id, ...contents.groupsOf(id)];
    return [{ ids, who: [...namesOf(one, contents), `principal ${id}`] }, ...trustedAs(ids, id, contents)];
  });
  const groups = contents.table("groups").filter(({ id }) => contents.hasMembers(textOf(id)));
  return [
    ...people,
    ...groups.map(({ id, displayName }) => ({ ids: [textOf(id)], who: [`group ${displayName}`, `principal ${id}`] })),
  ];
}

/** Of a principal: the clusters whose nodes it is, and its own name. */
function namesOf({ id, appId, servicePrincipalType, displayName }: JsonObject, contents: Contents): string[] {
  const clusters = contents.ofType(CLUSTER).filter((cluster) => {
    const { identityProfile, servicePrincipalProfile } = propertiesOf(cluster);
    const { objectId } = objectOf(objectOf(identityProfile).kubeletidentity);
    return objectId === id || (appId !== undefined && objectOf(servicePrincipalProfile).clientId === appId);
  });
  const kind = servicePrincipalType === "ManagedIdentity" ? "managed identity" : "service principal";
  const own = servicePrincipalType === undefined ? [] : [`${kind} ${displayName}`];
  return [...clusters.map(({ name }) => `every pod of AKS cluster ${name}`), ...own];
}

/** Those who act as an identity by tokens of others. */
function trustedAs(ids: readonly string[], id: string, contents: Contents): Actor[] {
  const owner = contents.table("resources").find((one) => propertiesOf(one).principalId === id);
  const own = contents.ofType(CREDENTIAL).filter((one) => owner !== undefined && isWithin(textOf(one.id), textOf(owner.id)));
  return own.map(propertiesOf).map(({ issuer, subject }) => {
    const [, kind, namespace, account] = textOf(subject).split(":");
    const pods = `pods in namespace ${namespace} with service account ${account}`;
    const who = kind === "serviceaccount" ? pods : `whoever has a token of ${issuer} for ${subject}`;
    // Names alone don't tell whose tokens they are.
    return { ids, who: [who, `${owner?.name} for ${who}`] };
  });
}

/** The admin account, everybody, and the tokens that are enabled. */
async function byAccount(azure: FakeAzure, contents: Contents, registry: Registry): Promise<Cell[]> {
  const [{ adminUserEnabled, anonymousPullEnabled }] = contents
    .ofType(REGISTRY)
    .filter(({ id }) => id === registry.id)
    .map(propertiesOf);
  const enabled = contents
    .ofType(`${REGISTRY}/tokens`)
    .filter((one) => isWithin(textOf(one.id), registry.id) && propertiesOf(one).status === "enabled");
  const tokens = enabled.map(async (one) => {
    const actions = listOf(propertiesOf(await request(azure, "GET", textOf(propertiesOf(one).scopeMapId))).actions).map(textOf);
    return cellsOf([`whoever holds a password of registry token ${one.name}`], registry, (right, repository) =>
      actions.some((action) => isLike(`repositories/${repository}/${VERBS[right]}`, action)),
    );
  });
  return [
    ...cellsOf(["whoever holds an admin password of the registry"], registry, () => adminUserEnabled === true),
    ...cellsOf(["anyone who reaches the registry"], registry, (right) => anonymousPullEnabled === true && right === "pull"),
    ...(await Promise.all(tokens)).flat(),
  ];
}

/** Pods that use a pull secret whose login a registry accepts: they may do what the holder of that may. */
async function byPullSecret(
  azure: FakeAzure,
  cluster: KubernetesCluster,
  contents: Contents,
  { registries, cells }: World,
): Promise<Cell[]> {
  const listed = async (path: string) => listOf((await cluster.api("GET", `/api/v1/${path}`)).body.items).map(objectOf);
  const accounts = await listed("serviceaccounts");
  const secrets = await listed("secrets?fieldSelector=type%3Dkubernetes.io/dockerconfigjson");
  const held = secrets.map(async ({ metadata, data }) => {
    const document = Buffer.from(textOf(objectOf(data)[".dockerconfigjson"]), "base64").toString();
    const [[server, { username, password }]] = Object.entries<{ username: string; password: string }>(JSON.parse(document).auths);
    const { ok, kind } = await azure.helper("docker-login", { server, username, password });
    const holder = holderOf(textOf(kind), username, contents);
    const [registry] = registries.filter(({ name }) => server === `${name}.azurecr.io`);
    const own = cells.filter((cell) => ok === true && cell.registry === registry && cell.who.includes(holder));
    return podsWith(objectOf(metadata), accounts).flatMap((who) => own.map((cell) => ({ ...cell, who: [who] })));
  });
  return (await Promise.all(held)).flat();
}

function holderOf(kind: string, username: string, contents: Contents): string {
  if (kind === "admin") {
    return "whoever holds an admin password of the registry";
  }
  const principal = contents.table("servicePrincipals").find(({ appId }) => appId === username);
  return kind === "token" ? `whoever holds a password of registry token ${username}` : `principal ${principal?.id}`;
}

function podsWith({ name, namespace }: JsonObject, accounts: readonly JsonObject[]): string[] {
  const pods = `in namespace ${namespace}`;
  const own = accounts.filter(
    ({ metadata, imagePullSecrets }) =>
      objectOf(metadata).namespace === namespace && listOf(imagePullSecrets).some((secret) => objectOf(secret).name === name),
  );
  const names = own.map(({ metadata }) => textOf(objectOf(metadata).name));
  const users = names.map((account) =>
    account === "default" ? `every pod ${pods}` : `pods ${pods} with service account ${account}`,
  );
  return users.length === 0 ? [`pods ${pods} that name the secret`] : users;
}
