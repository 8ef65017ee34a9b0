import type * as serviceAccountBinding from "@cdktf/provider-kubernetes/lib/default-service-account-v1";
import type * as manifestBinding from "@cdktf/provider-kubernetes/lib/manifest";
import {
  Fn,
  type IResolvable,
  type ITerraformDependable,
  TerraformIterator,
  type TerraformProvider,
  type TerraformResource,
  Token,
} from "cdktf";
import { Construct } from "constructs";
import { type IImagePullSecret, type IPullIdentity, type IServiceAccount, PullSecretPolicyMode } from "../interfaces";
import { claim } from "../private/claim";
import { fail, sentence } from "../private/fail";
import { moveFrom } from "../private/former-path";
import { lazy } from "../private/lazy";
import { initially } from "../private/ownership/initial";
import { leaveIfUnstated } from "../private/ownership/unstated";
import { clusterOf } from "../private/provider-settings";
import { expressionsOf } from "../private/rendering/expression";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { requirementsOf, SHARED_ARGUMENTS } from "./private/kubernetes-object";
import { checkNames, type EachNamespace, eachNamespace, operands, unionOf } from "./private/namespaces";
import { deletionPolicy } from "./private/policy-manifests";
import { claimPolicyName } from "./private/policy-rules";
import { annotateAccount, annotationsOf, checkSubject, listed, locationOf } from "./private/service-accounts";

const bindings = lazy<typeof serviceAccountBinding>(() =>
  require("@cdktf/provider-kubernetes/lib/default-service-account-v1"),
);
const manifests = lazy<typeof manifestBinding>(() => require("@cdktf/provider-kubernetes/lib/manifest"));

export interface DefaultServiceAccountProps {
  /**
   * The secrets that pods get, and the only ones: others that the account has are removed. All must be in the same
   * cluster, and in the same namespaces or at least in those of the service account. With a `pullIdentity`, an empty list takes the
   * secrets away again.
   *
   * @default - none, with `pullIdentity`: the list of the account is not touched
   */
  readonly imagePullSecrets?: IImagePullSecret[];

  /**
   * The identity that pods pull with, among whose subjects `default` must be in each of the namespaces. It is annotated to
   * the account, beside what others annotate, and removing it removes the annotations.
   *
   * @default - none, with `imagePullSecrets`
   * @experimental
   */
  readonly pullIdentity?: IPullIdentity;

  /** The namespaces of the pods. May be a Terraform list variable. With secrets, some of theirs. @default - those of the secrets */
  readonly namespaces?: string[];

  /**
   * Namespaces whose accounts are given back once they are not in the namespaces of the pods: the list of pull secrets
   * is emptied, and the account stays, in the cluster and in the state. Of a namespace in both lists the account is
   * patched, so that a list of all may stand here before one of them leaves. Only those whose account this construct has
   * patched: it empties the lists of others, too. May be a Terraform list variable. Leave a namespace in the list until
   * it is deleted, or its account is removed from the state.
   *
   * @default - none: a plan fails if a namespace leaves, unless `preventDestroy` is false
   */
  readonly formerNamespaces?: string[];

  /**
   * The name of an admission policy in the cluster, and of its binding, that refuses to delete the accounts, whoever
   * asks, unless the whole namespace is deleted (Kubernetes, "Validating Admission Policy", from 1.30): an apply without
   * the code of this construct then fails and deletes no account. Needs permission for policies of the cluster, which
   * must exist when Terraform plans. No other policy may have the name.
   *
   * @default - none: once the code is deleted, nothing in the cluster refuses
   */
  readonly deletionPolicyName?: string;

  /** The provider of the cluster. With secrets, theirs. @default - that of the secrets, or the stack's only one */
  readonly provider?: TerraformProvider;

  /**
   * Whether pods get a token for the API server. The first apply always writes it: set `false` if it is off today.
   * Leaving it out again keeps the value, which a policy may have chosen: state `true` to give tokens.
   *
   * @default - true in the first apply, as in Kubernetes; later as it is today
   */
  readonly automountServiceAccountToken?: boolean;

