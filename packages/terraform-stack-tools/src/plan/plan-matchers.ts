import type { PlannedChange } from "../planned/change";
import { Plan } from "../planned/plan";
import { hint } from "../shared/error-topics";

/** The matchers that this package adds to `expect(...)`. */
export interface PlanMatchers<R> {
  /**
   * Fails if a resource would be replaced, or if it is unknown whether one would be. Names the arguments that force it.
   */
  toPlanNoReplacement(): R;
  /** Fails if a resource would be deleted. Replacing one does not count. */
  toPlanNoDeletion(): R;
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the parameters must be those of @types/jest
    interface Matchers<R, T = {}> extends PlanMatchers<R> {}
  }
}

interface Result {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * For `expect.extend`. Both need a plan with `existing`: without it everything is created, and the matchers would pass
 * for any change.
 * @example
 * expect.extend(planMatchers);
 * expect(plan(attach, { existing: "../main/cdktf.out/stacks/attach/cdk.tf.json" })).toPlanNoDeletion();
 */
export const planMatchers = {
  toPlanNoReplacement(received: unknown): Result {
    const isFault = ({ action }: PlannedChange) => action === "replace" || action === "update, replacement unknown";
    return result("toPlanNoReplacement", "replaced", received, isFault);
  },
  toPlanNoDeletion(received: unknown): Result {
    return result("toPlanNoDeletion", "deleted", received, ({ action }) => action === "delete");
  },
};

function result(matcher: string, word: string, received: unknown, isFault: (change: PlannedChange) => boolean): Result {
  if (!Plan.isPlan(received)) {
    throw new Error(`${matcher} must be called on the result of plan(), got ${typeof received}`);
  }
  if (!received.isUpdate) {
    throw new Error(
      `${matcher} must be called on a plan with existing, the earlier version of the stack; ` +
        "without it everything is created",
    );
  }
  const faults = Object.entries(received.resources).filter(([, change]) => isFault(change));
  return {
    pass: faults.length === 0,
    message: () => (faults.length > 0 ? report(word, faults) : `nothing would be ${word}`),
  };
}

function report(word: string, faults: readonly [address: string, change: PlannedChange][]): string {
  const lines = faults.map(([address, change]) => `  ${address}${reason(change)}`);
  const text = `${faults.length} would be ${word}:\n${lines.join("\n")}`;
  const isUnknown = faults.some(([, { action }]) => action === "update, replacement unknown");
  return isUnknown ? `${text}\n${hint("replacement-unknown")}` : text;
}

function reason({ action, because, reason: why }: PlannedChange): string {
  if (action === "update, replacement unknown") {
    const paths = because === undefined ? "" : `, possibly forced by ${because.join(", ")}`;
    return `: unknown${paths}; ${why}`;
  }
  return because === undefined ? "" : `: forced by ${because.join(", ")}`;
}
