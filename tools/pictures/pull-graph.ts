import { configuredStack, keysOf } from "../../packages/terraform-stack-tools/src/knowledge/access/configured-stack";
import { instanceOf, type PlannedStack } from "../../packages/terraform-stack-tools/src/knowledge/access/planned-stack";
import { clusterName } from "../../packages/terraform-stack-tools/src/knowledge/access/principals";
import { registriesIn } from "../../packages/terraform-stack-tools/src/knowledge/access/registries";
import { nameOf } from "../../packages/terraform-stack-tools/src/knowledge/access/sources/pods";
import {
  clustersBehind,
  isCluster,
  isOfType,
  isPullGrant,
  isPullSecret,
} from "../../packages/terraform-stack-tools/src/knowledge/catalogue/questions";
import type { Json } from "../../packages/terraform-stack-tools/src/stack/json";
import { blocksReferredTo } from "../../packages/terraform-stack-tools/src/stack/references";
import type { Block, Stack } from "../../packages/terraform-stack-tools/src/stack/stack";
import { credentialsOf } from "./credentials";

/** What stacks let pull from where. */
export interface PullGraph {
  readonly clusters: readonly Cluster[];
  /** The names of the registries. */
  readonly registries: readonly string[];
}

export interface Cluster {
  readonly title: string;
  readonly name: string;
  readonly ways: readonly Way[];
}

/** One way for the pods of a cluster to a registry. */
export interface Way {
  /** From the pods to what authenticates them. */
  readonly steps: readonly Step[];
  readonly pulls: readonly Pull[];
}

export interface Step {
  readonly title: string;
  readonly name: string;
}

export interface Pull {
  /** The name of a registry. */
  readonly registry: string;
  /** The role, or the kind of credentials. */
  readonly by: string;
}

interface Found extends Way {
  readonly cluster: Omit<Cluster, "ways">;
  /** What tells clusters of one name apart. */
  readonly key: string;
}

const SHORT_ROLES: ReadonlyMap<string, string> = new Map([
  ["Container Registry Repository Reader", "Repository Reader"],
]);

export function pullGraph(stacks: readonly Stack[]): PullGraph {
  const found = stacks
    .map(configuredStack)
    .flatMap((planned) => [...clusterIdentities(planned), ...inputIdentities(planned), ...secrets(planned)]);
  const clusters = new Map<string, Cluster>();
  for (const { cluster, key, steps, pulls } of found) {
    clusters.set(key, { ...cluster, ways: [...(clusters.get(key)?.ways ?? []), { steps, pulls }] });
  }
  const registries = found.flatMap(({ pulls }) => pulls.map(({ registry }) => registry));
  return { clusters: [...clusters.values()], registries: [...new Set(registries)] };
}

/** The clusters of the stack whose nodes pull by an identity, each with all its grants. */
function clusterIdentities(planned: PlannedStack): Found[] {
  const { stack } = planned;
  return stack.blocks.filter(isCluster).flatMap((cluster) => {
    const grants = grantsIn(stack).filter(({ body }) => isIdentityOf(cluster, body.principal_id, stack));
    return grants.length === 0
      ? []
      : [{ cluster: card(cluster, planned), key: keyOf(cluster, stack), ...identity(grants, planned) }];
  });
}

/** Grants for principals that the stack is given. */
function inputIdentities(planned: PlannedStack): Found[] {
  const { stack } = planned;
  const given = grantsIn(stack).filter(({ body }) => blocksReferredTo(body.principal_id, stack.blocks).length === 0);
  return given.map((grant) => ({
    cluster: { title: "AKS cluster", name: keysOf(grant.body.for_each) ?? "" },
    key: keyOf(grant, stack),
    ...identity([grant], planned),
  }));
}

function grantsIn({ blocks }: Stack): Block[] {
  return blocks.filter(isPullGrant);
}

function identity(grants: readonly Block[], planned: PlannedStack): Way {
  const pulls = grants.flatMap(({ body }) => {
    const role = String(body.role_definition_name);
    return registriesIn([body.scope ?? null, body.for_each ?? null], null, planned).map(({ name }) => ({
      registry: name,
      by: SHORT_ROLES.get(role) ?? role,
    }));
  });
  return {
    steps: [
      { title: "every pod", name: "" },
      { title: "kubelet identity", name: "" },
    ],
    pulls,
  };
}

/** The cluster's own kubelet identity, or a user-assigned one that the cluster names. */
function isIdentityOf(cluster: Block, principal: Json | undefined, { blocks }: Stack): boolean {
  const named = blocksReferredTo(principal, blocks);
  return named.includes(cluster) || blocksReferredTo(cluster.body, named).length > 0;
}

function secrets(planned: PlannedStack): Found[] {
  const { stack } = planned;
  return stack.blocks.filter(isPullSecret).flatMap((secret) => {
    const { cluster, key } = clusterOf(secret, planned);
    const pulls = credentialsOf(secret, planned);
    const step = { title: "secret", name: objectName(secret, planned) };
    return carriers(secret, planned).map((carrier) => ({ cluster, key, steps: [...carrier, step], pulls }));
  });
}

function clusterOf(secret: Block, planned: PlannedStack): Pick<Found, "cluster" | "key"> {
  const { stack } = planned;
  const [cluster] = clustersBehind(secret, stack);
  if (cluster !== undefined) {
    return { cluster: card(cluster, planned), key: keyOf(cluster, stack) };
  }
  const { name, alias = "" } = secret.provider;
  return { cluster: { title: "Kubernetes", name: alias }, key: `${stack.name}/${name}.${alias}` };
}

function keyOf(block: Block, stack: Stack): string {
  return `${stack.name}/${block.address}`;
}

function card(cluster: Block, planned: PlannedStack): Found["cluster"] {
  return { title: "AKS", name: clusterName(cluster, planned) };
}

/** How pods get at a secret: by service accounts, or by naming it. */
function carriers(secret: Block, planned: PlannedStack): Step[][] {
  const accounts = planned.stack.blocks.filter(
    (block) => isAccount(block) && blocksReferredTo(block.body, [secret]).length > 0,
  );
  if (accounts.length === 0) {
    return [[{ title: "pods that name it", name: keysOf(secret.body.for_each) ?? "" }]];
  }
  return accounts.map((account) => {
    const namespaces = keysOf(account.body.for_each) ?? "";
    return isDefaultAccount(account)
      ? [
          { title: "every pod of", name: namespaces },
          { title: "service account", name: "default" },
        ]
      : [
          { title: "pods in", name: namespaces },
          { title: "service account", name: objectName(account, planned) },
        ];
  });
}

function isAccount(block: Block): boolean {
  return isOfType(block, "kubernetes_service_account_v1") || isDefaultAccount(block);
}

function isDefaultAccount(block: Block): boolean {
  return isOfType(block, "kubernetes_default_service_account_v1");
}

/** What Kubernetes calls an object. */
function objectName(block: Block, planned: PlannedStack): string {
  const instance = instanceOf(block, planned);
  return instance === undefined ? block.name : nameOf(instance);
}
