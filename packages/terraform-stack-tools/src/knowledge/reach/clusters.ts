import { once } from "../../stack/remembered";
import { isCluster } from "../catalogue/block-types";
import { subnetsOf } from "./barriers/barriers";
import type { Subnet } from "./barriers/subnets";
import { argumentOf, type Item, isManaged, nameOf, type Stacks, textAt } from "./items";
import { type Located, networkAt } from "./networks";
import { isSame, thingOf } from "./things";

/** Where somebody pulls from. */
export interface Place {
  readonly network:
    | Exclude<Located, { readonly kind: "nothing" }>
    /** One that AKS makes for the cluster. */
    | { readonly kind: "of AKS" }
    /** Of people and programs. */
    | { readonly kind: "anywhere" };
  /** How it comes to public addresses. */
  readonly way: "open" | "none" | { readonly unknown: string };
  /** The subnets of its nodes, as far as they are known. @default none are */
  readonly subnets?: readonly Subnet[];
}

export const ANYWHERE: Place = { network: { kind: "anywhere" }, way: "open" };

/** A cluster that the stacks do not know, such as one outside of Azure. */
export const UNKNOWN_PLACE: Place = {
  network: { kind: "unknown", words: "the network of the cluster is not known" },
  way: "open",
};

export interface Cluster {
  readonly name: string;
  readonly item: Item;
}

/** Each once: a data source may read a cluster that the stacks manage. */
export function clustersOf(stacks: Stacks): Cluster[] {
  const items = stacks.flatMap((planned) =>
    planned.instances.filter(({ block }) => isCluster(block)).map((instance) => ({ instance, planned })),
  );
  const managed = items.filter(isManaged);
  return [...managed, ...items.filter((item) => !isManaged(item) && !managed.some((one) => isOne(one, item)))].map(
    (item) => ({ name: nameOf(item), item }),
  );
}

/** Names of clusters are compared with their groups, as far as both are known. */
export function isOne(one: Item, other: Item): boolean {
  return one.instance === other.instance || isSame(thingBy(one), thingBy(other));
}

const thingBy = once(thingOf);

export function placeOf({ item, name }: Cluster, stacks: Stacks): Place {
  if (!isManaged(item)) {
    const words = `the network of AKS cluster ${name}, which is managed elsewhere, is not known`;
    return { network: { kind: "unknown", words }, way: "open" };
  }
  const located = nodeNetwork(item, stacks);
  const network: Place["network"] = located.kind === "nothing" ? { kind: "of AKS" } : located;
  return { network, way: wayOut(item, network.kind === "of AKS"), subnets: subnetsOf(item, stacks) };
}

const SUBNETS = [
  ["default_node_pool", "vnet_subnet_id"],
  ["hosted_system", "node_subnet_id"],
];

/**
 * Every node pool is in the network of the first one. Azure, "Create node pools with unique subnets in Azure Kubernetes
 * Service (AKS)".
 */
function nodeNetwork(item: Item, stacks: Stacks): Located {
  const all = SUBNETS.map((path) => networkAt(item, stacks, ...path)).filter(({ kind }) => kind !== "nothing");
  const [first = { kind: "nothing" }] = all;
  return first.kind === "unknown"
    ? { kind: "unknown", words: `the network of AKS cluster ${nameOf(item)} is not known (${first.words})` }
    : first;
}

/** Azure, "Customize cluster egress with outbound types in Azure Kubernetes Service (AKS)". */
function wayOut(item: Item, isOfAks: boolean): Place["way"] {
  if (argumentOf(item, "http_proxy_config").written !== undefined) {
    return { unknown: "nodes pull through a proxy, and where it leads is not known" };
  }
  const { written } = argumentOf(item, "network_profile", "outbound_type");
  const type = textAt(item, "network_profile", "outbound_type");
  switch (type) {
    case "none":
      return isOfAks
        ? "none"
        : { unknown: "AKS gives the nodes no way out, and whether their subnet has one is not known" };
    case "block":
      return "none";
    case "userDefinedRouting":
      return { unknown: "nodes leave by routes of the subnet, and what those let through is not known" };
    default:
      return type === undefined && written !== undefined ? { unknown: "how nodes leave is not known" } : "open";
  }
}
