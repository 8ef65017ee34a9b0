import type { Access } from "../knowledge/access/access";
import { accessIn } from "../knowledge/access/access-in";
import { PLAIN_NAMES } from "../planned/naming";
import type { Plan } from "../planned/plan";
import type { Instance, PlannedStack } from "../planned/planned-stack";
import { isMark, sourceOf } from "../planned/values";
import { blockOfInstance } from "../stack/address";
import { escaped } from "../stack/expression/template";
import { dynamicContent, type Json, type JsonObject, lookUp, objectOf, texts, withoutHidden } from "../stack/json";
import type { Block, Stack } from "../stack/stack";
import { jsonOf, type TerraformStack } from "./live-stack";
import { type PlanOptions, planWithModules } from "./plan";
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
  const { mocks = {}, variables = {} } = options;
  checkMocks(read, mocks);
  return accessIn(
    read.map((source) => {
      const planned = planWithModules(source.sections, { ...options, mocks: mocksFor([source], mocks) });
      return plannedStack(planned.stack, planned.plan, jsonOf(variables), planned.answers);
    }),
  );
}

function isSeveral(stacks: StackInput | readonly StackInput[]): stacks is readonly StackInput[] {
  return Array.isArray(stacks);
}

/**
 * What exists after a plan, for questions about access.
 * @param stack with the blocks of its modules
 * @param answers of data sources, by address
 */
export function plannedStack(
  stack: Stack,
  { resources }: Plan,
  given: JsonObject,
  answers: Readonly<Record<string, JsonObject>> = {},
): PlannedStack {
  const known = Object.entries(answers).map(([address, values]) => [address, withoutHidden(values, isMark) ?? {}]);
  return {
    stack,
    answers: Object.fromEntries(known),
    naming: PLAIN_NAMES,
    variables: readableVariables(stack, given),
    instances: Object.entries(resources).flatMap(([address, { values }]): Instance[] => {
      const block = stack.blockByAddress.get(blockOfInstance(address));
      if (values === undefined || block === undefined) {
        return [];
      }
      return [
        {
          address,
          block: isInModule(block) ? withValues(block, values) : block,
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

function isInModule({ address }: Block): boolean {
  return address.startsWith("module.");
}

/** A block in a module as one of its instances has it: what each value is, or else what it comes from. */
function withValues(block: Block, values: JsonObject): Block {
  const body = Object.entries(block.body).map(([name, configured]) => [name, knownValue(values[name]) ?? configured]);
  return { ...block, body: Object.fromEntries(body) };
}

function knownValue(value: Json | undefined): Json | undefined {
  const source = sourceOf(value);
  if (source !== undefined) {
    return `\${${source}}`;
  }
  return value === undefined || texts(value).some(({ text }) => isMark(text)) ? undefined : escaped(value);
}

/** What the stack sets. The rest is chosen by the provider or by the cloud, and made up without them. */
function configured(values: JsonObject, body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => name in body || dynamicContent(body, name) !== undefined),
  );
}
