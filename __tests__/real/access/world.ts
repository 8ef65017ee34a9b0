import { isObject, type Json, type JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { type FakeAzure, type KubernetesCluster, request, requestGraph } from "../support/providers";

/** The permissions of a role. */
interface Permissions {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
}

const REGISTRIES = "Microsoft.ContainerRegistry/registries";
const REPOSITORIES = `${REGISTRIES}/repositories`;

/** What a registry asks for, by its mode. The page "Azure Container Registry Entra permissions and role assignments overview". */
export const REQUESTS = {
  LegacyRegistryPermissions: {
    pull: `${REGISTRIES}/pull/read`,
    push: `${REGISTRIES}/push/write`,
    delete: `${REGISTRIES}/artifacts/delete`,
  },
  AbacRepositoryPermissions: {
    pull: `${REPOSITORIES}/content/read`,
    push: `${REPOSITORIES}/content/write`,
    delete: `${REPOSITORIES}/content/delete`,
  },
};

type Mode = keyof typeof REQUESTS;

/** A registry in ABAC mode asks for data actions, one in RBAC mode for actions. */
export function isPermitted(
  { actions = [], notActions = [], dataActions = [] }: Permissions,
  mode: Mode,
  request: string,
): boolean {
  const isIn = (patterns: readonly string[]) => patterns.some((pattern) => isLike(request, pattern));
  return mode === "AbacRepositoryPermissions" ? isIn(dataActions) : isIn(actions) && !isIn(notActions);
}

export type Right = "pull" | "push" | "delete";

/** A registry that exists. */
export interface Registry {
  readonly id: string;
  readonly name: string;
  readonly mode: Mode;
}

/** What the holder of something may do, for one registry. */
type Allows = (right: Right, repository: string) => boolean;

/** Who may do something in a registry, in the words of `accessOf`. */
export interface Holder {
  readonly who: string;
  readonly registry: Registry;
  readonly allows: Allows;
}

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const GROUP = `${SUBSCRIPTION}/resourceGroups/rg-shared`;
export const VERBS: Readonly<Record<Right, string>> = { pull: "content/read", push: "content/write", delete: "content/delete" };

const everything: Allows = () => true;
const pullOfAll: Allows = (right) => right === "pull";

/** What exists after an apply, read from Azure's and Kubernetes' own interfaces. */
export class World {
  /** @param cluster whose pull secrets are looked at, if any are */
  constructor(
    private readonly azure: FakeAzure,
    private readonly cluster?: KubernetesCluster,
  ) {}

  public async registry(name: string, path = registryPath(name)): Promise<Registry> {
    const { id, properties } = await request(this.azure, "GET", path);
    const { roleAssignmentMode } = object(properties);
    if (roleAssignmentMode !== "LegacyRegistryPermissions" && roleAssignmentMode !== "AbacRepositoryPermissions") {
      throw new Error(`${name} is in mode ${roleAssignmentMode}`);
    }
    return { id: String(id), name, mode: roleAssignmentMode };
  }

  /** Everybody who may do something in a registry without a pull secret. */
  public async holders(registry: Registry): Promise<Holder[]> {
    const { properties } = await request(this.azure, "GET", registry.id);
    const { adminUserEnabled, anonymousPullEnabled } = object(properties);
    const tokens = list((await request(this.azure, "GET", `${registry.id}/tokens`)).value).map(object);
    const principals = new Set((await this.assignments(registry)).map(({ principalId }) => String(principalId)));
    const held = (who: string, allows: Allows): Holder => ({ who, registry, allows });
    return [
      ...(adminUserEnabled === true ? [held("whoever holds an admin password of the registry", everything)] : []),
      ...(anonymousPullEnabled === true ? [held("anyone who reaches the registry", pullOfAll)] : []),
      ...(await Promise.all(
        tokens.map(async ({ name }) =>
          held(`whoever holds a password of registry token ${name}`, await this.byToken(registry, String(name))),
        ),
      )),
      ...(await Promise.all(
        [...principals].map(async (id) => held(await this.described(id), await this.byPrincipal(registry, id))),
      )),
    ];
  }

  /** The pods that use the pull secrets of a namespace: the registry answers what is in these. */
  public async pods(namespace: string, registries: readonly Registry[]): Promise<Holder[]> {
    const secrets = (await this.objects(namespace, "secrets")).filter(({ type }) => type === "kubernetes.io/dockerconfigjson");
    const accounts = await this.objects(namespace, "serviceaccounts");
    const holders = await Promise.all(
      secrets.map(async (secret) => {
        const carriers = accounts.filter(({ imagePullSecrets }) =>
          list(imagePullSecrets ?? []).some((reference) => object(reference).name === nameOf(secret)),
        );
        const users = carriers.length === 0 ? [`pods in namespace ${namespace} that name the secret`] : carriers.map(podsOf);
        const allowed = await this.inSecret(secret, registries);
        return users.flatMap((who) => allowed.map(({ registry, allows }) => ({ who, registry, allows })));
      }),
    );
    return holders.flat();

    function podsOf(account: JsonObject): string {
      return nameOf(account) === "default"
        ? `every pod in namespace ${namespace}`
        : `pods in namespace ${namespace} with service account ${nameOf(account)}`;
    }
  }

  private async inSecret(secret: JsonObject, registries: readonly Registry[]): Promise<Omit<Holder, "who">[]> {
    const document = Buffer.from(String(object(secret.data)[".dockerconfigjson"]), "base64").toString();
    const auths = Object.entries<{ username: string; password: string }>(JSON.parse(document).auths);
    return Promise.all(
      auths.map(async ([server, { username, password }]) => {
        const { ok, kind } = await this.azure.helper("docker-login", { server, username, password });
        const registry = registries.find(({ name }) => server === `${name}.azurecr.io`);
        if (ok !== true || registry === undefined) {
          throw new Error(`the credentials in ${nameOf(secret)} are not accepted by ${server}`);
        }
        return { registry, allows: await this.byLogin(String(kind), username, registry) };
      }),
    );
  }

  private async byLogin(kind: string, username: string, registry: Registry): Promise<Allows> {
    switch (kind) {
      case "admin":
        return everything;
      case "token":
        return this.byToken(registry, username);
      default: {
        const filter = encodeURIComponent(`appId eq '${username}'`);
        const [principal] = list((await requestGraph(this.azure, "GET", `/servicePrincipals?$filter=${filter}`)).value);
        return this.byPrincipal(registry, String(object(principal).id));
      }
    }
  }

  private async byToken(registry: Registry, name: string): Promise<Allows> {
    const token = object((await request(this.azure, "GET", `${registry.id}/tokens/${name}`)).properties);
    const map = object((await request(this.azure, "GET", String(token.scopeMapId))).properties);
    const actions = list(map.actions ?? []).map(String);
    return (right, repository) =>
      token.status === "enabled" && actions.some((action) => isLike(`repositories/${repository}/${VERBS[right]}`, action));
  }

  private async byPrincipal(registry: Registry, id: string): Promise<Allows> {
    const own = (await this.assignments(registry)).filter(({ principalId }) => principalId === id);
    const assignments = await Promise.all(
      own.map(async (one) => ({ ...one, condition: one.condition, role: await this.role(String(one.roleDefinitionId)) })),
    );
    return (right, repository) =>
      assignments.some(({ role, condition }) => {
        const action = REQUESTS[registry.mode][right];
        return isPermitted(role, registry.mode, action) && (!condition || isMet(String(condition), action, repository));
      });
  }

  private async role(id: string): Promise<Permissions> {
    const { properties } = await request(this.azure, "GET", id);
    const [{ actions, notActions, dataActions }] = list(object(properties).permissions).map(object);
    const [allowed, excepted, data] = [actions, notActions, dataActions].map((all) => list(all).map(String));
    return { actions: allowed, notActions: excepted, dataActions: data };
  }

  /** Those on the registry and on what it is in. */
  private async assignments({ id }: Registry): Promise<JsonObject[]> {
    const path = `${id}/providers/Microsoft.Authorization/roleAssignments?$filter=${encodeURIComponent("atScope()")}`;
    return list((await request(this.azure, "GET", path)).value).map((assignment) => object(object(assignment).properties));
  }

  private async described(id: string): Promise<string> {
    const cluster = await request(
      this.azure,
      "GET",
      `${SUBSCRIPTION}/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/prod`,
    );
    const { kubeletidentity } = object(object(cluster.properties).identityProfile);
    if (object(kubeletidentity).objectId === id) {
      return `every pod of AKS cluster ${cluster.name}`;
    }
    const group = await this.azure.graph("GET", `/v1.0/groups/${id}`);
    if (group.status === 200) {
      return `group ${group.body.displayName}`;
    }
    const principal = await this.azure.graph("GET", `/v1.0/servicePrincipals/${id}`);
    if (principal.status !== 200) {
      return `principal ${id}`;
    }
    const { servicePrincipalType, displayName } = principal.body;
    return `${servicePrincipalType === "ManagedIdentity" ? "managed identity" : "service principal"} ${displayName}`;
  }

  private async objects(namespace: string, kind: string): Promise<JsonObject[]> {
    if (this.cluster === undefined) {
      throw new Error("no cluster was given");
    }
    const { body } = await this.cluster.api("GET", `/api/v1/namespaces/${namespace}/${kind}`);
    return list(body.items).map(object);
  }
}

function registryPath(name: string): string {
  return `${GROUP}/providers/Microsoft.ContainerRegistry/registries/${name}`;
}

function nameOf({ metadata }: JsonObject): string {
  return String(object(metadata).name);
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Whether a text matches a pattern, in which an asterisk stands for any text. */
export function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[^\w/]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(text);
}

const ACTION = /ActionMatches\{'([^']*)'\}/g;
const NAME = /@Request\[Microsoft\.ContainerRegistry\/registries\/repositories:name\]\s+([:\w]+)\s+(\{[^}]*\}|'[^']*')/g;

