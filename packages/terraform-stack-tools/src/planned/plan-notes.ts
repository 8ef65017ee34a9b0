import type { Json } from "../stack/json";

/** That a plan is a part only, or that applying it does more than its changes say. */
export interface PlanNote {
  readonly kind: "incomplete" | "deferred" | "action";
  /** Of what it is about. */
  readonly address: string;
  readonly message: string;
}

/** An output that changes. */
export interface OutputChange {
  readonly action: string;
  readonly before: Json;
  readonly after: Json;
}
