import type * as endpointBinding from "@cdktf/provider-azurerm/lib/private-endpoint";
import { type IResolvable, type ITerraformDependable, Op, type TerraformResource, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { ContainerRegistrySku, type IContainerRegistry } from "../../interfaces";
import { claim } from "../../private/claim";
import { fail } from "../../private/fail";
import { moveFrom } from "../../private/former-path";
import { lazy } from "../../private/lazy";
import { leaveIfUnstated } from "../../private/ownership/unstated";
import { firstSegmentsOf, segmentOf } from "../../private/rendering/segment";
import { Rules } from "../../private/rules";
import { sameCase } from "../../private/same-text";
import { RULES } from "../../private/text-rules";
import { warnOfOtherStack } from "../private/other-stack";
import { identityOf } from "../private/registry-identity";
import { ENDPOINT_RULES } from "./endpoint-rules";
import { PrivateDns } from "./private-dns";
import type { RegistryPrivateDnsOptions, RegistryPrivateEndpointProps } from "./registry-private-endpoint-props";
import { checkExistingZone } from "./zone-rules";

const bindings = lazy<typeof endpointBinding>(() => require("@cdktf/provider-azurerm/lib/private-endpoint"));

/** The group id: Azure, "Connect privately to an Azure container registry by using Azure Private Link". */
const SUBRESOURCE = "registry";

/** What a registry of this package knows of itself, beside its interface. */
export interface EndpointTarget {
  readonly location?: string;
  readonly tier?: string;
  /** Undefined where nobody states it. */
  readonly dataEndpointEnabled?: unknown;
}

/** Where an endpoint leads, and from where. */
export interface Way {
  readonly registry: IContainerRegistry;
  /** The networks whose machines find it, the first of which it is in. Undefined if others link networks, too. */
  readonly networks?: readonly string[];
}

/**
 * Private addresses of a registry in a virtual network, with the records by which machines find them (Azure, "Connect
 * privately to an Azure container registry by using Azure Private Link"). One endpoint serves all networks that are
 * peered; networks that are not need endpoints and zones of their own. Requires Premium. Public access stays as it is.
 * Nothing secret lands in the state.
 *
 * @experimental
 * @example
 * const subnetId = new TerraformVariable(this, "subnet_id", { type: "string" }).stringValue;
 * new RegistryPrivateEndpoint(this, "endpoint", { registry, subnetId });
 */
export class RegistryPrivateEndpoint extends Construct implements ITerraformDependable {
  /** @internal */
  public readonly _way: Way;

  private readonly endpoint: endpointBinding.PrivateEndpoint;
  private readonly last: ITerraformDependable;
  private readonly zone?: PrivateDns;

  /**
   * @throws if the tier is known and not Premium, if an id or a name breaks the rules of Azure, or if the region is
   * unknown
   */
  constructor(scope: Construct, id: string, props: RegistryPrivateEndpointProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "RegistryPrivateEndpointProps");
    const { registry, subnetId, tags, provider = registry.provider } = props;
    const target: EndpointTarget = targetOf(registry);
    checkDataEndpoints(registry, target);
    checkPremium(rules, target.tier);
    const location = props.location ?? target.location ?? unknownLocation(this);
    rules.text("subnetId", subnetId, RULES.subnetId);
    rules.text("location", location, RULES.notEmpty, { atPlan: "left to azurerm" });
    const resourceGroupName = props.resourceGroupName ?? segmentOf(subnetId, 4);
    rules.text("resourceGroupName", resourceGroupName, RULES.resourceGroupName, { atPlan: "left to azurerm" });
    const name = props.endpointName ?? `${registry.registryName}-${segmentOf(subnetId, 8)}`;
    rules.text("endpointName", name, ENDPOINT_RULES.endpointName, { atPlan: "left to azurerm" });
    warnOfOtherStack(this, registry);
    this._way = { registry, networks: networksOf(props) };
    this.zone = this.zoneOf(rules, { ...props, resourceGroupName, provider });
    const privateDnsZoneIds = this.zone && [this.zone.privateDnsZoneId];
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
      privateDnsZoneGroup: privateDnsZoneIds && { name: SUBRESOURCE, privateDnsZoneIds },
      tags,
      provider,
      lifecycle: rules.lifecycle(),
    });
    leaveIfUnstated(this.endpoint, ["private_dns_zone_group", "tags"]);
    this.last = this.zone?.link(this.endpoint) ?? this.endpoint;
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom);
    }
  }

  /** What Terraform waits for, in `dependsOn`: the endpoint and the links of its zone. */
  public get fqn(): string {
    return this.last.fqn;
  }

  /** Resource id of the endpoint. */
  public get privateEndpointId(): string {
    return this.endpoint.id;
  }

  /** Resource id of the zone with its records. @default - unknown, without DNS integration */
  public get privateDnsZoneId(): string | undefined {
    return this.zone?.privateDnsZoneId;
  }

  /** @internal What azurerm 5 takes and older bindings leave out. */
  public _argumentsOfAzurerm5(resource: TerraformResource): { readonly [argument: string]: unknown } {
    return this.zone?.argumentsOfAzurerm5(resource) ?? {};
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

/** Of a registry whose class is not ours, nothing is known. */
function targetOf(registry: IContainerRegistry & { _endpointTarget?(): EndpointTarget }): EndpointTarget {
  return registry._endpointTarget?.() ?? {};
}

function checkDataEndpoints(registry: IContainerRegistry, { dataEndpointEnabled }: EndpointTarget): void {
  if (dataEndpointEnabled === false) {
    fail(registry, {
      property: "dataEndpointEnabled",
      must: "not be false with a private endpoint, with which Azure enables data endpoints",
      got: "false",
      repair: "leave it out",
      see: "private-endpoints",
    });
  }
}

function unknownLocation(endpoint: IConstruct): never {
  return fail(endpoint, {
    property: "location",
    must: "be set for a registry from fromRegistryAttributes or azapi, whose region is unknown",
    repair: "set the region of the virtual network, such as westeurope",
    see: "private-endpoints",
  });
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
