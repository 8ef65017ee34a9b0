import type * as secretBinding from "@cdktf/provider-kubernetes/lib/secret-v1";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IImagePullSecret, IRegistryCredentials } from "../interfaces";
import { moveFrom } from "../private/former-path";
import { lazy } from "../private/lazy";
import { leaveIfUnstated } from "../private/ownership/unstated";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { allowWriteOnly } from "../private/write-only";
import { type ImagePullSecretAttributes, KnownImagePullSecret } from "./existing-image-pull-secret";
import { checkCredentials } from "./private/credentials";
import { dockerConfig, dockerConfigWithEmail, hostsOf } from "./private/docker-config";
import { importExisting } from "./private/existing-objects";
import { checkDependencies, claimName, requirementsOf } from "./private/kubernetes-object";
import { namespacesOf } from "./private/labelled-namespaces";
import { eachNamespace } from "./private/namespaces";
import { secretData } from "./private/secret-data";

const bindings = lazy<typeof secretBinding>(() => require("@cdktf/provider-kubernetes/lib/secret-v1"));

const DOCUMENT_KEY = ".dockerconfigjson";

export interface ImagePullSecretProps {
  /** One entry for each registry. */
  readonly credentials: IRegistryCredentials[];

  /**
   * The namespaces of the pods, which must exist. May be a Terraform list variable; an empty one creates no secret, so
   * validate it. Adding or removing a namespace does not affect the secrets of the others. For what must be in the same
   * namespaces as another secret, pass `namespaces` of that one.
   *
   * @default - those of `namespaceSelector`
   */
  readonly namespaces?: string[];

  /**
   * Labels of namespaces that get the secret, too, but for those of Kubernetes and of AKS add-ons. Each plan asks the API
   * server for them, so the cluster must exist before it. A namespace that is created or labelled later gets the secret in
   * the next apply, and one that loses the label loses the secret.
   *
   * @default - the namespaces that are listed
   */
  readonly namespaceSelector?: { [label: string]: string };

  /** An RFC 1123 subdomain. Changing it replaces the secrets. @default - the construct's id */
  readonly secretName?: string;

  /**
   * Those of the namespaces that have a secret of this name already. Terraform imports it (an `import` block, Terraform
   * 1.7 or later) and updates it in place. A secret of another type than `kubernetes.io/dockerconfigjson` is replaced.
   * Can stay in place as long as the secrets exist: after a destroy, empty the list first.
   *
   * @default - all secrets are created
   */
  readonly existingInNamespaces?: string[];

  /**
   * The construct path that the secrets had in the last deployment, without the stack, such as `platform/acr-pull`.
   * `moved` blocks keep them, which would otherwise be deleted and created again. State `secretName` if it was the former
   * id. Take it out after the deployment: as long as it is stated, a plan that would create or replace the secrets fails.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;

  /**
   * An email in each entry of the document, as `--docker-email` writes it: with the one that a secret was created with, the
   * document that is adopted stays the same to the byte. Azure Container Registry does not read it.
   *
   * @default - none, as for a secret that was created without it
   */
  readonly email?: string;

  /** What must exist before the secrets, such as namespaces of the stack. @default - what the credentials require */
  readonly dependsOn?: ITerraformDependable[];

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}

/**
 * What `kubectl create secret docker-registry` creates, in each namespace of a list. Name it in the `imagePullSecrets`
 * of every PodSpec, or pass it to a `ServiceAccount` or `DefaultServiceAccount` (Kubernetes, "Pull an Image from a
 * Private Registry"). User names and passwords land in the state, unless they come from a key vault, and everyone who
 * may read secrets in the namespace can read them.
 *
 * Labels and annotations belong to the cluster unless they are set on the default child, so that Reflector, Kyverno or
 * Argo CD may add theirs. The document is Terraform's: edits of it are reverted.
 *
 * @example
 * const token = new RegistryToken(this, "pull-token", { registry, repositories: ["team/*"] });
 * const namespaces = new TerraformVariable(this, "namespaces", { type: "list(string)" });
 * new ImagePullSecret(this, "acr-pull", { credentials: [token], namespaces: namespaces.listValue });
 */
export class ImagePullSecret extends Construct implements IImagePullSecret {
  public readonly secretName: string;
  public readonly namespaces: string[];
  public readonly loginServers?: string[];
  public readonly provider?: TerraformProvider;

  /** @internal */
  public readonly _objects: secretBinding.SecretV1;

  /**
   * A secret that others make, such as an `ExternalSecret` of External Secrets, a Helm chart or another stack. Nothing is
   * read, so that nothing of it lands in the state.
   *
   * @throws if there are no namespaces, if a name breaks the rules of Kubernetes, if a login server is no lowercase host, or
   * if a dependency is of another stack
   */
  public static fromSecretAttributes(
    scope: Construct,
    id: string,
    attributes: ImagePullSecretAttributes,
  ): IImagePullSecret {
    return new KnownImagePullSecret(scope, id, attributes);
  }

  /**
   * @throws if credentials or namespaces are empty, if a name breaks the rules of Kubernetes, if a login server is no
   * lowercase host or occurs twice, if credentials or dependencies are of another stack, if a secret exists in other
   * namespaces than these, or if the document exceeds 1 MiB. A second secret of that name in a namespace fails the
   * validation of the stack.
   */
  constructor(scope: Construct, id: string, props: ImagePullSecretProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "ImagePullSecretProps");
    this.secretName = props.secretName ?? id;
    this.provider = props.provider;
    rules.text("secretName", this.secretName, RULES.secretName);
    this.namespaces = namespacesOf(rules, props);
    checkCredentials(rules, props.credentials, props.email);
    if (props.email !== undefined) {
      rules.text("email", props.email, { ...RULES.notEmpty, repair: "leave it out" });
    }
    this.loginServers = props.credentials.flatMap(hostsOf);
    claimName(this, "secret", this.secretName, this);
    const { dependsOn = [], existingInNamespaces } = props;
    checkDependencies(this, dependsOn);

    const { forEach, namespace } = eachNamespace(this, this.namespaces);
    this._objects = new (bindings().SecretV1)(this, "Default", {
      forEach,
      metadata: { name: this.secretName, namespace },
      type: "kubernetes.io/dockerconfigjson",
      ...secretData({ [DOCUMENT_KEY]: documentOf(props.credentials, props.email) }, props.credentials),
      provider: props.provider,
      lifecycle: rules.lifecycle(),
    });
    leaveIfUnstated(this._objects, ["metadata.annotations", "metadata.labels", "immutable"]);
    allowWriteOnly(this._objects);
    this._objects.dependsOn = requirementsOf([{ requires: dependsOn }, ...props.credentials]);
    if (existingInNamespaces !== undefined) {
      importExisting(rules, this._objects, this.secretName, existingInNamespaces, this.namespaces);
    }
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom, this._objects);
    }
  }

  public get requires(): ITerraformDependable[] {
    return [this._objects];
  }
}

function documentOf(credentials: IRegistryCredentials[], email: string | undefined): string {
  return email ? dockerConfigWithEmail(credentials, email) : dockerConfig(credentials);
}