const OPERATORS: Readonly<Record<string, (name: string, value: string) => boolean>> = {
  StringEquals: (name, value) => name === value,
  StringEqualsIgnoreCase: (name, value) => name.toLowerCase() === value.toLowerCase(),
  StringStartsWithIgnoreCase: (name, value) => name.toLowerCase().startsWith(value.toLowerCase()),
  StringStartsWith: (name, value) => name.startsWith(value),
  StringLike: isLike,
};

/**
 * What a condition answers to one request: its tests are replaced by their results, and those by what they amount to. The
 * page "Azure role assignment condition format and syntax".
 */
export function isMet(condition: string, action: string, repository: string): boolean {
  let text = condition
    .replace(ACTION, (_test, pattern) => String(isLike(action, pattern)))
    .replace(NAME, (_test, operator, values) => String(isNamed(repository, operator, values)))
    .replace(/\bAND\b/g, "&&")
    .replace(/\bOR\b/g, "||");
  while (text.includes("(")) {
    const before = text;
    text = text.replace(/\(([^()]*)\)/g, (_group, inner) => String(isTrue(inner)));
    if (text === before) {
      throw new Error(`the condition cannot be evaluated: ${condition}`);
    }
  }
  return isTrue(text);
}

function isNamed(repository: string, operator: string, values: string): boolean {
  const compare = OPERATORS[operator.replace("ForAnyOfAnyValues:", "")];
  return [...values.matchAll(/'([^']*)'/g)].some(([, value]) => compare(repository, value));
}

/** An expression without brackets. */
function isTrue(text: string): boolean {
  return text.split("||").some((part) => part.split("&&").every(isTermTrue));
}

function isTermTrue(term: string): boolean {
  const [, negations, result] = /^\s*((?:!\s*)*)(true|false)\s*$/.exec(term) ?? [];
  if (result === undefined) {
    throw new Error(`'${term}' is no result of a test`);
  }
  return (result === "true") === (negations.split("!").length % 2 === 1);
}
