import type * as serviceAccountBinding from "@cdktf/provider-kubernetes/lib/service-account-v1";
import { Op, TerraformIterator, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IImagePullSecret, IServiceAccount } from "../../interfaces";
import { condition, conditions, isInput } from "../private/conditions";
import { type Complaint, fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { lifecycle } from "../private/lifecycle";
import { operand } from "../private/operand";
import { check, RULES } from "../private/rules";
import { checkPullSecrets, refuseSecondObject } from "./private/pull-secrets";

const bindings = lazy<typeof serviceAccountBinding>(() => require("@cdktf/provider-kubernetes/lib/service-account-v1"));

export interface ServiceAccountProps {
  /** The secrets it carries. All lie in the same namespaces and cluster, which become the service account's. */
  readonly imagePullSecrets: IImagePullSecret[];

  /** Changing it replaces the service accounts. @default - the construct's id */
  readonly serviceAccountName?: string;

  /** Whether pods get a token for the API server. Turn it off for pods that never call it. @default true, as in Kubernetes */
  readonly automountServiceAccountToken?: boolean;
}

const NOT_DEFAULT: Complaint = {
  property: "serviceAccountName",
  must: "not be the account that Kubernetes makes in every namespace",
  got: "default",
  repair: "use DefaultServiceAccount to patch it",
};

/**
 * A ServiceAccount that carries pull secrets, in each of their namespaces. Name it in a PodSpec's `serviceAccountName`; pods that
 * name another one, or `imagePullSecrets` of their own, get nothing of it. Kubernetes copies the secrets into a pod when the
 * pod is made (Kubernetes, "Configure Service Accounts for Pods"): a pod that must pull has to come after this construct.
 * Nothing secret lands in the state.
 */
export class ServiceAccount extends Construct implements IServiceAccount {
  public readonly serviceAccountName: string;
  public readonly namespaces: string[];
  public readonly imagePullSecrets: IImagePullSecret[];
  public readonly provider?: TerraformProvider;

  private readonly serviceAccount: serviceAccountBinding.ServiceAccountV1;

  /** @throws when its name breaks the rules of Kubernetes, or when the secrets are none, or of different namespaces or clusters */
  constructor(scope: Construct, id: string, props: ServiceAccountProps) {
    super(scope, id);
    this.serviceAccountName = props.serviceAccountName ?? id;
    check(this, "serviceAccountName", this.serviceAccountName, RULES.serviceAccountName);
    const { namespaces, provider } = checkPullSecrets(this, props.imagePullSecrets);
    this.refuseDefault();
    this.imagePullSecrets = props.imagePullSecrets;
    this.namespaces = namespaces;
    this.provider = provider;
    refuseSecondObject(this, "serviceAccount", this.serviceAccountName, this);

    const each = TerraformIterator.fromList(namespaces);
    this.serviceAccount = new (bindings().ServiceAccountV1)(this, "Default", {
      forEach: each,
      metadata: { name: this.serviceAccountName, namespace: each.value },
      imagePullSecret: props.imagePullSecrets.map(({ secretName }) => ({ name: secretName })),
      automountServiceAccountToken: props.automountServiceAccountToken ?? true,
      provider,
      lifecycle: lifecycle({
        precondition: [
          ...conditions(this, "serviceAccountName", this.serviceAccountName, RULES.serviceAccountName),
          ...(isInput(this, this.serviceAccountName)
            ? [condition(this, Op.neq(operand(this.serviceAccountName), "default"), NOT_DEFAULT)]
            : []),
        ],
      }),
      dependsOn: props.imagePullSecrets,
    });
  }

  public get fqn(): string {
    return this.serviceAccount.fqn;
  }

  private refuseDefault(): void {
    if (this.serviceAccountName === "default") {
      fail(this, NOT_DEFAULT);
    }
  }
}
