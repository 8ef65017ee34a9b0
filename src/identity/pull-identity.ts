import { type ITerraformDependable, Token } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type { IPullIdentity, IRegistryGrant, PullIdentityConsumer, ServiceAccountSubject } from "../interfaces";
import { claim } from "../private/claim";
import { fail } from "../private/fail";
import { moveFrom } from "../private/former-path";
import { read } from "../private/props/reader";
import { expressionOf } from "../private/rendering/expression";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { type EntraIdentity, entraIdentity } from "./entra-identity";
import { federatedCredentials } from "./federated-credentials";
import { identityBinding } from "./identity-binding";
import { annotationsFor, podAnnotationsFor, podLabelsFor } from "./private/consumers";
import { IDENTITY_RULES } from "./private/identity-rules";
import { type Named, type Reader, readerOf } from "./private/reader";
import type { PullIdentityProps } from "./pull-identity-props";

/** Microsoft Entra, "Important considerations and restrictions for federated identity credentials". */
const MOST_CREDENTIALS = 20;
const LONGEST_CREDENTIAL_NAME = 120;

/**
 * An identity for service accounts: their pods pull with it, and no password exists. Grant it what it may pull, and pass
 * it to the `ServiceAccount`. In an AKS cluster the nodes read it by an identity binding, elsewhere by a federated
 * credential for each service account; Flux, Argo CD and External Secrets can read it as well, and pods in AKS
 * by an identity binding.
 *
 * Microsoft Entra ID compares issuer, subject and audience of a token literally: a service account of another name,
 * namespace or cluster gets nothing. Nothing secret lands in the state. The identity belongs to Azure where it is not
 * stated: tags of a policy stay.
 *
 * With an identity binding, the stack needs the provider azapi, which is required without being declared. Removing the
 * last binding of an identity leaves the federated credential that AKS created for it.
 *
 * @experimental
 * @example
 * const cluster = AksCluster.fromLookup(this, "aks", { clusterName: "prod", resourceGroupName: "rg-prod" });
 * const shop = new PullIdentity(this, "shop", {
 *   resourceGroupName: "rg-prod",
 *   location: "westeurope",
 *   cluster,
 *   subjects: [{ namespaceName: "shop", serviceAccountName: "app" }],
 * });
 * registry.grantPull(shop);
 * new ServiceAccount(this, "app", { namespaces: ["shop"], pullIdentity: shop });
 */
export class PullIdentity extends Construct implements IPullIdentity {
  public readonly subjects: ServiceAccountSubject[];
  public readonly consumer: PullIdentityConsumer;
  public readonly serviceAccountAnnotations: { [key: string]: string };

  /** The labels that the pods of its service accounts need. */
  public readonly podLabels: { [key: string]: string };

  /** The annotations that they need. */
  public readonly podAnnotations: { [key: string]: string };

  /** The credentials or the identity binding, and the pull grants. Complete once the stack is. */
  public readonly requires: ITerraformDependable[];

  private readonly identity: EntraIdentity;

