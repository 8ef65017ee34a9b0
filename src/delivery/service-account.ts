import type * as serviceAccountBinding from "@cdktf/provider-kubernetes/lib/service-account-v1";
import {
  dependable,
  Fn,
  type IResolvable,
  type ITerraformDependable,
  Op,
  ref,
  type TerraformProvider,
  type TerraformResource,
  Token,
} from "cdktf";
import { Construct } from "constructs";
import type { IImagePullSecret, IPullIdentity, IServiceAccount } from "../interfaces";
import { isInput } from "../private/condition";
import { moveFrom } from "../private/former-path";
import { lazy } from "../private/lazy";
import { initially } from "../private/ownership/initial";
import { leaveIfUnstated } from "../private/ownership/unstated";
import { operand } from "../private/rendering/operand";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { KnownServiceAccount, type ServiceAccountAttributes } from "./existing-service-account";
import { importExisting } from "./private/existing-objects";
import { claimName, requirementsOf, SHARED_ARGUMENTS } from "./private/kubernetes-object";
import { eachNamespace } from "./private/namespaces";
import { annotateAccount, annotationsOf, checkSubject, listed, locationOf } from "./private/service-accounts";

const bindings = lazy<typeof serviceAccountBinding>(() => require("@cdktf/provider-kubernetes/lib/service-account-v1"));

export interface ServiceAccountProps {
  /**
   * The secrets that pods get. All must be in the same cluster, and in the same namespaces or at least in those of the
   * service account.
   *
   * @default - none, with `pullIdentity`
   */
  readonly imagePullSecrets?: IImagePullSecret[];

  /**
   * The identity that pods pull with, among whose subjects this account must be in each of its namespaces. Together with
   * secrets, while a cluster migrates, either may let a pod pull. Removing it removes its annotations.
   *
   * @default - none, with `imagePullSecrets`
   * @experimental
   */
  readonly pullIdentity?: IPullIdentity;

  /**
   * The namespaces of the pods, which must exist. May be a Terraform list variable. With secrets, some of theirs.
   *
   * @default - those of the secrets
   */
  readonly namespaces?: string[];

  /**
   * Labels of namespaces that get the account, too, as for an ImagePullSecret. Each of them must be a subject of the
   * identity.
   *
   * @default - those of the secrets, or the namespaces that are listed
   */
  readonly namespaceSelector?: { [label: string]: string };

  /** An RFC 1123 subdomain, not `default`. Changing it replaces the accounts. @default - the construct's id */
  readonly serviceAccountName?: string;

  /**
   * Those of the namespaces that have a service account of this name already. Terraform imports it (an `import` block,
   * Terraform 1.7 or later) and updates it in place; other pull secrets of the account are removed from it. Can stay in
   * place as long as the accounts exist: after a destroy, empty the list first.
   *
   * @default - all service accounts are created
   */
  readonly existingInNamespaces?: string[];

  /**
   * Whether pods get a token for the API server. Set `false` for pods that never call it. Leaving it out again keeps the
   * value, which a policy may have chosen: state `true` to give tokens.
   *
   * @default - true when the account is created, as in Kubernetes; later as it is today
   */
  readonly automountServiceAccountToken?: boolean;

  /**
   * Annotations of the accounts, such as `azure.workload.identity/client-id` (Microsoft, "Use Microsoft Entra Workload
   * ID with AKS"), beside those of the `pullIdentity`. Others that the accounts have stay.
   *
   * @default - those of the `pullIdentity`
   */
  readonly annotations?: { [key: string]: string };

  /**
   * The construct path that this had in the last deployment, without the stack, such as `platform/app`. `moved` blocks keep
   * the accounts, which would otherwise be deleted and created again. State `serviceAccountName` if it was the
   * former id. Can stay in place afterwards.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;

  /** The provider of the cluster. With secrets, theirs. @default - that of the secrets, or the stack's only one */
  readonly provider?: TerraformProvider;
}

/**
 * A ServiceAccount with pull secrets, with an identity that pulls, or with both, in each namespace of a list. Name it in
 * the `serviceAccountName` of a PodSpec; pods that name another one, or `imagePullSecrets` of their own, do not get these
 * secrets. Kubernetes copies the secrets into a pod when the pod is created (Kubernetes, "Configure Service Accounts for
 * Pods"), so pods must depend on this construct. Nothing secret lands in the state.
 *
 * Labels, annotations, token secrets and the automount setting belong to the cluster unless they are stated, here or on
 * the default child; an annotation that is stated here is removed with its statement. The list of pull secrets is always
 * Terraform's: entries of others are removed.
 *
 * @example
 * new ServiceAccount(this, "app", {
 *   imagePullSecrets: [secret],
 *   automountServiceAccountToken: false,
 * });
 */
