import type * as secretBinding from "@cdktf/provider-kubernetes/lib/secret-v1";
import { dependable, Fn, Lazy, TerraformIterator, type TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import type { IImagePullSecret, IRegistryCredentials } from "../interfaces";
import { checkCredentials, credentialPreconditions, isWriteOnly, sizePostconditions } from "../private/credentials";
import { dockerConfig } from "../private/docker-config";
import { lazy } from "../private/lazy";
import { lifecycle } from "../private/lifecycle";
import { checkNamespaces, namespaceConditions } from "../private/namespaces";
import { check, RULES } from "../private/naming";
import { operand } from "../private/operand";
import { refuseSecondObject } from "../private/pull-secrets";

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
  return credentials.every(isWriteOnly) ? { dataWo: document, dataWoRevision: revisionOf(credentials) } : { data: document };
}

/**
 * The user's number. Of several registries, one that differs whenever a number or a registry does: their sum would stay the same when
 * one registry is exchanged for another. 28 bits fit the integers of every platform that providers are built for.
 */
function revisionOf(credentials: IRegistryCredentials[]): number {
  const entries = credentials.map(({ loginServer, writeOnlyRevision }) => [operand(loginServer), writeOnlyRevision as number]);
  return entries.length === 1
    ? (entries[0][1] as number)
    : Token.asNumber(Fn.parseint(Fn.substr(Fn.sha256(Fn.jsonencode(entries)), 0, 7), 16));
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
    this.namespaces = props.namespaces;
    this.provider = props.provider;
    check(this, "secretName", this.secretName, RULES.secretName);
    checkNamespaces(this, props.namespaces);
    checkCredentials(this, props.credentials);
    refuseSecondObject(this, "secret", this.secretName, this);

    const each = TerraformIterator.fromList(props.namespaces);
    const precondition = [
      ...namespaceConditions(this, props.namespaces, each),
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
