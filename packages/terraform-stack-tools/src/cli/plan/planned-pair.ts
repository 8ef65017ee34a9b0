import { relative, sep } from "node:path";
import { PlanError, type PlanOptions } from "../../plan";
import { madePlan } from "../../plan/plan";
import { mocksFor } from "../../plan/prepare/made-up-values";
import type { ReviewedStack } from "../../report/reviewed-stack";
import type { Source } from "../../shared/input/source";
import { Refusal } from "../../shared/refusal";
import { type JsonObject, lookUp, quoted } from "../../stack/json";
import { readStack, type Stack } from "../../stack/stack";
import { comparedPlans, type PlannedPair, type ReadPlan } from "./compared-plans";
import type { Pair } from "./pairs";

type Settings = Required<Pick<PlanOptions, "mocks" | "binary">>;

/** Plans the stacks, and compares all of them. */
export function plannedPairs(
  pairs: readonly Pair[],
  values: JsonObject,
  settings: Settings,
  onProgress: (line: string) => void,
): PlannedPair[] {
  return comparedPlans(
    pairs.map((pair) => {
      onProgress(`planning ${pair.name}`);
      return plannedPair(pair, values, settings);
    }),
  );
}

/** The blocks of a deleted stack are those that it had. */
function plannedPair({ name, changed, existing }: Pair, values: JsonObject, settings: Settings): ReadPlan {
  const stack = changed?.stack ?? withoutBlocks(existing?.stack);
  const stacks = [stack, ...(existing === undefined ? [] : [existing.stack])];
  const made = planOf(name, stack, {
    ...settings,
    mocks: mocksFor(stacks, settings.mocks),
    variables: valuesFor(stacks, values, name),
    ...(existing === undefined ? {} : { existing: existing.stack.sections }),
  });
  const [source] = [changed, existing].filter((one): one is Source => one !== undefined);
  return {
    name,
    file: relative(process.cwd(), source.file).split(sep).join("/"),
    ...made,
    stack: changed === undefined && existing !== undefined ? existing.stack : stack,
    isUpdate: existing !== undefined,
    ...formerName(changed?.stack, existing?.stack),
    ...(changed === undefined ? {} : { bytes: changed.bytes }),
  };
}

function planOf(name: string, stack: Stack, options: PlanOptions): ReturnType<typeof madePlan> {
  try {
    return madePlan(stack.sections, options);
  } catch (error) {
    throw error instanceof PlanError ? new Refusal(`stack ${quoted(name)}: ${error.message}`) : error;
  }
}

/** What is left of a stack that is deleted as a whole: the providers that delete it. */
function withoutBlocks(stack: Stack | undefined): Stack {
  const { required_providers = {} } = stack?.settings ?? {};
  return readStack({ terraform: { required_providers } });
}

/** @throws Refusal that names the variables without a value */
function valuesFor(stacks: readonly Stack[], values: JsonObject, name: string): JsonObject {
  const variables = stacks.flatMap((stack) => stack.variables);
  const missing = variables.filter((one) => one.isRequired && lookUp(values, one.name) === undefined);
  if (missing.length > 0) {
    const names = [...new Set(missing.map((variable) => variable.name))];
    throw new Refusal(
      `stack ${quoted(name)} has no value for ${names.join(", ")}; add --var ${names[0]}=<value>, or --var-file. ` +
        "Any value of the right form will do.",
    );
  }
  const declared = new Set(variables.map((variable) => variable.name));
  return Object.fromEntries(Object.entries(values).filter(([variable]) => declared.has(variable)));
}

/** Only names that were synthesized tell one stack from another: without them, stacks are called by their folders. */
function formerName(changed: Stack | undefined, existing: Stack | undefined): Pick<ReviewedStack, "formerName"> {
  const [name, former] = [changed?.name, existing?.name];
  return name === undefined || former === undefined || name === former ? {} : { formerName: former };
}
