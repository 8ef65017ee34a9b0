import { Fn, Op, Token } from "cdktf";
import { AzureCloud } from "../../interfaces";
import { CLOUDS } from "../../private/clouds";
import { fail } from "../../private/fail";
import { operand } from "../../private/rendering/operand";
import type { Rules } from "../../private/rules";
import type { RegistryPrivateDnsOptions } from "./registry-private-endpoint-props";

/** Azure, "Azure Private Endpoint private DNS zone values". */
export function zoneName(rules: Rules, cloud: AzureCloud | undefined, loginServer: string): string {
  const known = CLOUDS.find(([end]) => !Token.isUnresolved(loginServer) && loginServer.endsWith(end))?.[1];
  if (cloud !== undefined && known !== undefined && cloud !== known) {
    fail(rules.construct, {
      property: "dns.cloud",
      must: `be that of the registry (${known})`,
      got: cloud,
      repair: "leave it out",
      see: "private-endpoints",
    });
  }
  const [end] = CLOUDS.find(([, one]) => one === (cloud ?? known ?? AzureCloud.AZURE_CLOUD)) ?? CLOUDS[0];
  if (cloud === undefined && Token.isUnresolved(loginServer)) {
    rules.that(Fn.can(Fn.regex(`${end.replace(/[.]/g, "[.]")}$`, operand(loginServer))), {
      property: "dns.cloud",
      must: `be set for a registry whose login server does not end in ${end}, which the zone's name follows`,
      repair: "set dns.cloud",
      see: "private-endpoints",
    });
  }
  return `privatelink${end}`;
}

/** What a zone that exists has already. */
export function checkExistingZone(
  { construct }: Rules,
  { privateDnsZoneId = "", resourceGroupName, cloud }: RegistryPrivateDnsOptions,
  loginServer: string,
): void {
  for (const [property, value] of Object.entries({ resourceGroupName, cloud })) {
    if (value !== undefined) {
      fail(construct, {
        property: `dns.${property}`,
        must: "be left out with privateDnsZoneId, whose zone has a resource group and a cloud already",
        repair: "leave out one of the two",
        see: "private-endpoints",
      });
    }
  }
  const endOf = (text: string) => CLOUDS.find(([end]) => !Token.isUnresolved(text) && text.endsWith(end))?.[0];
  const [end, endOfZone] = [endOf(loginServer), endOf(privateDnsZoneId)];
  if (end !== undefined && endOfZone !== undefined && end !== endOfZone) {
    fail(construct, {
      property: "dns.privateDnsZoneId",
      must: `be that of a zone privatelink${end}, since the login server ends in ${end}`,
      got: privateDnsZoneId,
      repair: `pass the id of the zone privatelink${end}`,
      see: "private-endpoints",
    });
  }
}

/** Azure ignores case in the names of links, of which a zone has each once. */
export function checkLinkNames(rules: Rules, names: readonly string[], ownName: string | undefined): void {
  const complaint = {
    property: "dns.linkedNetworks",
    must: "have names that differ in more than case, and from that of the endpoint's network, whose link has its name",
    repair: "choose another name for the link",
    see: "private-endpoints",
  } as const;
  const lower = names.map((name) => name.toLowerCase());
  rules.that(new Set(lower).size === lower.length, complaint);
  if (ownName === undefined || names.length === 0) {
    return;
  }
  rules.that(
    Token.isUnresolved(ownName)
      ? Token.asAny(Op.not(Fn.contains(lower, Fn.lower(ownName))))
      : !lower.includes(ownName.toLowerCase()),
    complaint,
  );
}
