import type { Source } from "../../shared/input/source";
import { Refusal } from "../../shared/refusal";
import type { Address } from "../../stack/address";
import { quoted } from "../../stack/quoted";
import type { Configuration } from "../configuration";
import { comparedState, type StateComparison } from "./comparison";
import { addressesIn } from "./state-file";

export type { StateComparison } from "./comparison";

/** The addresses in the state of each stack that one is given of, by the name of the stack. */
export type States = ReadonlyMap<string, readonly Address[]>;

/**
 * Reads the states of stacks.
 * @param given a file for the only stack, or `<stack>=<file>`
 * @throws Refusal where nobody knows which stack a file belongs to, and where a file is no state
 */
export function readStates(given: readonly string[], sources: readonly Source[]): States {
  const states = new Map<string, readonly Address[]>();
  for (const one of given) {
    const { name, file } = ownerOf(one, sources);
    if (states.has(name)) {
      throw new Refusal(`two states are given for ${quoted(name)}; leave one of them out.`);
    }
    states.set(name, addressesIn(file));
  }
  return states;
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
