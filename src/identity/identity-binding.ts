import type { ITerraformDependable } from "cdktf";
import type { IOidcIssuerCluster } from "../interfaces";
import type { Rules } from "../private/rules";
import { AzapiResource } from "./private/azapi";
import { identityUse } from "./private/node-permissions";
import type { PullIdentityProps } from "./pull-identity-props";

const IDENTITY_BINDINGS = "Microsoft.ContainerService/managedClusters/identityBindings@2026-04-01";

export interface IdentityBindingOptions {
  readonly identityId: string;
  readonly clientId: string;
  readonly cluster: IOidcIssuerCluster;
}

/** Binds the identity to the cluster, and lets the subjects use it there. */
export function identityBinding(
  rules: Rules,
  { subjects, identityBindingName, kubernetesProvider }: PullIdentityProps,
  { identityId, clientId, cluster }: IdentityBindingOptions,
): ITerraformDependable[] {
  const scope = rules.construct;
  const binding = bindIdentity(rules, "IdentityBinding", {
    name: identityBindingName ?? scope.node.id,
    identityId,
    cluster,
  });
  const use = identityUse(scope, {
    ids: ["UseIdentity", "UseIdentityBinding"],
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
  return new AzapiResource(rules.construct, id, "azapi_resource", {
    type: IDENTITY_BINDINGS,
    name,
    parentId: cluster.clusterId,
    body: { properties: { managedIdentity: { resourceId: identityId } } },
    lifecycle: rules.lifecycle(),
  });
}
