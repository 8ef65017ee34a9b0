import type * as annotationsBinding from "@cdktf/provider-kubernetes/lib/annotations";
import type { ITerraformDependable, ITerraformIterator, TerraformProvider, TerraformResourceLifecycle } from "cdktf";
import type { Construct } from "constructs";
import { lazy } from "../../../private/lazy";

const bindings = lazy<typeof annotationsBinding>(() => require("@cdktf/provider-kubernetes/lib/annotations"));

/** By it the API server tells these annotations from those of others: Kubernetes, "Server-Side Apply". */
const FIELD_MANAGER = "cdktf-acr-aks";

export interface AccountAnnotationsOptions {
  readonly forEach: ITerraformIterator;
  readonly name: string;
  readonly namespace: string;
  readonly annotations: { [key: string]: string };
  readonly provider?: TerraformProvider;
  readonly lifecycle?: TerraformResourceLifecycle;
  readonly dependsOn: ITerraformDependable[];
}

/**
 * Annotations of a service account, beside those that others set. An argument of the account would be all annotations or
 * none: it either removes those of others, or leaves ours behind when they are no longer stated.
 */
export function annotateAccount(scope: Construct, options: AccountAnnotationsOptions): annotationsBinding.Annotations {
  const { name, namespace, ...others } = options;
  return new (bindings().Annotations)(scope, "Annotations", {
    ...others,
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name, namespace },
    fieldManager: FIELD_MANAGER,
    // An annotation that somebody else has set to another value is overwritten, as an argument of the account would be.
    force: true,
  });
}
