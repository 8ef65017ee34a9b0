import type { TextRule } from "../../private/text-rules";
import { GUID } from "../../private/text-rules/text-patterns";

const ZONE = "privatelink[.]azurecr[.](io|us|cn)";

export const ENDPOINT_RULES = {
  /** Azure naming rules, "Microsoft.Network". */
  endpointName: {
    pattern: "^[a-zA-Z0-9][-_.a-zA-Z0-9]{0,62}[a-zA-Z0-9_]$",
    must: "be 2 to 64 letters, digits, '-', '_' and '.', starting with a letter or digit and ending with one or '_'",
    repair: "set endpointName, such as contoso-prod",
    see: "private-endpoints",
  },
  /** The same for links, which are longer. */
  linkName: {
    pattern: "^[a-zA-Z0-9]([-_.a-zA-Z0-9]{0,78}[a-zA-Z0-9_])?$",
    must: "have names of 1 to 80 letters, digits, '-', '_' and '.', starting with a letter or digit and ending with one or '_'",
    repair: "choose another name for the link",
    see: "private-endpoints",
  },
  privateDnsZoneId: {
    pattern: `^/subscriptions/${GUID}/resource[gG]roups/[^/]+/providers/Microsoft[.]Network/privateDnsZones/${ZONE}$`,
    must: "be the resource id of a private DNS zone privatelink.azurecr.io (or .us, .cn)",
    repair:
      "use what `az network private-dns zone show --name privatelink.azurecr.io --query id --output tsv` prints, with the zone's resource group",
    see: "private-endpoints",
    attributes: ["id"],
  },
} satisfies Record<string, TextRule>;
