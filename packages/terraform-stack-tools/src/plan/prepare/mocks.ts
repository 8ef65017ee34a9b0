import { PlanError } from "../../shared/refusal";
import { blockAddress, blockOfInstance, parseAddress, printAddress } from "../../stack/address";
import { type JsonObject, objectOf } from "../../stack/json";
import type { Origins } from "../../stack/moves";
import type { Stack } from "../../stack/stack";

/** Answers of a user, by type or by address, data sources with `data.` in front. An address wins over a type. */
export type Mocks = Readonly<Record<string, JsonObject>>;

/** Those that are about something in one of the stacks. */
export function mocksFor(stacks: readonly Stack[], mocks: Mocks): Mocks {
  const known = stacks.map(mockable);
  return Object.fromEntries(Object.entries(mocks).filter(([key]) => known.some((one) => one(key))));
}

/** The types and addresses that no stack has. */
export function unknownMocks(stacks: readonly Stack[], mocks: Mocks): string[] {
  const known = new Set(Object.keys(mocksFor(stacks, mocks)));
  return Object.keys(mocks).filter((key) => !known.has(key));
}

/** @throws PlanError that names the answers that are about nothing in the stacks */
export function checkMocks(stacks: readonly Stack[], mocks: Mocks): void {
  const unknown = unknownMocks(stacks, mocks);
  if (unknown.length > 0) {
    const types = [...new Set(stacks.flatMap(typesIn))].sort().join(", ");
    throw new PlanError(
      `mocks are by type or address, and the stack has no ${unknown.join(", ")}; it has ${types || "no blocks"}`,
    );
  }
}

/** Whether a stack has a type or an address. What is in modules is not read, so any type may be in one. */
function mockable(stack: Stack): (key: string) => boolean {
  const types = new Set(typesIn(stack));
  const hasModules = stack.blocks.some(({ kind }) => kind === "module");
  return (key) => types.has(key) || stack.blockByAddress.has(blockOfInstance(key)) || (hasModules && isType(key));
}

function typesIn({ blocks, checks }: Stack): string[] {
  const checked = checks.flatMap(({ body }) => Object.keys(objectOf(body.data)).map((type) => `data.${type}`));
  return [...blocks.filter(({ kind }) => kind !== "module").map(({ blockType }) => blockType), ...checked];
}

function isType(key: string): boolean {
  return /^((data|ephemeral)\.)?\w+$/.test(key);
}

/** Answers that are given by the new address of what has moved, under the earlier one as well. */
export function withEarlierKeys(mocks: Mocks, origins: Origins): Mocks {
  const moved = Object.entries(mocks).flatMap(([key, answers]) => {
    const earlier = earlierKey(key, origins);
    return earlier === key ? [] : [[earlier, { ...mocks[earlier], ...answers }] as const];
  });
  return { ...mocks, ...Object.fromEntries(moved) };
}

function earlierKey(key: string, origins: Origins): string {
  const address = parseAddress(key);
  const origin = address && parseAddress(origins.of(blockAddress(address)));
  return origin === undefined ? key : printAddress({ ...origin, key: address?.key });
}
