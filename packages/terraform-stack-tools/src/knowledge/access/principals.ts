import type { Instance, PlannedStack } from "../../planned/planned-stack";
import { instanceOf, resourceName, unknown } from "../../planned/planned-stack";
import { blocksReadBy, dependenciesOf, withLocals } from "../../stack/dependencies";
import type { Json } from "../../stack/json";
import { once } from "../../stack/once";
import { attributesRead, blocksReferredTo, namesIn, variablesIn } from "../../stack/references";
import type { Block, Stack } from "../../stack/stack";
import { clusterBlocks, isCluster, isNewCluster, isOfType } from "../catalogue/questions";
import type { Access } from "./access";
import type { Grantee } from "./grantee";
import { clustersTrustedBy, podsTrustedBy } from "./sources/service-accounts";

/** Who a role is assigned to, or whoever else an argument names by an object id. */
export function principalsOf(assignment: Instance, planned: PlannedStack, argument = "principal_id"): Grantee[] {
  const { block, values } = assignment;
  const configured = withLocals(block.body[argument], planned.stack);
  const named = blocksReferredTo(configured, planned.stack.blocks).filter(({ kind }) => kind !== "module");
  const known = values[argument];
  if (named.length > 0) {
    const isOpen = known === undefined && (assignment.hanging?.get(argument)?.open ?? []).length > 0;
    return [
      ...named.map((one) => granteeOf(one, configured, planned)),
      ...(isOpen ? [unknownPrincipal(assignment, argument)] : []),
    ];
  }
  if (typeof known === "string") {
    return [{ kind: "principal", words: `principal ${planned.naming.of(known)}` }];
  }
  const [variable] = [...variablesIn(configured), ...variablesIn(block.body.for_each)];
  return variable === undefined
    ? [unknownPrincipal(assignment, argument)]
    : [{ kind: "principal", words: `principal of var.${variable}`, input: `var.${variable}` }];
}

/** Whether it is a service principal that gets no tokens. Microsoft Entra, "Disable user sign-in for application", of 14 February 2024. */
export function isDisabledPrincipal({ block }: Instance, planned: PlannedStack, argument = "principal_id"): boolean {
  const named = blocksReadBy(block.body[argument], planned.stack).filter(({ kind }) => kind !== "module");
  return named.length > 0 && named.every((one) => isDisabled(one, planned));
}

export function isDisabled(principal: Block, planned: PlannedStack): boolean {
  return (
    principal.type === "azuread_service_principal" && instanceOf(principal, planned)?.values.account_enabled === false
  );
}

function unknownPrincipal(assignment: Instance, argument: string): Grantee {
  return { kind: "principal", words: unknown("an unknown principal", assignment, argument), isUnknown: true };
}

/** Whatever has access by a role of the stack, and what that is made of. */
export function holdersOf(lines: readonly Access[], planned: PlannedStack): ReadonlySet<Block> {
  const addresses = new Set(lines.map(({ address }) => address));
  return new Set(
    planned.instances
      .filter(({ address }) => addresses.has(address))
      .flatMap(({ block }) => dependenciesOf(block.body.principal_id, planned.stack)),
  );
}

/** The member of an access that says as whom somebody acts, if no role of the stack is theirs. */
export function idleOf(blocks: readonly Block[], holders: ReadonlySet<Block>): Pick<Access, "idle"> {
  const isIdle = blocks.length > 0 && blocks.every((block) => block.kind === "resource" && !holders.has(block));
  return isIdle ? { idle: blocks.map(({ address }) => address) } : {};
}

/** The clusters whose nodes pull as an identity, by the block that the principal comes from. */
export function clustersPullingAs(identity: Block, { stack }: PlannedStack): Block[] {
  return clustersByIdentity(stack).get(identity.address) ?? [];
}

/** By the addresses that a cluster pulls with, its own among them. */
const clustersByIdentity = once((stack: Stack): ReadonlyMap<string, Block[]> => {
  const found = new Map<string, Block[]>();
  for (const cluster of clusterBlocks(stack)) {
    for (const name of new Set([cluster.address, ...namesIn(withLocals(kubeletIdentity(cluster), stack))])) {
      const others = found.get(name) ?? [];
      others.push(cluster);
      found.set(name, others);
    }
  }
  return found;
});

function kubeletIdentity({ body }: Block): Json {
  return body.kubelet_identity ?? null;
}

/** Who a block is, or whose principal it has. */
export function granteeOf(named: Block, configured: Json, planned: PlannedStack): Grantee {
  const name = clusterName(named, planned);
  if (isCluster(named)) {
    const attributes = attributesRead(configured).get(named.address);
    return attributes?.has("kubelet_identity") ? nodesOf(named, planned) : { kind: "control plane", cluster: name };
  }
  if (named.type === "azurerm_user_assigned_identity") {
    const [cluster] = clustersPullingAs(named, planned);
    return cluster === undefined
      ? trusted(named, planned, { kind: "managed identity", name })
      : nodesOf(cluster, planned);
  }
  switch (named.type) {
    case "azuread_service_principal":
    case "azuread_application":
      return trusted(applicationOf(named, planned) ?? named, planned, {
        kind: "service principal",
        name: displayName(named, planned),
      });
    case "azuread_group":
      return { kind: "group", name: displayName(named, planned) };
    case "azuread_client_config":
    case "azurerm_client_config":
      return { kind: "deployer" };
    default:
      return { kind: "principal", words: `principal of ${named.address}` };
  }
}

function trusted(identity: Block, planned: PlannedStack, otherwise: Grantee): Grantee {
  const pods = podsTrustedBy(identity, planned);
  return pods.length > 0 ? { kind: "trusted pods", pods, clusters: clustersTrustedBy(identity, planned) } : otherwise;
}

export function clusterName(cluster: Block, planned: PlannedStack): string {
  return resourceName(instanceOf(cluster, planned) ?? { block: cluster, values: {} }, planned);
}

/** A new AKS Automatic cluster is read again, for its identity. */
export function nodesOf(cluster: Block, planned: PlannedStack): Grantee {
  const { name = null } = cluster.body;
  const isNew = namesOfNewClusters(planned.stack).has(name);
  return { kind: "nodes", cluster: clusterName(cluster, planned), address: cluster.address, isNew };
}

const namesOfNewClusters = once(
  (stack: Stack): ReadonlySet<Json> =>
    new Set(clusterBlocks(stack).flatMap((block) => (isNewCluster(block) ? [block.body.name ?? null] : []))),
);

/** What Microsoft Entra ID shows of a service principal is the name of its application. */
export function displayName(block: Block, planned: PlannedStack): string {
  const named = applicationOf(block, planned) ?? block;
  const value = instanceOf(named, planned)?.values.display_name ?? named.body.display_name;
  return typeof value === "string" ? planned.naming.of(value) : named.name;
}

function applicationOf({ body }: Block, { stack }: PlannedStack): Block | undefined {
  return blocksReadBy(body.client_id, stack).find((candidate) => isOfType(candidate, "azuread_application"));
}
