import type { ITerraformDependable, TerraformProvider, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { type AzureCloud, type IContainerRegistry, type IPullIdentity, PullIdentityConsumer } from "../interfaces";
import { Rules } from "../private/rules";
import { cloudOf, ENVIRONMENTS } from "./azure-cloud";
import { subjectManifests } from "./private/subject-manifest";

export interface AcrAccessTokenProps {
  /** A `PullIdentity` with PullIdentityConsumer.EXTERNAL_SECRETS. */
  readonly pullIdentity: IPullIdentity;

  readonly registry: IContainerRegistry;

  /**
   * The cloud of the registry and of the identity's tenant. State it if the login server is unknown until plan, or a host
   * of your own.
   *
   * @default - that of the login server; the public cloud, if it does not tell
   */
  readonly cloud?: AzureCloud;

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}

/**
 * A generator `ACRAccessToken` of External Secrets (`generators.external-secrets.io/v1alpha1`) for each service account of
 * a pull identity, of the same name. An `ExternalSecret` that names it keeps a pull secret in the namespace; the operator
 * must be installed. The provider asks the API server during the plan, so the custom resource definition must exist. If
 * somebody installed it without a schema, the identity must exist, too: deploy the `PullIdentity` first. Nothing secret
 * lands in the state.
 *
 * @example
 * const shop = new PullIdentity(this, "shop", {
 *   resourceGroupName: "rg-prod",
 *   location: "westeurope",
 *   issuerUrl: "https://oidc.contoso.com/prod",
 *   consumer: PullIdentityConsumer.EXTERNAL_SECRETS,
 *   subjects: [{ namespaceName: "shop", serviceAccount: "registry-login" }],
 * });
 * new AcrAccessToken(this, "shop-token", { pullIdentity: shop, registry });
 */
export class AcrAccessToken extends Construct implements ITerraformDependable {
  private readonly manifest: TerraformResource;

  /** @throws if the identity is for another consumer, or if the cloud is not that of the registry */
  constructor(scope: Construct, id: string, props: AcrAccessTokenProps) {
    super(scope, id);
    const rules = new Rules(this);
    const { pullIdentity, registry, cloud, provider } = rules.props(props, "AcrAccessTokenProps");
    this.manifest = subjectManifests(rules, pullIdentity, {
      consumer: PullIdentityConsumer.EXTERNAL_SECRETS,
      apiVersion: "generators.external-secrets.io/v1alpha1",
      kind: "ACRAccessToken",
      spec: (name) => ({
        tenantId: pullIdentity.tenantId,
        registry: registry.loginServer,
        environmentType: ENVIRONMENTS[cloudOf(rules, cloud, [registry.loginServer])],
        auth: { workloadIdentity: { serviceAccountRef: { name } } },
      }),
      provider,
    });
  }

  public get fqn(): string {
    return this.manifest.fqn;
  }
}
