import { TerraformDataSource, TerraformElement, TerraformResource } from "cdktf";
import type { PullSecretPolicy } from "../../../src";
import { minorOf, usualVersion } from "../../testbed/kubernetes/versions";
import { type KubernetesCluster, startKubernetesWith } from "../support/providers";

/** Below 1.36, MutatingAdmissionPolicy is a beta that is off (Kubernetes, "Feature Gates"). */
function isBeta(): boolean {
  return minorOf(usualVersion()) < 36;
}

const BETA_FLAGS = [
  "--feature-gates=MutatingAdmissionPolicy=true,ImageVolume=true",
  "--runtime-config=admissionregistration.k8s.io/v1beta1=true",
];

/** The version in which the API server has MutatingAdmissionPolicy. */
export function mutatingVersion(): string {
  return isBeta() ? "v1beta1" : "v1";
}

/** A control plane that knows both kinds of admission policies, and image volumes. */
export function startWithPolicies(): Promise<KubernetesCluster> {
  const flags = isBeta() ? BETA_FLAGS : [];
  return startKubernetesWith((apiServer) => `exec '${apiServer}' "$@" ${flags.join(" ")}`);
}

/** Lets a policy that injects exist on an API server that has a beta of its kind. */
export function useMutatingVersion(policy: PullSecretPolicy): void {
  const version = `admissionregistration.k8s.io/${mutatingVersion()}`;
  for (const element of policy.node.children.filter(TerraformElement.isTerraformElement)) {
    if (TerraformDataSource.isTerraformDataSource(element)) {
      element.addOverride("api_version", version);
    } else if (TerraformResource.isTerraformResource(element) && element.terraformResourceType === "kubernetes_manifest") {
      element.addOverride("manifest.apiVersion", version);
    }
  }
}
