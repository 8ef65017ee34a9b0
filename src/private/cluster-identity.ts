import { TerraformProvider, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { claim } from "./claim";
import { expressionOf } from "./rendering/expression";
import { sameCase } from "./same-text";

/** How a cluster of Azure is told from all others. */
export interface ClusterName {
  readonly clusterName: string;
  readonly resourceGroupName: string;
  readonly provider?: TerraformProvider;
}

const names = new WeakMap<IConstruct, ClusterName>();

/** Remembers which cluster a construct stands for. */
export function identifyCluster(
  construct: IConstruct,
  { clusterName, resourceGroupName, provider }: ClusterName,
): void {
  names.set(construct, { clusterName, resourceGroupName, provider });
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
export function clusterIdentityOf(construct: IConstruct): string | undefined {
  const name = names.get(construct);
  if (name === undefined) {
    return undefined;
  }
  const parts = [subscriptionOf(construct, name.provider), name.resourceGroupName, name.clusterName];
  return parts.map((part) => sameCase(construct, part)).join("/");
}

const own = new WeakMap<TerraformStack, TerraformProvider>();

/** Where none is given, that of the stack's own provider, which is declared before what uses it. */
function subscriptionOf(scope: IConstruct, given: TerraformProvider | undefined): string {
  const provider = given ?? ownProvider(TerraformStack.of(scope));
  return (
    (provider !== undefined && "subscriptionIdInput" in provider && String(provider.subscriptionIdInput ?? "")) || ""
  );
}

function ownProvider(stack: TerraformStack): TerraformProvider | undefined {
  const isOwn = (one: IConstruct): one is TerraformProvider =>
    TerraformProvider.isTerraformProvider(one) && one.terraformResourceType === "azurerm" && one.alias === undefined;
  const found = own.get(stack) ?? stack.node.findAll().find(isOwn);
  if (found !== undefined) {
    own.set(stack, found);
  }
  return found;
}
