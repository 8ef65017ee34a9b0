import type { ContainerRegistryNetworkRuleSet } from "@cdktf/provider-azurerm/lib/container-registry";
import { Fn, FOR_EXPRESSION_VALUE, forExpression, Token } from "cdktf";
import { fail } from "../private/fail";
import { ANY_ADDRESS, checkRanges, hasRanges, ipRange, NO_RANGES, rangesAtPlan } from "../private/rendering/ip-range";
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
   * removes all restrictions, as `["0.0.0.0/0"]` does. May be a Terraform list variable, which the plan refuses if it is
   * empty.
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

interface AccessArguments {
  readonly publicNetworkAccessEnabled?: boolean;
  readonly networkRuleSet?: ContainerRegistryNetworkRuleSet[];
  readonly networkRuleBypassOption?: string;
  readonly dataEndpointEnabled?: boolean;
}

export function accessArguments(rules: Rules, options: ContainerRegistryAccessOptions): AccessArguments {
  const { publicNetworkAccessEnabled, dataEndpointEnabled, trustedServicesAllowed } = options;
  const ruleSet = networkRuleSet(rules, options);
  const bypass = trustedServicesAllowed ? "AzureServices" : "None";
  return {
    publicNetworkAccessEnabled,
    dataEndpointEnabled,
    networkRuleSet: ruleSet && [ruleSet],
    networkRuleBypassOption: trustedServicesAllowed === undefined ? undefined : bypass,
  };
}

/** What Azure does with other addresses than those of the ranges, and a rule for each of these. */
function networkRuleSet(
  rules: Rules,
  { allowedIpRanges: ranges, publicNetworkAccessEnabled }: ContainerRegistryAccessOptions,
): ContainerRegistryNetworkRuleSet | undefined {
  if (ranges === undefined) {
    return undefined;
  }
  const property = "allowedIpRanges";
  const isKnown = !Token.isUnresolved(ranges);
  if (publicNetworkAccessEnabled === false) {
    fail(rules.construct, {
      property,
      must: "be left out with publicNetworkAccessEnabled: false, which allows no public address",
      got: isKnown ? ranges.join(", ") : undefined,
      repair: "set one of the two",
    });
  }
  if (!isKnown) {
    rules.that(hasRanges(ranges), { property, ...NO_RANGES });
    const defaultAction = Token.asString(Fn.conditional(Fn.contains(ranges, ANY_ADDRESS), "Allow", "Deny"));
    // Terraform makes the rules. cdktf leaves the names in an expression as they are.
    const ipRule = { action: "Allow", ip_range: Token.asString(FOR_EXPRESSION_VALUE) };
    return { defaultAction, ipRule: forExpression(rangesAtPlan(rules, property, ranges), ipRule) };
  }
  checkRanges(rules, property, ranges);
  return ranges.length === 0 || ranges.includes(ANY_ADDRESS)
    ? { defaultAction: "Allow", ipRule: [] }
    : { defaultAction: "Deny", ipRule: ranges.map((range) => ({ action: "Allow", ipRange: ipRange(range) })) };
}
