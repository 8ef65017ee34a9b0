import { Fn, type ITerraformDependable, type TerraformProvider, type TerraformResource, Token } from "cdktf";
import { Construct } from "constructs";
import { type AzureCloud, type IContainerRegistry, type IPullIdentity, PullIdentityConsumer } from "../interfaces";
import { fail } from "../private/fail";
import { Rules } from "../private/rules";
import { cloudOf, ENVIRONMENTS } from "./azure-cloud";
import { IDENTITY_RULES } from "./private/identity-rules";
import { subjectManifests } from "./private/subject-manifest";

export interface AcrPullBindingProps {
  /** A `PullIdentity` with PullIdentityConsumer.MSI_ACRPULL. */
  readonly pullIdentity: IPullIdentity;

  readonly registry: IContainerRegistry;

  /**
   * The cloud of the registry and of the identity's tenant. State it if the login server is unknown until plan, or a host
   * of your own.
   *
   * @default - that of the login server; the public cloud, if it does not tell
   */
  readonly cloud?: AzureCloud;

  /** Names of the repositories to pull. msi-acrpull knows no prefixes. */
  readonly repositories: string[];

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}

/**
 * An `AcrPullBinding` (`acrpull.microsoft.com/v1beta2`) for each service account of a pull identity, of the same name. The
 * controller msi-acrpull, which must be installed, keeps a pull secret with a token of three hours on the account. The
 * provider asks the API server during the plan, so the custom resource definition must exist. If somebody installed it
 * without a schema, the identity must exist, too: deploy the `PullIdentity` first. Nothing secret lands in the state.
 *
 * @example
 * const shop = new PullIdentity(this, "shop", {
 *   resourceGroupName: "rg-prod",
 *   location: "westeurope",
 *   issuerUrl: "https://oidc.contoso.com/prod",
 *   consumer: PullIdentityConsumer.MSI_ACRPULL,
 *   subjects: [{ namespaceName: "shop", serviceAccount: "app" }],
 * });
 * new AcrPullBinding(this, "shop-pull", { pullIdentity: shop, registry, repositories: ["shop/app"] });
 */
export class AcrPullBinding extends Construct implements ITerraformDependable {
  private readonly manifest: TerraformResource;

  /**
   * @throws if there are no repositories, if one of them is no name, if the identity is for another consumer, or if the
   * cloud is not that of the registry
   */
  constructor(scope: Construct, id: string, props: AcrPullBindingProps) {
    super(scope, id);
    const rules = new Rules(this);
    const { pullIdentity, registry, cloud, repositories, provider } = rules.props(props, "AcrPullBindingProps");
    if (repositories.length === 0) {
      fail(this, {
        property: "repositories",
        must: "contain at least one repository, which msi-acrpull requires",
        repair: "list the repositories of the pods' images",
      });
    }
    rules.texts("repositories", repositories, IDENTITY_RULES.repositoryName, { atPlan: "left to msi-acrpull" });
    this.manifest = subjectManifests(rules, pullIdentity, {
      consumer: PullIdentityConsumer.MSI_ACRPULL,
      apiVersion: "acrpull.microsoft.com/v1beta2",
      kind: "AcrPullBinding",
      spec: (serviceAccountName) => ({
        serviceAccountName,
        acr: {
          server: registry.loginServer,
          environment: ENVIRONMENTS[cloudOf(rules, cloud, [registry.loginServer])],
          scope: scopeOf(repositories),
        },
        auth: {
          workloadIdentity: {
            serviceAccountRef: serviceAccountName,
            clientID: pullIdentity.clientId,
            tenantID: pullIdentity.tenantId,
          },
        },
      }),
      provider,
    });
  }

  public get fqn(): string {
    return this.manifest.fqn;
  }
}

/** Terraform computes it where it decides on the names. */
function scopeOf(repositories: string[]): string {
  return repositories.some((name) => Token.isUnresolved(name) || Token.isUnresolved([name]))
    ? Fn.join(" ", Fn.formatlist("repository:%s:pull", [repositories]))
    : repositories.map((name) => `repository:${name}:pull`).join(" ");
}
