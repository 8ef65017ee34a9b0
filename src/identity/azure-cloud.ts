import { Token } from "cdktf";
import { AzureCloud } from "../interfaces";
import { CLOUDS } from "../private/clouds";
import { fail } from "../private/fail";
import type { Rules } from "../private/rules";

/**
 * The cloud that is stated, or else that of the registries. One whose login server is unknown until plan, or a host of
 * its own, tells nothing.
 */
export function cloudOf(rules: Rules, stated: AzureCloud | undefined, loginServers: readonly string[]): AzureCloud {
  const known = CLOUDS.filter(([end]) => loginServers.some((host) => !Token.isUnresolved(host) && host.endsWith(end)));
  const clouds = [...new Set([...(stated === undefined ? [] : [stated]), ...known.map(([, cloud]) => cloud)])];
  if (clouds.length > 1) {
    fail(rules.construct, {
      property: stated === undefined ? "registries" : "cloud",
      must: "be one cloud, since an identity gets tokens in its own cloud only",
      got: clouds.join(", "),
      repair:
        stated === undefined
          ? "leave the registries of other clouds out"
          : "leave cloud out, or set that of the registry",
    });
  }
  return clouds[0] ?? AzureCloud.AZURE_CLOUD;
}

/** How External Secrets calls a cloud: the definition of `ACRAccessToken`, `spec.environmentType`. */
export const ENVIRONMENTS: Readonly<Record<AzureCloud, string>> = {
  [AzureCloud.AZURE_CLOUD]: "PublicCloud",
  [AzureCloud.AZURE_US_GOVERNMENT]: "USGovernmentCloud",
  [AzureCloud.AZURE_CHINA_CLOUD]: "ChinaCloud",
};

/** The same for acr-credential-provider: cloud-provider-azure, "Cluster config", `cloud`. */
export const CLOUDS_OF_NODES: Readonly<Record<AzureCloud, string>> = {
  [AzureCloud.AZURE_CLOUD]: "AzurePublicCloud",
  [AzureCloud.AZURE_US_GOVERNMENT]: "AzureUSGovernmentCloud",
  [AzureCloud.AZURE_CHINA_CLOUD]: "AzureChinaCloud",
};
