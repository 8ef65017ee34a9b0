import { blockAddress, parseAddress } from "../../../stack/address";
import { isObject, type Json, listOf, objectOf, textOf } from "../../../stack/json";
import { isRename } from "../../../stack/moves";
import type { Stack } from "../../../stack/stack";

/** What is no longer in the stack and yet not deleted: it goes into a module or another type, or is forgotten. */
export function keptAddresses(after: Stack): string[] {
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
