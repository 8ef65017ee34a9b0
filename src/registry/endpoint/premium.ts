import { type IResolvable, Op, Token } from "cdktf";
import { ContainerRegistrySku } from "../../interfaces";
import type { Rules } from "../../private/rules";

/**
 * Azure, "Connect privately to an Azure container registry by using Azure Private Link".
 *
 * @param tier of the registry. What Terraform reads is checked at plan, and of what nobody reads Azure is the judge
 */
export function checkPremium(rules: Rules, tier: string | undefined): void {
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
