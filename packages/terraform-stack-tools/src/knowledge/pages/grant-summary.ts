import type { Block } from "../../stack/stack";
import { type Access, type Grantee, unreachable } from "../access/access";
import { rightsIn } from "./rights";
import * as sentences from "./summary-sentences";

/** Whom role assignments let pull, and what that means. */
export function grantSummary(blocks: readonly Block[], access: readonly Access[], hasSecrets: boolean): string[] {
  // The roles of service principals that pods use by a secret are told with the secret.
  const inSecrets = new Set(access.map(({ grantedBy }) => grantedBy));
  const lines = access.filter(({ address, origin }) => origin.kind === "role assignment" && !inSecrets.has(address));
  if (lines.length === 0) {
    return [];
  }
  const addresses = new Set(lines.map(({ address }) => address));
  const grants = blocks.filter(({ address }) => addresses.has(address));
  const number = isSeveral(grants) ? "several" : "one";
  const holders = new Set(lines.flatMap(({ grantees }) => grantees.map(holderOf)));
  const others = lines.filter(({ grantees }) => !grantees.some((one) => holderOf(one) !== "identity"));
  const isWide = lines.some(({ isScope }) => isScope === true);
  return [
    ...(holders.has("nodes") ? nodes(lines) : []),
    ...(holders.has("service accounts") ? [sentences.SERVICE_ACCOUNTS] : []),
    ...(others.length > 0
      ? [sentences.identities(isSeveral(grantsOf(others, grants)) ? "several" : "one", rightsIn(others))]
      : []),
    ...sentences.permission(number, rightsIn(lines), isWide),
    ...(hasSecrets ? [] : [effect(holders, limitOf(grants))]),
  ];
}

type Holder = "nodes" | "service accounts" | "identity";

function holderOf(grantee: Grantee): Holder {
  switch (grantee.kind) {
    case "nodes":
      return "nodes";
    case "trusted pods":
      return "service accounts";
    case "control plane":
    case "managed identity":
    case "service principal":
    case "group":
    case "deployer":
    case "principal":
    case "somebody":
    // No role is assigned to these.
    case "password holder":
    case "anyone":
    case "pods that name the secret":
    case "every pod":
    case "pods of a service account":
      return "identity";
    default:
      return unreachable(grantee);
  }
}

function nodes(lines: readonly Access[]): string[] {
  const clusters = new Map(
    lines.flatMap(({ grantees }) =>
      grantees.flatMap((one) => (one.kind === "nodes" ? [[one.address, one.isNew]] : [])),
    ),
  );
  const [isNew] = clusters.values();
  const alternatives = lines.some(
    ({ grantees }) =>
      grantees.some(({ kind }) => kind === "nodes") && grantees.some(({ kind }) => kind === "service principal"),
  );
  const single = isNew ? "new" : "existing";
  return [
    sentences.nodes(clusters.size > 1 ? "several" : single),
    ...(alternatives ? [sentences.SERVICE_PRINCIPAL] : []),
  ];
}

function effect(holders: ReadonlySet<Holder>, limit: sentences.Limit): string {
  if (holders.size > 1) {
    return sentences.MIXED_EFFECT;
  }
  if (holders.has("nodes")) {
    return sentences.nodeEffect(limit);
  }
  return holders.has("service accounts") ? sentences.serviceAccountEffect(limit) : sentences.identityEffect(limit);
}

function grantsOf(lines: readonly Access[], grants: readonly Block[]): Block[] {
  return grants.filter(({ address }) => lines.some((line) => line.address === address));
}

/** In ABAC mode, a condition limits what a role assignment permits. */
function limitOf(grants: readonly Block[]): sentences.Limit {
  const limited = grants.filter(({ body }) => body.condition !== undefined);
  if (limited.length === 0) {
    return "none";
  }
  return limited.length === grants.length ? "all" : "some";
}

function isSeveral(blocks: readonly Block[]): boolean {
  return blocks.length > 1 || blocks.some(({ isRepeated }) => isRepeated);
}
