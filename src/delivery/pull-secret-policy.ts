import type * as manifestBinding from "@cdktf/provider-kubernetes/lib/manifest";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type IImagePullSecret, type IServiceAccount, PullSecretPolicyMode } from "../interfaces";
import { moveFrom } from "../private/former-path";
import * as kinds from "../private/kinds";
import { lazy } from "../private/lazy";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { claimPolicyName } from "./private/policy/claim-policy-name";
import { replaceIfShared } from "./private/policy/field-manager";
import { checkVersion } from "./private/policy/kubernetes-version";
import { demandingPolicy, injectingPolicy, type PolicyManifests, type PolicyOptions } from "./private/policy/manifests";
import { selectNamespaces } from "./private/policy/namespace-selectors";
import { policySubject } from "./private/policy/policy-subject";
import { checkActions, WARN_AND_AUDIT } from "./private/policy/validation-actions";

const bindings = lazy<typeof manifestBinding>(() => require("@cdktf/provider-kubernetes/lib/manifest"));

export interface PullSecretPolicyProps {
  readonly mode: PullSecretPolicyMode;

  /** The secret of the pods. Pods that have it from a service account are fine. @default - those of `serviceAccount` */
  readonly imagePullSecret?: IImagePullSecret;

  /**
   * The service account of the pods, in place of a secret: its secrets are demanded or injected, and messages name it.
   *
   * @default - none
   */
  readonly serviceAccount?: IServiceAccount;

  /**
   * Labels of the namespaces whose pods are meant, also of those that are created later. The secret must get into each
   * of them by other means, such as the template for new namespaces.
   *
   * @default - the namespaces of the secret, by name
   */
  readonly namespaceSelector?: { [label: string]: string };

  /**
   * Name of a label that exempts a namespace, whatever its value. Everybody who may label a namespace may then exempt it.
   *
   * @default - no label exempts a namespace
   */
  readonly exemptNamespaceLabel?: string;

  /**
   * What happens to a pod without the secret, for DEMAND: `PullSecretPolicy.WARN` to roll out, then
   * `PullSecretPolicy.DENY`. May be a Terraform variable of type `list(string)`.
   *
   * @default PullSecretPolicy.WARN
   */
  readonly validationActions?: string[];

  /**
   * The version of the cluster, such as 1.36 or v1.36.2, as `kubectl version` prints it. Required for INJECT.
   *
   * @default - not checked, for DEMAND
   */
  readonly kubernetesVersion?: string;

  /**
   * The name of the policy and its binding, unique in the cluster: an RFC 1123 subdomain. Changing it replaces both.
   *
   * @default - the construct's id
   */
  readonly policyName?: string;

  /**
   * The construct path that this had in the last deployment, without the stack, such as `platform/demand`. `moved` blocks
   * keep the policy and its binding. State `policyName` if it was the former id. Can stay in place afterwards.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;
}

const SHAPE: kinds.Shape<PullSecretPolicyProps> = {
  mode: kinds.oneOf(PullSecretPolicyMode),
  imagePullSecret: kinds.optional(kinds.pullSecret),
  serviceAccount: kinds.optional(kinds.serviceAccount),
  namespaceSelector: kinds.optional(kinds.textMap),
  exemptNamespaceLabel: kinds.optional(kinds.text),
  validationActions: kinds.optional(kinds.texts),
  kubernetesVersion: kinds.optional(kinds.text),
  policyName: kinds.optional(kinds.text),
  movedFrom: kinds.optional(kinds.text),
};

/**
 * Has the API server see to it that pods which use a registry name the secret for it (Kubernetes, "Validating Admission
 * Policy" and "Mutating Admission Policy"). Nothing runs in the cluster for it, and nothing secret lands in the state.
 *
 * A pod uses the registry if an image of its containers, init containers, ephemeral containers or image volumes is on one of
 * the secret's hosts. Hosts are compared literally, as a kubelet compares them (Kubernetes, "Images"), so an image on
 * `CONTOSO.azurecr.io` or on Docker Hub is left alone. What counts is the `imagePullSecrets` of the pod after Kubernetes
 * has copied those of its service account, so naming an account with the secret is enough. Of an
 * update only the images that it brings in are judged, so a pod that is older than the policy can be debugged with an
 * image of another registry. The namespaces of Kubernetes and of the add-ons of AKS are never matched, by name.
 *
 * DEMAND fails closed: a pod that cannot be judged is rejected once it denies. INJECT fails open, keeps the secrets that
 * a pod names, and sees containers that other policies and webhooks add.
 *
 * Terraform asks the API server in each plan, so the cluster must exist: create it in another stack. If somebody else has
 * written to the spec of the policy or of its binding, the next apply replaces that object, and its labels and annotations
 * with it. Labels and annotations that others set are left alone otherwise.
 *
 * @example
 * new PullSecretPolicy(this, "demand-acr-pull", {
 *   mode: PullSecretPolicyMode.DEMAND,
 *   imagePullSecret: secret,
 *   validationActions: PullSecretPolicy.DENY,
 * });
 */
export class PullSecretPolicy extends Construct implements ITerraformDependable {
  /** Tells the author of a pod, and the audit log. */
  public static readonly WARN: string[] = WARN_AND_AUDIT;

