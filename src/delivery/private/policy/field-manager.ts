import type * as resourcesBinding from "@cdktf/provider-kubernetes/lib/data-kubernetes-resources";
import { dependable, ref, type TerraformProvider, type TerraformResourceLifecycle, Token } from "cdktf";
import type { Construct } from "constructs";
import { lazy } from "../../../private/lazy";
import { TerraformData } from "../../../private/terraform-data";
import type { Manifest } from "./manifests";

const bindings = lazy<typeof resourcesBinding>(() =>
  require("@cdktf/provider-kubernetes/lib/data-kubernetes-resources"),
);

/** By which the provider applies a manifest, unless it is told another. */
const FIELD_MANAGER = "Terraform";

/**
 * Replaces an object as soon as somebody else has written to its spec: with that, a stored value has a change. An apply
 * takes over the fields that it states, but removes nothing that others have added to a set or a map: a `Warn` beside
 * our `Deny`, or a condition under which the policy never matches (Kubernetes, "Server-Side Apply").
 */
export function replaceIfShared(
  scope: Construct,
  id: string,
  { apiVersion, kind, metadata }: Manifest,
  provider: TerraformProvider | undefined,
): TerraformResourceLifecycle {
  const live = new (bindings().DataKubernetesResources)(scope, `${id}Live`, {
    apiVersion,
    kind,
    fieldSelector: `metadata.name=${metadata.name}`,
    provider,
  });
  const manager = new TerraformData(scope, `${id}FieldManager`, {
    input: { field_manager: managerOf(dependable(live)) },
  });
  return { replaceTriggeredBy: [dependable(manager)] };
}

/**
 * The same text in the end, but unknown at plan if others own a part of the spec: that is the change. None is left for
 * the next plan, since the new object has no other owner.
 */
function managerOf(live: string): string {
  const owners = `[for owner in live.metadata.managedFields : can(owner.fieldsV1["f:spec"]) if owner.manager != "${FIELD_MANAGER}"]`;
  const isShared = `try(anytrue(flatten([for live in ${live}.objects : ${owners}])), false)`;
  const later = `(timestamp() == "" ? "" : "${FIELD_MANAGER}")`;
  return Token.asString(ref(`${isShared} ? ${later} : "${FIELD_MANAGER}"`));
}
