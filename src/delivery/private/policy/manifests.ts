import type { IImagePullSecret } from "../../../interfaces";
import { ADD_MISSING, missingMessage, NOTHING_MISSING, podVariables } from "./expressions";
import { type NamespaceSelector, notExempt } from "./namespace-selectors";

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

export interface DemandingOptions extends PolicyOptions {
  readonly serviceAccountName?: string;
  readonly validationActions: string[];
}

/** Rejects, or warns about, pods without the secret. */
export function demandingPolicy(options: DemandingOptions): PolicyManifests {
  const { policyName, secrets, namespaceSelector, serviceAccountName, validationActions } = options;
  return {
    policy: manifest("ValidatingAdmissionPolicy", policyName, {
      failurePolicy: "Fail",
      matchConstraints: matching(options, ["CREATE", "UPDATE"], ["pods", "pods/ephemeralcontainers"]),
      variables: podVariables(secrets),
      validations: [{ expression: NOTHING_MISSING, messageExpression: missingMessage(serviceAccountName) }],
    }),
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
      matchConstraints: matching(options, ["CREATE"], ["pods"]),
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

function matching(
  { exemptNamespaceLabel }: PolicyOptions,
  operations: readonly string[],
  resources: readonly string[],
): Spec {
  return {
    namespaceSelector: notExempt(exemptNamespaceLabel),
    resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations, resources, scope: "Namespaced" }],
  };
}
