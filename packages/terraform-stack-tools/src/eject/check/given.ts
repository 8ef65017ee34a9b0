import type { Mocks } from "../../plan/job";
import { answersIn, givenState, labelKey, outputsIn } from "../../plan/prepare/made-up-values";
import { terraformBinary } from "../../providers/terraform-binary";
import { blockAddress, Moves, Origins } from "../../stack/address";
import type { JsonObject } from "../../stack/json";
import type { Stack } from "../../stack/stack";
import type { Configuration } from "../configuration";

/** A state that somebody has given, as both configurations are planned over it. */
export interface Given {
  readonly state: JsonObject;
  readonly mocks: Mocks;
}

/**
 * What a plan needs of a state that is given: its objects by the names of the source, and what its data sources have found.
 * @param states those that are given, by the name of the stack
 */
export function givenFor(
  { source: { name, stack }, reads }: Configuration,
  states: ReadonlyMap<string, JsonObject>,
  binary: string | undefined,
): Given | undefined {
  const state = states.get(name);
  if (state === undefined) {
    return undefined;
  }
  const others = [...reads].flatMap(([address, other]): [string, JsonObject][] => {
    const own = states.get(other);
    return own === undefined ? [] : [[address, { outputs: outputsIn(own) }]];
  });
  return {
    state: givenState(state, terraformBinary(binary).product, labelIn(stack)),
    mocks: { ...answersIn(state), ...Object.fromEntries(others) },
  };
}

/** What the source calls an object of its state, after its own moves. */
function labelIn(stack: Stack): Parameters<typeof givenState>[2] {
  const [moves, origins] = [new Moves(stack.moves), new Origins(stack.moves)];
  return (address) => {
    const present = moves.from(address);
    const block = stack.blockByAddress.get(blockAddress(present));
    return block && `${origins.of(block.address)}${labelKey(keyIn(present.key, block.body))}`;
  };
}

/** Terraform itself moves a single object to the first of `count`, and back. */
function keyIn(key: string | number | undefined, { count, for_each: each }: JsonObject): string | number | undefined {
  if (count !== undefined) {
    return key ?? 0;
  }
  return each === undefined ? undefined : key;
}
