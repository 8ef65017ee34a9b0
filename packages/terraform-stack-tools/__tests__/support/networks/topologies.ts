import { BY_NAME } from "./by-name";
import { ELSEWHERE } from "./elsewhere";
import { PUBLICLY } from "./publicly";
import type { Sketch } from "./sketch";

/** One topology, and what a report is to say of its cluster and its registry. */
export interface Topology {
  readonly what: string;
  readonly draw: (sketch: Sketch) => Sketch;
  /** How the cell begins. */
  readonly cell: "publicly, with a login" | "publicly, from" | "by private endpoint" | "not at all" | "unknown";
  /** What it says further. */
  readonly because?: string;
  /** Whether the stack does not tell what the cell depends on, so that somebody who sees all of Azure knows more. */
  readonly isHidden?: true;
}

/** Each by its number, which is in the names of its objects. */
export const TOPOLOGIES: readonly (Topology & { readonly id: string })[] = [...PUBLICLY, ...BY_NAME, ...ELSEWHERE].map(
  (topology, index) => ({ ...topology, id: `t${String(index + 1).padStart(2, "0")}` }),
);
