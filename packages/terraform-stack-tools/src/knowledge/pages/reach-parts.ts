import { heading, type Inline, type Part, runs, sentence } from "../../shared/document";
import type { Reach, ReachChange } from "../reach/reach";
import { reachRecord, reachWords } from "../reach/reach-words";

/** The section of a report on how clusters reach registries; nothing for a stack without a cluster or without a registry. */
export function reachParts(cells: readonly ReachChange[]): Part[] {
  if (cells.length === 0) {
    return [];
  }
  if (cells.every(isUsual)) {
    return [sentence(`Its clusters reach the registries publicly, with a login. ${NOT_CONSIDERED}`)];
  }
  const isUpdate = cells.some(isChanged);
  const [{ reach: first }] = cells;
  const isAlike = cells.length > 1 && cells.every(({ reach }) => reachWords(reach) === reachWords(first));
  const heads = ["Cluster", "Registry", ...(isAlike ? [] : ["Reached"]), ...(isUpdate ? ["Before"] : [])];
  const rows = cells.map((cell): Inline[] => {
    const { cluster, registry, reach, before } = cell;
    const former = before !== undefined && isChanged(cell) ? reachWords(before) : "";
    return [{ code: cluster }, { code: registry }, ...(isAlike ? [] : [words(reach)]), ...(isUpdate ? [former] : [])];
  });
  return [
    heading("How clusters reach registries", 3),
    ...(isAlike ? [{ kind: "sentence" as const, text: ["Reached in every row: ", ...runs(words(first)), "."] }] : []),
    { kind: "table", heads, rows },
    sentence(NOT_CONSIDERED),
  ];
}

const NOT_CONSIDERED =
  "Not considered: security groups, routes and service endpoints that these stacks do not manage, security admin rules, and policies in the cluster.";

/** The same for a terminal. What is usual is left out. */
export function reachLines(cells: readonly ReachChange[]): string[] {
  return cells.filter((cell) => !isUsual(cell) || isChanged(cell)).map(reachLine);
}

function reachLine({ cluster, registry, reach }: ReachChange): string {
  switch (reach.kind) {
    case "closed":
      return `! AKS cluster ${cluster} does not reach ${registry}: ${reach.because}`;
    case "unknown":
      return `? whether AKS cluster ${cluster} reaches ${registry} is not known: ${reach.because}`;
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

function words(reach: Reach): Inline {
  return reach.kind === "closed" ? { strong: reachWords(reach) } : reachWords(reach);
}

function isUsual({ reach }: ReachChange): boolean {
  return reach.kind === "public";
}

function isChanged({ reach, before }: ReachChange): boolean {
  return before !== undefined && reachWords(reach) !== reachWords(before);
}
