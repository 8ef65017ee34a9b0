import type { ITerraformDependable } from "cdktf";
import type { IOidcIssuerCluster, ServiceAccountSubject } from "../interfaces";
import { AzapiResource } from "../private/azapi";
import { claim } from "../private/claim";
import { expressionOf } from "../private/rendering/expression";
import type { Rules } from "../private/rules";
import { identityUse } from "./private/node-permissions";
import type { BindingPlace, Named } from "./private/reader";
import { refuseVnetIntegration } from "./vnet-integration";

const IDENTITY_BINDINGS = "Microsoft.ContainerService/managedClusters/identityBindings@2026-04-01";

export interface IdentityBindingOptions {
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
