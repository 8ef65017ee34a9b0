import type { TerraformStack } from "cdktf";
import { terraformBinary } from "../providers/terraform-binary";
import type { JsonObject } from "../terraform/json";
import type { PlannedChange } from "./changes/planned-change";
import { read } from "./changes/read";
import type { ForceNew, Replacement } from "./changes/replacement";
import { type CheckResult, NO_FAILED_CHECKS } from "./engine/checks";
import { initialize } from "./engine/initialize";
import { run } from "./engine/run";
import type { Mocks } from "./mocked/answers";
import { prepare } from "./mocked/prepare";
import { jsonOf, stackFrom } from "./stack-input";

export interface PlanOptions {
  /** Values for the stack's variables, and for those of the existing version. @default none */
  readonly variables?: Readonly<Record<string, unknown>>;
  /**
   * The earlier version of the stack: the construct, its JSON, or the path of a file with its JSON.
   * @default the stack is new, and everything is created
   */
  readonly existing?: TerraformStack | JsonObject | string;
  /**
   * Answers by type or address, data sources with `data.` in front.
   * @default made-up values of the form that Azure gives them
   */
  readonly mocks?: Mocks;
  /**
   * `terraform`, `tofu` or a path.
   * @default TERRAFORM_BINARY_NAME, as for cdktf, otherwise the first one on the PATH
   */
  readonly binary?: string;
  /**
   * Arguments that force a replacement, by type, such as `{ random_pet: ["length"] }`, for types that
   * this package has no data about.
   * @default the data of azurerm, azuread, kubernetes and time, up to the versions that the prebuilt bindings require
   */
  readonly forceNew?: ForceNew;
}

const PLAN = Symbol.for("cdktf-acr-aks.Plan");

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

/** More than any chain of resources that replace each other has links. */
const MAXIMUM_ROUNDS = 20;

/**
 * Plans a stack with the real Terraform or OpenTofu and mocked providers: without credentials, without a cloud, and
 * without a network once the providers are in the cache. Both versions of a stack are planned with the providers of the
 * later one.
 * @throws PlanError for whatever makes Terraform's own plan fail, and for what mocked providers cannot plan
 * @example
 * const update = plan(attach, { existing: "../main/cdktf.out/stacks/attach/cdk.tf.json" });
 * expect(update).toPlanNoReplacement();
 * expect(update).toMatchSnapshot();
 */
export function plan(stack: TerraformStack | JsonObject | string, options: PlanOptions = {}): Plan {
  const { variables = {}, existing, mocks = {}, binary, forceNew = {} } = options;
  const changed = stackFrom(stack);
  const versions = existing === undefined ? { changed } : { changed, existing: stackFrom(existing) };
  const initialized = initialize(terraformBinary(binary), prepare(versions, jsonOf(variables)), mocks);
  // Mocked providers report every change as an update. Asking for the replacement of whatever is replaced shows what
  // that means for the resources that refer to it, which may be replaced in turn.
  let replaced: ReadonlyMap<string, Replacement> = new Map();
  let failedChecks = NO_FAILED_CHECKS;
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    const answer = run(initialized, [...replaced.keys()], failedChecks);
    const { resources, outputs, unreported } = read(initialized, answer, replaced, forceNew);
    if (unreported.size === 0) {
      return new Plan(resources, outputs, answer.checks, existing !== undefined);
    }
    replaced = new Map([...replaced, ...unreported]);
    failedChecks = answer.failedChecks;
  }
  throw new Error(
    "each round of the plan replaces further resources; this is a bug, report it with the JSON of both versions",
  );
}
