import type { ContainerRegistryNetworkRuleSet } from "@cdktf/provider-azurerm/lib/container-registry";
import { Token } from "cdktf";
import { fail } from "../private/fail";
import * as kinds from "../private/kinds";
import { ANY_ADDRESS, checkRanges, ipRange } from "../private/rendering/ip-range";
import type { Rules } from "../private/rules";

/** From where a registry can be reached, with a login. Everything but the defaults requires Premium. */
export interface ContainerRegistryAccessOptions {
  /**
   * Whether the registry can be reached from the internet. Azure recommends `false` and private endpoints for
   * production (Azure, "Set up private endpoint with private link for ACR").
   *
   * @default - Azure's: true, or as it is today
   */
  readonly publicNetworkAccessEnabled?: boolean;

  /**
   * The only public IPv4 addresses and CIDR ranges that may reach the registry (Azure, "Configure public IP network
   * rules"). The nodes of a cluster use the address of its load balancer, NAT gateway or firewall. `[]`
   * removes all restrictions, as `["0.0.0.0/0"]` does.
   *
   * @default - Azure's: no restriction, or as it is today
   */
  readonly allowedIpRanges?: string[];

  /**
   * Whether services such as Defender for Cloud may reach the registry past these rules (Azure, "Allow trusted services
   * to securely access a network-restricted container registry").
   *
   * @default - Azure's: true, or as it is today
   */
  readonly trustedServicesAllowed?: boolean;

  /**
   * Whether the layers of images come from hosts of the registry's own, `<registry>.<region>.data.azurecr.io`, which a
   * client's firewall can allow instead of all storage accounts (Azure, "Dedicated data endpoints in Azure Container
   * Registry"). A private endpoint enables them (Azure, "Azure Container Registry endpoint reference").
   *
   * @default - Azure's: false, or as it is today
   */
  readonly dataEndpointEnabled?: boolean;
}

export const ACCESS_SHAPE: kinds.Shape<ContainerRegistryAccessOptions> = {
  publicNetworkAccessEnabled: kinds.optional(kinds.flag),
  allowedIpRanges: kinds.optional(kinds.texts),
  // Azure has a text where two values are possible, so that a token could not decide.
  trustedServicesAllowed: kinds.optional(kinds.knownFlag),
  dataEndpointEnabled: kinds.optional(kinds.flag),
};

interface AccessArguments {
  readonly publicNetworkAccessEnabled?: boolean;
  readonly networkRuleSet?: ContainerRegistryNetworkRuleSet[];
  readonly networkRuleBypassOption?: string;
  readonly dataEndpointEnabled?: boolean;
}

export function accessArguments(rules: Rules, options: ContainerRegistryAccessOptions): AccessArguments {
  const { publicNetworkAccessEnabled, allowedIpRanges, trustedServicesAllowed, dataEndpointEnabled } = options;
  return {
    publicNetworkAccessEnabled,
    dataEndpointEnabled,
    networkRuleSet: allowedIpRanges && [ruleSet(rules, allowedIpRanges, publicNetworkAccessEnabled)],
    networkRuleBypassOption: bypass(trustedServicesAllowed),
  };
}

function ruleSet(rules: Rules, ranges: string[], isPublic: boolean | undefined): ContainerRegistryNetworkRuleSet {
  const property = "allowedIpRanges";
  if (isPublic === false) {
    fail(rules.construct, {
      property,
      must: "be left out with publicNetworkAccessEnabled: false, which allows no public address",
      got: ranges.join(", "),
      repair: "set one of the two",
    });
  }
  if (Token.isUnresolved(ranges)) {
    fail(rules.construct, {
      property,
      must: "be a list that is known at synth, since each range is a block of its own",
      repair: "list the ranges, each of which may be a variable",
      see: "known-at-synth",
    });
  }
  checkRanges(rules, property, ranges);
  if (ranges.length === 0 || ranges.includes(ANY_ADDRESS)) {
    return { defaultAction: "Allow", ipRule: [] };
  }
  return { defaultAction: "Deny", ipRule: ranges.map((range) => ({ action: "Allow", ipRange: ipRange(range) })) };
}

function bypass(isAllowed: boolean | undefined): string | undefined {
  if (isAllowed === undefined) {
    return undefined;
  }
  return isAllowed ? "AzureServices" : "None";
}
