import { testFile } from "../mocked/test-file";
import { secretTexts } from "../mocked/variables";
import { mapVersions, VERSION_NAMES, type Version } from "../mocked/versions";
import {
  type CheckResult,
  checkResults,
  type FailedChecks,
  failedChecksIn,
  readsAnswers,
  withoutChecks,
} from "./checks";
import { planError } from "./diagnostics";
import type { Initialized } from "./initialize";
import type { Diagnostic, PlanJson } from "./plan-json";
import { runTest } from "./test-folder";

/** What Terraform answers, and how to read it. */
export interface Answer {
  readonly plan: PlanJson;
  /** The texts in it that represent something unknown. */
  readonly madeUp: ReadonlySet<string>;
  /** By address. */
  readonly checks: Readonly<Record<string, CheckResult>>;
  readonly failedChecks: FailedChecks;
}

/**
 * Plans the stack.
 * @param replaced addresses of resources to replace
 * @param failedChecks the result of an earlier run
 * @throws PlanError for everything that fails, except for check blocks
 */
export function run(initialized: Initialized, replaced: readonly string[], failedChecks: FailedChecks): Answer {
  const { binary, folder, schemas, mocks, versions } = initialized;
  const test = testFile(versions, schemas, mocks, replaced);
  let failed = failedChecks;
  // Terraform prints no plan if a check block fails. Each attempt leaves out at least one more of them.
  const checks = [...versions.changed.stack.checks, ...(versions.existing?.stack.checks ?? [])];
  for (let attempt = 0; attempt <= checks.length; attempt++) {
    const stacks = mapVersions(versions, ({ stack }, version) => withoutChecks(stack, failed[version]));
    const { plan, diagnostics } = runTest(binary, folder, stacks, test.content);
    if (plan !== undefined) {
      // Terraform leaves unknown what a new resource will answer. OpenTofu plans with the made-up answer.
      const isOpenTofu = binary.product === "OpenTofu";
      const { changed } = versions;
      return {
        plan,
        madeUp: isOpenTofu ? test.madeUp : new Set(),
        checks: checkResults(
          changed.stack.checks,
          failed.changed,
          (check) => isOpenTofu && readsAnswers(check, changed, test.unknownBlocks),
        ),
        failedChecks: failed,
      };
    }
    failed = withFailedChecks(failed, diagnostics, initialized);
  }
  throw new Error("check blocks fail although they are left out; this is a bug, report it with the JSON of the stack");
}

function withFailedChecks(
  failed: FailedChecks,
  diagnostics: readonly Diagnostic[],
  { versions }: Initialized,
): FailedChecks {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const name: Version = errors[0]?.run === "existing" ? "existing" : "changed";
  const version = versions[name] ?? versions.changed;
  const checks = failedChecksIn(errors, withoutChecks(version.stack, failed[name]));
  if (checks === undefined) {
    throw planError(VERSION_NAMES[name], diagnostics, version.source, secretTexts(versions));
  }
  return { ...failed, [name]: new Map([...failed[name], ...checks]) };
}
