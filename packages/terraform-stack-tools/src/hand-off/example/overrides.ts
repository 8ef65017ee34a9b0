import { importedScopes } from "../../knowledge/catalogue/imported-scope";
import { EXAMPLE, type MadeUp, ZERO_GUID } from "../../knowledge/catalogue/made-up";
import { textFor } from "../../knowledge/catalogue/name-rules";
import { blockAddress, printAddress } from "../../stack/address";
import { escaped } from "../../stack/expression/template";
import { isList, isObject, type Json, type JsonObject, objectOf, textOf } from "../../stack/json";
import { remoteOutputs } from "../../stack/references";
import type { Block, Stack } from "../../stack/stack";
import { type Command, during } from "./command";
import { type Engine, madeUpAnswers, mockedProviders } from "./mocks";

/** What answers in place of blocks. */
export interface Overrides {
  readonly data: readonly JsonObject[];
  readonly resource: readonly JsonObject[];
}

/** Overrides where mocks cannot answer: outputs of other stacks, scopes that imports reveal, and what is imported. */
export function overridesOf(stack: Stack): Overrides {
  return { data: [...remoteStates(stack), ...scopes(stack)], resource: imported(stack) };
}

/** The same, and answers for all other blocks that differ from each other. */
export function distinctOverrides(stack: Stack, engine: Engine, command: Command): Overrides {
  let count = stack.variables.length;
  const next = (): number => {
    count += 1;
    return count;
  };
  const needed = overridesOf(stack);
  const taken = new Set([
    ...needed.data.map(({ target }) => target),
    ...stack.imports.map(({ to }) => blockAddress(to)),
  ]);
  const mocked = mockedProviders(stack, engine);
  const own = (kind: Block["kind"]): JsonObject[] =>
    stack.blocks
      .filter((block) => block.kind === kind && mocked.includes(block.provider.name) && !taken.has(block.address))
      .flatMap((block) => {
        const answers = objectOf(numberedAnswers(madeUpAnswers([block]), next));
        return Object.keys(answers).length === 0 ? [] : [override(block.address, answers)];
      });
  const known = (overrides: readonly JsonObject[]): JsonObject[] =>
    overrides.map((one) => ({ ...one, ...during(engine, command) }));
  return { data: known([...needed.data, ...own("data")]), resource: known([...needed.resource, ...own("resource")]) };
}

/** @param place the address of a block where the caller sees it */
export function placedOverrides({ data, resource }: Overrides, place: (address: string) => string): Overrides {
  const placed = (blocks: readonly JsonObject[]): JsonObject[] =>
    blocks.map((block) => ({ ...block, target: place(textOf(block.target)) }));
  return { data: placed(data), resource: placed(resource) };
}

/** The outputs of other stacks, as far as this one reads them. */
function remoteStates(stack: Stack): JsonObject[] {
  const states = stack.blocks.filter(({ blockType }) => blockType === "data.terraform_remote_state");
  const read = remoteOutputs(stack);
  return states.map(({ address }) => {
    const outputs = (read.get(address) ?? []).map((name) => [name, textFor({ name }, EXAMPLE) ?? EXAMPLE.name]);
    return override(address, { outputs: Object.fromEntries(outputs) });
  });
}

/** An override replaces all that the mock answers, not only the id. */
function scopes(stack: Stack): JsonObject[] {
  return [...importedScopes(stack)].map(([target, id]) => override(target, { ...answersOf(target, stack), id }));
}

/** Terraform reads what it imports from an override: it asks no mock for it. */
function imported(stack: Stack): JsonObject[] {
  return stack.imports.map(({ to }) => override(printAddress(to), answersOf(blockAddress(to), stack)));
}

function answersOf(address: string, { blockByAddress }: Stack): JsonObject {
  const block = blockByAddress.get(address);
  return block === undefined ? {} : madeUpAnswers([block]);
}

/** Made-up values that differ from those of other numbers, so that a test sees when two are swapped. */
export function numberedExample(number: number): MadeUp {
  return {
    subscription: guid(number),
    resourceGroup: `${EXAMPLE.resourceGroup}${number}`,
    name: `${EXAMPLE.name}${number}`,
    guid: guid(number),
    time: EXAMPLE.time,
  };
}

/** Answers whose texts are all different. @param next the next number */
function numberedAnswers(value: Json, next: () => number): Json {
  if (typeof value === "string") {
    const { name, guid: own } = numberedExample(next());
    return value
      .split(ZERO_GUID)
      .join(own)
      .replace(/\bexample\b/g, name);
  }
  if (isList(value)) {
    return value.map((element) => numberedAnswers(element, next));
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, child]) => [name, numberedAnswers(child, next)]))
    : value;
}

function guid(number: number): string {
  return ZERO_GUID.slice(0, -8) + number.toString(16).padStart(8, "0");
}

/** A block of a `.tftest.json` that answers in place of a resource or a data source. @param target its address */
export function override(target: string, values: JsonObject): JsonObject {
  return { target, values: escaped(values) };
}
