import { type ITerraformDependable, Op, Token } from "cdktf";
import type { VnetIntegrated } from "../cluster/cluster-network";
import type { IOidcIssuerCluster, ServiceAccountSubject } from "../interfaces";
import { AzapiResource } from "../private/azapi";
import { claim } from "../private/claim";
import { type Complaint, failValidation } from "../private/fail";
import { expressionOf } from "../private/rendering/expression";
import type { Rules } from "../private/rules";
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
  { suffix, value: { cluster, identityBindingName, kubernetesProvider } }: Named<BindingPlace>,
  { identityId, clientId, subjects }: IdentityBindingOptions,
): ITerraformDependable[] {
  const scope = rules.construct;
  const binding = bindIdentity(rules, `IdentityBinding${suffix}`, {
    name: identityBindingName ?? scope.node.id,
    identityId,
    cluster,
  });
  const use = identityUse(scope, {
    ids: [`UseIdentity${suffix}`, `UseIdentityBinding${suffix}`],
    clientId,
    to: { serviceAccounts: subjects },
    provider: kubernetesProvider,
  });
  return [binding, use];
}

/** An identity binding: Azure REST API, "Identity Bindings - Create Or Update". */
export function bindIdentity(
  rules: Rules,
  id: string,
  { name, identityId, cluster }: { name: string; identityId: string; cluster: IOidcIssuerCluster },
): AzapiResource {
  const { construct } = rules;
  refuseVnetIntegration(rules, cluster);
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

/**
 * Azure, "Set up identity bindings on Azure Kubernetes Service (AKS)", read on 2026-11-28: not supported yet. Of a cluster
 * of this package it is known or an expression, of one that is looked up Azure alone knows.
 */
function refuseVnetIntegration(rules: Rules, cluster: IOidcIssuerCluster & VnetIntegrated): void {
  const { construct } = rules;
  const complaint: Complaint = {
    property: "cluster",
    must: "have no API server VNet integration, which AKS Automatic always has: AKS supports no identity bindings with it yet",
    got: cluster.node.path,
    repair: "use another cluster, or a PullIdentity with another consumer",
    see: "identity-bindings",
  };
  const stated = cluster._vnetIntegration?.();
  rules.that(Token.isUnresolved(stated) ? Token.asAny(Op.neq(stated, true)) : !isOn(stated), complaint);
  // The default child of a cluster may get it after the binding.
  failValidation(construct, () => (isOn(cluster._vnetIntegration?.()) ? complaint : undefined));
}

function isOn(stated: unknown): boolean {
  return stated === true || stated === "true";
}
