import { existsSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { type Mocks, PlanError, type PlanOptions } from "../../plan";
import { madePlan } from "../../plan/plan";
import { mocksFor, unknownMocks } from "../../plan/prepare/made-up-values";
import { spawned, type TerraformBinary, terraformBinary } from "../../providers/terraform-binary";
import { type ReviewedPlan, type Run, someCodes } from "../../report/model";
import { jsonObjectIn, readSources, readStackFile, type Source, type Sources, STACK_FILE } from "../../shared/files";
import { onDisk, Refusal } from "../../shared/refusal";
import { beginStep, inTemporaryFolder } from "../../shared/remainders";
import { blockAddress } from "../../stack/address";
import { compare, isObject, type JsonObject, lookUp, objectOf, quoted, sorted } from "../../stack/json";
import { type Block, readStack, type Stack, type Variable } from "../../stack/stack";
import { type Outcome, UsageError } from "../command";
import type { PlanCommandOptions } from "../commands/reports";
import { stacksAt } from "../input";
import { comparedPlans, type ReadPlan } from "./compared-plans";
import { checkOutputs, outcomeOf } from "./outcome";

/** Plans the stacks, writes the reports, and checks what the command line asks for. */
export function planStacks(options: PlanCommandOptions, onMessage: (line: string) => void): Outcome {
  const planned = plannedStacks(options);
  return outcomeOf(options, planned, onMessage, () => madeBy(options, planned));
}

/** What planned the stacks, and what took the place of answers of the cloud. */
function madeBy({ binary, mocks }: PlanCommandOptions, planned: readonly ReviewedPlan[]) {
  const { product, version } = terraformBinary(binary);
  const providers = [...new Set(planned.flatMap((one) => one.providers))].sort();
  return { engine: `${product} ${version}`, providers, madeUp: madeUpIn(planned, mocks) };
}

/** @param mocks the file with answers that somebody gives */
function madeUpIn(planned: readonly ReviewedPlan[], mocks: string | undefined): readonly Run[] | undefined {
  const read = planned.flatMap(({ reviewed }) =>
    reviewed.stack.blocks.filter(({ kind }) => kind === "data").map(({ address }) => address),
  );
  const sources = [...new Set(read)].sort();
  const isUpdate = planned.some(({ reviewed }) => reviewed.isUpdate);
  const parts: (readonly Run[])[] = [
    ...(sources.length === 0 ? [] : [["answers of ", ...someCodes(sources)]]),
    ...(isUpdate ? [["computed values of existing resources"]] : []),
    ...(mocks === undefined ? [] : [["except for what ", { code: mocks }, " answers"]]),
  ];
  return parts.length === 0 ? undefined : parts.flatMap((part, index) => [...(index > 0 ? ["; "] : []), ...part]);
}

function plannedStacks(options: PlanCommandOptions): ReviewedPlan[] {
  const binary = binaryFor(options.binary);
  const { input, existing } = options;
  const pairs = pairsOf(readInput(input), existing === undefined ? undefined : readInput(stacksAt(existing)));
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
  return plannedPairs(pairs, values, { mocks, binary: binary.command });
}

/** Reads the stack in a folder or a file, or every stack of a `cdktf.out`. @throws Refusal where it is none of these */
export function readInput(input: string): Sources {
  const path = resolve(input);
  if (!onDisk(path, () => statSync(path)).isFile()) {
    return readSources(path);
  }
  const folder = dirname(path);
  return basename(path) === STACK_FILE ? readSources(folder) : { isApp: false, sources: [readStackFile(folder, path)] };
}

function binaryFor(name: string | undefined) {
  try {
    return terraformBinary(name);
  } catch (error) {
    throw error instanceof PlanError ? new Refusal(error.message.replace("set binary", "give --binary")) : error;
  }
}

function mocksIn(file: string, stacks: readonly Stack[]): Mocks {
  const answers = jsonObjectIn(file);
  const wrong = Object.keys(answers).find((key) => !isObject(answers[key]));
  if (wrong !== undefined) {
    throw new Refusal(`${quoted(file)}: the answer of ${quoted(wrong)} must be an object of arguments and values.`);
  }
  const mocks = Object.fromEntries(Object.entries(answers).map(([key, answer]) => [key, objectOf(answer)]));
  const [unknown] = unknownMocks(stacks, mocks);
  if (unknown !== undefined) {
    throw new Refusal(`${quoted(file)}: no stack has the type or the address ${quoted(unknown)}; check the spelling.`);
  }
  return mocks;
}

/** The two versions of a stack. At least one exists. */
export interface Pair {
  readonly name: string;
  readonly changed?: Source;
  readonly existing?: Source;
}

/**
 * The stacks of both versions by name. A stack of an app that the other version does not have is created or deleted. Two
 * single stacks are versions of each other, whatever their names.
 */
export function pairsOf(changed: Sources, existing: Sources | undefined): Pair[] {
  const before = existing?.sources ?? [];
  const [only, earlier] = [changed.sources[0], before[0]];
  if (!changed.isApp && existing?.isApp === false) {
    return [{ name: only.name, changed: only, existing: earlier }];
  }
  const kept = changed.sources.map((source) => ({
    name: source.name,
    changed: source,
    existing: before.find(({ name }) => name === source.name),
  }));
  const names = kept.map(({ name }) => name);
  const deleted = changed.isApp && existing?.isApp ? before.filter(({ name }) => !names.includes(name)) : [];
  const pairs: Pair[] = [...kept, ...deleted.map((source) => ({ name: source.name, existing: source }))];
  return pairs.sort((left, right) => compare(left.name, right.name));
}

const REPAIR = "check --existing, or add --as-rename if both are versions of one stack.";

/** @throws Refusal where two stacks are compared that are no versions of one: everything would be deleted and created */
export function checkPairs(pairs: readonly Pair[]): void {
  const isMatched = pairs.some(({ changed, existing }) => changed !== undefined && existing !== undefined);
  const created = pairs.find(({ existing }) => existing === undefined);
  const deleted = pairs.find(({ changed }) => changed === undefined);
  if (!isMatched && created !== undefined && deleted !== undefined) {
    throw new Refusal(
      `the apps have no stack in common: one has ${quoted(created.name)}, the earlier one ${quoted(deleted.name)}; ` +
        "check --existing, or add --as-rename if all stacks are to be deleted and created.",
    );
  }
  for (const { name, changed, existing } of pairs) {
    if (changed !== undefined && existing !== undefined) {
      checkVersions(name, changed.stack, existing.stack);
    }
  }
}

function checkVersions(name: string, changed: Stack, existing: Stack): void {
  if (changed.name !== undefined && existing.name !== undefined && changed.name !== existing.name) {
    throw new Refusal(
      `stack ${quoted(changed.name)} would be compared with a stack of a different name, ${quoted(existing.name)}; ${REPAIR}`,
    );
  }
  if (changed.blocks.length > 0 && existing.blocks.length > 0 && !haveSomething(changed, existing)) {
    throw new Refusal(
      `stack ${quoted(name)} has no address in common with the earlier version, and no block of it is the same; ${REPAIR}`,
    );
  }
}

/** An address, the origin of a move, or a block that only has another name. */
function haveSomething(changed: Stack, existing: Stack): boolean {
  const origins = changed.moves.map(({ from }) => from);
  const likenesses = new Set(existing.blocks.map(likenessOf));
  return (
    changed.blocks.some(({ address }) => existing.blockByAddress.has(address)) ||
    origins.some((from) => existing.blockByAddress.has(blockAddress(from)) || from.modules.length > 0) ||
    changed.blocks.some((block) => likenesses.has(likenessOf(block)))
  );
}

function likenessOf({ blockType, body }: Block): string {
  return JSON.stringify([blockType, sorted(body)]);
}

type Settings = Required<Pick<PlanOptions, "mocks" | "binary">>;

/** Plans the stacks, and compares all of them. */
export function plannedPairs(pairs: readonly Pair[], values: JsonObject, settings: Settings): ReviewedPlan[] {
  return comparedPlans(
    pairs.map((pair) => {
      beginStep(`planning ${pair.name}`);
      return plannedPair(pair, values, settings);
    }),
  );
}

/** The blocks of a deleted stack are those that it had. */
function plannedPair({ name, changed, existing }: Pair, values: JsonObject, settings: Settings): ReadPlan {
  const stack = changed?.stack ?? withoutBlocks(existing?.stack);
  const stacks = [stack, ...(existing === undefined ? [] : [existing.stack])];
  const given = ownValues(stacks, values, name);
  const made = planOf(name, stack, {
    ...settings,
    mocks: mocksFor(stacks, settings.mocks),
    variables: given,
    ...(existing === undefined ? {} : { existing: existing.stack.sections }),
  });
  const [source] = [changed, existing].filter((one): one is Source => one !== undefined);
  return {
    name,
    file: relative(process.cwd(), source.file).split(sep).join("/"),
    ...made,
    stack: changed === undefined && existing !== undefined ? existing.stack : stack,
    former: existing?.stack,
    given,
    isUpdate: existing !== undefined,
    formerName: formerName(changed?.stack, existing?.stack),
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
function ownValues(stacks: readonly Stack[], values: JsonObject, name: string): JsonObject {
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
function formerName(changed: Stack | undefined, existing: Stack | undefined): string | undefined {
  return changed?.name === undefined || changed.name === existing?.name ? undefined : existing?.name;
}

/** What a command line gives to variables. */
export interface GivenValues {
  /** Texts such as `name=value`. */
  readonly var: readonly string[];
  readonly varFile: readonly string[];
}

/**
 * The values of variables, by name. As for Terraform, a file may have values for variables that no stack declares.
 * @param declared the variables of all stacks
 * @throws Refusal for a value of a variable that no stack declares, and for a file that Terraform cannot read
 */
export function variableValues(
  { var: assignments, varFile }: GivenValues,
  declared: readonly Variable[],
  binary: TerraformBinary,
): JsonObject {
  const names = [...new Set(declared.map(({ name }) => name))];
  const files = varFile.map((file) =>
    file.endsWith(".json") ? jsonObjectIn(file) : evaluated(binary, resolve(file), names),
  );
  const assigned = assignments.map((assignment) => assignedValue(assignment, declared, binary));
  return Object.assign({}, ...files, ...assigned);
}

/** The values of variables that the stacks of an input declare. */
export function valuesFor(input: string, given: GivenValues, binary: string | undefined): JsonObject {
  const declared = readSources(input).sources.flatMap(({ stack }) => stack.variables);
  return variableValues(given, declared, terraformBinary(binary));
}

function assignedValue(assignment: string, declared: readonly Variable[], binary: TerraformBinary): JsonObject {
  const [, name, text] = /^([^=\s]+)=(.*)$/s.exec(assignment) ?? [];
  if (name === undefined) {
    // Not quoted, since it may be a secret.
    throw new UsageError("--var must be name=value.");
  }
  const variable = declared.find((one) => one.name === name);
  if (variable === undefined) {
    const names = [...new Set(declared.map((one) => one.name))];
    throw new Refusal(`no stack has a variable ${quoted(name)}; there is ${names.join(", ") || "none"}.`);
  }
  return isExpected(variable) ? evaluated(binary, { name, expression: text }, [name]) : { [name]: text };
}

/** Terraform takes the text itself for a primitive type or none, and an expression for all others. */
function isExpected({ type }: Variable): boolean {
  return !["string", "number", "bool", "any"].includes(type);
}

/** What a variable has that a file does not name. */
const NOT_GIVEN = "terraform-stack-tools: not given";

interface Assignment {
  readonly name: string;
  /** In Terraform's language. */
  readonly expression: string;
}

/**
 * The values that a `.tfvars` file or an assignment gives to variables, as Terraform or OpenTofu itself evaluates them.
 * @throws Refusal that quotes nothing of a value, since it may be a secret
 */
export function evaluated(binary: TerraformBinary, source: string | Assignment, names: readonly string[]): JsonObject {
  if (typeof source === "string" && !existsSync(source)) {
    throw new Refusal(`${quoted(source)} does not exist; check the path.`);
  }
  return inTemporaryFolder("variables", (folder) => {
    const variables = names.map((name) => [name, { type: "any", default: NOT_GIVEN }]);
    writeFileSync(join(folder, "variables.tf.json"), JSON.stringify({ variable: Object.fromEntries(variables) }));
    const given = typeof source === "string" ? `-var-file=${source}` : `-var=${source.name}=${source.expression}`;
    // Base64, because the console quotes a text in a language of its own.
    const question = `base64encode(jsonencode({${names.map((name) => `${JSON.stringify(name)} = var.${name}`).join(", ")}}))`;
    const { status, stdout, stderr } = spawned(binary.command, ["console", "-no-color", given], folder, {}, question);
    const [, answer] = /"([A-Za-z0-9+/=]+)"\s*$/.exec(stdout) ?? [];
    if (status !== 0 || answer === undefined) {
      throw new Refusal(
        `${placeOf(source)} cannot be read by ${binary.product}: ${reasonIn(stdout + stderr)}; correct it.`,
      );
    }
    const values = objectOf(JSON.parse(Buffer.from(answer, "base64").toString("utf8")));
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== NOT_GIVEN));
  });
}

function placeOf(source: string | Assignment): string {
  return typeof source === "string" ? quoted(source) : `the value of --var ${source.name}`;
}

/** The summary of the first error with its line. The lines below quote the file. */
function reasonIn(output: string): string {
  const [, summary = "no answer"] = /Error: (.*)/.exec(output) ?? [];
  const [, line] = /\bline (\d+)/.exec(output) ?? [];
  return line === undefined ? summary : `${summary} in line ${line}`;
}
