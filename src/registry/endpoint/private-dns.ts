import type * as zoneBinding from "@cdktf/provider-azurerm/lib/private-dns-zone";
import type * as linkBinding from "@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link";
import { type ITerraformDependable, TerraformIterator, type TerraformResource, Token } from "cdktf";
import { claim } from "../../private/claim";
import { lazy } from "../../private/lazy";
import { leaveIfUnstated } from "../../private/ownership/unstated";
import { segmentOf } from "../../private/rendering/segment";
import type { Rules } from "../../private/rules";
import { sameCase } from "../../private/same-text";
import { RULES } from "../../private/text-rules";
import { ENDPOINT_RULES } from "./endpoint-rules";
import type { RegistryPrivateDnsOptions } from "./registry-private-endpoint-props";
import { checkLinkNames, zoneName } from "./zone-rules";

const zones = lazy<typeof zoneBinding>(() => require("@cdktf/provider-azurerm/lib/private-dns-zone"));
const links = lazy<typeof linkBinding>(() =>
  require("@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link"),
);

export interface PrivateDnsProps extends Omit<RegistryPrivateDnsOptions, "integrationEnabled"> {
  readonly networkId: string;
  readonly resourceGroupName: string;
  readonly loginServer: string;
  readonly tags?: { [key: string]: string };
}

/** The zone of an endpoint, and the links by which machines see its records. */
export class PrivateDns {
  public readonly privateDnsZoneId: string;

  private readonly name: string;
  private readonly resourceGroupName: string;
  private readonly links: TerraformResource[] = [];

  constructor(
    private readonly rules: Rules,
    private readonly props: PrivateDnsProps,
  ) {
    const { networkId, privateDnsZoneId, linkEnabled = true, linkedNetworks = {} } = props;
    for (const [name, networkId] of Object.entries(linkedNetworks)) {
      rules.text("dns.linkedNetworks", name, ENDPOINT_RULES.linkName);
      rules.text("dns.linkedNetworks", networkId, RULES.networkId);
    }
    checkLinkNames(rules, Object.keys(linkedNetworks), linkEnabled ? segmentOf(networkId, 8) : undefined);
    if (privateDnsZoneId === undefined) {
      const { id, name, resourceGroupName } = this.createZone();
      this.privateDnsZoneId = id;
      this.name = name;
      this.resourceGroupName = resourceGroupName;
      return;
    }
    rules.text("dns.privateDnsZoneId", privateDnsZoneId, ENDPOINT_RULES.privateDnsZoneId);
    this.privateDnsZoneId = privateDnsZoneId;
    this.name = segmentOf(privateDnsZoneId, 8);
    this.resourceGroupName = segmentOf(privateDnsZoneId, 4);
  }

  /**
   * Links the networks once the endpoint has its records: before, their machines would find no address at all.
   *
   * @returns the last that is created
   */
  public link(endpoint: ITerraformDependable): ITerraformDependable {
    const { networkId, linkEnabled = true, linkedNetworks = {} } = this.props;
    const own = linkEnabled ? this.linkNetwork("Link", segmentOf(networkId, 8), networkId, endpoint) : endpoint;
    if (Object.keys(linkedNetworks).length === 0) {
      return own;
    }
    for (const linked of Object.values(linkedNetworks)) {
      this.claimLink(linked);
    }
    const forEach = TerraformIterator.fromMap(linkedNetworks);
    return this.linkNetwork("LinkedNetworks", forEach.key, Token.asString(forEach.value), own, forEach);
  }

  /** azurerm 5 names the zone of a link by one argument in place of two. */
  public argumentsOfAzurerm5(resource: TerraformResource): { readonly [argument: string]: unknown } {
    return this.links.includes(resource)
      ? { private_dns_zone_id: this.privateDnsZoneId, private_dns_zone_name: undefined, resource_group_name: undefined }
      : {};
  }

  private createZone(): zoneBinding.PrivateDnsZone {
    const { rules, props } = this;
    const { resourceGroupName, cloud, loginServer, tags, provider } = props;
    rules.text("dns.resourceGroupName", resourceGroupName, RULES.resourceGroupName, { atPlan: "left to azurerm" });
    const name = zoneName(rules, cloud, loginServer);
    this.claimZone(props);
    const zone = new (zones().PrivateDnsZone)(rules.construct, "Zone", { name, resourceGroupName, tags, provider });
    leaveIfUnstated(zone, ["tags"]);
    return zone;
  }

  private claimZone({ resourceGroupName, provider }: PrivateDnsProps): void {
    const { construct } = this.rules;
    const thing = `zone in ${sameCase(construct, resourceGroupName)} by ${provider?.fqn ?? "azurerm"}`;
    claim(construct, thing, (first) => ({
      property: "dns.privateDnsZoneId",
      must: `be that of '${first.node.path}', since a resource group has only one zone of this name`,
      repair: "pass the privateDnsZoneId of that endpoint, or for a network of its own another dns.resourceGroupName",
      see: "private-endpoints",
    }));
  }

  private claimLink(networkId: string): void {
    const { construct } = this.rules;
    claim(construct, `link of ${sameCase(construct, networkId)}`, (first) => ({
      property: "dns.linkEnabled",
      must: `be false, or linkedNetworks leave the network out, which '${first.node.path}' links to a zone of this name`,
      repair: "pass the privateDnsZoneId of that endpoint with linkEnabled: false",
      see: "private-endpoints",
    }));
  }

  private linkNetwork(
    id: string,
    name: string,
    virtualNetworkId: string,
    after: ITerraformDependable,
    forEach?: ReturnType<typeof TerraformIterator.fromMap>,
  ): ITerraformDependable {
    const { tags, provider } = this.props;
    if (!forEach) {
      this.claimLink(virtualNetworkId);
    }
    const link = new (links().PrivateDnsZoneVirtualNetworkLink)(this.rules.construct, id, {
      forEach,
      name,
      virtualNetworkId,
      ...this.zoneArguments(),
      tags,
      provider,
      dependsOn: [after],
    });
    this.links.push(link);
    leaveIfUnstated(link, ["tags"]);
    return link;
  }

  /** Bindings of azurerm 4 read the first two, those of azurerm 5 the last one. Both leave out what they do not know. */
  private zoneArguments() {
    const { name, resourceGroupName, privateDnsZoneId } = this;
    return { privateDnsZoneName: name, resourceGroupName, privateDnsZoneId };
  }
}
