import { sampleOf } from "../../hand-off/example/sample";
import { PlanError, type PlannedChange } from "../../plan";
import type { Mocks } from "../../plan/prepare/mocks";
import { planRewritten } from "../../plan/rewritten";
import { blockOfInstance } from "../../stack/address";
import type { JsonObject } from "../../stack/json";
import { quoted } from "../../stack/quoted";
import type { Stack } from "../../stack/stack";
import type { Configuration } from "../configuration";
import { labelsOf } from "./labels";

/** What a plan of one stack says. */
export interface Comparison {
  readonly name: string;
  /** How many objects the stack has. */
  readonly objects: number;
  /** What differs, in words; nothing where the result plans what the source has. */
  readonly differences: readonly string[];
  /** Why one of them cannot be planned; missing where both can. */
  readonly problem?: string;
}

/** Compares all of an app: those whose outputs others read come first, and the others read these. */
export function comparedAll(configurations: readonly Configuration[], binary: string | undefined): Comparison[] {
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
    found.set(source.name, compared(configuration, Object.fromEntries(mocks), binary));
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
function compared(
  { source: { name, stack: source }, draft, code, call }: Configuration,
  mocks: Mocks,
  binary: string | undefined,
): Compared {
  try {
    const called = call && { ...call, addresses: new Set(call.module.stack.blockByAddress.keys()) };
    const written = {
      stack: draft.stack,
      files: code,
      labels: labelsOf(source, draft),
      ...(called && { call: called }),
    };
    const { resources, outputs, values } = planRewritten(source, written, exampleValues(source), mocks, binary);
    const managed = Object.entries(resources).filter(([address]) => !blockOfInstance(address).startsWith("data."));
    const differences = [
      ...managed.flatMap(differenceOf),
      ...outputs.map((output) => `output ${quoted(output)} changes`),
    ];
    return { comparison: { name, objects: managed.length, differences }, values };
  } catch (error) {
    if (error instanceof PlanError) {
      return { comparison: { name, objects: 0, differences: [], problem: error.message } };
    }
    throw error;
  }
}

function exampleValues({ variables }: Stack): JsonObject {
  const required = variables.filter(({ isRequired }) => isRequired);
  return Object.fromEntries(required.map((variable) => [variable.name, sampleOf(variable).value]));
}

function differenceOf([address, { action, changes = {} }]: [string, PlannedChange]): string[] {
  if (action === "no-op") {
    return [];
  }
  const paths = Object.keys(changes);
  return [`${address}: ${action}${paths.length === 0 ? "" : ` (${paths.join(", ")})`}`];
}
