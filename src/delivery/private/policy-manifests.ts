import type * as resourcesBinding from "@cdktf/provider-kubernetes/lib/data-kubernetes-resources";
import type * as manifestBinding from "@cdktf/provider-kubernetes/lib/manifest";
import { dependable, Fn, ref, type TerraformProvider, type TerraformResourceLifecycle, Token } from "cdktf";
import type { Construct } from "constructs";
import type { IImagePullSecret } from "../../interfaces";
import { lazy } from "../../private/lazy";
import type { Rules } from "../../private/rules";
import { TerraformData } from "../../private/terraform-data";
import { type Approval, approvalValidations, approvalVariables } from "./approval-expressions";
import {
  ADD_MISSING,
  type Exemptions,
  type ImagesOf,
  missingMessage,
  NOT_MADE_BY_ANOTHER,
  NOTHING_MISSING,
  podVariables,
  workloadVariables,
} from "./policy-expressions";
import { type NamespaceSelector, notExempt } from "./policy-rules";

/** An object of the API group `admissionregistration.k8s.io`. */
interface Manifest {
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

interface CommonOptions {
  readonly policyName: string;
  readonly imagesOf: ImagesOf;
  /** Left out for all namespaces. */
  readonly namespaceSelector?: NamespaceSelector;
  /** Those that no policy matches. */
  readonly systemNamespaces: string[];
  readonly exemptNamespaceLabel?: string;
}

export interface PolicyOptions extends CommonOptions {
  readonly secrets: readonly IImagePullSecret[];
}

interface ValidatingOptions extends CommonOptions {
  readonly validationActions: string[];
}

interface DemandingOptions extends PolicyOptions, ValidatingOptions, Exemptions {
  readonly serviceAccountName?: string;
}

/** Rejects, or warns about, pods without the secret. */
export function demandingPolicy(options: DemandingOptions): PolicyManifests {
  return validating(options, {
    matchConstraints: matching(options, [POD_CHANGES]),
    variables: podVariables(options.secrets, options.imagesOf, options),
    validations: [
      { expression: NOTHING_MISSING, messageExpression: missingMessage("pod", options.serviceAccountName) },
    ],
  });
}

interface WorkloadOptions extends DemandingOptions {
  /** Those that have the secrets. */
  readonly serviceAccountNames: string[];
}

/** The same for what pods are made from. */
export function workloadPolicy(options: WorkloadOptions): PolicyManifests {
  return validating(options, {
    matchConstraints: matching(options, WORKLOAD_CHANGES),
    matchConditions: [NOT_MADE_BY_ANOTHER],
    variables: workloadVariables(options.secrets, options.imagesOf, options.serviceAccountNames, options),
    validations: [
      { expression: NOTHING_MISSING, messageExpression: missingMessage("pod template", options.serviceAccountName) },
    ],
  });
}

/** Rejects, or warns about, pods of other images than those that are approved, or what such pods are made from. */
export function approvingPolicy(options: ValidatingOptions, approval: Approval, of: "pods" | "workloads") {
  return validating(options, {
    matchConstraints: matching(options, of === "pods" ? [POD_CHANGES] : WORKLOAD_CHANGES),
    ...(of === "pods" ? {} : { matchConditions: [NOT_MADE_BY_ANOTHER] }),
    variables: approvalVariables(approval, options.imagesOf, of),
    validations: approvalValidations(approval),
  });
}

function validating(
  { policyName, namespaceSelector, validationActions }: ValidatingOptions,
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
  const { policyName, secrets, imagesOf, namespaceSelector } = options;
  return {
    policy: manifest("MutatingAdmissionPolicy", policyName, {
      // A pod that cannot pull is seen sooner than one that cannot be created.
      failurePolicy: "Ignore",
      // For the containers that later policies and webhooks add.
      reinvocationPolicy: "IfNeeded",
      matchConstraints: matching(options, [NEW_PODS]),
      variables: podVariables(secrets, imagesOf),
      mutations: [{ patchType: "JSONPatch", jsonPatch: { expression: ADD_MISSING } }],
    }),
    binding: manifest("MutatingAdmissionPolicyBinding", policyName, {
      policyName,
      matchResources: { namespaceSelector },
    }),
  };
}

interface DeletionOptions {
  readonly policyName: string;
  readonly namespaces: string[];
  readonly message: string;
}

/** Denies to delete the service account `default`, unless Kubernetes deletes it with its namespace. */
export function deletionPolicy({ policyName, namespaces, message }: DeletionOptions): PolicyManifests {
  const names = Token.isUnresolved(namespaces) ? Token.asString(Fn.jsonencode(namespaces)) : JSON.stringify(namespaces);
  const isPatched = `oldObject.metadata.name == "default" && request.namespace in ${names}`;
  return {
    policy: manifest("ValidatingAdmissionPolicy", policyName, {
      failurePolicy: "Fail",
      matchConstraints: {
        resourceRules: versioned([{ apiGroups: [""], operations: ["DELETE"], resources: ["serviceaccounts"] }]),
      },
      matchConditions: [{ name: "patched", expression: isPatched }],
      validations: [{ expression: "has(namespaceObject.metadata.deletionTimestamp)", message, reason: "Forbidden" }],
    }),
    binding: manifest("ValidatingAdmissionPolicyBinding", policyName, { policyName, validationActions: ["Deny"] }),
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

function matching({ systemNamespaces, exemptNamespaceLabel }: CommonOptions, rules: readonly ResourceRule[]): Spec {
  return { namespaceSelector: notExempt(systemNamespaces, exemptNamespaceLabel), resourceRules: versioned(rules) };
}

function versioned(rules: readonly ResourceRule[]): Spec[] {
  return rules.map((rule) => ({ ...rule, apiVersions: ["v1"], scope: "Namespaced" }));
}

const manifests = lazy<typeof manifestBinding>(() => require("@cdktf/provider-kubernetes/lib/manifest"));

/** The policy, with the conditions of the rules, and its binding, which is returned. */
export function applyPolicy(
  construct: Construct,
  id: string,
  { policy, binding }: PolicyManifests,
  rules: Rules,
  { provider, dependsOn }: Pick<manifestBinding.ManifestConfig, "provider" | "dependsOn">,
): manifestBinding.Manifest {
  const { Manifest } = manifests();
  const applied = new Manifest(construct, id === "" ? "Default" : id, {
    manifest: { ...policy },
    fieldManager: SPEC_IS_OURS,
    provider,
    lifecycle: rules.lifecycle(replaceIfShared(construct, id, policy, provider)),
    dependsOn: dependsOn?.length ? dependsOn : undefined,
  });
  return new Manifest(construct, `${id}Binding`, {
    manifest: { ...binding },
    fieldManager: SPEC_IS_OURS,
    provider,
    lifecycle: replaceIfShared(construct, `${id}Binding`, binding, provider),
    dependsOn: [applied],
  });
}

/**
 * Of two stacks with one policy name, the later apply wins, instead of ending in a conflict (Kubernetes, "Server-Side
 * Apply"). Labels and annotations belong to the cluster: the resource computes both.
 */
const SPEC_IS_OURS = { forceConflicts: true };

const resources = lazy<typeof resourcesBinding>(() =>
  require("@cdktf/provider-kubernetes/lib/data-kubernetes-resources"),
);

/** By which the provider applies a manifest, unless it is told another. */
const FIELD_MANAGER = "Terraform";

/**
 * Replaces an object as soon as somebody else has written to its spec: with that, a stored value has a change. An apply
 * takes over the fields that it states, but removes nothing that others have added to a set or a map: a `Warn` beside
 * our `Deny`, or a condition under which the policy never matches (Kubernetes, "Server-Side Apply").
 */
function replaceIfShared(
  scope: Construct,
  id: string,
  { apiVersion, kind, metadata }: Manifest,
  provider: TerraformProvider | undefined,
): TerraformResourceLifecycle {
  const live = new (resources().DataKubernetesResources)(scope, `${id === "" ? "Policy" : id}InCluster`, {
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
  const owners = `for owner in ${live}.objects[0].metadata.managedFields`;
  const isOther = `owner.manager != "${FIELD_MANAGER}" && can(owner.fieldsV1["f:spec"])`;
  const nothingLater = "substr(timestamp(), 0, 0)";
  return `${FIELD_MANAGER}${ref(`try(anytrue([${owners} : ${isOther}]), false) ? ${nothingLater} : ""`)}`;
}
