import { randomUUID } from "node:crypto";
import { type JsonObject, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { TENANT } from "../../known/identities";
import { refuse } from "../../server/messages";
import type { Switches } from "../../server/switches";

/** The OIDC issuer of a cluster. Its URL stays while the cluster lives. */
export function issuerOf(
  stated: JsonObject,
  { old, location, switches }: { readonly old: JsonObject; readonly location: string; readonly switches: Switches },
): JsonObject {
  const { enabled } = objectOf(stated.oidcIssuerProfile);
  const there = objectOf(old.oidcIssuerProfile);
  if (switches.oidcByDefault && there.enabled === true && enabled === false) {
    refuse(400, "OIDCIssuerFeatureCannotBeDisabled", "OIDC Issuer feature cannot be disabled.");
  }
  const isOn = stated.oidcIssuerProfile ? enabled === true : switches.oidcByDefault;
  if (!isOn) {
    return { enabled: false };
  }
  const id = textOf(there.issuerURL).split("/")[4] || randomUUID();
  return { enabled: true, issuerURL: `https://${location}.oic.prod-aks.azure.com/${TENANT}/${id}/` };
}
