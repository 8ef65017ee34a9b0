import { blockName, type Instance, instanceOf, type PlannedStack, unknown } from "../../planned/planned-stack";
import { collected, type Json, type JsonObject, listOf, objectOf } from "../../stack/json";
import { literalKeys } from "../../stack/reference";
import {
  attributesRead,
  blocksReadBy,
  blocksReferredTo,
  dependenciesOf,
  namesIn,
  variablesIn,
  withLocals,
} from "../../stack/references";
import { once } from "../../stack/remembered";
import type { Block, Stack } from "../../stack/stack";
import { clusterBlocks, clustersBehind, isCluster, isNewCluster, isOfType } from "../catalogue/block-types";
import type { Access, Grantee } from "./access";

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
export function clustersPullingAs(identity: Block, { stack }: PlannedStack): readonly Block[] {
  return clustersByIdentity(stack).get(identity.address) ?? [];
}

/** By the addresses that a cluster pulls with, its own among them. */
const clustersByIdentity = once((stack: Stack) =>
  collected(
    clusterBlocks(stack).flatMap((cluster) => {
      const names = namesIn(withLocals(cluster.body.kubelet_identity, stack));
      return [...new Set([cluster.address, ...names])].map((name) => [name, cluster] as const);
    }),
  ),
);

/** Who a block is, or whose principal it has. */
export function granteeOf(named: Block, configured: Json, planned: PlannedStack): Grantee {
  const name = blockName(named, planned);
  if (isCluster(named)) {
    const attributes = attributesRead(configured).get(named.address);
    return attributes?.has("kubelet_identity") ? nodesOf(named, planned) : { kind: "control plane", cluster: name };
  }
  if (isIdentity(named)) {
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

/** A new AKS Automatic cluster is read again, for its identity. */
export function nodesOf(cluster: Block, planned: PlannedStack): Grantee {
  const { name = null } = cluster.body;
  const isNew = namesOfNewClusters(planned.stack).has(name);
  return { kind: "nodes", cluster: blockName(cluster, planned), address: cluster.address, isNew };
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

/** How the subject of a service account's token begins. Kubernetes, "Managing Service Accounts". */
const SERVICE_ACCOUNT = "system:serviceaccount:";

/**
 * The pods that may use an identity without a password, in words: by federated credentials for the tokens of their
 * service accounts, or by a role in the cluster that an identity binding obeys.
 */
function podsTrustedBy(identity: Block, planned: PlannedStack): string[] {
  const trusting = trustingIn(planned).get(identity.address) ?? [];
  return [...new Set(trusting.flatMap((instance) => [...federated(instance, planned), ...bound(instance, planned)]))];
}

/** What makes pods act as an identity, by the addresses that it names. */
const trustingIn = once(({ instances }: PlannedStack) => {
  const trusting = instances.filter(({ block }) => isFederatedCredential(block) || isRoleBinding(block));
  return collected(
    trusting.flatMap((instance) => [...namesIn(instance.block.body)].map((name) => [name, instance] as const)),
  );
});

function isRoleBinding(block: Block): boolean {
  return isOfType(block, "kubernetes_cluster_role_binding_v1");
}

/** The clusters that those pods run in, by their addresses: by who issues their tokens, or by where the role is. */
function clustersTrustedBy(identity: Block, planned: PlannedStack): string[] {
  const { stack } = planned;
  const clusters = (trustingIn(planned).get(identity.address) ?? []).flatMap(({ block }) => {
    const issuers = [block.body.issuer ?? null, block.body.for_each ?? null];
    return isFederatedCredential(block)
      ? blocksReadBy(issuers, stack, clusterBlocks(stack))
      : clustersBehind(block, stack);
  });
  return [...new Set(clusters.map(({ address }) => address))];
}

/** The pods whose tokens a federated credential trusts, in words; none where it trusts others. */
export function federated({ block, values }: Instance, planned: PlannedStack): string[] {
  if (!isFederatedCredential(block)) {
    return [];
  }
  const { subject } = values;
  const written = subject ?? block.body.subject;
  if (typeof written === "string" && !written.startsWith(SERVICE_ACCOUNT) && !written.startsWith("${")) {
    return [];
  }
  const names =
    typeof subject === "string" ? [subject.slice(SERVICE_ACCOUNT.length)] : literalKeys(block.body.for_each);
  if (names.length > 0) {
    return names.map((name) => {
      const [namespace, account = name] = name.split(":");
      return podsOf(namespace, account, "", planned);
    });
  }
  const [variable] = variablesIn(block.body.for_each);
  return variable === undefined ? [] : [`pods with the service accounts of var.${variable}`];
}

const FEDERATED_CREDENTIALS = [
  "azurerm_federated_identity_credential",
  "azuread_application_federated_identity_credential",
  "azuread_application_flexible_federated_identity_credential",
];

export function isFederatedCredential(block: Pick<Block, "blockType">): boolean {
  return FEDERATED_CREDENTIALS.includes(block.blockType);
}

function bound({ block, values }: Instance, planned: PlannedStack): string[] {
  if (!isRoleBinding(block)) {
    return [];
  }
  const [cluster] = clustersBehind(block, planned.stack);
  const where = cluster === undefined ? "" : ` of AKS cluster ${blockName(cluster, planned)}`;
  return listOf(values.subject)
    .map(objectOf)
    .flatMap((subject) => podsIn(subject, where, planned));
}

function podsIn({ kind, name, namespace }: JsonObject, where: string, planned: PlannedStack): string[] {
  if (kind === "Group" && name === "system:serviceaccounts") {
    return [`every pod${where}`];
  }
  return kind === "ServiceAccount" ? [podsOf(String(namespace), String(name), where, planned)] : [];
}

function podsOf(namespace: string, account: string, where: string, { naming }: PlannedStack): string {
  return `pods in namespace ${naming.of(namespace)}${where} with service account ${naming.of(account)}`;
}

/** The identities of users that a value refers to. */
export function identitiesIn(value: Json | undefined, { stack }: PlannedStack): Block[] {
  return blocksReadBy(value, stack).filter(isIdentity);
}

export function isIdentity({ type }: Block): boolean {
  return type === "azurerm_user_assigned_identity";
}
