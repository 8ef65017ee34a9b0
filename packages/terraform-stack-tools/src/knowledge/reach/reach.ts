import { heading, type Inline, type Part, sentence } from "../../shared/document";
import { listed } from "../../shared/words";

/** How pods or people come to a registry over the network, whatever they are authorized to do. */
export type Reach =
  /** By its public address, from anywhere, with a login. */
  | { readonly kind: "public" }
  /** By its public address, from some addresses. Which ones a cluster leaves from, nobody knows from a stack. */
  | { readonly kind: "ranges"; readonly ranges: readonly string[] }
  | {
      readonly kind: "endpoint";
      readonly endpoint: string;
      /** The virtual network that the endpoint is in. */
      readonly network: string;
      /** The virtual network of the cluster, where it is another one that is peered. */
      readonly from?: string;
      /** The network of the cluster where it is managed elsewhere, and may have DNS servers of its own. */
      readonly withAzureDnsIn?: string;
    }
  | { readonly kind: "closed"; readonly because: string }
  | {
      readonly kind: "unknown";
      readonly because: string;
      /** Whether it is unknown only because the stacks do not manage the registry, and say nothing of its network. */
      readonly isElsewhere?: true;
    };

/** One cluster and one registry. */
export interface ReachCell {
  readonly cluster: string;
  readonly registry: string;
  readonly reach: Reach;
}

/** The same after a change. */
export interface ReachChange extends ReachCell {
  /** Undefined where there was no such cluster or registry. */
  readonly before?: Reach;
}

export function reachChanges(before: readonly ReachCell[], after: readonly ReachCell[]): ReachChange[] {
  const former = new Map(before.map((cell) => [keyOf(cell), cell.reach]));
  return after.map((cell) => {
    const reach = former.get(keyOf(cell));
    return reach === undefined ? cell : { ...cell, before: reach };
  });
}

function keyOf({ cluster, registry }: ReachCell): string {
  return `${cluster}\n${registry}`;
}

/** One for several, of which some may differ. */
export function joinedReach(all: readonly Reach[]): Reach | undefined {
  const distinct = new Set(all.map((one) => JSON.stringify(one)));
  return distinct.size > 1 ? { kind: "unknown", because: "it is not the same for each of their clusters" } : all[0];
}

/** What a table says of a cluster and a registry. */
export function reachWords(reach: Reach): string {
  switch (reach.kind) {
    case "public":
      return "publicly, with a login";
    case "ranges":
      return `publicly, from ${listed(reach.ranges)} only`;
    case "endpoint": {
      const { endpoint, network, from, withAzureDnsIn } = reach;
      const peering = from === undefined ? "" : `, which is peered with ${from}`;
      const condition = withAzureDnsIn === undefined ? "" : `, if ${withAzureDnsIn} uses Azure's DNS`;
      return `by private endpoint ${endpoint} in virtual network ${network}${peering}${condition}`;
    }
    case "closed":
      return `not at all: ${reach.because}`;
    case "unknown":
      return `unknown: ${reach.because}`;
  }
}

/** What is to be said beside an access; nothing where a login is all that it takes, or where nothing is said of the network. */
export function reachRemark(reach: Reach | undefined): string | undefined {
  switch (reach?.kind) {
    case "ranges":
      return `reached from ${listed(reach.ranges)} only`;
    case "endpoint":
      return `reached ${reachWords(reach)}`;
    case "closed":
      return `authorized, not reachable: ${reach.because}`;
    case "unknown":
      return reach.isElsewhere ? undefined : `whether it is reached is unknown: ${reach.because}`;
    default:
      return undefined;
  }
}

/** A sentence about an access with what its reader would otherwise take for granted. */
export function reachedSentence(sentence: string, reach: Reach | undefined): string {
  switch (reach?.kind) {
    case "ranges":
      return `${sentence}, from ${listed(reach.ranges)} only`;
    case "endpoint":
      return `${sentence}, by private endpoint ${reach.endpoint}`;
    case "closed":
      return `authorized, not reachable: ${sentence}, but ${reach.because}`;
    case "unknown":
      return reach.isElsewhere ? sentence : `${sentence}, which may not be reachable: ${reach.because}`;
    default:
      return sentence;
  }
}

/** As the JSON of a plan has it. */
export function reachRecord(reach: Reach) {
  const { isElsewhere: _isElsewhere, ...members } = { isElsewhere: undefined, ...reach };
  return members;
}

/** The section of a report on how clusters reach registries; nothing for a stack without a cluster or without a registry. */
export function reachParts(cells: readonly ReachChange[]): Part[] {
  if (cells.length === 0) {
    return [];
  }
  if (cells.every(isUsual)) {
    return [sentence(`Its clusters reach the registries publicly, with a login. ${NOT_JUDGED}`)];
  }
  const isUpdate = cells.some(isChanged);
  const heads = ["Cluster", "Registry", "Reached", ...(isUpdate ? ["Before"] : [])];
  const rows = cells.map((cell): Inline[] => {
    const { cluster, registry, reach, before } = cell;
    const former = before !== undefined && isChanged(cell) ? reachWords(before) : "";
    const words = reach.kind === "closed" ? { strong: reachWords(reach) } : reachWords(reach);
    return [{ code: cluster }, { code: registry }, words, ...(isUpdate ? [former] : [])];
  });
  return [heading("How clusters reach registries", 3), { kind: "table", heads, rows }, sentence(NOT_JUDGED)];
}

const NOT_JUDGED =
  "Not judged: security groups, routes, service endpoints, security admin rules, and policies in the cluster.";

/** The same for a terminal. What is usual is left out. */
export function reachLines(cells: readonly ReachChange[]): string[] {
  return cells.filter((cell) => !isUsual(cell) || isChanged(cell)).map(reachLine);
}

function reachLine({ cluster, registry, reach }: ReachChange): string {
  switch (reach.kind) {
    case "closed":
      return `! AKS cluster ${cluster} does not reach ${registry}: ${reach.because}`;
    case "unknown":
      return `? whether AKS cluster ${cluster} reaches ${registry} is unknown: ${reach.because}`;
    default:
      return `  AKS cluster ${cluster} reaches ${registry} ${reachWords(reach)}`;
  }
}

/**
 * What clusters reach no longer, or only now, in words; empty where all is as before.
 * @param most more than this many are counted instead
 */
export function changedReach(cells: readonly ReachChange[], most: number): string {
  const changed = cells.filter(
    ({ reach, before }) => before !== undefined && (reach.kind === "closed") !== (before.kind === "closed"),
  );
  return changed.length > most
    ? `${changed.length} ways from clusters to registries open or close`
    : changed.map(reachSentence).join(" and ");
}

function reachSentence({ cluster, registry, reach }: ReachChange): string {
  if (reach.kind === "closed") {
    return `AKS cluster ${cluster} no longer reaches ${registry}: ${reach.because}`;
  }
  return reach.kind === "unknown"
    ? `AKS cluster ${cluster} may now reach ${registry}: ${reach.because}`
    : `AKS cluster ${cluster} now reaches ${registry} ${reachWords(reach)}`;
}

/** As the JSON of a plan has it. */
export function reachCellRecord({ cluster, registry, reach, before }: ReachChange) {
  return {
    ...{ cluster, registry, reach: reachRecord(reach) },
    ...(before === undefined ? {} : { before: reachRecord(before) }),
  };
}

function isUsual({ reach }: ReachChange): boolean {
  return reach.kind === "public";
}

function isChanged({ reach, before }: ReachChange): boolean {
  return before !== undefined && reachWords(reach) !== reachWords(before);
}
