import { sampleOf } from "../../hand-off/example/sample";
import { PlanError } from "../../plan";
import type { Mocks } from "../../plan/job";
import { planRewritten, type RewrittenPlan } from "../../plan/rewritten";
import { type JsonObject, lookUp } from "../../stack/json";
import type { Stack } from "../../stack/stack";
import type { Configuration } from "../configuration";
import { givenFor } from "./given";
import { labelsOf } from "./labels";
import { type Verdict, verdictOf } from "./verdict";

/** What a plan of one stack says. */
export interface Comparison {
  readonly name: string;
  /** How many objects the stack has. */
  readonly objects: number;
  /** What differs, in words; nothing where the result plans what the source has. */
  readonly differences: readonly string[];
  /** What the source would change, too. Missing where it would change nothing of a state that is not given. */
  readonly pending?: readonly string[];
  /** Why one of them cannot be planned; missing where both can. */
  readonly problem?: string;
}

/** What the configurations are planned with. */
export interface CheckInputs {
  readonly binary?: string;
  /** The values of variables, by name. Those that are required and have none get an example. */
  readonly values?: JsonObject;
  /** States as Terraform wrote them, by the name of the stack. */
  readonly states?: ReadonlyMap<string, JsonObject>;
}

/** Compares all of an app: those whose outputs others read come first, and the others read these. */
export function comparedAll(configurations: readonly Configuration[], inputs: CheckInputs): Comparison[] {
  const found = new Map<string, Compared>();
  const visit = (configuration: Configuration, open: readonly string[]): void => {
    const { source, reads } = configuration;
    if (found.has(source.name) || open.includes(source.name)) {
      return;
    }
    for (const other of configurations.filter((one) => [...reads.values()].includes(one.source.name))) {
      visit(other, [...open, source.name]);
    }
    const mocks = [...reads].flatMap(([address, other]): [string, JsonObject][] => {
      const outputs = found.get(other)?.values;
      return outputs === undefined ? [] : [[address, { outputs }]];
    });
    found.set(source.name, compared(configuration, Object.fromEntries(mocks), inputs));
  };
  for (const configuration of configurations) {
    visit(configuration, []);
  }
  return configurations.flatMap(({ source }) => found.get(source.name)?.comparison ?? []);
}

interface Compared {
  readonly comparison: Comparison;
  /** The outputs of the result; missing where it cannot be planned. */
  readonly values?: JsonObject;
}

/** Plans the result over a state of the source, with the same values for variables. */
function compared(configuration: Configuration, mocks: Mocks, inputs: CheckInputs): Compared {
  const {
    source: { name, stack: source },
    draft,
    code,
    call,
  } = configuration;
  const { binary, values: variables = {}, states = new Map() } = inputs;
  try {
    const called = call && { ...call, addresses: new Set(call.module.stack.blockByAddress.keys()) };
    const written = {
      stack: draft.stack,
      files: code,
      labels: labelsOf(source, draft),
      ...(called && { call: called }),
    };
    const given = givenFor(configuration, states, binary);
    const plan = planRewritten(
      source,
      written,
      { variables: valuesFor(source, variables), mocks: { ...mocks, ...given?.mocks }, state: given?.state },
      binary,
    );
    const { pending, ...verdict } = toldFrom(configuration, plan, given !== undefined);
    const isShown = given !== undefined || pending.length > 0;
    return { comparison: { name, ...verdict, ...(isShown && { pending }) }, values: plan.values };
  } catch (error) {
    if (error instanceof PlanError) {
      return { comparison: { name, objects: 0, differences: [], problem: error.message } };
    }
    throw error;
  }
}

/** A plan that changes nothing of the state that the source leaves needs no second one to be told from. */
function toldFrom(configuration: Configuration, plan: RewrittenPlan, isGiven: boolean): Verdict {
  const alone = verdictOf(configuration, plan, { resources: {}, outputs: {} }, isGiven);
  return isGiven || alone.differences.length > 0 ? verdictOf(configuration, plan, plan.source(), isGiven) : alone;
}

function valuesFor({ variables }: Stack, given: JsonObject): JsonObject {
  const values = variables.flatMap((variable): [string, JsonObject[string]][] => {
    const value = lookUp(given, variable.name) ?? (variable.isRequired ? sampleOf(variable).value : undefined);
    return value === undefined ? [] : [[variable.name, value]];
  });
  return Object.fromEntries(values);
}
