import { blockAddress, chain, isRename, parseAddress, printAddress } from "../../stack/address";
import { isObject, type Json, listOf, objectOf, textOf } from "../../stack/json";
import { type Stack, withSections } from "../../stack/stack";
import { renamedStack } from "../module/renamed-stack";

/** The stack before under the names of the next one, so that references to what is only renamed do not differ. */
export interface Renamed {
  readonly stack: Stack;
  /** The addresses before, by those of the next version. */
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * Gives blocks and local values the names that they have in the next version.
 * @param names what `moved` blocks do not tell: names that this handoff gives, by the address in the stack
 */
export function underNextNames(before: Stack, after: Stack, names: ReadonlyMap<string, string>): Renamed {
  const known = new Set(addressesIn(before));
  const kept = new Set([...addressesIn(after), ...keptAddresses(after)]);
  const steps = new Map([
    ...[...names].map(([address, name]): [string, string] => [address, withName(address, name)]),
    ...after.moves.filter(isRename).map(({ from, to }): [string, string] => [printAddress(from), printAddress(to)]),
  ]);
  const origins = new Map<string, string>();
  const followed = new Set<string>();
  for (const origin of [...known].filter((address) => !kept.has(address))) {
    const path = chain(origin, steps, (address) => kept.has(address));
    const target = path[path.length - 1];
    // Terraform moves nothing to an address that another object has.
    if (kept.has(target) && !known.has(target) && !origins.has(target)) {
      origins.set(target, origin);
      for (const address of path) {
        followed.add(address);
      }
    }
  }
  const renames = [...origins].map(([target, origin]) => [origin, target.slice(target.lastIndexOf(".") + 1)] as const);
  return { stack: withMovesOf(after, renamedStack(before, new Map(renames)), before, followed), origins };
}

function addressesIn({ blocks, locals }: Stack): string[] {
  return [...blocks.map(({ address }) => address), ...[...locals.keys()].map((name) => `local.${name}`)];
}

function withName(address: string, name: string): string {
  return `${address.slice(0, address.lastIndexOf(".") + 1)}${name}`;
}

/** With the `moved` blocks that are shown as renames, so that only others count as changes. */
function withMovesOf(after: Stack, renamed: Stack, before: Stack, followed: ReadonlySet<string>): Stack {
  const old = listOf(before.sections.moved);
  const fresh = listOf(after.sections.moved);
  const oldTexts = new Set(old.map(textOfBlock));
  const freshTexts = new Set(fresh.map(textOfBlock));
  const shared = fresh.filter(
    (block) => oldTexts.has(textOfBlock(block)) || followed.has(textOf(objectOf(block).from)),
  );
  const moved = [...shared, ...old.filter((block) => !freshTexts.has(textOfBlock(block)))];
  const { moved: _moved, ...others } = renamed.sections;
  return withSections(renamed, moved.length === 0 ? others : { ...others, moved });
}

function textOfBlock(block: Json): string {
  const { from, to } = objectOf(block);
  return `${textOf(from)} ${textOf(to)}`;
}

/** What is no longer in the stack and yet not deleted: it goes into a module or another type, or is forgotten. */
function keptAddresses(after: Stack): string[] {
  const carried = after.moves.filter(
    (move) => !isRename(move) && (move.to.modules.length > 0 || after.blockByAddress.has(blockAddress(move.to))),
  );
  return [...carried.map(({ from }) => blockAddress(from)), ...forgottenAddresses(after)];
}

/** What `removed` blocks take out of the state without destroying it. */
export function forgottenAddresses({ sections }: Stack): ReadonlySet<string> {
  const kept = listOf(sections.removed).map(objectOf).filter(keepsObject);
  const addresses = kept.map(({ from }) => parseAddress(textOf(from)));
  return new Set(addresses.flatMap((address) => (address === undefined ? [] : [blockAddress(address)])));
}

function keepsObject({ lifecycle }: Readonly<Record<string, Json>>): boolean {
  return listOf(lifecycle).some((block) => isObject(block) && block.destroy === false);
}
