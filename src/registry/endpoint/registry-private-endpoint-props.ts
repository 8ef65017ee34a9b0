import type { TerraformProvider } from "cdktf";
import type { AzureCloud, IContainerRegistry } from "../../interfaces";

/** How the machines of virtual networks find the private addresses of a registry. @experimental */
export interface RegistryPrivateDnsOptions {
  /**
   * Whether Azure writes the records of the registry into a private DNS zone, and keeps them when replicas come and go
   * (Azure, "Azure Private Endpoint DNS integration"). `false` leaves zone, records and links to others, such as a
   * policy of the platform team; nothing else is stated here then. The zone group of an endpoint that had one stays.
   *
   * @default true
   */
  readonly integrationEnabled?: boolean;

  /**
   * Resource id of an existing zone `privatelink.azurecr.io`, such as that of a hub, or the `privateDnsZoneId` of
   * another registry's endpoint. Two endpoints of one registry need two zones: in one, each would overwrite the records
   * of the other (Azure, "Azure Private Endpoint private DNS zone values").
   *
   * @default - a new zone
   */
  readonly privateDnsZoneId?: string;

  /** Resource group of a new zone, with no other of its name. A change replaces the zone. @default - the endpoint's */
  readonly resourceGroupName?: string;

  /**
   * Whether the network of the endpoint is linked to the zone. `false` where it is linked already, since Azure refuses
   * a second link, or where its machines ask a DNS server of another network.
   *
   * @default true
   */
  readonly linkEnabled?: boolean;

  /**
   * Resource ids of further virtual networks that the zone is linked to, by the names of the links: peered networks,
   * whose machines reach the registry by this endpoint. The names are known at synth.
   *
   * @default - none
   */
  readonly linkedNetworks?: { [name: string]: string };

  /**
   * Cloud of the registry, which the name of a new zone follows: `privatelink.azurecr.io`, `.us` or `.cn`.
   *
   * @default - that of the registry's login server if it is known at synth, otherwise AzureCloud.AZURE_CLOUD
   */
  readonly cloud?: AzureCloud;

  /** An azurerm provider for the zone's subscription. @default - that of the endpoint */
  readonly provider?: TerraformProvider;
}

/** The network from which a registry is reached. @experimental */
export interface RegistryPrivateEndpointProps {
  /** The registry that gets the addresses. */
  readonly registry: IContainerRegistry;

  /**
   * Resource id of the subnet that the endpoint has its addresses in: one for the registry, and one for each region.
   * Azure recommends a range of /27 at least (Azure, "Connect privately to an Azure container registry by using Azure
   * Private Link"). Changing it replaces the endpoint.
   */
  readonly subnetId: string;

  /**
   * Name of the endpoint: 2 to 64 letters, digits, `-`, `_` and `.`, starting with a letter or digit and ending with
   * one or `_`. Changing it replaces the endpoint.
   *
   * @default - the names of the registry and of the virtual network, with `-` between them
   */
  readonly endpointName?: string;

  /** Changing it replaces the endpoint. @default - that of the virtual network */
  readonly resourceGroupName?: string;

  /**
   * Azure region of the virtual network, which may be another one than the registry's (Azure, "What is a private
   * endpoint?"). Required for a registry from
   * `fromRegistryAttributes`. Changing it replaces the endpoint.
   *
   * @default - that of the registry
   */
  readonly location?: string;

  /** How machines find the endpoint. @default - a new zone, to which the network of the endpoint is linked */
  readonly dns?: RegistryPrivateDnsOptions;

  /** All tags of what is created: others are removed. @default - none, or as they are today */
  readonly tags?: { [key: string]: string };

  /**
   * The construct path that this had in the last deployment, without the stack, such as `platform/endpoint`. `moved`
   * blocks keep the endpoint, its zone and the links. Can stay in place afterwards.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;

  /** An azurerm provider for the virtual network's subscription. @default - that of the registry */
  readonly provider?: TerraformProvider;
}
