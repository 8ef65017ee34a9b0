import { Refusal } from "../../shared/refusal";
import type { Source } from "../../shared/sources";
import type { Address } from "../../stack/address";
import { type JsonObject, quoted } from "../../stack/json";
import type { Configuration } from "../configuration";
import { comparedState, type StateComparison } from "./comparison";
import { addressesIn, stateIn } from "./state-file";

export type { StateComparison } from "./comparison";

/** The addresses in the state of each stack that one is given of, by the name of the stack. */
export type States = ReadonlyMap<string, readonly Address[]>;

/**
 * The files with the states of stacks, by the name of the stack.
 * @param given a file for the only stack, or `<stack>=<file>`
 * @throws Refusal where nobody knows which stack a file belongs to
 */
export function stateFiles(given: readonly string[], sources: readonly Source[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const one of given) {
    const { name, file } = ownerOf(one, sources);
    if (files.has(name)) {
      throw new Refusal(`two states are given for ${quoted(name)}; leave one of them out.`);
    }
    files.set(name, file);
  }
  return files;
}

/** @throws Refusal where a file is no state */
export function readStates(files: ReadonlyMap<string, string>): States {
  return new Map([...files].map(([name, file]) => [name, addressesIn(file)]));
}

/** With all values, for who plans over them. */
export function readWholeStates(files: ReadonlyMap<string, string>): ReadonlyMap<string, JsonObject> {
  return new Map([...files].map(([name, file]) => [name, stateIn(file)]));
}

function ownerOf(given: string, sources: readonly Source[]): { readonly name: string; readonly file: string } {
  const owner = sources.find(({ name }) => given.startsWith(`${name}=`));
  if (owner !== undefined) {
    return { name: owner.name, file: given.slice(owner.name.length + 1) };
  }
  if (sources.length > 1) {
    const names = sources.map(({ name }) => quoted(name)).join(", ");
    throw new Refusal(
      `${quoted(given)} does not say which stack it is the state of; write <stack>=<file>. Stacks: ${names}`,
    );
  }
  return { name: sources[0].name, file: given };
}

/** What each state that is given and the result have of each other. */
export function comparedStates(configurations: readonly Configuration[], states: States): StateComparison[] {
  return configurations.flatMap((configuration) => {
    const state = states.get(configuration.source.name);
    return state === undefined ? [] : [comparedState(configuration, state)];
  });
}