export class ServiceAccount extends Construct implements IServiceAccount {
  public readonly serviceAccountName: string;
  public readonly namespaces: string[];
  public readonly imagePullSecrets: IImagePullSecret[];
  /** The identity that pods pull with, if any. @experimental */
  public readonly pullIdentity?: IPullIdentity;
  public readonly provider?: TerraformProvider;

  /** @internal */
  public readonly _objects: serviceAccountBinding.ServiceAccountV1;

  private readonly annotated?: TerraformResource;

  /**
   * An account that others make, such as a Helm chart or Argo CD, with secrets or an identity of its own. Nothing is read, and
   * nothing lands in the state: that it names these secrets is up to whoever makes it.
   *
   * @throws if there are no namespaces, if a name breaks the rules of Kubernetes, if secrets are in different clusters or not
   * in all of the namespaces, or if a dependency is of another stack
   */
  public static fromServiceAccountAttributes(
    scope: Construct,
    id: string,
    attributes: ServiceAccountAttributes,
  ): IServiceAccount {
    return new KnownServiceAccount(scope, id, attributes);
  }

  /**
   * @throws if its name breaks the rules of Kubernetes or is `default`, if there are neither secrets nor an identity, if
   * secrets are in different clusters, in different namespaces or not in all of those that are given, if the account is no subject of the identity, or if an account exists
   * in other namespaces than these. A second service account of that name in a namespace fails the validation of the stack.
   */
  constructor(scope: Construct, id: string, props: ServiceAccountProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "ServiceAccountProps");
    this.serviceAccountName = props.serviceAccountName ?? id;
    rules.text("serviceAccountName", this.serviceAccountName, RULES.serviceAccountName);
    rules.that(isNotDefault(this, this.serviceAccountName), {
      property: "serviceAccountName",
      must: "not be the account that Kubernetes creates in every namespace",
      got: "default",
      repair: "choose another name, or use DefaultServiceAccount in the code of the stack to patch that account",
      see: "default-service-account",
    });
    const { pullIdentity, imagePullSecrets = [] } = props;
    const { namespaces, provider } = locationOf(rules, props);
    this.imagePullSecrets = imagePullSecrets;
    this.pullIdentity = pullIdentity;
    this.namespaces = namespaces;
    this.provider = provider;
    if (pullIdentity) {
      checkSubject(rules, pullIdentity, this);
    }
    claimName(this, "serviceAccount", this.serviceAccountName, this);

    const annotations = annotationsOf(rules, pullIdentity, props.annotations);
    const { forEach, namespace } = eachNamespace(this, namespaces);
    this._objects = new (bindings().ServiceAccountV1)(this, "Default", {
      forEach,
      metadata: { name: this.serviceAccountName, namespace },
      imagePullSecret: listed(imagePullSecrets.map(({ secretName: name }) => ({ name }))),
      automountServiceAccountToken: props.automountServiceAccountToken ?? initially(true),
      provider,
      lifecycle: rules.lifecycle(),
    });
    this._objects.dependsOn = requirementsOf([...imagePullSecrets, pullIdentity]);
    leaveIfUnstated(this._objects, SHARED_ARGUMENTS);
    if (annotations) {
      this.annotated = annotateAccount(this, {
        forEach,
        name: this.serviceAccountName,
        // Unknown until an account exists that is created, so that it is annotated again when it is created again.
        namespace: namespaceIn(`${dependable(this._objects)}[each.key].id`),
        annotations,
        provider,
        dependsOn: [this._objects],
      });
    }
    if (props.existingInNamespaces !== undefined) {
      importExisting(rules, this._objects, this.serviceAccountName, props.existingInNamespaces, namespaces);
    }
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom);
    }
  }

  /** Of the annotations, where there are any: pods need the account with them. */
  public get requires(): ITerraformDependable[] {
    return [this.annotated ?? this._objects];
  }
}

/** The first part of `<namespace>/<name>`. */
function namespaceIn(id: string): string {
  return Token.asString(Fn.element(Fn.split("/", Token.asString(ref(id))), 0));
}

function isNotDefault(scope: Construct, name: string): boolean | IResolvable {
  return isInput(scope, name) ? Op.neq(operand(name), "default") : name !== "default";
}
