/** An object as Azure answers it. */
export interface Stored {
  readonly id: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever Azure answers
  readonly properties: any;
}

/** What a pull from the nodes of a cluster comes to, in the words with which a report begins. */
export type Outcome = "publicly, with a login" | "publicly, from" | "by private endpoint" | "not at all" | "unknown";

/** An address: public, of a private endpoint by its id, or of nothing. */
type Address = "public" | "nothing" | { readonly endpoint: string };

/** What a query comes to: addresses, no such name, or an answer that nobody can foresee. */
type Answer = readonly Address[] | "no such name" | "anything";

const AZURE_DNS = "168.63.129.16";
const SUFFIX = "azurecr.io";

function key(id: unknown): string {
  return String(id ?? "").toLowerCase();
}

function networkOf(subnet: unknown): string {
  return key(subnet).replace(/\/subnets\/[^/]+$/, "");
}

/**
 * Pulls as a node would: looks the names of a registry up, from the network that the node is in, and goes to the
 * address. It reads what Azure has stored, knows no Terraform, and is not the reading that it checks.
 */
export class Resolver {
  private readonly objects: readonly Stored[];

  constructor(objects: readonly Stored[]) {
    this.objects = objects;
  }

  public pull(clusterId: string, registryId: string): Outcome {
    const cluster = this.get(clusterId);
    const registry = this.get(registryId);
    const [pool] = cluster.properties.agentPoolProfiles;
    const network = pool.vnetSubnetID ? networkOf(pool.vnetSubnetID) : undefined;
    const endpoints = this.endpointsOf(registry);
    const name = registry.name.toLowerCase();
    const regions = [registry, ...this.below(registry.id, "replications")].map((one) =>
      key((one as Stored & { location: string }).location),
    );
    const names = [
      name,
      ...(endpoints.length > 0 ? [...new Set(regions)].map((region) => `${name}.${region.replace(/ /g, "")}.data`) : []),
    ];
    const outcomes = names
      .map((one) => this.ask(one, network, endpoints))
      .map((answer) => this.goTo(answer, network, cluster, registry));
    const worst = (["unknown", "not at all", "publicly, from", "publicly, with a login"] as const).find((one) =>
      outcomes.includes(one),
    );
    return outcomes.includes("not at all") ? "not at all" : (worst ?? outcomes[0]);
  }

  private ask(name: string, network: string | undefined, endpoints: readonly Stored[]): Answer {
    const servers: readonly string[] = network === undefined ? [] : (this.get(network).properties.dhcpOptions?.dnsServers ?? []);
    if (servers.some((server) => server !== AZURE_DNS)) {
      return endpoints.length === 0 ? ["public"] : "anything";
    }
    const direct = this.inZones(`${name}.${SUFFIX}`, network);
    if (direct !== undefined) {
      return direct;
    }
    // Only a registry with a private endpoint has the alias.
    const alias = endpoints.length === 0 ? undefined : this.inZones(`${name}.privatelink.${SUFFIX}`, network);
    return alias ?? ["public"];
  }

  /** The answer of the closest zone that is linked to the network; undefined where there is none. */
  private inZones(fqdn: string, network: string | undefined): Answer | undefined {
    const linked = this.of("privateDnsZones/virtualNetworkLinks")
      .filter((link) => network !== undefined && key(link.properties.virtualNetwork.id) === network)
      .map((link) => ({ link, zone: this.get(link.id.replace(/\/virtualNetworkLinks\/.*/i, "")) }))
      .filter(({ zone }) => fqdn === zone.name.toLowerCase() || fqdn.endsWith(`.${zone.name.toLowerCase()}`))
      .sort((left, right) => right.zone.name.length - left.zone.name.length);
    const [closest] = linked;
    if (closest === undefined) {
      return undefined;
    }
    const { zone, link } = closest;
    const relative = fqdn === zone.name.toLowerCase() ? "@" : fqdn.slice(0, -zone.name.length - 1);
    const found = this.records(zone, relative);
    if (found.length > 0) {
      return found;
    }
    const falls = zone.name.startsWith("privatelink.") && link.properties.resolutionPolicy === "NxDomainRedirect";
    return falls ? ["public"] : "no such name";
  }

