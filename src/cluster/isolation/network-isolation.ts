import type * as roleAssignment from "@cdktf/provider-azurerm/lib/role-assignment";
import type { ITerraformDependable } from "cdktf";
import { ContainerRegistrySku, type IContainerRegistry } from "../../interfaces";
import { lazy } from "../../private/lazy";
import { leaveIfUnstated } from "../../private/ownership/unstated";
import type { Rules } from "../../private/rules";
import { RULES } from "../../private/text-rules";
import { cacheOf } from "../../registry/cache/registry-cache";
import type { AksClusterProps } from "../aks-cluster-props";
import type { AksIdentityPair } from "../aks-identities";
import type { AksNetworkIsolationOptions } from "../aks-network-isolation";
import { checkIsolation } from "./isolation-rules";

const assignments = lazy<typeof roleAssignment>(() => require("@cdktf/provider-azurerm/lib/role-assignment"));

/** The rule that AKS looks for: Azure, "Create a network isolated Azure Kubernetes Service (AKS) cluster". */
const CACHE_RULE = {
  cacheRuleName: "aks-managed-mcr",
  upstream: "mcr.microsoft.com/*",
  repository: "aks-managed-repository/*",
};

/** Arguments of a cluster, and what must exist before it. */
export interface NetworkIsolation {
  readonly subnetId: string;
  readonly bootstrapProfile: { readonly artifactSource: string; readonly containerRegistryId: string };
  readonly requires: readonly ITerraformDependable[];
}

export function networkIsolation(
  rules: Rules,
  props: AksClusterProps,
  options: AksNetworkIsolationOptions,
  identities: AksIdentityPair | undefined,
): NetworkIsolation {
  const { registry, subnetId, privateEndpoint, registryPrepared = false } = options;
  checkIsolation(rules, props, options);
  rules.text("networkIsolated.subnetId", subnetId, RULES.subnetId);
  const { sku } = registry;
  const isLower = sku === ContainerRegistrySku.BASIC || sku === ContainerRegistrySku.STANDARD;
  rules.that(!isLower, {
    property: "networkIsolated.registry",
    must: "be in the Premium tier, the only one with private endpoints",
    got: String(sku),
    repair: "set sku: ContainerRegistrySku.PREMIUM",
    see: "registry-tier",
  });
  const mayJoin =
    identities === undefined || props.controlPlaneIdentity ? [] : [allowToJoin(rules, props, subnetId, identities)];
  const prepared = registryPrepared ? [] : prepare(rules, props, options);
  return {
    subnetId,
    bootstrapProfile: { artifactSource: "Cache", containerRegistryId: registry.registryId },
    requires: [...mayJoin, ...prepared, ...(privateEndpoint ? [privateEndpoint] : [])],
  };
}

function prepare(
  rules: Rules,
  { location, provider, tags }: AksClusterProps,
  { registry, subnetId, privateEndpoint }: AksNetworkIsolationOptions,
): ITerraformDependable[] {
  rules.that(privateEndpoint !== undefined || !registry.node.tryFindChild("PrivateEndpoint"), {
    property: "networkIsolated.privateEndpoint",
    must: "be set, since the registry has an endpoint already",
    repair: "pass what registry.addPrivateEndpoint() returned, with the network of the nodes in its dns.linkedNetworks",
    see: "network-isolation",
  });
  const cacheRule = cacheRuleOf(registry);
  return privateEndpoint
    ? [cacheRule]
    : [cacheRule, registry.addPrivateEndpoint({ subnetId, location, provider, tags })];
}

/** That of an earlier cluster or of the user, or a new one. */
function cacheRuleOf(registry: IContainerRegistry): ITerraformDependable {
  const { cacheRuleName, upstream, repository } = CACHE_RULE;
  const existing = cacheOf(registry.node.tryFindChild(`Cache-${cacheRuleName}`));
  const isTheRule = existing?.upstream === upstream && existing.repository === repository;
  return isTheRule ? existing : registry.addCache(CACHE_RULE);
}

/** Azure, "Azure Kubernetes Service (AKS) CNI networking overview": the Azure CLI assigns it by itself. */
function allowToJoin(
  { construct }: Rules,
  { provider }: AksClusterProps,
  subnetId: string,
  { controlPlane }: AksIdentityPair,
): ITerraformDependable {
  const contributor = new (assignments().RoleAssignment)(construct, "NetworkContributor", {
    scope: subnetId,
    roleDefinitionName: "Network Contributor",
    principalId: controlPlane.principalId,
    principalType: "ServicePrincipal",
    skipServicePrincipalAadCheck: true,
    provider,
    // Azure does not store the argument, so an imported assignment would show a change in every plan.
    lifecycle: { ignoreChanges: ["skip_service_principal_aad_check"] },
  });
  leaveIfUnstated(contributor, ["description"]);
  return contributor;
}
