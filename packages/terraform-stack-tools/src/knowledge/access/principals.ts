import type { Json } from "../../stack/json";
import { attributesRead, blocksReferredTo, variablesIn } from "../../stack/references";
import type { Block } from "../../stack/stack";
import { isCluster, isOfType } from "../catalogue/questions";
import type { Instance, PlannedStack } from "./planned-stack";
import { instanceOf, resourceName, unknown } from "./planned-stack";
import { listed } from "./sentences";
import { podsTrustedBy } from "./sources/service-accounts";

/** Who a role is assigned to, in words. */
export function principalOf(assignment: Instance, planned: PlannedStack): string {
  const { block, values } = assignment;
  const configured = block.body.principal_id;
  const named = blocksReferredTo(configured, planned.stack.blocks).filter(({ kind }) => kind !== "module");
  if (named.length > 0) {
    return [...new Set(named.map((one) => described(one, configured, planned)))].join(" or ");
  }
  if (typeof values.principal_id === "string") {
    return `principal ${values.principal_id}`;
  }
  const [variable] = [...variablesIn(configured), ...variablesIn(block.body.for_each)];
  return variable === undefined ? unknown("an unknown principal", assignment) : `principal of var.${variable}`;
}

/** The clusters whose nodes pull as an identity, by the block that the principal comes from. */
export function clustersPullingAs(identity: Block, { stack }: PlannedStack): Block[] {
  return stack.blocks.filter(
    (block) =>
      isCluster(block) &&
      (block.address === identity.address || blocksReferredTo(kubeletIdentity(block), [identity]).length > 0),
  );
}

function kubeletIdentity({ body }: Block): Json {
  return body.kubelet_identity ?? null;
}

function described(named: Block, configured: Json | undefined, planned: PlannedStack): string {
  const name = resourceName(instanceOf(named, planned) ?? { block: named, values: {} }, planned);
  if (isCluster(named)) {
    const attributes = attributesRead(configured).get(named.address);
    return attributes?.has("kubelet_identity") ? nodesOf(name) : `control plane of AKS cluster ${name}`;
  }
  if (isOfType(named, "azurerm_user_assigned_identity")) {
    const [cluster] = clustersPullingAs(named, planned);
    const pods = podsTrustedBy(named, planned);
    const holder = pods.length > 0 ? listed(pods) : `managed identity ${name}`;
    return cluster === undefined ? holder : nodesOf(clusterName(cluster, planned));
  }
  switch (named.type) {
    case "azuread_service_principal":
    case "azuread_application": {
      const pods = podsTrustedBy(applicationOf(named, planned) ?? named, planned);
      return pods.length > 0 ? listed(pods) : `service principal ${displayName(named, planned)}`;
    }
    case "azuread_group":
      return `group ${displayName(named, planned)}`;
    case "azuread_client_config":
    case "azurerm_client_config":
      return "the identity that runs Terraform";
    default:
      return `principal of ${named.address}`;
  }
}

export function clusterName(cluster: Block, planned: PlannedStack): string {
  return resourceName(instanceOf(cluster, planned) ?? { block: cluster, values: {} }, planned);
}

/** Azure calls them the kubelet identity: every pod of the cluster pulls with it. */
function nodesOf(cluster: string): string {
  return `every pod of AKS cluster ${cluster}`;
}

/** What Microsoft Entra ID shows of a service principal is the name of its application. */
export function displayName(block: Block, planned: PlannedStack): string {
  const named = applicationOf(block, planned) ?? block;
  const value = instanceOf(named, planned)?.values.display_name ?? named.body.display_name;
  return typeof value === "string" ? value : named.name;
}

function applicationOf({ body }: Block, { stack }: PlannedStack): Block | undefined {
  const applications = stack.blocks.filter((candidate) => isOfType(candidate, "azuread_application"));
  return blocksReferredTo(body.client_id, applications)[0];
}
