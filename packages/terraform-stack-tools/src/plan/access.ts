import type { Access } from "../knowledge/access/access";
import { accessIn } from "../knowledge/access/access-in";
import { ownersById } from "../knowledge/access/known-ids";
import { masksFor } from "../planned/sensitive";
import { momentsOf } from "../planned/stacks";
import type { JsonObject } from "../stack/json";
import type { TerraformStack } from "./live-stack";
import { madePlan, type PlanOptions } from "./plan";
import { checkMocks, mocksFor } from "./prepare/mocks";
import { stackFrom } from "./stack-input";

type StackInput = TerraformStack | JsonObject | string;

/**
 * Who may pull which images after a deployment, by what and until when, and whether they may
 * push or delete too. Plans each stack as `plan` does.
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
  return accessIn(momentsOf(plans, masksFor(plans), ownersById).after);
}

function isSeveral(stacks: StackInput | readonly StackInput[]): stacks is readonly StackInput[] {
  return Array.isArray(stacks);
}
