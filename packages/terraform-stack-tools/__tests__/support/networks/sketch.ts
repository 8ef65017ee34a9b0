import { type JsonObject, objectOf } from "../../../src/stack/json";

/** Which major version of azurerm the JSON is for. */
export type Azurerm = 4 | 5;

/** Where something is managed: by the stack under review, or by another one, so that the former looks it up. */
export type Manager = "here" | "elsewhere";

const LOCATION = "westeurope";

/** The JSON of one topology: a registry, a cluster and what is between them. All is in a group of its own. */
export class Sketch {
  public readonly here: Record<string, JsonObject> = {};
  public readonly elsewhere: Record<string, JsonObject> = {};
  public readonly data: Record<string, JsonObject> = {};
  private count = 0;

  constructor(
    /** Such as `t07`: the name of the cluster, and the end of the registry's. */
    public readonly id: string,
    private readonly azurerm: Azurerm,
  ) {}

  public get group(): string {
    return `rg-${this.id}`;
  }

  public get registryName(): string {
    return `reach${this.id}`;
  }

  public registry(values: JsonObject = {}, by: Manager = "here"): this {
    return this.add(by, "azurerm_container_registry", "registry", {
      ...this.named(this.registryName),
      sku: "Premium",
      ...values,
    });
  }

  public network(name: string, values: JsonObject = {}, by: Manager = "here"): this {
    const space = `10.${++this.count}.0.0/16`;
    this.add(by, "azurerm_virtual_network", name, { ...this.named(this.label(name)), address_space: [space], ...values });
    return this.subnet(name, name, by, `10.${this.count}.1.0/24`);
  }

  public subnet(name: string, network: string, by: Manager = "here", prefix = `10.${this.count}.2.0/24`): this {
    return this.add(by, "azurerm_subnet", name, {
      name: this.label(name),
      resource_group_name: this.group,
      virtual_network_name: this.nameOf("azurerm_virtual_network", network),
      address_prefixes: [prefix],
    });
  }

  /** @param subnet the name of one of this sketch, an expression, or nothing for a network that AKS makes */
  public cluster(subnet?: string, values: JsonObject = {}, by: Manager = "here"): this {
    const pool = { name: "system", vm_size: "Standard_D2s_v5", node_count: 1, upgrade_settings: { max_surge: "10%" } };
    return this.add(by, "azurerm_kubernetes_cluster", "cluster", {
      ...this.named(this.id),
      dns_prefix: this.id,
      default_node_pool: { ...pool, ...(subnet === undefined ? {} : { vnet_subnet_id: this.subnetId(subnet) }) },
      identity: { type: "SystemAssigned" },
      ...(this.azurerm === 5 ? { node_provisioning_profile: { mode: "Manual" } } : {}),
      ...values,
    });
  }

  public endpoint(name: string, subnet: string, zones: readonly string[], values: JsonObject = {}): this {
    return this.add("here", "azurerm_private_endpoint", name, {
      ...this.named(this.label(name)),
      subnet_id: this.subnetId(subnet),
      private_service_connection: {
        name,
        private_connection_resource_id: this.idOf("azurerm_container_registry", "registry"),
        subresource_names: ["registry"],
        is_manual_connection: false,
      },
      ...(zones.length === 0
        ? {}
        : {
            private_dns_zone_group: {
              name: "default",
              private_dns_zone_ids: zones.map((zone) => this.idOf("azurerm_private_dns_zone", zone)),
            },
          }),
      ...values,
    });
  }

  public zone(label: string, name = "privatelink.azurecr.io", by: Manager = "here", group = this.group): this {
    return this.add(by, "azurerm_private_dns_zone", label, { name, resource_group_name: group });
  }

  public link(zone: string, network: string, values: JsonObject = {}, by: Manager = "here"): this {
    return this.add(by, "azurerm_private_dns_zone_virtual_network_link", `${zone}-${network}`, {
      name: `${zone}-${network}`,
      ...this.inZone(zone, "private_dns_zone_name"),
      virtual_network_id: this.idOf("azurerm_virtual_network", network),
      ...values,
    });
  }

  public record(zone: string, name: string, address: string): this {
    return this.add("here", "azurerm_private_dns_a_record", name.replace(/\./g, "-"), {
      name,
      ...this.inZone(zone, "zone_name"),
      ttl: 300,
      records: [address],
    });
  }

  public peering(from: string, to: string, values: JsonObject = {}): this {
    return this.add("here", "azurerm_virtual_network_peering", `${from}-${to}`, {
      name: `${from}-${to}`,
      resource_group_name: this.group,
      virtual_network_name: this.nameOf("azurerm_virtual_network", from),
      remote_virtual_network_id: this.idOf("azurerm_virtual_network", to),
      ...values,
    });
  }

  public peered(one: string, other: string): this {
    return this.peering(one, other).peering(other, one);
  }

  public add(by: Manager, type: string, name: string, body: JsonObject): this {
    const target = by === "here" ? this.here : this.elsewhere;
    target[type] = { ...objectOf(target[type]), [this.label(name)]: body };
    return this;
  }

  /** Looks up what is managed elsewhere. */
  public lookUp(type: string, name: string, arguments_: JsonObject): this {
    this.data[type] = { ...objectOf(this.data[type]), [this.label(name)]: arguments_ };
    return this;
  }

  /** A name that no other topology has: azurerm creates what has one name one after the other, in whatever group it is. */
  public label(name: string): string {
    return `${this.id}-${name}`;
  }

  /** A sentence without what tells the names of one topology from those of others. */
  public plain(sentence: string): string {
    return sentence.split(`${this.id}-`).join("");
  }

  public idOf(type: string, name: string): string {
    return `\${${this.address(type, name)}.id}`;
  }

  private nameOf(type: string, name: string): string {
    return `\${${this.address(type, name)}.name}`;
  }

  private address(type: string, name: string): string {
    const isData = this.label(name) in objectOf(this.data[type]);
    return `${isData ? "data." : ""}${type}.${this.label(name)}`;
  }

  private subnetId(subnet: string): string {
    return /[/$]/.test(subnet) ? subnet : this.idOf("azurerm_subnet", subnet);
  }

  private inZone(zone: string, name: string): JsonObject {
    return this.azurerm === 5
      ? { private_dns_zone_id: this.idOf("azurerm_private_dns_zone", zone) }
      : { [name]: this.nameOf("azurerm_private_dns_zone", zone), resource_group_name: this.group };
  }

  private named(name: string): JsonObject {
    return { name, resource_group_name: this.group, location: LOCATION };
  }
}