  /**
   * @throws if there are no subjects or more than 20, if one is repeated or not exact, if neither clusters nor issuers are
   * given or both are, if the issuer is no public https URL, if the consumer does not fit, if AKS cannot bind the identity to
   * the cluster, or if a name breaks the rules of Azure
   */
  constructor(scope: Construct, id: string, props: PullIdentityProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "PullIdentityProps");
    const reader = readerOf(rules, props);
    this.subjects = props.subjects;
    this.consumer = reader.consumer;
    checkSubjects(rules, props.subjects);
    this.identity = entraIdentity(rules, id, props);
    this.serviceAccountAnnotations = annotationsFor(reader.consumer, this.identity);
    this.podLabels = podLabelsFor(reader.consumer);
    this.podAnnotations = podAnnotationsFor(reader.consumer);
    this.requires = reader.bindings.length > 0 ? this.bind(rules, reader, props) : this.trust(rules, reader, props);
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom);
    }
  }

  /**
   * Resource id of the managed identity.
   *
   * @throws if it is an application
   */
  public get identityId(): string {
    const { managedIdentity } = this.identity;
    if (!managedIdentity) {
      fail(this, {
        property: "identityId",
        must: "be read from a managed identity, not from an application",
        repair: "use clientId",
      });
    }
    return managedIdentity.identityId;
  }

  public get clientId(): string {
    return this.identity.clientId;
  }

  public get tenantId(): string {
    return this.identity.tenantId;
  }

  public get principalId(): string {
    return this.identity.principalId;
  }

  public bindGrant(grant: IRegistryGrant): void {
    this.requires.push(...read(this, "grant", grant, "IRegistryGrant").requires);
  }

  private bind(rules: Rules, { bindings }: Reader, { subjects }: PullIdentityProps): ITerraformDependable[] {
    const { identityId, clientId } = this;
    return bindings.flatMap((place) => identityBinding(rules, place, { identityId, clientId, subjects }));
  }

  private trust(rules: Rules, { issuers }: Reader, props: PullIdentityProps): ITerraformDependable[] {
    const { identity } = this;
    rules.text("credentialNamePrefix", props.credentialNamePrefix ?? "-", RULES.notEmpty, {
      atPlan: "left to azurerm",
    });
    const prefix = props.credentialNamePrefix ?? props.identityName ?? this.node.id;
    checkCredentials(rules, prefix, issuers, props.subjects);
    if (identity.managedIdentity) {
      claimCredentials(this, prefix, identity.managedIdentity.identityId);
    }
    return issuers.map((issuer) => federatedCredentials(rules, props, { identity, issuer, prefix }));
  }
}

function checkSubjects(rules: Rules, subjects: ServiceAccountSubject[]): void {
  const scope = rules.construct;
  if (subjects.length === 0) {
    fail(scope, {
      property: "subjects",
      must: "contain at least one service account",
      repair: 'pass { namespaceName: "shop", serviceAccountName: "app" }',
    });
  }
  for (const { namespaceName, serviceAccountName } of subjects) {
    rules.text("subjects.namespaceName", namespaceName, IDENTITY_RULES.subjectNamespace);
    rules.text("subjects.serviceAccountName", serviceAccountName, IDENTITY_RULES.subjectAccount);
  }
  const names = subjects.map(({ namespaceName, serviceAccountName }) => `${namespaceName}/${serviceAccountName}`);
  rules.distinct("subjects", "a service account", names);
}

/** The limits of Microsoft Entra ID, which do not apply to the one credential of an identity binding. */
function checkCredentials(
  { construct }: Rules,
  prefix: string,
  issuers: readonly Named<string>[],
  subjects: readonly ServiceAccountSubject[],
): void {
  const count = issuers.length * subjects.length;
  if (count > MOST_CREDENTIALS) {
    fail(construct, {
      property: "subjects",
      must: `contain at most ${MOST_CREDENTIALS} service accounts, the limit of Microsoft Entra ID for one identity, counted once for each issuer`,
      got: String(count),
      repair: "create a second PullIdentity for the others",
      see: "pull-identity-limits",
    });
  }
  for (const { suffix } of issuers) {
    for (const { namespaceName, serviceAccountName } of subjects) {
      checkCredentialName(construct, `${prefix}${suffix}_${namespaceName}_${serviceAccountName}`);
    }
  }
}

function checkCredentialName(construct: IConstruct, name: string): void {
  if (!Token.isUnresolved(name) && name.length > LONGEST_CREDENTIAL_NAME) {
    fail(construct, {
      property: "subjects",
      must: `give federated credentials names of at most ${LONGEST_CREDENTIAL_NAME} characters`,
      got: name,
      repair: "set a shorter credentialNamePrefix",
      see: "pull-identity-limits",
    });
  }
}

/** Two constructs may use one identity, whose credentials have different names. */
function claimCredentials(construct: IConstruct, prefix: string, identityId: string): void {
  const identity = expressionOf(construct, identityId).toLowerCase();
  claim(construct, `credentials ${expressionOf(construct, prefix)} of ${identity}`, (first) => ({
    property: "credentialNamePrefix",
    must: `differ from that of '${first.node.path}', since both name credentials of one identity by it`,
    got: prefix,
    repair: `set credentialNamePrefix, or pass the issuer to issuerUrls of '${first.node.path}'`,
    see: "pull-identity-limits",
  }));
}
