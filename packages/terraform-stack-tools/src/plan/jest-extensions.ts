import { type Access, originWords } from "../knowledge/access/access";
import { isHeld } from "../knowledge/access/effect";
import { matches } from "../knowledge/access/roles";
import type { PlannedChange } from "../planned/change";
import { Plan, planText } from "../planned/plan";
import { hint } from "../shared/refusal";
import { isList } from "../stack/json";

/** The matchers that this package adds to `expect(...)`. */
export interface PlanMatchers<R> {
  /** Fails if a resource would be replaced, or if it is unknown whether one would be. Names the arguments that force it. */
  toPlanNoReplacement(): R;
  /** Fails if a resource would be deleted. Replacing one does not count. */
  toPlanNoDeletion(): R;
}

/** Repositories or patterns such as `shop/*`, by registry, by who may pull them. */
export type ExpectedPulls = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The matcher for the result of `accessOf`. */
export interface AccessMatchers<R> {
  /**
   * Fails if anybody may pull more than this, push or delete, if it is not known what somebody may do, or if a pull that
   * is expected is missing. Names the lines.
   */
  toGrantPullOnly(expected: ExpectedPulls): R;
  /**
   * Fails if somebody has access to a registry that they do not reach: public access is off, or their network finds no
   * private endpoint. What nobody knows from the stacks passes. Names the lines, with the reason. Not judged: security
   * groups, routes, service endpoints, security admin rules, and policies in the cluster.
   */
  toBeReachable(): R;
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the parameters must be those of @types/jest
    interface Matchers<R, T = {}> extends PlanMatchers<R>, AccessMatchers<R> {}
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

/**
 * For `expect.extend`.
 * @example
 * expect.extend(accessMatchers);
 * expect(accessOf(attach)).toGrantPullOnly({ "every pod of AKS cluster prod": { contoso: ["*"] } });
 */
export const accessMatchers = {
  toGrantPullOnly(received: unknown, expected: ExpectedPulls) {
    const lines = linesOf(received, "toGrantPullOnly");
    const tooMany = lines.filter((line) => isHeld(line) && !isExpected(line, expected));
    const working = lines.filter(({ fault }) => fault === undefined);
    const missing = pullsIn(expected).filter((pull) => !working.some((line) => grants(line, pull)));
    return { pass: tooMany.length === 0 && missing.length === 0, message: () => describe(tooMany, missing) };
  },

  toBeReachable(received: unknown) {
    const closed = linesOf(received, "toBeReachable").flatMap(({ who, registry, reach }) =>
      reach?.kind === "closed" ? [`  ${who}: ${registry}, since ${reach.because}`] : [],
    );
    const words = [...new Set(closed)];
    return {
      pass: words.length === 0,
      message: () =>
        words.length === 0
          ? "nobody has access to a registry that they do not reach"
          : `authorized, not reachable:\n${words.join("\n")}`,
    };
  },
};

interface Pull {
  readonly who: string;
  readonly registry: string;
  readonly repository: string;
}

function linesOf(value: unknown, matcher: string): readonly Access[] {
  if (!isAccess(value)) {
    throw new Error(`${matcher} must be called on the result of accessOf()`);
  }
  return value;
}

function isAccess(value: unknown): value is readonly Access[] {
  return isList(value) && value.every((line) => typeof line === "object" && line !== null && "rights" in line);
}

function isExpected({ who, registry, repository, rights }: Access, expected: ExpectedPulls): boolean {
  const repositories = expected[who]?.[registry] ?? [];
  return rights.join() === "pull" && repositories.some((pattern) => matches(pattern, repository));
}

function pullsIn(expected: ExpectedPulls): Pull[] {
  return Object.entries(expected).flatMap(([who, registries]) =>
    Object.entries(registries).flatMap(([registry, repositories]) =>
      repositories.map((repository) => ({ who, registry, repository })),
    ),
  );
}

function grants({ who, registry, repository, rights }: Access, pull: Pull): boolean {
  return (
    who === pull.who && registry === pull.registry && rights.includes("pull") && matches(repository, pull.repository)
  );
}

function describe(tooMany: readonly Access[], missing: readonly Pull[]): string {
  const extra = tooMany.map(
    ({ who, registry, repository, rights, origin }) =>
      `  ${who}: ${rights.join(", ") || "unknown rights"} on ${repository} of ${registry}, by ${originWords(origin)}`,
  );
  const lacking = missing.map(({ who, registry, repository }) => `  ${who}: pull on ${repository} of ${registry}`);
  const sections = [
    ...(extra.length > 0 ? [`${extra.length} too many:\n${extra.join("\n")}`] : []),
    ...(lacking.length > 0 ? [`${lacking.length} missing:\n${lacking.join("\n")}`] : []),
  ];
  return sections.length > 0 ? sections.join("\n") : "nothing but the expected pulls is granted";
}

/**
 * Prints a plan as Terraform does: for `expect.addSnapshotSerializer` or `snapshotSerializers`.
 * @example
 * expect.addSnapshotSerializer(planSerializer);
 * expect(plan(attach)).toMatchSnapshot();
 */
export const planSerializer = {
  test: (value: unknown): boolean => Plan.isPlan(value),
  serialize: (value: Plan, _config: unknown, indentation: string): string => planText(value, indentation),
};
