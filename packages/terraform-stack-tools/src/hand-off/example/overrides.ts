import { EXAMPLE, importedScopes, type MadeUp, textFor, ZERO_GUID } from "../../knowledge/catalogue/made-up";
import { blockAddress, printAddress } from "../../stack/address";
import type { JsonObject } from "../../stack/json";
import { remoteOutputs } from "../../stack/references";
import type { Stack } from "../../stack/stack";
import { madeUpAnswers } from "./mocks";

/** What answers in place of blocks. */
export interface Overrides {
  readonly data: readonly Override[];
  readonly resource: readonly Override[];
}

export interface Override {
  /** The address of a block. */
  readonly target: string;
  readonly values: JsonObject;
}

/** Overrides where mocks cannot answer: outputs of other stacks, scopes that imports reveal, and what is imported. */
export function overridesOf(stack: Stack): Overrides {
  return { data: [...remoteStates(stack), ...scopes(stack)], resource: imported(stack) };
}

/** @param place the address of a block where the caller sees it */
export function placedOverrides({ data, resource }: Overrides, place: (address: string) => string): Overrides {
  const placed = (blocks: readonly Override[]): Override[] =>
    blocks.map(({ target, values }) => ({ target: place(target), values }));
  return { data: placed(data), resource: placed(resource) };
}

/** The outputs of other stacks, as far as this one reads them. */
function remoteStates(stack: Stack): Override[] {
  const states = stack.blocks.filter(({ blockType }) => blockType === "data.terraform_remote_state");
  const read = remoteOutputs(stack);
  return states.map(({ address }) => {
    const outputs = (read.get(address) ?? []).map((name) => [name, textFor({ name }, EXAMPLE) ?? EXAMPLE.name]);
    return { target: address, values: { outputs: Object.fromEntries(outputs) } };
  });
}

/** An override replaces all that the mock answers, not only the id. */
function scopes(stack: Stack): Override[] {
  return [...importedScopes(stack)].map(([target, id]) => ({ target, values: { ...answersOf(target, stack), id } }));
}

/** Terraform reads what it imports from an override: it asks no mock for it. */
function imported(stack: Stack): Override[] {
  return stack.imports.map(({ to }) => ({
    target: printAddress(to),
    values: answersOf(blockAddress(to), stack),
  }));
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

function guid(number: number): string {
  return ZERO_GUID.slice(0, -8) + number.toString(16).padStart(8, "0");
}