  /** Rejects the pod. */
  public static readonly DENY: string[] = ["Deny"];

  /** The name of the policy and its binding. */
  public readonly policyName: string;

  private readonly binding: manifestBinding.Manifest;

  /**
   * @throws if not exactly one of secret and service account is given, if the account has no secrets or they do not tell
   * their registries, if the version is missing or too low for the mode, if a property is not for the mode, or if a name
   * breaks the rules of Kubernetes or is one of the Azure Policy add-on. A second policy of that name fails the
   * validation of the stack.
   */
  constructor(scope: Construct, id: string, props: PullSecretPolicyProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, SHAPE);
    this.policyName = props.policyName ?? id;
    rules.text("policyName", this.policyName, RULES.policyName);
    checkVersion(rules, props);
    checkActions(rules, props);
    if (props.exemptNamespaceLabel !== undefined) {
      rules.text("exemptNamespaceLabel", props.exemptNamespaceLabel, RULES.labelKey);
    }
    const subject = policySubject(rules, props);
    claimPolicyName(this, props.mode, this.policyName, subject.provider);

    const manifests = manifestsOf(props, {
      policyName: this.policyName,
      secrets: subject.secrets,
      namespaceSelector: selectNamespaces(rules, props.namespaceSelector, subject.namespaces),
      exemptNamespaceLabel: props.exemptNamespaceLabel,
    });
    const { Manifest } = bindings();
    const policy = new Manifest(this, "Default", {
      manifest: { ...manifests.policy },
      fieldManager: SPEC_IS_OURS,
      provider: subject.provider,
      lifecycle: rules.lifecycle(replaceIfShared(this, "", manifests.policy, subject.provider)),
      // A pod that gets the secret, or is told to name it, finds it.
      dependsOn: [props.serviceAccount ?? subject.secrets].flat(),
    });
    this.binding = new Manifest(this, "Binding", {
      manifest: { ...manifests.binding },
      fieldManager: SPEC_IS_OURS,
      provider: subject.provider,
      lifecycle: replaceIfShared(this, "Binding", manifests.binding, subject.provider),
      dependsOn: [policy],
    });
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom);
    }
  }

  public get fqn(): string {
    return this.binding.fqn;
  }
}

/**
 * Of two stacks with one policy name, the later apply wins, instead of ending in a conflict (Kubernetes, "Server-Side
 * Apply"). Labels and annotations belong to the cluster: the resource computes both.
 */
const SPEC_IS_OURS = { forceConflicts: true };

function manifestsOf(props: PullSecretPolicyProps, options: PolicyOptions): PolicyManifests {
  return props.mode === PullSecretPolicyMode.INJECT
    ? injectingPolicy(options)
    : demandingPolicy({
        ...options,
        serviceAccountName: props.serviceAccount?.serviceAccountName,
        validationActions: props.validationActions ?? PullSecretPolicy.WARN,
      });
}
