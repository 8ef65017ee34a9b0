import { Fn, type IResolvable, Op, Token } from "cdktf";
import { ContainerRegistrySku } from "../interfaces";
import type { Complaint } from "../private/fail";
import type { Rules } from "../private/rules";
import type { ContainerRegistryAccessOptions } from "./container-registry-access";

type Tier = Pick<Complaint, "must" | "repair">;

const FROM_STANDARD: Tier = {
  must: "be left out in the Basic tier, which has no anonymous pulls",
  repair: "set sku: ContainerRegistrySku.STANDARD",
};

const PREMIUM: Tier = {
  must: "be left out below the Premium tier, the only one with network rules, data endpoints, retention and configurable zones",
  repair: "set sku: ContainerRegistrySku.PREMIUM",
};

/** What depends on the tier. */
export interface TieredOptions extends ContainerRegistryAccessOptions {
  readonly sku?: ContainerRegistrySku;
  readonly anonymousPullEnabled?: boolean;
  readonly untaggedRetentionDays?: number;
  readonly zoneRedundancyEnabled?: boolean;
}

/** Azure, "Azure Container Registry SKU features and limits". */
export function checkTier(rules: Rules, { sku = ContainerRegistrySku.STANDARD, ...options }: TieredOptions): void {
  if (Token.isUnresolved(sku)) {
    return;
  }
  const { publicNetworkAccessEnabled, allowedIpRanges, trustedServicesAllowed, untaggedRetentionDays } = options;
  const { zoneRedundancyEnabled, anonymousPullEnabled, dataEndpointEnabled } = options;
  const check = (property: string, given: unknown, isDefault: boolean | IResolvable, tier: Tier) =>
    rules.that(isDefault, {
      property,
      ...tier,
      got: Token.isUnresolved(given) ? undefined : String(given),
      see: "registry-tier",
    });
  if (sku === ContainerRegistrySku.BASIC) {
    check("anonymousPullEnabled", anonymousPullEnabled, isFalse(anonymousPullEnabled ?? false), FROM_STANDARD);
  }
  if (sku !== ContainerRegistrySku.PREMIUM) {
    check("publicNetworkAccessEnabled", publicNetworkAccessEnabled, publicNetworkAccessEnabled ?? true, PREMIUM);
    check("allowedIpRanges", allowedIpRanges, allowedIpRanges === undefined, PREMIUM);
    check("dataEndpointEnabled", dataEndpointEnabled, isFalse(dataEndpointEnabled ?? false), PREMIUM);
    check("trustedServicesAllowed", trustedServicesAllowed, trustedServicesAllowed ?? true, PREMIUM);
    check("untaggedRetentionDays", untaggedRetentionDays, untaggedRetentionDays === undefined, PREMIUM);
    check("zoneRedundancyEnabled", zoneRedundancyEnabled, isFalse(zoneRedundancyEnabled ?? false), PREMIUM);
  }
}

const RETENTION = { property: "untaggedRetentionDays", maximum: 365, repair: "choose a number in this range" };

/**
 * Azure, "Set a retention policy for untagged manifests in Azure Container Registry" of 2026-06-22. azurerm sends 0 as no
 * retention at all, and Azure would keep what its 0 deletes at once.
 */
export function checkRetention(rules: Rules, days: number | undefined): void {
  if (days !== undefined) {
    rules.wholeNumber(RETENTION.property, days, { ...RETENTION, minimum: 0 });
    rules.that(Token.isUnresolved(days) ? Op.gte(Fn.coalesce([days, 1]), 1) : days !== 0, {
      property: RETENTION.property,
      must: "not be 0, which azurerm treats as no retention",
      got: String(days),
      repair: "leave it out to keep manifests, or set 1",
    });
  }
}

function isFalse(value: boolean): boolean | IResolvable {
  return Token.isUnresolved(value) ? Op.not(value) : !value;
}
