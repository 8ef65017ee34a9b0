import type { Json, JsonObject } from "../stack/json";
import type { Change, Check, PlanJson, ResourceChange } from "./plan-json";
import type { PlanNote } from "./plan-notes";

/** A plan as `show -json` prints it, checked as far as this package reads it. */
export interface ShownPlan extends Required<Pick<PlanJson, "resource_changes" | "output_changes" | "checks">> {
  readonly resource_changes: readonly ShownChange[];
  readonly output_changes: Readonly<Record<string, Change>>;
  readonly checks: readonly Check[];
  /** What the states before and after have. Without sensitive values in clear only as far as the marks say. */
  readonly prior: readonly StateResource[];
  readonly planned: readonly StateResource[];
  /** The values of root variables. */
  readonly variables: JsonObject;
  /** Undefined for a plan that was shown without it. */
  readonly rootModule?: JsonObject;
  readonly providers: JsonObject;
  /** Of Terraform or OpenTofu. */
  readonly engineVersion?: string;
  /** When the engine made it. */
  readonly made?: string;
  /** Everything else that has marks of its own: outputs of the states. */
  readonly outputs: readonly StateOutput[];
  readonly notes: readonly PlanNote[];
  /** In what the notes are about. */
  readonly others: readonly Marked[];
}

/** A value, and `true` in its sensitive places. */
export interface Marked {
  readonly value: Json;
  readonly marks: Json;
}

/** One object that a plan is about. */
export interface ShownChange extends ResourceChange {
  readonly name: string;
  /** The id by which it is imported, null where that is not known. Undefined where it is not imported. */
  readonly importing?: string | null;
}

/** One object of a state. */
export interface StateResource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly providerName: string;
  readonly values: JsonObject;
  /** `true` in the places of sensitive values. */
  readonly sensitive: Json;
}

export interface StateOutput {
  readonly value: Json;
  readonly isSensitive: boolean;
}
