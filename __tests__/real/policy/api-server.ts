import { TerraformDataSource, TerraformElement, TerraformResource, type TerraformStack, TerraformVariable } from "cdktf";
import {
  ImagePullSecret,
  PullSecretPolicy,
  PullSecretPolicyMode,
  type PullSecretPolicyProps,
  RegistryCredentials,
  ServiceAccount,
} from "../../../src";
import { type KubernetesCluster, kubernetesStack, startKubernetesWith } from "../support/providers";
import { longHost } from "./pods";

/** An API server that knows both kinds of admission policies and image volumes. */
interface PolicyServer {
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

/** A policy compares each of them with each image of a pod. */
const HOSTS = [
  "contoso.azurecr.io",
  "contoso.westeurope.geo.azurecr.io",
  ...Array.from({ length: 10 }, (_, index) => longHost(index)),
];

const POLICIES: Readonly<Record<string, Omit<PullSecretPolicyProps, "serviceAccount">>> = {
  demand: { mode: PullSecretPolicyMode.DEMAND, validationActions: PullSecretPolicy.DENY },
  inject: { mode: PullSecretPolicyMode.INJECT, kubernetesVersion: "1.36" },
};

/** A policy of each mode for the namespaces with its label, and the secret and the account in one of them. */
export function policyStack(
  props: Partial<PullSecretPolicyProps> = {},
  demand: Partial<PullSecretPolicyProps> = {},
): TerraformStack {
  const stack = kubernetesStack();
  const password = new TerraformVariable(stack, "password", { type: "string", sensitive: true }).stringValue;
  const credentials = HOSTS.map((loginServer) => RegistryCredentials.fromPassword({ loginServer, username: "puller", password }));
  for (const [mode, ofMode] of Object.entries(POLICIES)) {
    const secret = new ImagePullSecret(stack, `secret-${mode}`, { credentials, namespaces: [mode], secretName: "acr-pull" });
    const serviceAccount = new ServiceAccount(stack, `app-${mode}`, { imagePullSecrets: [secret], serviceAccountName: "app" });
    const policy = new PullSecretPolicy(stack, mode, {
      serviceAccount,
      namespaceSelector: { pulls: mode },
      ...ofMode,
      ...props,
      ...(mode === "demand" ? demand : {}),
    });
    if (ofMode.mode === PullSecretPolicyMode.INJECT) {
      useMutatingVersion(policy);
    }
  }
  return stack;
}

/** Lets a policy that injects exist on an API server that has a beta of its kind. */
export function useMutatingVersion(policy: PullSecretPolicy): void {
  const version = `admissionregistration.k8s.io/${MUTATING_VERSION}`;
  for (const element of policy.node.children.filter(TerraformElement.isTerraformElement)) {
    if (TerraformDataSource.isTerraformDataSource(element)) {
      element.addOverride("api_version", version);
    } else if (TerraformResource.isTerraformResource(element) && element.terraformResourceType === "kubernetes_manifest") {
      element.addOverride("manifest.apiVersion", version);
    }
  }
}
