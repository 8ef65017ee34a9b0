import type { TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import { claim } from "./claim";
import { noteTenant, statedByProvider } from "./provider-settings";
import { expressionOf } from "./rendering/expression";
import { sameCase } from "./same-text";

/** How a cluster of Azure is told from all others. */
export interface ClusterName {
  readonly clusterName: string;
  readonly resourceGroupName: string;
  readonly provider?: TerraformProvider;
}

/** A construct that stands for a cluster. */
interface Identified extends IConstruct {
  _clusterName?: ClusterName;
}

export function identifyCluster(
  construct: Identified,
  { clusterName, resourceGroupName, provider }: ClusterName,
): void {
  construct._clusterName = { clusterName, resourceGroupName, provider };
  noteTenant(construct, "azurerm", provider);
}

/** The same for a cluster that the construct creates, which nothing else in the stack may create. */
export function claimCluster(construct: IConstruct, name: ClusterName): void {
  identifyCluster(construct, name);
  claim(construct, `cluster ${clusterIdentityOf(construct)}`, (first) => ({
    property: "clusterName",
    must: `be that of one cluster in its resource group, but '${first.node.path}' creates it already`,
    got: expressionOf(construct, name.clusterName),
    repair: `set another clusterName, or use '${first.node.path}'`,
    see: "names-in-use",
  }));
}

/** Equal for two constructs of one cluster, as far as synth can tell. Undefined for what is no cluster with a name. */
export function clusterIdentityOf(construct: Identified): string | undefined {
  const name = construct._clusterName;
  if (name === undefined) {
    return undefined;
  }
  const subscription = statedByProvider(construct, "azurerm", "subscriptionIdInput", name.provider);
  const parts = [subscription ?? "", name.resourceGroupName, name.clusterName];
  return parts.map((part) => sameCase(construct, part)).join("/");
}