  /**
   * The construct path that this had in the last deployment, without the stack, such as `platform/default`. `moved`
   * blocks keep the accounts, which would otherwise be deleted: `preventDestroy` does not prevent that. Can stay in place
   * afterwards.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;

  /** Whether a plan that would delete the account fails. The class describes the way out. @default true */
  readonly preventDestroy?: boolean;
}

/**
 * The `default` service account of each namespace, patched as `kubectl patch serviceaccount default` does: with pull
 * secrets, with an identity that pulls, or with both. Every pod of the namespace that names no service account and no
 * secrets of its own can then pull without a change of its PodSpec. Kubernetes copies the secrets into a pod when the pod
 * is created (Kubernetes, "Configure Service Accounts for Pods"), so pods must depend on this construct. Nothing secret
 * lands in the state.
 *
 * Labels, annotations, token secrets and the automount setting belong to the cluster unless they are stated, here or on
 * the default child. The list of pull secrets is Terraform's if there is one here: entries of others are removed.
 *
 * With an identity alone, the account is annotated and nothing else: removing the identity or destroying the construct
 * leaves the account as it was. With secrets, destroying it deletes the account. Kubernetes creates a new one without the
 * secrets, and the tokens of running pods become invalid. `preventDestroy` therefore fails the plan if a namespace is
 * removed from the list, if the list is left out where it was, or if the stack is destroyed. Move the namespace to
 * `formerNamespaces` to give its account back, which stays and loses the secrets.
 *
 * `preventDestroy` **cannot prevent** the deletion if you delete the construct, because the setting disappears with it:
 * give all namespaces back, then remove the accounts from the state, by a `removed` block or by the address that
 * `terraform state list` prints:
 *
 *     terraform state rm 'kubernetes_default_service_account_v1.default'
 *
 * With `deletionPolicyName` the cluster refuses an apply in which that was forgotten. To rename or move the construct,
 * state `movedFrom`. If a short outage is acceptable, deploy once with `preventDestroy: false` and destroy it after that.
 *
 * @example
 * const token = new RegistryToken(this, "pull-token", { registry, repositories: ["team/*"] });
 * const secret = new ImagePullSecret(this, "acr-pull", { credentials: [token], namespaces: ["apps", "jobs"] });
 * new DefaultServiceAccount(this, "default", { imagePullSecrets: [secret] });
 */
export class DefaultServiceAccount extends Construct implements IServiceAccount {
  public readonly serviceAccountName = "default";
  public readonly namespaces: string[];
  public readonly imagePullSecrets: IImagePullSecret[];
  /** The identity that pods pull with, if any. @experimental */
  public readonly pullIdentity?: IPullIdentity;
  public readonly provider?: TerraformProvider;

  /** @internal */
  public readonly _objects: serviceAccountBinding.DefaultServiceAccountV1;

  private readonly annotated?: TerraformResource;

  /**
   * @throws if there are neither secrets nor an identity, if secrets are in different clusters, in different namespaces or not in all of those that are given, or if
   * `default` is no subject of the identity. A second patch of the account of a namespace fails the validation of the
   * stack.
   */
  constructor(scope: Construct, id: string, props: DefaultServiceAccountProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "DefaultServiceAccountProps");
    const { imagePullSecrets, pullIdentity } = props;
    const { namespaces, provider } = locationOf(rules, props);
    this.imagePullSecrets = imagePullSecrets ?? [];
    this.pullIdentity = pullIdentity;
    this.namespaces = namespaces;
    this.provider = provider;
    if (pullIdentity) {
      checkSubject(rules, pullIdentity, this);
    }
    if (!imagePullSecrets && props.automountServiceAccountToken !== undefined) {
      fail(this, {
        property: "automountServiceAccountToken",
        must: "be left out without imagePullSecrets, when the account is only annotated",
        repair: "remove it, or pass imagePullSecrets: [] so that Terraform manages the account",
      });
    }
    const { formerNamespaces: former = [], deletionPolicyName } = props;
    checkNames(rules, "formerNamespaces", former);
    this.claimNamespaces(former);