  /** The addresses that a zone has for a name. Addresses are told apart within a resource group, in which no two networks overlap. */
  private records(zone: Stored, relative: string): Address[] {
    const [, , , , group] = key(zone.id).split("/");
    return this.below(zone.id, "A")
      .filter((record) => record.name.toLowerCase() === relative)
      .flatMap(({ properties }): { ipv4Address: string }[] => properties.aRecords ?? [])
      .map(({ ipv4Address }) => {
        const holder = this.of("privateEndpoints").find(
          (endpoint) => key(endpoint.id).split("/")[4] === group && this.addressesOf(endpoint).includes(ipv4Address),
        );
        return holder === undefined ? "nothing" : { endpoint: holder.id };
      });
  }

  /** Those that the endpoint asked for, or else those of its interface. */
  private addressesOf({ properties }: Stored): string[] {
    const stated: readonly Stored[] = properties.ipConfigurations ?? [];
    const interfaces: readonly Stored[] = properties.networkInterfaces ?? [];
    const given = interfaces.flatMap(({ id }): readonly Stored[] => this.get(id).properties.ipConfigurations);
    return (stated.length > 0 ? stated : given).map((one) => one.properties.privateIPAddress);
  }

  private goTo(answer: Answer, network: string | undefined, cluster: Stored, registry: Stored): Outcome {
    if (answer === "anything") {
      return "unknown";
    }
    if (answer === "no such name") {
      return "not at all";
    }
    const all = new Set(answer.map((address) => this.arrive(address, network, cluster, registry)));
    return all.size === 1 ? [...all][0] : "unknown";
  }

  private arrive(address: Address, network: string | undefined, cluster: Stored, registry: Stored): Outcome {
    if (address === "public") {
      return this.publicly(network, cluster, registry);
    }
    if (address === "nothing") {
      return "not at all";
    }
    const endpoint = this.get(address.endpoint);
    if ((endpoint.properties.manualPrivateLinkServiceConnections ?? []).length > 0) {
      return "unknown";
    }
    const there = networkOf(endpoint.properties.subnet.id);
    const isOpen = network !== undefined && (there === network || (this.leads(network, there) && this.leads(there, network)));
    return isOpen ? "by private endpoint" : "not at all";
  }

  private leads(from: string, to: string): boolean {
    return this.below(from, "virtualNetworkPeerings").some(
      ({ properties }) => key(properties.remoteVirtualNetwork.id) === to && properties.allowVirtualNetworkAccess !== false,
    );
  }

  private publicly(network: string | undefined, cluster: Stored, { properties }: Stored): Outcome {
    const rules = properties.networkRuleSet ?? {};
    const ranges: readonly string[] = (rules.ipRules ?? []).map(({ value }: { value: string }) => value);
    const isDenied = rules.defaultAction === "Deny" && !ranges.includes("0.0.0.0/0");
    const outbound = cluster.properties.networkProfile?.outboundType ?? "loadBalancer";
    if (properties.publicNetworkAccess === "Disabled" || (isDenied && ranges.length === 0)) {
      return "not at all";
    }
    if (outbound === "none" && network === undefined) {
      return "not at all";
    }
    if (["none", "userDefinedRouting"].includes(outbound)) {
      return "unknown";
    }
    return isDenied ? "publicly, from" : "publicly, with a login";
  }

  /** Those that lead to a registry. */
  private endpointsOf({ id }: Stored): Stored[] {
    return this.of("privateEndpoints").filter(({ properties }) =>
      [...(properties.privateLinkServiceConnections ?? []), ...(properties.manualPrivateLinkServiceConnections ?? [])].some(
        (one: Stored) => key(one.properties.privateLinkServiceId) === key(id),
      ),
    );
  }

  private get(id: string): Stored {
    const found = this.objects.find((one) => key(one.id) === key(id));
    if (found === undefined) {
      throw new Error(`Azure has no ${id}`);
    }
    return found;
  }

  /** All of a type below `Microsoft.Network`. */
  private of(type: string): Stored[] {
    const words = type.toLowerCase().split("/");
    const pattern = new RegExp(`/providers/microsoft\\.network/${words.map((word) => `${word}/[^/]+`).join("/")}$`);
    return this.objects.filter(({ id }) => pattern.test(key(id)));
  }

  private below(id: string, type: string): Stored[] {
    const start = `${key(id)}/${type.toLowerCase()}/`;
    return this.objects.filter((one) => key(one.id).startsWith(start) && !key(one.id).slice(start.length).includes("/"));
  }
}
