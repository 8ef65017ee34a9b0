import type { IImagePullSecret } from "../../../interfaces";
import { ADD_MISSING, type Exemptions, missingMessage, NOTHING_MISSING, podVariables } from "./expressions";
import { type NamespaceSelector, notExempt } from "./namespace-selectors";
import { NOT_MADE_BY_ANOTHER, workloadVariables } from "./workload-expressions";

/** An object of the API group `admissionregistration.k8s.io`. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Spec;
}

interface Spec {
  readonly [field: string]: unknown;
}

/** A policy, and the binding by which it takes effect in some namespaces. */
export interface PolicyManifests {
  readonly policy: Manifest;
  readonly binding: Manifest;
}

export interface PolicyOptions {
  readonly policyName: string;
  readonly secrets: readonly IImagePullSecret[];
  readonly namespaceSelector: NamespaceSelector;
  readonly exemptNamespaceLabel?: string;
}

export interface DemandingOptions extends PolicyOptions, Exemptions {
  readonly serviceAccountName?: string;
  readonly validationActions: string[];
}

/** Rejects, or warns about, pods without the secret. */
export function demandingPolicy(options: DemandingOptions): PolicyManifests {
  return demanding(options, {
    matchConstraints: matching(options, [POD_CHANGES]),
    variables: podVariables(options.secrets, options),
    validations: [
      { expression: NOTHING_MISSING, messageExpression: missingMessage("pod", options.serviceAccountName) },
    ],
  });
}

export interface WorkloadOptions extends DemandingOptions {
  /** Those that have the secrets. */
  readonly serviceAccountNames: string[];
}

/** The same for what pods are made from. */
export function workloadPolicy(options: WorkloadOptions): PolicyManifests {
  return demanding(options, {
    matchConstraints: matching(options, WORKLOAD_CHANGES),
    matchConditions: [NOT_MADE_BY_ANOTHER],
    variables: workloadVariables(options.secrets, options.serviceAccountNames, options),
    validations: [
      { expression: NOTHING_MISSING, messageExpression: missingMessage("pod template", options.serviceAccountName) },
    ],
  });
}

function demanding(
  { policyName, namespaceSelector, validationActions }: DemandingOptions,
  spec: Spec,
): PolicyManifests {
  return {
    policy: manifest("ValidatingAdmissionPolicy", policyName, { failurePolicy: "Fail", ...spec }),
    binding: manifest("ValidatingAdmissionPolicyBinding", policyName, {
      policyName,
      validationActions,
      matchResources: { namespaceSelector },
    }),
  };
}

/** Adds the secret to pods without it. */
export function injectingPolicy(options: PolicyOptions): PolicyManifests {
  const { policyName, secrets, namespaceSelector } = options;
  return {
    policy: manifest("MutatingAdmissionPolicy", policyName, {
      // A pod that cannot pull is seen sooner than one that cannot be created.
      failurePolicy: "Ignore",
      // For the containers that later policies and webhooks add.
      reinvocationPolicy: "IfNeeded",
      matchConstraints: matching(options, [NEW_PODS]),
      variables: podVariables(secrets),
      mutations: [{ patchType: "JSONPatch", jsonPatch: { expression: ADD_MISSING } }],
    }),
    binding: manifest("MutatingAdmissionPolicyBinding", policyName, {
      policyName,
      matchResources: { namespaceSelector },
    }),
  };
}

function manifest(kind: string, name: string, spec: Spec): Manifest {
  return { apiVersion: "admissionregistration.k8s.io/v1", kind, metadata: { name }, spec };
}

interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly operations: readonly string[];
  readonly resources: readonly string[];
}

const NEW_PODS: ResourceRule = { apiGroups: [""], operations: ["CREATE"], resources: ["pods"] };

const POD_CHANGES: ResourceRule = {
  apiGroups: [""],
  operations: ["CREATE", "UPDATE"],
  resources: ["pods", "pods/ephemeralcontainers"],
};

/** Kubernetes, "Workload Management". */
const WORKLOAD_CHANGES: readonly ResourceRule[] = [
  {
    apiGroups: ["apps"],
    operations: ["CREATE", "UPDATE"],
    resources: ["deployments", "statefulsets", "daemonsets", "replicasets"],
  },
  { apiGroups: ["batch"], operations: ["CREATE", "UPDATE"], resources: ["jobs", "cronjobs"] },
];

function matching({ exemptNamespaceLabel }: PolicyOptions, rules: readonly ResourceRule[]): Spec {
  return {
    namespaceSelector: notExempt(exemptNamespaceLabel),
    resourceRules: rules.map((rule) => ({ ...rule, apiVersions: ["v1"], scope: "Namespaced" })),
  };
}
