import {
  type Access,
  type Grantee,
  type Origin,
  type SecretPlace,
  unreachable,
} from "../../packages/terraform-stack-tools/src/knowledge/access/access";
import { accessIn } from "../../packages/terraform-stack-tools/src/knowledge/access/access-in";
import { configuredStack } from "../../packages/terraform-stack-tools/src/planned/planned-stack";
import type { Stack } from "../../packages/terraform-stack-tools/src/stack/stack";

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

/** The way of one line of access. */
interface Found extends Pick<Way, "steps"> {
  readonly cluster: Omit<Cluster, "ways">;
  /** What tells clusters of one name apart. */
  readonly key: string;
  readonly pull: Pull;
  /** Identities come before secrets. */
  readonly rank: number;
  readonly address: string;
}

export function pullGraph(stacks: readonly Stack[]): PullGraph {
  const found = stacks.flatMap(waysIn);
  const keys = [...new Set(found.map(({ key }) => key))];
  return {
    clusters: keys.map((key) => clusterOf(found.filter((one) => one.key === key))),
    registries: [...new Set(found.map(({ pull }) => pull.registry))],
  };
}

function waysIn(stack: Stack): Found[] {
  const lines = accessIn([configuredStack(stack)]).filter(
    ({ rights }) => rights.length === 0 || rights.includes("pull"),
  );
  return lines
    .flatMap((line) => line.grantees.flatMap((grantee) => wayOf(grantee, line, stack.name ?? "")))
    .sort((left, right) => left.rank - right.rank || (left.address < right.address ? -1 : 1));
}

/** What goes the same way is one way, with a pull for each registry. */
function clusterOf(found: readonly Found[]): Cluster {
  const ways = new Map<string, Way>();
  for (const { steps, pull } of found) {
    const key = JSON.stringify(steps);
    const pulls = ways.get(key)?.pulls ?? [];
    const isKnown = pulls.some(({ registry, by }) => registry === pull.registry && by === pull.by);
    ways.set(key, { steps, pulls: isKnown ? pulls : [...pulls, pull] });
  }
  return { ...found[0].cluster, ways: [...ways.values()] };
}

/** Who is no pod has no way. */
function wayOf(grantee: Grantee, { registry, origin, address }: Access, stack: string): Found[] {
  const found = { pull: { registry, by: labelOf(origin) }, address };
  const place = (where: SecretPlace) => ({ ...found, rank: 2, ...clusterAt(where, stack) });
  switch (grantee.kind) {
    case "nodes": {
      const cluster = { title: "AKS", name: grantee.cluster };
      return [{ ...found, rank: 0, cluster, key: `${stack}/${grantee.address}`, steps: NODES }];
    }
    case "principal": {
      const cluster = { title: "AKS cluster", name: grantee.input ?? "" };
      return [{ ...found, rank: 1, cluster, key: `${stack}/${address}`, steps: NODES }];
    }
    case "pods that name the secret":
      return [
        { ...place(grantee), steps: [{ title: "pods that name it", name: grantee.namespaces }, secret(grantee)] },
      ];
    case "every pod":
      return [{ ...place(grantee), steps: carried("every pod of", grantee, "default") }];
    case "pods of a service account":
      return [{ ...place(grantee), steps: carried("pods in", grantee, grantee.account) }];
    case "control plane":
    case "trusted pods":
    case "managed identity":
    case "service principal":
    case "group":
    case "deployer":
    case "password holder":
    case "anyone":
    case "somebody":
      return [];
    default:
      return unreachable(grantee);
  }
}

const NODES: readonly Step[] = [
  { title: "every pod", name: "" },
  { title: "kubelet identity", name: "" },
];

function carried(title: string, place: SecretPlace, account: string): Step[] {
  return [{ title, name: place.namespaces }, { title: "service account", name: account }, secret(place)];
}

function secret({ secret: name }: SecretPlace): Step {
  return { title: "secret", name };
}

function clusterAt({ cluster, provider }: SecretPlace, stack: string): Pick<Found, "cluster" | "key"> {
  const { name, alias = "" } = provider;
  return cluster === undefined
    ? { cluster: { title: "Kubernetes", name: alias }, key: `${stack}/${name}.${alias}` }
    : { cluster: { title: "AKS", name: cluster.name }, key: `${stack}/${cluster.address}` };
}

const SHORT_ROLES: ReadonlyMap<string, string> = new Map([
  ["Container Registry Repository Reader", "Repository Reader"],
]);

function labelOf(origin: Origin): string {
  switch (origin.kind) {
    case "role assignment":
      return SHORT_ROLES.get(origin.role.name) ?? origin.role.name;
    case "service principal":
    case "registry token":
    case "admin account":
    case "key vault":
    case "anonymous pull":
      return origin.kind;
    case "definition":
    case "delegation":
      return origin.words;
    case "existing account":
      return "user and password";
    case "opaque":
      return "credentials";
    default:
      return unreachable(origin);
  }
}
