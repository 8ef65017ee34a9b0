import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IImagePullSecret } from "../interfaces";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { checkDependencies } from "./private/kubernetes-object";
import { checkNamespaces } from "./private/namespaces";

export interface ImagePullSecretAttributes {
  /** An RFC 1123 subdomain. */
  readonly secretName: string;

  /** Where the pods that use it are, and it with them. May be a Terraform list variable. */
  readonly namespaces: string[];

  /**
   * Host names that it has credentials for, such as `contoso.azurecr.io`. A `PullSecretPolicy` needs them.
   *
   * @default - unknown, so that a `PullCheck` does not compare them with the host of its image
   */
  readonly loginServers?: string[];

  /** What makes the secret, if it is in this stack, so that pods wait for it. @default - nothing: it exists already */
  readonly dependsOn?: ITerraformDependable[];

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}

/** @internal */
export class KnownImagePullSecret extends Construct implements IImagePullSecret {
  public readonly secretName: string;
  public readonly namespaces: string[];
  public readonly loginServers?: string[];
  public readonly requires: ITerraformDependable[];
  public readonly provider?: TerraformProvider;

  constructor(scope: Construct, id: string, attributes: ImagePullSecretAttributes) {
    super(scope, id);
    const rules = new Rules(this);
    attributes = rules.props(attributes, "ImagePullSecretAttributes");
    const { secretName, namespaces, loginServers, dependsOn = [], provider } = attributes;
    rules.text("secretName", secretName, RULES.secretName, { atPlan: "left to the API server" });
    checkNamespaces(rules, namespaces);
    for (const host of loginServers ?? []) {
      rules.text("loginServers", host, RULES.registryHost, { atPlan: "left to who makes the secret" });
    }
    checkDependencies(this, dependsOn);
    this.secretName = secretName;
    this.namespaces = namespaces;
    this.loginServers = loginServers;
    this.requires = dependsOn;
    this.provider = provider;
  }
}
