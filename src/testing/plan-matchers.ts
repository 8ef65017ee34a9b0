import type { PlannedChange } from "./changes/planned-change";
import { Plan } from "./plan";

/** What the matchers add to `expect(...)`. */
export interface PlanMatchers<R> {
  /** Fails when a resource would be replaced, or when nobody knows whether it would be. Names the arguments that force it. */
  toPlanNoReplacement(): R;
  /** Fails when a resource would be gone afterwards. One that is replaced is not. */
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

/** For `expect.extend`. Both want a plan with `existing`: one without creates everything, and would pass whatever changes. */
export const planMatchers = {
  toPlanNoReplacement(received: unknown): Result {
    return result(
      "toPlanNoReplacement",
      "replaced",
      received,
      ({ action }) => action === "replace" || action === "update, replacement unknown",
    );
  },
  toPlanNoDeletion(received: unknown): Result {
    return result("toPlanNoDeletion", "deleted", received, ({ action }) => action === "delete");
  },
};

function result(name: string, word: string, received: unknown, isFault: (change: PlannedChange) => boolean): Result {
  if (!Plan.isPlan(received)) {
    throw new Error(`${name} must be asked of what plan() returns, got ${typeof received}`);
  }
  if (!received.isUpdate) {
    throw new Error(
      `${name} must be asked of a plan with existing, the earlier version of the stack; without it everything is created`,
    );
  }
  const faults = Object.entries(received.resources).filter(([, change]) => isFault(change));
  const lines = faults.map(([address, change]) => `  ${address}${reason(change)}`);
  return {
    pass: faults.length === 0,
    message: () => (faults.length > 0 ? `${faults.length} would be ${word}:\n${lines.join("\n")}` : `nothing would be ${word}`),
  };
}

function reason({ action, because, changes = {} }: PlannedChange): string {
  if (action === "update, replacement unknown") {
    const paths = because ?? Object.keys(changes);
    return `: unknown, it may be for ${paths.join(", ")}; set forceNew to what replaces this type`;
  }
  return because === undefined ? "" : `: forced by ${because.join(", ")}`;
}
