import { AzureCloud, type RegistryPrivateDnsOptions, type RegistryPrivateEndpointOptions } from "../../interfaces";
import * as kinds from "../../private/kinds";
import type { TextRule } from "../../private/text-rules";
import { GUID } from "../../private/text-rules/text-patterns";

const DNS_SHAPE: kinds.Shape<RegistryPrivateDnsOptions> = {
  // Decides what is created.
  integrationEnabled: kinds.optional(kinds.knownFlag),
  privateDnsZoneId: kinds.optional(kinds.text),
  resourceGroupName: kinds.optional(kinds.text),
  linkEnabled: kinds.optional(kinds.knownFlag),
  linkedNetworks: kinds.optional(kinds.mapOf(kinds.text)),
  cloud: kinds.optional(kinds.oneOf(AzureCloud)),
  provider: kinds.optional(kinds.provider("azurerm")),
};

export const ENDPOINT_SHAPE: kinds.Shape<RegistryPrivateEndpointOptions> = {
  subnetId: kinds.text,
  endpointName: kinds.optional(kinds.knownText),
  resourceGroupName: kinds.optional(kinds.text),
  location: kinds.optional(kinds.text),
  dns: kinds.optional(kinds.struct(DNS_SHAPE)),
  tags: kinds.optional(kinds.textMap),
  movedFrom: kinds.optional(kinds.text),
  provider: kinds.optional(kinds.provider("azurerm")),
};

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
