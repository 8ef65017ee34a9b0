import type { Instance, PlannedStack } from "../../../planned/planned-stack";
import { resourceName } from "../../../planned/planned-stack";
import { blocksReadBy } from "../../../stack/dependencies";
import { literalKeys } from "../../../stack/expression/literal-keys";
import { type JsonObject, listOf, objectOf } from "../../../stack/json";
import { once } from "../../../stack/once";
import { namesIn, variablesIn } from "../../../stack/references";
import type { Block } from "../../../stack/stack";
import { clusterBlocks, clustersBehind, isOfType } from "../../catalogue/questions";

/** How the subject of a service account's token begins. Kubernetes, "Managing Service Accounts". */
const SERVICE_ACCOUNT = "system:serviceaccount:";

/**
 * The pods that may use an identity without a password, in words: by federated credentials for the tokens of their
 * service accounts, or by a role in the cluster that an identity binding obeys.
 */
export function podsTrustedBy(identity: Block, planned: PlannedStack): string[] {
  const trusting = trustingIn(planned).get(identity.address) ?? [];
  return [...new Set(trusting.flatMap((instance) => [...federated(instance, planned), ...bound(instance, planned)]))];
}

/** What makes pods act as an identity, by the addresses that it names. */
const trustingIn = once(({ instances }: PlannedStack): ReadonlyMap<string, readonly Instance[]> => {
  const found = new Map<string, Instance[]>();
  for (const instance of instances) {
    const { block } = instance;
    if (isFederatedCredential(block) || isOfType(block, "kubernetes_cluster_role_binding_v1")) {
      for (const name of namesIn(block.body)) {
        const others = found.get(name) ?? [];
        others.push(instance);
        found.set(name, others);
      }
    }
  }
  return found;
});

/** The clusters that those pods run in, by their addresses: by who issues their tokens, or by where the role is. */
export function clustersTrustedBy(identity: Block, planned: PlannedStack): string[] {
  const { stack } = planned;
  const clusters = (trustingIn(planned).get(identity.address) ?? []).flatMap(({ block }) => {
    const issuers = [block.body.issuer ?? null, block.body.for_each ?? null];
    return isFederatedCredential(block)
      ? blocksReadBy(issuers, stack, clusterBlocks(stack))
      : clustersBehind(block, stack).filter(() => isOfType(block, "kubernetes_cluster_role_binding_v1"));
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
  if (typeof written === "string" && !written.startsWith(SERVICE_ACCOUNT) && !isWholeExpression(written)) {
    return [];
  }
  const names =
    typeof subject === "string" ? [subject.slice(SERVICE_ACCOUNT.length)] : literalKeys(block.body.for_each);
  if (names.length > 0) {
    return names.map((name) => podsOf(...splitName(name), "", planned));
  }
  const [variable] = variablesIn(block.body.for_each);
  return variable === undefined ? [] : [`pods with the service accounts of var.${variable}`];
}

/** Whether its beginning is not written either. */
function isWholeExpression(text: string): boolean {
  return text.startsWith("${");
}

export function isFederatedCredential(block: Pick<Block, "blockType">): boolean {
  return (
    isOfType(block, "azurerm_federated_identity_credential") ||
    isOfType(block, "azuread_application_federated_identity_credential") ||
    isOfType(block, "azuread_application_flexible_federated_identity_credential")
  );
}

function splitName(name: string): [namespace: string, account: string] {
  const [namespace, account = name] = name.split(":");
  return [namespace, account];
}

function bound({ block, values }: Instance, planned: PlannedStack): string[] {
  if (!isOfType(block, "kubernetes_cluster_role_binding_v1")) {
    return [];
  }
  const [cluster] = clustersBehind(block, planned.stack);
  const where = cluster === undefined ? "" : ` of AKS cluster ${nameOf(cluster, planned)}`;
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

function nameOf(block: Block, planned: PlannedStack): string {
  const instance = planned.instances.find((candidate) => candidate.block === block);
  return resourceName(instance ?? { block, values: {} }, planned);
}
