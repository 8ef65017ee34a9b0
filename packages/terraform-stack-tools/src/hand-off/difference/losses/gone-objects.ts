import { type Address, blockAddress, Moves, parseAddress, printAddress } from "../../../stack/address";
import { type Key, keyIn, keysOf } from "../../../stack/definitions";
import type { Block, Stack } from "../../../stack/stack";
import { forgottenAddresses, type Renamed } from "../former-names";
import type { Pair } from "../members";
import { isManaged } from "../resource-changes";
import { isDecidedElsewhere } from "./decisions";
import { destroyed, type Loss } from "./loss";

/** An object of the state, or all instances of a block of which only a plan tells the keys. */
interface Place {
  readonly origin: Block;
  /** As it is called before. */
  readonly address: string;
  /** The block or the call that it belongs to next, with the key of its instance. */
  readonly next: Address;
  readonly isMoved: boolean;
  readonly hasKnownKey: boolean;
}

/** The objects whose addresses the next version no longer has, as far as they are written in the configurations. */
export function goneObjects(before: Stack, after: Stack): Loss[] {
  const forgotten = forgottenAddresses(after);
  const losses = placesIn(before, after).flatMap((place): Loss[] => {
    const { address, next, isMoved } = place;
    const target = after.blockByAddress.get(blockAddress(next));
    if (target === undefined) {
      return forgotten.has(blockAddress(next)) ? [] : [goneWith(place, before)];
    }
    const keys = place.hasKnownKey ? keyIn(target, after, next.key) : [next.key];
    // What a `moved` block has taken somewhere, Terraform itself takes no further.
    const isThere = keys.some((key) => !isMoved || key === next.key);
    return isThere ? [] : [destroyed(address, printAddress(next), reasonFor(target, next.key))];
  });
  return onceEach(losses);
}

/** Blocks that are gone, with objects of which neither the configurations nor a plan with example values tells. */
export function goneBlocks(before: Stack, after: Stack): Loss[] {
  const forgotten = forgottenAddresses(after);
  const isGone = (block: string) => !after.blockByAddress.has(block) && !forgotten.has(block);
  const places = placesIn(before, after).filter(({ next }) => isGone(blockAddress(next)));
  const open = places.filter(({ origin }) => isDecidedElsewhere(origin, before));
  return onceEach(open.map((place) => goneWith(place, before)));
}

/** What goes with its block: all that the block has, where others decide what that is. */
function goneWith({ origin, address, next }: Place, before: Stack): Loss {
  const reason = next.kind === "module" ? "no_module" : "no_resource_config";
  return isDecidedElsewhere(origin, before)
    ? destroyed(origin.address, blockAddress(next), reason)
    : destroyed(address, printAddress(next), reason);
}

function onceEach(losses: readonly Loss[]): Loss[] {
  return [...new Map(losses.map((loss) => [loss.address, loss])).values()];
}

function reasonFor({ kind, body, isRepeated }: Block, key: Key): string {
  if (!isRepeated) {
    return key === undefined ? "enabled_false" : "wrong_repetition";
  }
  if ("count" in body) {
    return typeof key === "number" || (key === undefined && kind === "resource") ? "count_index" : "wrong_repetition";
  }
  return typeof key === "string" ? "each_key" : "wrong_repetition";
}

/** A block, and the one that `moved` blocks take its objects to, if that is no mere rename of the block. */
export function carriedBlocks(before: Stack, renamed: Renamed, after: Stack): Pair<Block>[] {
  const found = new Map<string, Pair<Block>>();
  for (const { origin, next } of placesIn(before, after)) {
    const block = blockAddress(next);
    const target = after.blockByAddress.get(block);
    const isRenamed = origin.address === block || renamed.origins.get(block) === origin.address;
    if (!isRenamed && target?.kind === origin.kind) {
      const former = renamed.stack.blockByAddress.get(origin.address) ?? origin;
      found.set(`${origin.address} ${block}`, { name: origin.address, before: former, after: target });
    }
  }
  return [...found.values()];
}

function placesIn(before: Stack, after: Stack): Place[] {
  const moves = new Moves(after.moves);
  const objects = before.blocks.filter(isManaged).flatMap((origin) => {
    const keys = keysOf(origin, before);
    return (keys ?? [undefined]).map((key) => {
      const own: Address = { modules: [], kind: origin.kind, type: origin.type, name: origin.name, key };
      return { origin, own, next: nextOf(own, moves), hasKnownKey: keys !== undefined };
    });
  });
  const staying = new Set(
    objects.map(({ own, next }) => (printAddress(own) === printAddress(next) ? printAddress(own) : "")),
  );
  return objects.map(({ own, next, ...object }) => {
    // Terraform moves nothing to an address that another object has.
    const isMoved = !staying.has(printAddress(next));
    return { ...object, address: printAddress(own), next: isMoved ? next : own, isMoved };
  });
}

/** What moves into a module belongs to the call, and a call moves as anything in it does. */
function nextOf(own: Address, moves: Moves): Address {
  const inside: Address = { modules: [printAddress(own)], kind: "resource", type: "any", name: "any" };
  const { modules, ...target } = moves.from(own.kind === "module" ? inside : own);
  const [call] = modules;
  return (call === undefined ? undefined : parseAddress(call)) ?? { ...target, modules: [] };
}
