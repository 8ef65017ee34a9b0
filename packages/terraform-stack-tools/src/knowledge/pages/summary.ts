import { isObject, objectOf } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import { type Access, CREDENTIAL_KINDS, type Grantee } from "../access/access";
import { isAboutImages, isOfType, isPullGrant, isPullSecret } from "../catalogue/block-types";
import { account, credential } from "./credential-sentences";
import { grantSummary } from "./grant-summary";
import { rightsIn } from "./rights";
import * as sentences from "./summary-sentences";

/**
 * How a stack lets pods pull images, and what that means. The first sentence can be read on its own. Empty for a stack
 * that neither has a pull secret nor assigns a role for pulling.
 */
export function pullSummary({ blocks }: Pick<Stack, "blocks">, access: readonly Access[]): string[] {
  const secrets = blocks.filter((block) => isPullSecret(block));
  if (secrets.length === 0 && !blocks.some(isPullGrant)) {
    return [];
  }
  return [
    ...(secrets.length > 0 ? secretSummary(blocks, secrets, access) : []),
    ...grantSummary(blocks, access, secrets.length > 0),
    ...accountSummary(access),
  ];
}

/** What passwords that are in no pull secret allow, and what nobody needs a password for. */
function accountSummary(access: readonly Access[]): string[] {
  const inSecrets = new Set(access.map(({ grantedBy }) => grantedBy));
  const others = access.filter(({ secret, address }) => secret === undefined && !inSecrets.has(address));
  return [...new Set(others.map(({ origin }) => origin.kind))].flatMap((kind) => {
    const rights = rightsIn(others.filter(({ origin }) => origin.kind === kind));
    return account(kind, rights);
  });
}

/** What is to be said of a stack that is not about pulling images. */
export function otherSummary(stack: Stack, access: readonly Access[]): string[] {
  if (access.length > 0) {
    const roles = access.some(({ origin }) => origin.kind === "role assignment");
    return [...(roles ? [sentences.BY_THE_WAY] : []), ...accountSummary(access)];
  }
  const count = stack.blocks.length;
  return count === 0 ? [] : sentences.unknown(count === 1 ? "one" : "several", isAboutImages(stack));
}

function secretSummary(blocks: readonly Block[], secrets: readonly Block[], access: readonly Access[]): string[] {
  const inSecrets = access.filter(({ secret }) => secret !== undefined);
  const kinds = CREDENTIAL_KINDS.filter((kind) => inSecrets.some(({ origin }) => origin.kind === kind));
  return [
    sentences.delivery(deliveryIn(blocks, inSecrets)),
    ...kinds.map((kind) => credential(kind, rightsIn(inSecrets.filter(({ origin }) => origin.kind === kind)))),
    sentences.storage(secrets.every(isWriteOnly) ? "nowhere" : "state"),
  ];
}

function deliveryIn(blocks: readonly Block[], access: readonly Access[]): sentences.Delivery {
  const has = (kind: Grantee["kind"]) => access.some(({ grantees }) => grantees.some((one) => one.kind === kind));
  const hasNamed = has("pods of a service account");
  if (has("every pod")) {
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

function isWriteOnly({ body }: Block): boolean {
  return isObject(body.data_wo) || typeof body.data_wo === "string";
}
