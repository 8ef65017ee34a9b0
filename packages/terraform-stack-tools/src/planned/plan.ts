import type { JsonObject } from "../stack/json";
import type { PlannedChange } from "./change";

/** Passed, failed, or known only after apply. */
export type CheckResult = "passed" | "failed" | "unknown";

const PLAN = Symbol.for("terraform-stack-tools.Plan");

/** What Terraform would do. */
export class Plan {
  constructor(
    /** By address, in order. */
    public readonly resources: Readonly<Record<string, PlannedChange>>,
    public readonly outputs: JsonObject,
    /** The results of check blocks, by address. Any other condition that fails makes the plan fail. */
    public readonly checks: Readonly<Record<string, CheckResult>>,
    /** Whether the plan compares with an earlier version. */
    public readonly isUpdate: boolean,
  ) {}

  /** Marks a plan, so that one of another copy of this package is recognized too. */
  public get [PLAN](): true {
    return true;
  }

  public static isPlan(value: unknown): value is Plan {
    return typeof value === "object" && value !== null && PLAN in value && value[PLAN] === true;
  }
}
