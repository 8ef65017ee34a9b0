import type { TerraformStack } from "cdktf";
import type { Access } from "../access/access";
import { accessIn } from "../access/access-in";
import type { Instance, PlannedStack } from "../access/planned-stack";
import { blockOfInstance } from "../terraform/address";
import { type JsonObject, lookUp, objectOf, withoutHidden } from "../terraform/json";
import type { Stack } from "../terraform/stack";
import { isMark } from "./changes/planned-values";
import { checkMocks, mocksFor } from "./mocked/mocks";
import { type Plan, type PlanOptions, plan } from "./plan";
import { jsonOf, stackFrom } from "./stack-input";

type StackInput = TerraformStack | JsonObject | string;

/**
 * Who may pull which repositories of which registry after a deployment, by what and until when, and whether they may
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
  const { mocks = {}, variables = {} } = options;
  checkMocks(read, mocks);
  return accessIn(
    read.map((stack) =>
      plannedStack(stack, plan(stack.sections, { ...options, mocks: mocksFor([stack], mocks) }), jsonOf(variables)),
    ),
  );
}

function isSeveral(stacks: StackInput | readonly StackInput[]): stacks is readonly StackInput[] {
  return Array.isArray(stacks);
}

/** What exists after a plan, for questions about access. */
export function plannedStack(stack: Stack, { resources }: Plan, given: JsonObject): PlannedStack {
  return {
    stack,
    variables: readableVariables(stack, given),
    instances: Object.entries(resources).flatMap(([address, { values }]): Instance[] => {
      const block = stack.blockByAddress.get(blockOfInstance(address));
      return values === undefined || block === undefined
        ? []
        : [
            {
              address,
              block,
              values: configured(objectOf(withoutHidden(values, isMark)), block.body),
            },
          ];
    }),
  };
}

/** Values of variables may become names in a report, so those of secret ones are left out. */
function readableVariables({ variables }: Stack, given: JsonObject): JsonObject {
  return Object.fromEntries(
    variables
      .filter(({ isSecret }) => !isSecret)
      .flatMap(({ name, default: fallback }) => {
        const value = lookUp(given, name) ?? fallback;
        return value === undefined ? [] : [[name, value]];
      }),
  );
}

/** What the stack sets. The rest is chosen by the provider or by Azure, and made up without them. */
function configured(values: JsonObject, body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name in body));
}
