import { startKubernetesWith } from "../support/api-server";
import type { KubernetesCluster } from "../support/providers";

/** An API server that knows both kinds of admission policies and image volumes. */
export interface PolicyServer {
  readonly title: string;
  /** Its program, given the one of Kubernetes 1.34. */
  readonly program: (usual: string) => string;
  readonly flags: readonly string[];
  /** The version in which it has MutatingAdmissionPolicy. */
  readonly mutatingVersion: string;
}

/** MutatingAdmissionPolicy and image volumes are betas that are off (Kubernetes, "Feature Gates"). */
const OF_1_34: PolicyServer = {
  title: "Kubernetes 1.34",
  program: (usual) => usual,
  flags: [
    "--feature-gates=MutatingAdmissionPolicy=true,ImageVolume=true",
    "--runtime-config=admissionregistration.k8s.io/v1beta1=true",
  ],
  mutatingVersion: "v1beta1",
};

/** Both are always there. */
const OF_1_36: PolicyServer = {
  title: "Kubernetes 1.36",
  program: (usual) => `${usual}-1.36`,
  flags: [],
  mutatingVersion: "v1",
};

/** A kube-apiserver of Kubernetes 1.36 or later. Nobody has to name one. */
const { K8S_APISERVER } = process.env;
const NAMED = K8S_APISERVER ? { ...OF_1_36, title: K8S_APISERVER, program: () => K8S_APISERVER } : undefined;

export const SERVERS: readonly PolicyServer[] = NAMED ? [NAMED] : [OF_1_34, OF_1_36];
const [USUAL] = SERVERS;

export const MUTATING_VERSION = USUAL.mutatingVersion;

export function startWithPolicies({ program, flags }: PolicyServer = USUAL): Promise<KubernetesCluster> {
  return startKubernetesWith((usual) => `exec '${program(usual)}' "$@" ${flags.join(" ")}`);
}
