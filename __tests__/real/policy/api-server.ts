import { startKubernetesWith } from "../support/api-server";
import type { KubernetesCluster } from "../support/providers";

/** A kube-apiserver of Kubernetes 1.36 or later, which has MutatingAdmissionPolicy in v1. Nobody has to name one. */
const OTHER_API_SERVER = process.env.K8S_APISERVER;

/** Of Kubernetes 1.34, MutatingAdmissionPolicy is a beta that is off (Kubernetes, "Feature Gates"). */
const FLAGS = OTHER_API_SERVER
  ? []
  : ["--feature-gates=MutatingAdmissionPolicy=true", "--runtime-config=admissionregistration.k8s.io/v1beta1=true"];

/** The version in which the API server has MutatingAdmissionPolicy. */
export const MUTATING_VERSION = OTHER_API_SERVER ? "v1" : "v1beta1";

/** An API server that knows both kinds of admission policies. */
export function startWithPolicies(): Promise<KubernetesCluster> {
  return startKubernetesWith((apiServer) => `exec '${OTHER_API_SERVER ?? apiServer}' "$@" ${FLAGS.join(" ")}`);
}
