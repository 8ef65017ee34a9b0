import type * as secretBinding from "@cdktf/provider-kubernetes/lib/secret-v1";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { IRegistryCredentials } from "../interfaces";
import { lazy } from "../private/lazy";
import { leaveIfUnstated } from "../private/ownership/unstated";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { allowWriteOnly } from "../private/write-only";
import { checkCredentials } from "./private/credentials";
import { claimName, requirementsOf } from "./private/kubernetes-object";
import { secretData } from "./private/secret-data";

const bindings = lazy<typeof secretBinding>(() => require("@cdktf/provider-kubernetes/lib/secret-v1"));

/** The credentials for charts, and the Argo CD that gets them. @experimental */
export interface ArgoCdChartSecretProps {
  /** Those of the registry with the charts. Additional login servers are not used. */
  readonly credentials: IRegistryCredentials;

  /** The namespace of Argo CD, which must exist. @default "argocd" */
  readonly namespaceName?: string;

  /** An RFC 1123 subdomain. Changing it replaces the secret. @default - the construct's id */
  readonly secretName?: string;

  /** The provider of Argo CD's cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}

/**
 * A secret with which Argo CD pulls Helm charts from a registry: credentials for every repository below its login server,
 * such as `repoURL: contoso.azurecr.io/charts` of an Application with a `chart` (Argo CD, "Declarative Setup").
 *
 * Argo CD takes a template for each repository whose URL begins with the template's. That of this secret ends with a
 * slash, so that `contoso.azurecr.io.example.com/charts` is not given the password. Whoever may create an Application can
 * make Argo CD render whatever these credentials can pull: use a `RegistryToken` for the repositories of the charts.
 *
 * User name and password land in the state, unless they come from a key vault, and everyone who may read secrets in the
 * namespace can read them. A new generation of the credentials updates the secret in the same apply, before the old
 * password is deleted. Annotations belong to the cluster, labels and data to Terraform.
 *
 * @experimental
 * @example
 * const token = new RegistryToken(this, "chart-token", { registry, repositories: ["charts/*"] });
 * new ArgoCdChartSecret(this, "contoso-charts", { credentials: token });
 */
export class ArgoCdChartSecret extends Construct implements ITerraformDependable {
  /** Name of the secret, in the namespace of Argo CD. */
  public readonly secretName: string;

  private readonly secret: secretBinding.SecretV1;

  /**
   * @throws if a name breaks the rules of Kubernetes, if the login server is no lowercase host, or if the credentials are of
   * another stack. A second secret of that name in the namespace fails the validation of the stack.
   */
  constructor(scope: Construct, id: string, props: ArgoCdChartSecretProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "ArgoCdChartSecretProps");
    const { credentials, namespaceName = "argocd", provider } = props;
    this.secretName = props.secretName ?? id;
    rules.text("secretName", this.secretName, RULES.secretName);
    rules.text("namespaceName", namespaceName, RULES.namespace);
    checkCredentials(rules, [credentials]);
    claimName(this, "secret", this.secretName, { namespaces: [namespaceName], provider });
    const { loginServer, username, password } = credentials;
    const data = { url: `${loginServer}/`, type: "helm", enableOCI: "true", username, password };
    this.secret = new (bindings().SecretV1)(this, "Default", {
      metadata: {
        name: this.secretName,
        namespace: namespaceName,
        labels: { "argocd.argoproj.io/secret-type": "repo-creds" },
      },
      ...secretData(data, [credentials]),
      provider,
      lifecycle: rules.lifecycle(),
    });
    leaveIfUnstated(this.secret, ["metadata.annotations", "immutable"]);
    allowWriteOnly(this.secret);
    this.secret.dependsOn = requirementsOf([credentials]);
  }

  /** Terraform address of the secret, for `dependsOn`. */
  public get fqn(): string {
    return this.secret.fqn;
  }
}
