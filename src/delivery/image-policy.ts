import type * as manifestBinding from "@cdktf/provider-kubernetes/lib/manifest";
import { type ITerraformDependable, TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { PullSecretPolicyMode } from "../interfaces";
import { moveFrom } from "../private/former-path";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import type { ImagePolicyProps } from "./image-policy-props";
import { approvalOf } from "./private/approval-rules";
import { imagesOfPods } from "./private/policy-expressions";
import { applyPolicy, approvingPolicy } from "./private/policy-manifests";
import {
  checkCombination,
  checkExemptLabel,
  claimPolicyName,
  selectNamespaces,
  WARN_AND_AUDIT,
} from "./private/policy-rules";
import { warnOfPulls } from "./private/pulled-registries";
import { SYSTEM_NAMESPACES } from "./private/system-namespaces";

/**
 * Has the API server see to it that pods run only images of approved registries and repositories (Kubernetes, "Validating
 * Admission Policy"; version 1.30 or later). Nothing runs in the cluster for it, and nothing secret lands in the state.
 *
 * Images of containers, init containers, ephemeral containers and image volumes count, read as container runtimes read
 * them: `nginx` is `docker.io/library/nginx`, and a host in upper case is another one. Of an update only the images
 * that it brings in are judged, so a pod or a workload that is older than the policy can be scaled, labelled and
 * deleted; the pods that an older workload makes later are new. The namespaces of Kubernetes and of the add-ons of AKS are
 * never matched, by name. The policy fails closed: what cannot be judged is rejected once it denies.
 *
 * Terraform asks the API server in each plan, so the cluster must exist: create it in another stack. If somebody else has
 * written to the spec of the policy or of its binding, the next apply replaces that object.
 *
 * @experimental
 * @example
 * new ImagePolicy(this, "approved-images", {
 *   allowedImages: ["contoso.azurecr.io/team-a", "registry.k8s.io"],
 *   validationActions: PullSecretPolicy.DENY,
 * });
 */
export class ImagePolicy extends Construct implements ITerraformDependable {
  /** The name of the policy and its binding. */
  public readonly policyName: string;

  private readonly binding: manifestBinding.Manifest;

  /**
   * @throws if nothing is allowed, if a registry, repository, image or pattern cannot be read as one, if something is
   * allowed twice, or if a name breaks the rules of Kubernetes or is one of the Azure Policy add-on. A second policy of
   * that name fails the validation of the stack.
   */
  constructor(scope: Construct, id: string, props: ImagePolicyProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "ImagePolicyProps");
    const { provider, validationActions = WARN_AND_AUDIT, workloadValidationActions } = props;
    this.policyName = props.policyName ?? id;
    checkCombination(rules, "validationActions", props.validationActions);
    checkCombination(rules, "workloadValidationActions", workloadValidationActions);
    checkExemptLabel(rules, props);
    const approval = approvalOf(rules, props);
    const options = {
      imagesOf: imagesOfPods(this),
      systemNamespaces: new TerraformLocal(this, "SystemNamespaces", [...SYSTEM_NAMESPACES]).asList,
      namespaceSelector: props.namespaceSelector && selectNamespaces(rules, props.namespaceSelector, []),
      exemptNamespaceLabel: props.exemptNamespaceLabel,
    };
    const apply = (id: string, policyName: string, of: "pods" | "workloads", validationActions: string[]) => {
      rules.text("policyName", policyName, RULES.policyName);
      claimPolicyName(this, PullSecretPolicyMode.VALIDATE, policyName, provider);
      const manifests = approvingPolicy({ ...options, policyName, validationActions }, approval, of);
      return applyPolicy(this, id, manifests, rules, { provider });
    };
    this.binding = apply("", this.policyName, "pods", validationActions);
    if (workloadValidationActions !== undefined) {
      apply("Workloads", `${this.policyName}-workloads`, "workloads", workloadValidationActions);
    }
    warnOfPulls(this, approval, props.namespaceSelector === undefined);
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom);
    }
  }

  /** Terraform address of the policy's binding, for `dependsOn`. */
  public get fqn(): string {
    return this.binding.fqn;
  }
}
