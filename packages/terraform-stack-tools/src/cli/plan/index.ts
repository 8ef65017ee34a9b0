import type { EvidenceInput } from "../../knowledge/evidence/evidence";
import { type Mocks, PlanError } from "../../plan";
import { unknownMocks } from "../../plan/prepare/made-up-values";
import { terraformBinary } from "../../providers/terraform-binary";
import { Refusal } from "../../shared/refusal";
import { isObject, type JsonObject, quoted } from "../../stack/json";
import type { Stack } from "../../stack/stack";
import type { Outcome } from "../command";
import { checkPairs } from "./belonging";
import type { PlannedPair } from "./compared-plans";
import { readExisting } from "./input/existing";
import { readInput } from "./input/read-input";
import type { PlanCommandOptions } from "./options";
import { digestOf } from "./output/evidence";
import { outcomeOf } from "./output/outcome";
import { checkOutputs } from "./output/overwritten-input";
import { provenanceOf } from "./output/provenance";
import { isInPipeline } from "./output/snapshot";
import { pairsOf } from "./pairs";
import { plannedPairs } from "./planned-pair";
import { readJson } from "./read-json";
import { variableValues } from "./variables/values";

/** Plans the stacks, writes the reports, and checks what the command line asks for. */
export function planStacks(options: PlanCommandOptions, onMessage: (line: string) => void): Outcome {
  const onProgress = process.stderr.isTTY && !isInPipeline() ? onMessage : () => {};
  const planned = plannedStacks(options, onProgress);
  return outcomeOf(
    options,
    planned,
    onMessage,
    () => provenanceOf(options, planned),
    () => inputsOf(planned, options),
  );
}

/** What was planned, and by what. */
function inputsOf(planned: readonly PlannedPair[], { binary }: PlanCommandOptions): EvidenceInput[] {
  const { product, version } = binaryFor(binary);
  return planned.flatMap(({ reviewed: { name }, bytes, providers }) => {
    const named = [...providers].sort().map((one) => {
      const [source, chosen] = one.split(" ");
      return { name: source, version: chosen };
    });
    return bytes === undefined
      ? []
      : [{ name, digest: digestOf(bytes), engine: `${product} ${version}`, providers: named }];
  });
}

function plannedStacks(options: PlanCommandOptions, onProgress: (line: string) => void): PlannedPair[] {
  const binary = binaryFor(options.binary);
  const pairs = pairsOf(readInput(options.input), readExisting(options, onProgress));
  if (!options.asRename) {
    checkPairs(pairs);
  }
  const sources = pairs.flatMap(({ changed, existing }) => [changed, existing].flatMap((source) => source ?? []));
  checkOutputs(
    options,
    sources.map(({ file }) => file),
  );
  const stacks = sources.map(({ stack }) => stack);
  const mocks = options.mocks === undefined ? {} : mocksIn(options.mocks, stacks);
  const declared = stacks.flatMap(({ variables }) => variables);
  const values = variableValues(options, declared, binary);
  return plannedPairs(pairs, values, { mocks, binary: binary.command }, onProgress);
}

function binaryFor(name: string | undefined) {
  try {
    return terraformBinary(name);
  } catch (error) {
    throw error instanceof PlanError ? new Refusal(error.message.replace("set binary", "give --binary")) : error;
  }
}

function mocksIn(file: string, stacks: readonly Stack[]): Mocks {
  const answers = readJson(file);
  const wrong = Object.keys(answers).find((key) => !isObject(answers[key]));
  if (wrong !== undefined) {
    throw new Refusal(`${quoted(file)}: the answer of ${quoted(wrong)} must be an object of arguments and values.`);
  }
  const mocks = Object.fromEntries(
    Object.entries(answers).filter((entry): entry is [string, JsonObject] => isObject(entry[1])),
  );
  const [unknown] = unknownMocks(stacks, mocks);
  if (unknown !== undefined) {
    throw new Refusal(`${quoted(file)}: no stack has the type or the address ${quoted(unknown)}; check the spelling.`);
  }
  return mocks;
}
