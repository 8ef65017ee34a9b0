import type * as serviceAccountBinding from "@cdktf/provider-kubernetes/lib/default-service-account-v1";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IImagePullSecret, IServiceAccount } from "../interfaces";
import { claim } from "../private/claim";
import { sentence } from "../private/fail";
import { moveFrom } from "../private/former-path";
import * as kinds from "../private/kinds";
import { lazy } from "../private/lazy";
import { initially } from "../private/ownership/initial";
import { leaveIfUnstated } from "../private/ownership/unstated";
import { expressionsOf } from "../private/rendering/expression";
import { Rules } from "../private/rules";
import { clusterOf, SHARED_ARGUMENTS } from "./private/kubernetes-object";
import { eachNamespace } from "./private/namespaces";
import { checkPullSecrets } from "./private/pull-secrets";

const bindings = lazy<typeof serviceAccountBinding>(() =>
  require("@cdktf/provider-kubernetes/lib/default-service-account-v1"),
);

export interface DefaultServiceAccountProps {
  /**
   * The secrets that pods get, and the only ones: others that the account has are removed. All must be in the same
   * namespaces and cluster, which become those of the service account.
   */
  readonly imagePullSecrets: IImagePullSecret[];

  /**
   * Whether pods get a token for the API server. The first apply always writes it: set `false` if it is off today.
   *
   * @default - true in the first apply, as in Kubernetes; later the cluster's own value
   */
  readonly automountServiceAccountToken?: boolean;

  /**
   * The construct path that this had in the last deployment, without the stack, such as `platform/default`. A `moved`
   * block keeps the accounts, which would otherwise be deleted: `preventDestroy` does not prevent that. Can stay in place
   * afterwards.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;

  /** Whether a plan that would delete the account fails. The class describes the way out. @default true */
  readonly preventDestroy?: boolean;
}

const SHAPE: kinds.Shape<DefaultServiceAccountProps> = {
  imagePullSecrets: kinds.listOf(kinds.pullSecret),
  automountServiceAccountToken: kinds.optional(kinds.flag),
  preventDestroy: kinds.optional(kinds.knownFlag),
  movedFrom: kinds.optional(kinds.text),
};

/**
 * The `default` service account of each namespace of its secrets, patched as `kubectl patch serviceaccount default`
 * does. Every pod of the namespace that names no service account and no secrets of its own can then pull without a
 * change of its PodSpec. Kubernetes copies the secrets into a pod when the pod is created (Kubernetes, "Configure
 * Service Accounts for Pods"), so pods must depend on this construct. Nothing secret lands in the state.
 *
 * Labels, annotations, token secrets and the automount setting belong to the cluster unless they are stated, here or on
 * the default child. The list of pull secrets is always Terraform's: entries of others are removed.
 *
 * Destroying it deletes the account. Kubernetes creates a new one without the secrets, and the tokens of running pods
 * become invalid. `preventDestroy` therefore fails the plan if a namespace is removed from the list or the stack is
 * destroyed. It **cannot prevent** the deletion if you delete, rename or move the construct, because the setting
 * disappears with it: state `movedFrom`, or remove the account from the state first. To stop managing an account without deleting it, remove
 * it from the state by the address that `terraform state list` prints, then run the command that failed:
 *
 *     terraform state rm 'kubernetes_default_service_account_v1.default["<namespace>"]'    # one namespace
 *     terraform state rm 'kubernetes_default_service_account_v1.default'                   # all
 *
 * Then `kubectl patch serviceaccount default -n <namespace> --type merge -p '{"imagePullSecrets":null}'` removes the
 * secrets. If a short outage is acceptable, deploy once with `preventDestroy: false` and destroy it after that.
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
  public readonly provider?: TerraformProvider;

  private readonly serviceAccount: serviceAccountBinding.DefaultServiceAccountV1;

  /**
   * @throws if there are no secrets or they are in different namespaces or clusters. A second patch of the account of a
   * namespace fails the validation of the stack.
   */
  constructor(scope: Construct, id: string, props: DefaultServiceAccountProps) {
    super(scope, id);
    props = new Rules(this).props(props, SHAPE);
    const { namespaces, provider } = checkPullSecrets(this, props.imagePullSecrets);
    this.imagePullSecrets = props.imagePullSecrets;
    this.namespaces = namespaces;
    this.provider = provider;
    this.claimNamespaces();

    const { forEach, namespace } = eachNamespace(this, namespaces);
    this.serviceAccount = new (bindings().DefaultServiceAccountV1)(this, "Default", {
      forEach,
      metadata: { namespace },
      imagePullSecret: props.imagePullSecrets.map(({ secretName }) => ({ name: secretName })),
      automountServiceAccountToken: props.automountServiceAccountToken ?? initially(true),
      provider,
      lifecycle: {
        preventDestroy: props.preventDestroy ?? true,
      },
      dependsOn: props.imagePullSecrets,
    });
    leaveIfUnstated(this.serviceAccount, SHARED_ARGUMENTS);
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom);
    }
  }

  public get fqn(): string {
    return this.serviceAccount.fqn;
  }

  private claimNamespaces(): void {
    const cluster = clusterOf(this.provider);
    for (const namespace of expressionsOf(this, this.namespaces)) {
      claim(this, `default service account of ${namespace} in ${cluster}`, (first) =>
        sentence(this, {
          property: "imagePullSecrets",
          must: "be set once for the default service account of a namespace, since each patch replaces the whole list",
          got: namespace,
          repair: `pass all secrets to '${first.node.path}'`,
          see: "default-service-account",
        }),
      );
    }
  }
}
