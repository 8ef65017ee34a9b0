import type * as endpointBinding from "@cdktf/provider-azurerm/lib/private-endpoint";
import { type IResolvable, type ITerraformDependable, Op, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import {
  ContainerRegistrySku,
  type IContainerRegistry,
  type IRegistryPrivateEndpoint,
  type RegistryPrivateDnsOptions,
  type RegistryPrivateEndpointOptions,
} from "../../interfaces";
import { claim } from "../../private/claim";
import { fail } from "../../private/fail";
import { moveFrom } from "../../private/former-path";
import { lazy } from "../../private/lazy";
import { leaveIfUnstated } from "../../private/ownership/unstated";
import { firstSegmentsOf, segmentOf } from "../../private/rendering/segment";
import { Rules } from "../../private/rules";
import { sameCase } from "../../private/same-text";
import { RULES } from "../../private/text-rules";
import { identityOf } from "../private/registry-identity";
import { ENDPOINT_RULES } from "./endpoint-rules";
import { PrivateDns } from "./private-dns";
import { checkExistingZone } from "./zone-rules";

const bindings = lazy<typeof endpointBinding>(() => require("@cdktf/provider-azurerm/lib/private-endpoint"));

/** The group id: Azure, "Connect privately to an Azure container registry by using Azure Private Link". */
const SUBRESOURCE = "registry";

interface RegistryPrivateEndpointProps extends RegistryPrivateEndpointOptions {
  readonly registry: IContainerRegistry;
  readonly location: string;
  /** The tier of the registry, as far as it is known. */
  readonly tier?: string;
}

/** Where an endpoint leads, and from where. */
interface Way {
  readonly registry: IContainerRegistry;
  /** The networks whose machines find it, the first of which it is in. Undefined if others link networks, too. */
  readonly networks?: readonly string[];
}

const ways = new WeakMap<IConstruct, Way>();

/** The registry of an endpoint and the networks that reach it, unless its class is not ours. */
export function wayOf(endpoint: IConstruct): Way | undefined {
  return ways.get(endpoint);
}

/** Private addresses of a registry. */
export class RegistryPrivateEndpoint extends Construct implements IRegistryPrivateEndpoint {
  public readonly privateDnsZoneId?: string;

  private readonly endpoint: endpointBinding.PrivateEndpoint;
  private readonly last: ITerraformDependable;

  constructor(scope: Construct, id: string, props: RegistryPrivateEndpointProps) {
    super(scope, id);
    const { registry, subnetId, location, tags, provider = registry.provider } = props;
    ways.set(this, { registry, networks: networksOf(props) });
    const rules = new Rules(this);
    checkPremium(rules, props.tier);
    rules.text("subnetId", subnetId, RULES.subnetId);
    rules.text("location", location, RULES.notEmpty, { atPlan: "left to azurerm" });
    const resourceGroupName = props.resourceGroupName ?? segmentOf(subnetId, 4);
    rules.text("resourceGroupName", resourceGroupName, RULES.resourceGroupName, { atPlan: "left to azurerm" });
    const name = props.endpointName ?? `${registry.registryName}-${segmentOf(subnetId, 8)}`;
    rules.text("endpointName", name, ENDPOINT_RULES.endpointName, { atPlan: "left to azurerm" });
    const zone = this.zoneOf(rules, { ...props, resourceGroupName, provider });
    this.privateDnsZoneId = zone?.privateDnsZoneId;
    this.endpoint = new (bindings().PrivateEndpoint)(this, "Default", {
      name,
      resourceGroupName,
      location,
      subnetId,
      privateServiceConnection: {
        name,
        isManualConnection: false,
        privateConnectionResourceId: registry.registryId,
        subresourceNames: [SUBRESOURCE],
      },
      privateDnsZoneGroup: zone && { name: SUBRESOURCE, privateDnsZoneIds: [zone.privateDnsZoneId] },
      tags,
      provider,
      lifecycle: rules.lifecycle(),
    });
    leaveIfUnstated(this.endpoint, ["private_dns_zone_group", "tags"]);
    this.last = zone?.link(this.endpoint) ?? this.endpoint;
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom);
    }
  }

  public get fqn(): string {
    return this.last.fqn;
  }

  public get privateEndpointId(): string {
    return this.endpoint.id;
  }

  /** Nothing where others integrate the endpoint. */
  private zoneOf(
    rules: Rules,
    { registry, subnetId, resourceGroupName = "", dns = {}, tags, provider }: RegistryPrivateEndpointProps,
  ): PrivateDns | undefined {
    const { integrationEnabled = true, ...options } = dns;
    if (!integrationEnabled) {
      checkNothingStated(this, options);
      return undefined;
    }
    if (options.privateDnsZoneId !== undefined) {
      checkExistingZone(rules, options, registry.loginServer);
    }
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    const zone = new PrivateDns(rules, {
      resourceGroupName,
      provider,
      tags,
      ...given,
      networkId: firstSegmentsOf(subnetId, 9),
      loginServer: registry.loginServer,
    });
    this.claimRecords(registry, zone.privateDnsZoneId);
    return zone;
  }

  private claimRecords(registry: IContainerRegistry, privateDnsZoneId: string): void {
    const thing = `records of ${identityOf(registry)} in ${sameCase(this, privateDnsZoneId)}`;
    claim(this, thing, (first) => ({
      property: "dns.privateDnsZoneId",
      must: `not be that of '${first.node.path}', since two endpoints of a registry overwrite each other's records`,
      repair: "use one endpoint for networks that are peered, with dns.linkedNetworks, or another zone",
      see: "private-endpoints",
    }));
  }
}

/** Those that are linked to a zone of the endpoint's own. */
function networksOf({ subnetId, dns = {} }: RegistryPrivateEndpointProps): string[] | undefined {
  const { integrationEnabled = true, linkEnabled = true, privateDnsZoneId, linkedNetworks = {} } = dns;
  return integrationEnabled && linkEnabled && privateDnsZoneId === undefined
    ? [firstSegmentsOf(subnetId, 9), ...Object.values(linkedNetworks)]
    : undefined;
}

function checkNothingStated(scope: Construct, options: RegistryPrivateDnsOptions): void {
  for (const [property, value] of Object.entries(options)) {
    if (value !== undefined) {
      fail(scope, {
        property: `dns.${property}`,
        must: "be left out with integrationEnabled: false, which leaves zone, records and links to others",
        repair: "leave out one of the two",
        see: "private-endpoints",
      });
    }
  }
}

/**
 * Azure, "Connect privately to an Azure container registry by using Azure Private Link".
 *
 * @param tier of the registry. What Terraform reads is checked at plan, and of what nobody reads Azure is the judge
 */
function checkPremium(rules: Rules, tier: string | undefined): void {
  if (tier !== undefined) {
    rules.that(isPremium(tier), {
      property: "the registry's sku",
      must: "be Premium, the only tier with private endpoints",
      got: tier,
      repair: "set sku: ContainerRegistrySku.PREMIUM, or run `az acr update --name <registry> --sku Premium`",
      see: "registry-tier",
    });
  }
}

function isPremium(tier: string): boolean | IResolvable {
  return Token.isUnresolved(tier) ? Op.eq(tier, ContainerRegistrySku.PREMIUM) : tier === ContainerRegistrySku.PREMIUM;
}
