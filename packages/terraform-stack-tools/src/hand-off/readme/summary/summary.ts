import type { KnownBlockType } from "../../../knowledge/catalogue/block-types";
import { isCluster, isNewCluster, isOfType, isPullGrant, isPullSecret } from "../../../knowledge/catalogue/questions";
import { prose } from "../../../shared/markdown";
import { isObject, objectOf } from "../../../stack/json";
import { blocksReferredTo, readsAttribute } from "../../../stack/references";
import type { Block, Stack } from "../../../stack/stack";
import * as sentences from "./summary-sentences";

/** How a stack lets pods pull images, and what that means. The first element can be read on its own. */
export function summary({ blocks }: Pick<Stack, "blocks">): readonly [string, ...string[]] {
  const secrets = blocks.filter(isPullSecret);
  if (secrets.length > 0) {
    return [
      sentences.delivery(deliveryIn(blocks)),
      ...originsOf(secrets, blocks).map(sentences.origin),
      sentences.storage(isWriteOnly(secrets) ? "nowhere" : "state"),
    ];
  }
  const grants = blocks.filter(isPullGrant);
  if (grants.length === 0) {
    const types = [...new Set(blocks.map(({ blockType }) => prose(blockType)))];
    return sentences.unknown(blocks.length, types.join(", "));
  }
  const number = isSeveral(grants) ? "several" : "one";
  if (isForServiceAccounts(blocks)) {
    return [sentences.SERVICE_ACCOUNTS, sentences.permission(number), sentences.serviceAccountEffect(limitOf(grants))];
  }
  const clusters = clustersIn(blocks);
  if (clusters === undefined) {
    return [sentences.identities(number), sentences.permission(number), sentences.identityEffect(limitOf(grants))];
  }
  const hasServicePrincipal = hasType(blocks, "data.azuread_service_principal");
  return [
    sentences.nodes(clusters),
    ...(hasServicePrincipal ? [sentences.SERVICE_PRINCIPAL] : []),
    sentences.permission(number),
    sentences.nodeEffect(limitOf(grants)),
  ];
}

function deliveryIn(blocks: readonly Block[]): sentences.Delivery {
  const hasNamed = hasType(blocks, "kubernetes_service_account_v1");
  if (hasType(blocks, "kubernetes_default_service_account_v1")) {
    return hasNamed ? "both service accounts" : "default service account";
  }
  if (hasNamed) {
    return "service account";
  }
  return blocks.some(isInjectingPolicy) ? "policy" : "pod spec";
}

function isInjectingPolicy(block: Block): boolean {
  return isOfType(block, "kubernetes_manifest") && objectOf(block.body.manifest).kind === "MutatingAdmissionPolicy";
}

function originsOf(secrets: readonly Block[], blocks: readonly Block[]): sentences.Origin[] {
  const bodies = secrets.map(({ body }) => body);
  const sources = blocksReferredTo(bodies, blocks);
  const origins: sentences.Origin[] = [];
  if (hasType(sources, "azuread_application_password")) {
    origins.push("service principal");
  }
  if (hasType(sources, "azurerm_container_registry_token_password")) {
    origins.push("registry token");
  }
  if (hasType(sources, "ephemeral.azurerm_key_vault_secret")) {
    origins.push("key vault");
  }
  if (readsAttribute(bodies, "admin_password")) {
    origins.push("admin account");
  }
  return origins.length === 0 ? ["existing account"] : origins;
}

/** Whether tokens of service accounts are exchanged for an identity. */
function isForServiceAccounts(blocks: readonly Block[]): boolean {
  return (
    hasType(blocks, "azurerm_federated_identity_credential") ||
    hasType(blocks, "azuread_application_federated_identity_credential") ||
    blocks.some((block) => isOfType(block, "azapi_resource") && String(block.body.type).includes("/identityBindings@"))
  );
}

function isWriteOnly(secrets: readonly Block[]): boolean {
  return secrets.every(({ body }) => isObject(body.data_wo) || typeof body.data_wo === "string");
}

function clustersIn(blocks: readonly Block[]): sentences.Clusters | undefined {
  const created = blocks.filter(isNewCluster);
  // A new AKS Automatic cluster is read again, for its identity.
  const names = created.flatMap(({ body }) => body.name ?? []);
  const existing = blocks.filter(
    (block) => isCluster(block) && !isNewCluster(block) && !names.includes(block.body.name ?? null),
  );
  if (created.length + existing.length > 1) {
    return "several";
  }
  if (created.length > 0) {
    return "new";
  }
  return existing.length > 0 ? "existing" : undefined;
}

/** In ABAC mode, a condition limits what a role assignment permits. */
function limitOf(grants: readonly Block[]): sentences.Limit {
  const limited = grants.filter(({ body }) => body.condition !== undefined);
  if (limited.length === 0) {
    return "none";
  }
  return limited.length === grants.length ? "all" : "some";
}

function hasType(blocks: readonly Block[], type: KnownBlockType): boolean {
  return blocks.some((block) => isOfType(block, type));
}

function isSeveral(blocks: readonly Block[]): boolean {
  return blocks.length > 1 || blocks.some(({ isRepeated }) => isRepeated);
}
