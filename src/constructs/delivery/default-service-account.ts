import type * as serviceAccountBinding from "@cdktf/provider-kubernetes/lib/default-service-account-v1";
import { TerraformIterator, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IImagePullSecret, IServiceAccount } from "../../interfaces";
import { expressionsOf } from "../private/expression";
import { sentence } from "../private/fail";
import { lazy } from "../private/lazy";
import { once } from "../private/once";
import { checkPullSecrets, clusterOf } from "./private/pull-secrets";

const bindings = lazy<typeof serviceAccountBinding>(() => require("@cdktf/provider-kubernetes/lib/default-service-account-v1"));

export interface DefaultServiceAccountProps {
  /**
   * The secrets it carries, and the only ones: others that the account has are removed. All lie in the same namespaces and
   * cluster, which become the service account's.
   */
  readonly imagePullSecrets: IImagePullSecret[];

  /**
   * Whether pods get a token for the API server. The account is always given this value: set `false` where it is off today.
   *
   * @default true, as in Kubernetes
   */
  readonly automountServiceAccountToken?: boolean;

  /** Whether a plan that would delete the account fails. See the class for the way out. @default true */
  readonly preventDestroy?: boolean;
}

/**
 * The `default` service account of each namespace of its secrets, patched to carry them: what `kubectl patch serviceaccount
 * default` does. Every pod of the namespace that names no service account and no secrets of its own can pull then, without a
 * change of its PodSpec. Kubernetes copies the secrets when a pod is made, so a pod that must pull has to come after this
 * construct (Kubernetes, "Configure Service Accounts for Pods"). Nothing secret lands in the state.
 *
 * Destroying it deletes the account. Kubernetes makes a new one without the secrets, and the tokens of running pods die.
 * `preventDestroy` therefore stops the plan when a namespace leaves the list and when the stack is destroyed. It **cannot stop** the
 * plan when the construct itself is removed, renamed or moved, since it goes with it: forget the account before that. The way out forgets
 * it instead of deleting it, by the address that `terraform state list` prints, then runs what was stopped:
 *
 *     terraform state rm 'kubernetes_default_service_account_v1.default["<namespace>"]'    # one namespace
 *     terraform state rm 'kubernetes_default_service_account_v1.default'                   # all
 *
 * Then `kubectl patch serviceaccount default -n <namespace> --type merge -p '{"imagePullSecrets":null}'` takes the secrets away. Where a short
 * outage is fine, deploy once with `preventDestroy: false` and destroy after that.
 */
export class DefaultServiceAccount extends Construct implements IServiceAccount {
  public readonly serviceAccountName = "default";
  public readonly namespaces: string[];
  public readonly imagePullSecrets: IImagePullSecret[];
  public readonly provider?: TerraformProvider;

  private readonly serviceAccount: serviceAccountBinding.DefaultServiceAccountV1;

  /**
   * @throws when the secrets are none, or of different namespaces or clusters. A second patch of one namespace's account in a
   * stack fails its validation.
   */
  constructor(scope: Construct, id: string, props: DefaultServiceAccountProps) {
    super(scope, id);
    const { namespaces, provider } = checkPullSecrets(this, props.imagePullSecrets);
    this.imagePullSecrets = props.imagePullSecrets;
    this.namespaces = namespaces;
    this.provider = provider;
    this.refuseSecondPatch();

    const each = TerraformIterator.fromList(namespaces);
    this.serviceAccount = new (bindings().DefaultServiceAccountV1)(this, "Default", {
      forEach: each,
      metadata: { namespace: each.value },
      imagePullSecret: props.imagePullSecrets.map(({ secretName }) => ({ name: secretName })),
      automountServiceAccountToken: props.automountServiceAccountToken ?? true,
      provider,
      lifecycle: {
        preventDestroy: props.preventDestroy ?? true,
        // The account is shared: what others wrote on it would be wiped by the second apply.
        ignoreChanges: ["metadata[0].annotations", "metadata[0].labels"],
      },
      dependsOn: props.imagePullSecrets,
    });
  }

  public get fqn(): string {
    return this.serviceAccount.fqn;
  }

  private refuseSecondPatch(): void {
    const cluster = clusterOf(this.provider);
    for (const namespace of expressionsOf(this, this.namespaces)) {
      once(this, `default service account of ${namespace} in ${cluster}`, (first) =>
        sentence(this, {
          property: "imagePullSecrets",
          must: "be set once on a namespace's default service account, since each patch replaces the whole list",
          got: namespace,
          repair: `give all secrets to '${first.node.path}'`,
        }),
      );
    }
  }
}
