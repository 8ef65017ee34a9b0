import { TerraformDataSource, TerraformElement, TerraformResource, type TerraformStack, TerraformVariable } from "cdktf";
import {
  ImagePullSecret,
  PullSecretPolicy,
  PullSecretPolicyMode,
  type PullSecretPolicyProps,
  RegistryCredentials,
  ServiceAccount,
} from "../../../src";
import { minorOf, usualVersion } from "../../testbed/kubernetes/versions";
import { type KubernetesCluster, kubernetesStack, startKubernetesWith } from "../support/providers";
import { longHost } from "./pods";

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

/** A policy compares each of them with each image of a pod. */
const HOSTS = [
  "contoso.azurecr.io",
  "contoso.westeurope.geo.azurecr.io",
  ...Array.from({ length: 10 }, (_, index) => longHost(index)),
];

const POLICIES: Readonly<Record<string, Omit<PullSecretPolicyProps, "serviceAccount">>> = {
  demand: { mode: PullSecretPolicyMode.VALIDATE, validationActions: PullSecretPolicy.DENY },
  inject: { mode: PullSecretPolicyMode.MUTATE, kubernetesVersion: "1.36" },
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
    if (ofMode.mode === PullSecretPolicyMode.MUTATE) {
      useMutatingVersion(policy);
    }
  }
  return stack;
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
