import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IImagePullSecret, IServiceAccount } from "../interfaces";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { checkDependencies } from "./private/kubernetes-object";
import { checkNamespaces } from "./private/namespaces";
import { locationOf } from "./private/service-accounts";

export interface ServiceAccountAttributes {
  /** An RFC 1123 subdomain; `default` for an account that others patch. */
  readonly serviceAccountName: string;

  /** Where its pods are, and the account with them. May be a Terraform list variable. */
  readonly namespaces: string[];

  /** The secrets that the account names, in its namespaces or in more. @default - unknown, or none */
  readonly imagePullSecrets?: IImagePullSecret[];

  /** What makes the account, if it is in this stack, so that pods wait for it. @default - nothing: it exists already */
  readonly dependsOn?: ITerraformDependable[];

  /** The provider of the cluster. With secrets, theirs. @default - that of the secrets, or the stack's only one */
  readonly provider?: TerraformProvider;
}

/** @internal */
export class KnownServiceAccount extends Construct implements IServiceAccount {
  public readonly serviceAccountName: string;
  public readonly namespaces: string[];
  public readonly imagePullSecrets: IImagePullSecret[];
  public readonly requires: ITerraformDependable[];
  public readonly provider?: TerraformProvider;

  constructor(scope: Construct, id: string, attributes: ServiceAccountAttributes) {
    super(scope, id);
    const rules = new Rules(this);
    attributes = rules.props(attributes, "ServiceAccountAttributes");
    const { serviceAccountName, namespaces, imagePullSecrets = [], dependsOn = [] } = attributes;
    rules.text("serviceAccountName", serviceAccountName, RULES.serviceAccountName, {
      atPlan: "left to the API server",
    });
    checkNamespaces(rules, namespaces);
    checkDependencies(this, dependsOn);
    const location = imagePullSecrets.length > 0 ? locationOf(rules, attributes) : attributes;
    this.serviceAccountName = serviceAccountName;
    this.namespaces = namespaces;
    this.imagePullSecrets = imagePullSecrets;
    this.requires = [...new Set([...dependsOn, ...imagePullSecrets.flatMap(({ requires }) => requires)])];
    this.provider = location.provider;
  }
}
