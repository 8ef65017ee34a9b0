import type { Change, Check, ResourceChange } from "../../src/planned/plan-json";

/** What `show -json` prints of a plan, as far as tests read it. */
export interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, Change>>;
  readonly checks?: readonly Check[];
}
