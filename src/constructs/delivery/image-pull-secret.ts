import type * as secretBinding from "@cdktf/provider-kubernetes/lib/secret-v1";
import { dependable, Lazy, TerraformIterator, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IImagePullSecret, IRegistryCredentials } from "../../interfaces";
import { conditions } from "../private/conditions";
import { digestOf } from "../private/digest";
import { lazy } from "../private/lazy";
import { lifecycle } from "../private/lifecycle";
import { check, RULES } from "../private/rules";
import { checkCredentials, credentialPreconditions, isWriteOnly, sizePostconditions } from "./private/credentials";
import { dockerConfig } from "./private/docker-config";
import { asList, checkNamespaces, namespaceConditions } from "./private/namespaces";
import { refuseSecondObject } from "./private/pull-secrets";

const bindings = lazy<typeof secretBinding>(() => require("@cdktf/provider-kubernetes/lib/secret-v1"));

const DOCUMENT = ".dockerconfigjson";

export interface ImagePullSecretProps {
  /** One for each registry. */
  readonly credentials: IRegistryCredentials[];

  /**
   * The namespaces of the pods, which must exist. May be a Terraform list variable; an empty one makes no secret, so validate it.
   * A namespace that comes or goes changes no other namespace's secret.
   */
  readonly namespaces: string[];

  /** Changing it replaces the secrets. @default - the construct's id */
  readonly secretName?: string;

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}

/** By the argument that is kept in the state, or by the one that is only written. */
function delivery(credentials: IRegistryCredentials[]) {
  const document = { [DOCUMENT]: dockerConfig(credentials) };
  if (!credentials.every(isWriteOnly)) {
    return { data: document };
  }
  const [revision, ...others] = credentials.map(({ writeOnlyRevision }) => writeOnlyRevision as number);
  return { dataWo: document, dataWoRevision: others.length === 0 ? revision : digestOf([revision, ...others]) };
}

/**
 * What `kubectl create secret docker-registry` makes, in each namespace of a list. Name it in every PodSpec's
 * `imagePullSecrets`, or give it to a `ServiceAccount` or `DefaultServiceAccount` (Kubernetes, "Pull an Image from a Private
 * Registry"). User names and passwords land in the state, unless they come from a key vault, and the namespace's readers of secrets
 * can read them.
 */
export class ImagePullSecret extends Construct implements IImagePullSecret {
  public readonly secretName: string;
  public readonly namespaces: string[];
  public readonly provider?: TerraformProvider;

  private readonly secret: secretBinding.SecretV1;

  /**
   * @throws when credentials or namespaces are empty, when a name breaks the rules of Kubernetes, when a registry comes twice,
   * when credentials lie in another stack, or when the document exceeds 1 MiB
   */
  constructor(scope: Construct, id: string, props: ImagePullSecretProps) {
    super(scope, id);
    this.secretName = props.secretName ?? id;
    this.namespaces = asList(props.namespaces);
    this.provider = props.provider;
    check(this, "secretName", this.secretName, RULES.secretName);
    checkNamespaces(this, this.namespaces);
    checkCredentials(this, props.credentials);
    refuseSecondObject(this, "secret", this.secretName, this);

    const each = TerraformIterator.fromList(this.namespaces);
    const precondition = [
      ...conditions(this, "secretName", this.secretName, RULES.secretName),
      ...namespaceConditions(this, this.namespaces, each),
      ...credentialPreconditions(this, props.credentials),
    ];
    const postcondition = sizePostconditions(this, props.credentials, DOCUMENT);
    this.secret = new (bindings().SecretV1)(this, "Default", {
      forEach: each,
      metadata: { name: this.secretName, namespace: each.value },
      type: "kubernetes.io/dockerconfigjson",
      ...delivery(props.credentials),
      provider: props.provider,
      lifecycle: lifecycle({ precondition, postcondition }),
    });
    // Read at synth: a service principal may get more grants after this secret was made.
    this.secret.dependsOn = Lazy.listValue(
      { produce: () => [...new Set(props.credentials.flatMap(({ requires }) => requires))].map(dependable) },
      { omitEmpty: true },
    );
  }

  public get fqn(): string {
    return this.secret.fqn;
  }
}