    const each = eachNamespace(this, namespaces);
    // Without a list there are no instances: the block makes a plan fail that would delete an account which had one.
    const patched = imagePullSecrets ? namespaces : [];
    const all = unionOf(patched, former);
    const managed = all === namespaces ? each : eachNamespace(this, all, "Managed");
    const names = this.imagePullSecrets.map(({ secretName }) => secretName);
    const policy = deletionPolicyName === undefined ? [] : [this.denyDeletion(rules, deletionPolicyName, all)];
    this._objects = new (bindings().DefaultServiceAccountV1)(this, "Default", {
      forEach: managed.forEach,
      metadata: { namespace: managed.namespace },
      imagePullSecret: former.length > 0 ? namesIn(patched, managed, names) : listed(names.map((name) => ({ name }))),
      automountServiceAccountToken: props.automountServiceAccountToken ?? initially(true),
      provider,
      lifecycle: rules.lifecycle({ preventDestroy: props.preventDestroy ?? true }),
    });
    this._objects.dependsOn = requirementsOf([...this.imagePullSecrets, pullIdentity, { requires: policy }]);
    leaveIfUnstated(this._objects, SHARED_ARGUMENTS);
    const annotations = annotationsOf(rules, pullIdentity, undefined);
    if (annotations) {
      this.annotated = annotateAccount(this, {
        ...each,
        name: this.serviceAccountName,
        annotations,
        provider,
        lifecycle: rules.lifecycle(),
        dependsOn: [this._objects],
      });
    }
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom);
    }
  }

  /** Of the annotations, where there are any: pods need the account with them. */
  public get requires(): ITerraformDependable[] {
    return [this.annotated ?? this._objects];
  }

  private claimNamespaces(former: string[]): void {
    const cluster = clusterOf(this.provider);
    const expressions = [this.namespaces, former].flatMap((namespaces) => expressionsOf(this, namespaces));
    for (const namespace of new Set(expressions)) {
      claim(this, `default service account of ${namespace} in ${cluster}`, (first) => ({
        property: "imagePullSecrets",
        must: "be set once for the default service account of a namespace, since each patch replaces the whole list",
        got: namespace,
        repair: `pass all secrets to '${first.node.path}'`,
        see: "default-service-account",
      }));
    }
  }

  /** The accounts depend on it, so that Terraform asks to delete them before it takes the policy away. */
  private denyDeletion(rules: Rules, policyName: string, namespaces: string[]): ITerraformDependable {
    const property = "deletionPolicyName";
    rules.text(property, policyName, { ...RULES.policyName, repair: "choose another name" });
    claimPolicyName(this, PullSecretPolicyMode.VALIDATE, policyName, this.provider, property);
    const message = sentence(this, {
      property: "the service account default",
      must: "not be deleted, which would invalidate the tokens of its pods",
      repair: "release its namespace with formerNamespaces, then remove the account from the Terraform state",
      see: "default-service-account",
    });
    const { policy, binding } = deletionPolicy({ policyName, namespaces, message });
    const { Manifest } = manifests();
    const { provider } = this;
    const applied = new Manifest(this, "DeletionPolicy", { manifest: { ...policy }, provider });
    const dependsOn = [applied];
    return new Manifest(this, "DeletionPolicyBinding", { manifest: { ...binding }, provider, dependsOn });
  }
}

/** The pull secrets of the accounts that are patched. The others get none, by which they are given back. */
function namesIn(patched: string[], { namespace }: EachNamespace, names: string[]): IResolvable {
  const isPatched = Fn.contains(operands(patched), namespace);
  const secrets = TerraformIterator.fromList(Token.asList(Fn.conditional(isPatched, operands(names), [])));
  return secrets.dynamic({ name: secrets.value });
}
