import type * as manifestBinding from "@cdktf/provider-kubernetes/lib/manifest";
import { type ITerraformDependable, TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { PullSecretPolicyMode } from "../interfaces";
import { moveFrom } from "../private/former-path";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { imagesOfPods } from "./private/policy-expressions";
import {
  applyPolicy,
  demandingPolicy,
  injectingPolicy,
  type PolicyManifests,
  type PolicyOptions,
  workloadPolicy,
} from "./private/policy-manifests";
import {
  checkActions,
  checkExemptions,
  checkVersion,
  claimPolicyName,
  policySubject,
  selectNamespaces,
  WARN_AND_AUDIT,
} from "./private/policy-rules";
import { SYSTEM_NAMESPACES } from "./private/system-namespaces";
import type { PullSecretPolicyProps } from "./pull-secret-policy-props";

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
 * VALIDATE fails closed: a pod that cannot be judged is rejected once it denies. MUTATE fails open, keeps the secrets that
 * a pod names, and sees containers that other policies and webhooks add.
 *
 * Terraform asks the API server in each plan, so the cluster must exist: create it in another stack. If somebody else has
 * written to the spec of the policy or of its binding, the next apply replaces that object, and its labels and annotations
 * with it. Labels and annotations that others set are left alone otherwise.
 *
 * @experimental
 * @example
 * new PullSecretPolicy(this, "demand-acr-pull", {
 *   mode: PullSecretPolicyMode.VALIDATE,
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
    props = rules.props(props, "PullSecretPolicyProps");
    this.policyName = props.policyName ?? id;
    rules.text("policyName", this.policyName, RULES.policyName);
    checkVersion(rules, props);
    checkActions(rules, props);
    const subject = policySubject(rules, props);
    checkExemptions(rules, props, subject.secrets);
    const { secrets, provider } = subject;
    claimPolicyName(this, props.mode, this.policyName, provider);

    const options = {
      policyName: this.policyName,
      secrets,
      imagesOf: imagesOfPods(this),
      systemNamespaces: new TerraformLocal(this, "SystemNamespaces", [...SYSTEM_NAMESPACES]).asList,
      namespaceSelector: selectNamespaces(rules, props.namespaceSelector, subject.namespaces),
      exemptNamespaceLabel: props.exemptNamespaceLabel,
    };
    // A pod that gets the secret, or is told to name it, finds it.
    const applying = {
      provider,
      dependsOn: [props.serviceAccount ?? secrets].flat().flatMap(({ requires }) => requires),
    };
    this.binding = applyPolicy(this, "", manifestsOf(props, options), rules, applying);
    if (props.workloadValidationActions !== undefined) {
      const policyName = `${this.policyName}-workloads`;
      rules.text("policyName", policyName, RULES.policyName);
      claimPolicyName(this, props.mode, policyName, provider);
      const manifests = workloadManifests(props, props.workloadValidationActions, { ...options, policyName });
      applyPolicy(this, "Workloads", manifests, rules, applying);
    }
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom);
    }
  }

  /** Terraform address of the policy's binding, for `dependsOn`. */
  public get fqn(): string {
    return this.binding.fqn;
  }
}

function manifestsOf(props: PullSecretPolicyProps, options: PolicyOptions): PolicyManifests {
  if (props.mode === PullSecretPolicyMode.MUTATE) {
    return injectingPolicy(options);
  }
  const validationActions = props.validationActions ?? PullSecretPolicy.WARN;
  return demandingPolicy({ ...options, ...saidByPods(props), validationActions });
}

function workloadManifests(
  props: PullSecretPolicyProps,
  validationActions: string[],
  options: PolicyOptions,
): PolicyManifests {
  const own = props.serviceAccount?.serviceAccountName ?? [];
  const serviceAccountNames = [own, props.serviceAccountNames ?? []].flat();
  return workloadPolicy({ ...options, ...saidByPods(props), validationActions, serviceAccountNames });
}

function saidByPods({ serviceAccount, exemptPodLabel, exemptImagePrefixes }: PullSecretPolicyProps) {
  return { serviceAccountName: serviceAccount?.serviceAccountName, exemptPodLabel, exemptImagePrefixes };
}
