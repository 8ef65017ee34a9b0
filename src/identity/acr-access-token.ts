import type * as manifestBinding from "@cdktf/provider-kubernetes/lib/manifest";
import { dependable, Fn, type ITerraformDependable, Lazy, type TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import { type AzureCloud, type IContainerRegistry, type IPullIdentity, PullIdentityConsumer } from "../interfaces";
import { fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { Rules } from "../private/rules";
import { cloudOf, ENVIRONMENTS } from "./azure-cloud";
import { eachSubject } from "./federated-credentials";

const bindings = lazy<typeof manifestBinding>(() => require("@cdktf/provider-kubernetes/lib/manifest"));

/** The registry of an `AcrAccessToken`, and whose token it asks for. @experimental */
export interface AcrAccessTokenProps {
  /** A `PullIdentity` with PullIdentityConsumer.EXTERNAL_SECRETS. */
  readonly pullIdentity: IPullIdentity;

  /** The registry that the generators log in to. */
  readonly registry: IContainerRegistry;

  /** State the cloud if the login server is unknown until plan, or your own. @default - its own, or the public cloud */
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
 * @experimental
 * @example
 * const shop = new PullIdentity(this, "shop", {
 *   resourceGroupName: "rg-prod",
 *   location: "westeurope",
 *   issuerUrl: "https://oidc.contoso.com/prod",
 *   consumer: PullIdentityConsumer.EXTERNAL_SECRETS,
 *   subjects: [{ namespaceName: "shop", serviceAccountName: "registry-login" }],
 * });
 * new AcrAccessToken(this, "shop-token", { pullIdentity: shop, registry });
 */
export class AcrAccessToken extends Construct implements ITerraformDependable {
  private readonly manifest: manifestBinding.Manifest;

  /** @throws if the identity is for another consumer, or if the cloud is not that of the registry */
  constructor(scope: Construct, id: string, props: AcrAccessTokenProps) {
    super(scope, id);
    const rules = new Rules(this);
    const { pullIdentity, registry, cloud, provider } = rules.props(props, "AcrAccessTokenProps");
    if (pullIdentity.consumer !== PullIdentityConsumer.EXTERNAL_SECRETS) {
      fail(this, {
        property: "pullIdentity",
        must: `be for the consumer ${PullIdentityConsumer.EXTERNAL_SECRETS}, whose tokens have another audience`,
        got: pullIdentity.consumer,
        repair: `create '${pullIdentity.node.path}' with that consumer`,
      });
    }
    const forEach = eachSubject(pullIdentity.subjects);
    const parts = Fn.split(":", Token.asString(forEach.value));
    const [namespace, name] = [0, 1].map((index) => Token.asString(Fn.element(parts, index)));
    const spec = {
      tenantId: pullIdentity.tenantId,
      registry: registry.loginServer,
      environmentType: ENVIRONMENTS[cloudOf(rules, cloud, [registry.loginServer])],
      auth: { workloadIdentity: { serviceAccountRef: { name } } },
    };
    this.manifest = new (bindings().Manifest)(this, "Default", {
      forEach,
      manifest: {
        apiVersion: "generators.external-secrets.io/v1alpha1",
        kind: "ACRAccessToken",
        metadata: { name, namespace },
        spec,
      },
      // Otherwise neither a plan nor a destroy succeeds once somebody else has written to the spec.
      fieldManager: { forceConflicts: true },
      provider,
      lifecycle: rules.lifecycle(),
    });
    // Evaluated at synth: the identity may get more grants after this construct is created.
    this.manifest.dependsOn = Lazy.listValue({ produce: () => pullIdentity.requires.map(dependable) });
  }

  /** Terraform address of the generators, for `dependsOn`. */
  public get fqn(): string {
    return this.manifest.fqn;
  }
}
