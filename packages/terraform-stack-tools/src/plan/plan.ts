import type { Access } from "../knowledge/access/access";
import { accessIn, accessMasks, ownersById } from "../knowledge/access/access-in";
import { type Plan, planOf } from "../planned/plan";
import type { ShownPlan } from "../planned/plan-json";
import { masksFor } from "../planned/sensitive";
import { momentsOf } from "../planned/stacks";
import { type TerraformBinary, terraformBinary } from "../providers/terraform-binary";
import type { JsonObject } from "../stack/json";
import { allVersions, type Mocks } from "./job";
import { checkMocks, mocksFor } from "./prepare/made-up-values";
import { prepare } from "./prepare/prepare";
import { run, shownPlan } from "./run";
import { jsonOf, stackFrom, type TerraformStack } from "./stack-input";

export interface PlanOptions {
  /** Values for the stack's variables, and for those of the existing version. @default none */
  readonly variables?: Readonly<Record<string, unknown>>;
  /**
   * The earlier version of the stack: the construct, its JSON, or the path of a file with its JSON.
   * @default the stack is new, and everything is created
   */
  readonly existing?: TerraformStack | JsonObject | string;
  /**
   * Answers by type or address, data sources with `data.` in front: what data sources find, and what the cloud has answered
   * for the resources of the existing version. A type or an address that neither version has is refused.
   * @default made-up values of the form that the cloud gives them
   */
  readonly mocks?: Mocks;
  /**
   * `terraform`, `tofu` or a path.
   * @default TERRAFORM_BINARY_NAME, as for cdktf, otherwise the first one on the PATH
   */
  readonly binary?: string;
}

/**
 * Plans a stack with the real Terraform or OpenTofu and the real providers: without credentials, without a cloud, and
 * without a network once the providers are in the cache. What only the cloud could answer is made up. Each version of a
 * stack is planned with the providers that it requires.
 *
 * Runs Node.js, Terraform or OpenTofu, and the providers as processes, which end with the plan. A provider's process
 * sees no credentials of the environment, and a proxy refuses its connections.
 * @throws PlanError for whatever makes Terraform's own plan fail, in the provider's words where it does not accept the
 * stack
 * @example
 * const update = plan(attach, { existing: "../main/cdktf.out/stacks/attach/cdk.tf.json" });
 * expect(update).toPlanNoReplacement();
 * expect(update).toMatchSnapshot();
 */
export function plan(stack: TerraformStack | JsonObject | string, options: PlanOptions = {}): Plan {
  const { shown } = madePlan(stack, options);
  return planOf(shown, masksFor([shown]), options.existing !== undefined);
}

/** A plan as it is read, and what planned it. */
export interface MadePlan {
  readonly shown: ShownPlan;
  /** The providers with their versions, such as `hashicorp/aws 5.84.0`. */
  readonly providers: readonly string[];
}

/** Plans as `plan` does. @param binary an engine that may be confined to providers on this machine */
export function madePlan(
  stack: TerraformStack | JsonObject | string,
  options: PlanOptions,
  binary?: TerraformBinary,
): MadePlan {
  const { variables = {}, existing, mocks = {} } = options;
  const changed = stackFrom(stack);
  const stacks = existing === undefined ? { changed } : { changed, existing: stackFrom(existing) };
  checkMocks(allVersions(stacks), mocks);
  const versions = prepare(stacks, jsonOf(variables));
  const answer = run(binary ?? terraformBinary(options.binary), versions, mocks);
  return { shown: shownPlan(versions, answer, mocks), providers: answer.providers };
}

type StackInput = TerraformStack | JsonObject | string;

/**
 * Who may pull which images after a deployment, by what and until when, and whether they may
 * push or delete too. Plans each stack as `plan` does. What nobody can judge from a plan, such as a chart, is not in it: `review` names that.
 * @param stacks one stack, or several that are deployed together, as where grants are in a stack of their own
 * @throws PlanError as `plan` does
 * @example
 * const access = accessOf(attach);
 * expect(access.map(({ who, repository }) => `${who}: ${repository}`)).toMatchSnapshot();
 */
export function accessOf(
  stacks: StackInput | readonly StackInput[],
  options: Omit<PlanOptions, "existing"> = {},
): readonly Access[] {
  const all = isSeveral(stacks) ? stacks : [stacks];
  const read = all.map(stackFrom);
  const { mocks = {} } = options;
  checkMocks(read, mocks);
  const plans = read.map((source) => madePlan(source.sections, { ...options, mocks: mocksFor([source], mocks) }).shown);
  return accessIn(momentsOf(plans, accessMasks(plans), ownersById).after);
}

function isSeveral(stacks: StackInput | readonly StackInput[]): stacks is readonly StackInput[] {
  return Array.isArray(stacks);
}
