import { Token } from "cdktf";
import type { IImagePullSecret } from "../../../interfaces";
import { fail } from "../../../private/fail";
import type { Rules } from "../../../private/rules";
import { RULES } from "../../../private/text-rules";
import type { Exemptions } from "./expressions";

export interface ExemptionOptions extends Exemptions {
  readonly exemptNamespaceLabel?: string;
}

export function checkExemptions(rules: Rules, options: ExemptionOptions, secrets: readonly IImagePullSecret[]): void {
  const { exemptNamespaceLabel, exemptPodLabel, exemptImagePrefixes = [] } = options;
  if (exemptNamespaceLabel !== undefined) {
    rules.text("exemptNamespaceLabel", exemptNamespaceLabel, RULES.labelKey);
  }
  if (exemptPodLabel !== undefined) {
    rules.text("exemptPodLabel", exemptPodLabel, RULES.labelKey);
  }
  const hosts = secrets.flatMap(({ loginServers = [] }) => loginServers);
  for (const prefix of exemptImagePrefixes) {
    checkPrefix(rules, prefix, hosts);
  }
  rules.distinct("exemptImagePrefixes", "a prefix", exemptImagePrefixes);
}

/** One that ends within a word would exempt more than it seems to: `contoso.azurecr.io/pub` all of `publisher/`. */
function checkPrefix(rules: Rules, prefix: string, hosts: readonly string[]): void {
  rules.text("exemptImagePrefixes", prefix, RULES.imagePrefix);
  const isKnown = ![prefix, ...hosts].some((text) => Token.isUnresolved(text));
  if (isKnown && !hosts.some((host) => prefix.startsWith(`${host}/`))) {
    fail(rules.construct, {
      property: "exemptImagePrefixes",
      must: `begin with a host of the secret (${hosts.join(", ")}), since images of others are left alone`,
      got: prefix,
      repair: "write the host, a slash and the beginning of the repository",
    });
  }
}
