import { relative, sep } from "node:path";
import type { AccessChanges } from "../../knowledge/access/changes";
import { switchesIn } from "../../knowledge/switch/switches-in";
import { PlanError, type PlanOptions } from "../../plan";
import { plannedStack } from "../../plan/access";
import { planWithModules } from "../../plan/plan";
import { mocksFor } from "../../plan/prepare/mocks";
import type { Plan } from "../../planned/plan";
import type { PlannedStack } from "../../planned/planned-stack";
import type { ReviewedStack } from "../../report/reviewed-stack";
import type { Source } from "../../shared/input/source";
import { Refusal } from "../../shared/refusal";
import { type JsonObject, lookUp } from "../../stack/json";
import { quoted } from "../../stack/quoted";
import { readStack, type Stack } from "../../stack/stack";
import { comparedAccess } from "./compared-access";
import type { Pair } from "./pairs";
import { withRenames } from "./renamed";

/** A stack with its plan. */
export interface PlannedPair {
  readonly plan: Plan;
  readonly reviewed: ReviewedStack;
  /** The bytes of what was planned. @default the stack is deleted */
  readonly bytes?: Buffer;
  /** With their versions. */
  readonly providers: readonly string[];
  /** What exists after the plan, for questions about access. */
  readonly after: PlannedStack;
}

type Settings = Required<Pick<PlanOptions, "mocks" | "binary">>;

/** Access is compared across all stacks, so that a grant which moves to another one is neither gained nor lost. */
export function plannedPairs(
  pairs: readonly Pair[],
  values: JsonObject,
  settings: Settings,
  onProgress: (line: string) => void,
): PlannedPair[] {
  const planned = pairs.map((pair) => {
    onProgress(`planning ${pair.name}`);
    return plannedPair(pair, values, settings);
  });
  const compared = comparedAccess(planned);
  const formerly = planned.flatMap((one) => one.before);
  const all = planned.map((one) => one.after);
  return planned.map(({ pair, plan, stack, before, after, providers, outputs }, index) => ({
    plan,
    providers,
    after,
    ...(pair.changed === undefined ? {} : { bytes: pair.changed.bytes }),
    reviewed: {
      ...reviewedStack(pair, stack, plan, compared[index].access),
      resources: withRenames(plan, before, after),
      outputs,
      reach: compared[index].reach,
      switches: switchesIn(after, all, formerly),
    },
  }));
}

function plannedPair(pair: Pair, values: JsonObject, settings: Settings) {
  const { changed, existing } = pair;
  const stack = changed?.stack ?? withoutBlocks(existing?.stack);
  const given = valuesFor([stack, ...(existing === undefined ? [] : [existing.stack])], values, pair.name);
  const planned = planOf(pair.name, stack, {
    ...settings,
    mocks: mocksFor([stack, ...(existing === undefined ? [] : [existing.stack])], settings.mocks),
    variables: given,
    ...(existing === undefined ? {} : { existing: existing.stack.sections }),
  });
  return {
    pair,
    plan: planned.plan,
    outputs: planned.outputs,
    providers: planned.providers,
    stack: changed === undefined && existing !== undefined ? existing.stack : planned.stack,
    before: existing === undefined ? [] : [plannedBefore(pair.name, existing.stack, values, settings)],
    after: plannedStack(planned.stack, planned.plan, given, planned.answers),
  };
}

function plannedBefore(name: string, stack: Stack, values: JsonObject, settings: Settings): PlannedStack {
  const variables = valuesFor([stack], values, name);
  const mocks = mocksFor([stack], settings.mocks);
  const planned = planOf(name, stack, { ...settings, mocks, variables });
  return plannedStack(planned.stack, planned.plan, variables, planned.answers);
}

function planOf(name: string, stack: Stack, options: PlanOptions): ReturnType<typeof planWithModules> {
  try {
    return planWithModules(stack.sections, options);
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

/** The blocks of a deleted stack are those that it had. */
function reviewedStack(
  { name, changed, existing }: Pair,
  stack: Stack,
  { resources }: Plan,
  access: AccessChanges,
): ReviewedStack {
  const [source] = [changed, existing].filter((one): one is Source => one !== undefined);
  return {
    name,
    file: relative(process.cwd(), source.file).split(sep).join("/"),
    stack,
    isUpdate: existing !== undefined,
    ...formerName(changed?.stack, existing?.stack),
    resources,
    access,
  };
}

/** Only names that were synthesized tell one stack from another: without them, stacks are called by their folders. */
function formerName(changed: Stack | undefined, existing: Stack | undefined): Pick<ReviewedStack, "formerName"> {
  const [name, former] = [changed?.name, existing?.name];
  return name === undefined || former === undefined || name === former ? {} : { formerName: former };
}
