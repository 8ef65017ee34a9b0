import { type ITerraformDependable, Op, Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { VnetIntegrated } from "../cluster/cluster-network";
import type { IAksCluster, ServiceAccountSubject } from "../interfaces";
import { AzapiResource } from "../private/azapi";
import { claim } from "../private/claim";
import { hint } from "../private/error-topics";
import { type Complaint, failValidation } from "../private/fail";
import { expressionOf } from "../private/rendering/expression";
import type { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { warn } from "../private/warn";
import { IDENTITY_RULES } from "./private/identity-rules";
import { identityUse } from "./private/node-permissions";
import type { BindingPlace, Named } from "./private/reader";

const IDENTITY_BINDINGS = "Microsoft.ContainerService/managedClusters/identityBindings@2026-04-01";

interface IdentityBindingOptions {
  readonly identityId: string;
  readonly clientId: string;
  readonly subjects: readonly ServiceAccountSubject[];
}

/** Binds the identity to a cluster, and lets the subjects use it there. */
export function identityBinding(
  rules: Rules,
  { suffix, value: { cluster, identityBindingName, kubernetesProvider, unsupportedReason } }: Named<BindingPlace>,
  { identityId, clientId, subjects }: IdentityBindingOptions,
): ITerraformDependable[] {
  const scope = rules.construct;
  const binding = bindIdentity(rules, `IdentityBinding${suffix}`, {
    name: identityBindingName ?? scope.node.id,
    identityId,
    cluster,
    unsupportedReason,
  });
  const use = identityUse(scope, {
    ids: [`UseIdentity${suffix}`, `UseIdentityBinding${suffix}`],
    clientId,
    to: { serviceAccounts: subjects },
    provider: kubernetesProvider,
  });
  return [binding, use];
}

interface BoundIdentity {
  readonly name: string;
  readonly identityId: string;
  readonly cluster: IAksCluster;
  readonly unsupportedReason?: string;
}

/** An identity binding: Azure REST API, "Identity Bindings - Create Or Update". */
export function bindIdentity(
  rules: Rules,
  id: string,
  { name, identityId, cluster, unsupportedReason }: BoundIdentity,
): AzapiResource {
  const { construct } = rules;
  rules.text("cluster.clusterId", cluster.clusterId, RULES.clusterId, { atPlan: "left to azapi" });
  if (unsupportedReason === undefined) {
    refuseVnetIntegration(rules, cluster);
  } else {
    rules.text("unsupportedReason", unsupportedReason, IDENTITY_RULES.unsupportedReason);
    warnOfVnetIntegration(construct, cluster, unsupportedReason);
  }
  const parent = expressionOf(construct, cluster.clusterId).toLowerCase();
  claim(construct, `identity binding ${expressionOf(construct, name)} of ${parent}`, (first) => ({
    property: "identityBindingName",
    must: `be unique in the cluster, but '${first.node.path}' uses it already`,
    got: expressionOf(construct, name),
    repair: "set identityBindingName",
    see: "names-in-use",
  }));
  return new AzapiResource(rules.construct, id, "azapi_resource", {
    type: IDENTITY_BINDINGS,
    name,
    parentId: cluster.clusterId,
    body: { properties: { managedIdentity: { resourceId: identityId } } },
    lifecycle: rules.lifecycle(),
  });
}

/** Azure, "Set up identity bindings on Azure Kubernetes Service (AKS)" of 2026-07-27. */
const UNSUPPORTED_AS_OF = "2026-07-27";

type Cluster = IAksCluster & VnetIntegrated;

/** Of a cluster of this package it is known or an expression, of one that is looked up Azure alone knows. */
function refuseVnetIntegration(rules: Rules, cluster: Cluster): void {
  const complaint: Complaint = {
    property: "cluster",
    must:
      "have no API server VNet integration, which AKS Automatic always has: AKS supported no identity bindings with it " +
      `as of ${UNSUPPORTED_AS_OF}`,
    got: cluster.node.path,
    repair: "use another cluster or another consumer, or say in unsupportedReason why it works now",
    see: "identity-bindings",
  };
  const stated = cluster._vnetIntegration?.();
  rules.that(Token.isUnresolved(stated) ? Token.asAny(Op.neq(stated, true)) : !isOn(stated), complaint);
  // The default child of a cluster may get it after the binding.
  failValidation(rules.construct, () => (isOn(cluster._vnetIntegration?.()) ? complaint : undefined));
}

/** At the validation, for the same reason. */
function warnOfVnetIntegration(construct: IConstruct, cluster: Cluster, reason: string): void {
  let isSaid = false;
  const validate = () => {
    const stated = cluster._vnetIntegration?.();
    if (!isSaid && (isOn(stated) || Token.isUnresolved(stated))) {
      isSaid = true;
      warn(
        construct,
        `'${cluster.node.path}' ${isOn(stated) ? "has" : "may have"} API server VNet integration, with which AKS ` +
          `supported no identity bindings as of ${UNSUPPORTED_AS_OF}; unsupportedReason: '${reason}'; ` +
          hint("identity-bindings"),
      );
    }
    return [];
  };
  construct.node.addValidation({ validate });
}

function isOn(stated: unknown): boolean {
  return stated === true || stated === "true";
}
