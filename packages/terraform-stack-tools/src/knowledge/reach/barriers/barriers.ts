import { grouped, isList } from "../../../stack/json";
import { once } from "../../../stack/remembered";
import type { Endpoint } from "../endpoints";
import { argumentOf, type Item, itemsOf, type Stacks, textAt } from "../items";
import { leadOf } from "../leads";
import type { Reach } from "../reach";
import type { Door } from "../registries";
import { unknown } from "../ways";
import { routeVerdict } from "./routes";
import { groupVerdict } from "./security-groups";
import type { Target } from "./security-rules";
import { type Subnet, subnetAt } from "./subnets";

/**
 * The subnets that nodes of a cluster are in, those of further pools included. AKS leaves the security groups of a subnet
 * as they are. Azure, "Azure Kubernetes Service (AKS) CNI networking overview".
 */
export function subnetsOf(cluster: Item, stacks: Stacks): Subnet[] {
  const pools = poolsByCluster(stacks).get(cluster.instance) ?? [];
  return [
    subnetAt(cluster, "default_node_pool", "vnet_subnet_id"),
    subnetAt(cluster, "hosted_system", "node_subnet_id"),
    ...pools.map((pool) => subnetAt(pool, "vnet_subnet_id")),
  ].flatMap((one) => (typeof one === "object" ? [one] : []));
}

const poolsByCluster = once((stacks: Stacks) =>
  grouped(itemsOf(["azurerm_kubernetes_cluster_node_pool"], stacks), (pool) => {
    const lead = leadOf(pool, ["azurerm_kubernetes_cluster"], "kubernetes_cluster_id");
    return lead.kind === "item" ? lead.item.instance : undefined;
  }),
);

/** What security groups and routes in the stacks put in the way to public addresses. */
export function publicBarrier(subnets: readonly Subnet[], hasDataEndpoint: boolean, stacks: Stacks): Reach | undefined {
  const targets: readonly Target[] = ["registry", hasDataEndpoint ? "data" : "storage"];
  const byGroups = subnets.flatMap((subnet) => targets.flatMap((target) => groupBarrier(subnet, target, stacks) ?? []));
  const byRoutes = subnets.flatMap((subnet): Reach[] => {
    const verdict = routeVerdict(subnet, stacks);
    if (verdict === undefined) {
      return [];
    }
    const because = `nodes are in subnet ${subnet.name}, and ${verdict.words}`;
    return [verdict.is === "denied" ? { kind: "closed", because } : unknown(because)];
  });
  return worst([...byGroups, ...byRoutes]);
}

/** What they put in the way to a private endpoint. Those of the endpoint's own subnet count where it lets them. */
export function endpointBarrier(
  subnets: readonly Subnet[],
  endpoints: readonly Endpoint[],
  stacks: Stacks,
): Reach | undefined {
  const leaving = subnets.flatMap((subnet) => groupBarrier(subnet, "endpoint", stacks) ?? []);
  const arriving = endpoints.flatMap(({ item, name }): Reach[] => {
    const subnet = subnetAt(item, "subnet_id");
    if (typeof subnet !== "object" || !hasPolicies(subnet)) {
      return [];
    }
    const verdict = groupVerdict(subnet, "endpoint", "Inbound", stacks);
    return verdict === undefined
      ? []
      : [
          unknown(
            `what ${groupWords(verdict)} of subnet ${subnet.name} lets through to private endpoint ${name} is not known`,
          ),
        ];
  });
  return worst([...leaving, ...arriving]);
}

/** Azure, "Manage network policies for private endpoints": without them, no security group is in front of an endpoint. */
function hasPolicies({ item }: Subnet): boolean {
  const policies = item && textAt(item, "private_endpoint_network_policies");
  return policies === "Enabled" || policies === "NetworkSecurityGroupEnabled";
}

const WHERE: Readonly<Record<Target, string>> = {
  registry: "registries",
  storage: "the storage of layers",
  data: "data endpoints, where layers come from",
  endpoint: "private endpoints",
};

function groupBarrier(subnet: Subnet, target: Target, stacks: Stacks): Reach | undefined {
  const verdict = groupVerdict(subnet, target, "Outbound", stacks);
  if (verdict === undefined) {
    return undefined;
  }
  return verdict.is === "denied"
    ? {
        kind: "closed",
        because: `${groupWords(verdict)} denies nodes in subnet ${subnet.name} the way to ${WHERE[target]}`,
      }
    : unknown(
        `whether ${groupWords(verdict)} lets nodes in subnet ${subnet.name} through to ${WHERE[target]} is not known`,
      );
}

function groupWords({ group, rule }: { readonly group: string; readonly rule?: string }): string {
  return `${rule === undefined ? "" : `rule ${rule} of `}network security group ${group}`;
}

/**
 * A registry knows what comes by a service endpoint by its subnet, not by its address. Azure, "Restrict access to a
 * container registry by using a service endpoint in an Azure virtual network".
 */
export function serviceEndpointDoubt(subnets: readonly Subnet[], door: Door): Reach | undefined {
  const found = subnets.find(({ item }) => {
    const services = item && argumentOf(item, "service_endpoints").value;
    return isList(services) && services.includes("Microsoft.ContainerRegistry");
  });
  return door.kind === "ranges" && found !== undefined
    ? unknown(
        `subnet ${found.name} has a service endpoint for registries, so that its nodes do not come from the addresses that the firewall lets in`,
      )
    : undefined;
}

function worst(all: readonly Reach[]): Reach | undefined {
  return all.find(({ kind }) => kind === "closed") ?? all[0];
}
