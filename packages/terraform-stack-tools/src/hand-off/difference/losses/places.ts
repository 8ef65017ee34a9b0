import { blockAddress, parseAddress } from "../../../stack/address";
import { definitionsOf } from "../../../stack/evaluation/definitions";
import { type InstanceKey, instancesOf } from "../../../stack/evaluation/instances";
import { scopeOf } from "../../../stack/evaluation/scope";
import { quote } from "../../../stack/expression/quoted-string";
import { blockOf, type JsonObject } from "../../../stack/json";
import type { Block, Move, Stack } from "../../../stack/stack";
import { isManaged } from "../resource-changes";

/** The instances of a block of which only a plan tells how many there are. */
export const EVERY = Symbol("every instance");

/** Where an object is in the state. */
export interface Place {
  /** The block that it belongs to, as it was before. */
  readonly origin: Block;
  readonly originKey: InstanceKey | typeof EVERY;
  /** The address of the block, or of the module call, that it belongs to next. */
  readonly block: string;
  readonly key: InstanceKey | typeof EVERY;
  /** Whether it stands for the instances of somebody's own value of an input, beside those of its default. */
  readonly isByInput: boolean;
  /** Whether it moved into the module. */
  readonly isInside: boolean;
}

/** The objects that the state of a stack holds, where the next version's `moved` blocks take them. */
export function movedPlaces(before: Stack, after: Stack): Place[] {
  const state = new State(placesOf(before));
  for (const move of inOrder(after.moves.filter(({ from }) => from.modules.length === 0))) {
    state.move(move);
  }
  return state.places().map((place) => impliedMove(place, state, after));
}

/** The address of an object before. */
export function originAddress({ origin, originKey }: Pick<Place, "origin" | "originKey">): string {
  switch (typeof originKey) {
    case "number":
      return `${origin.address}[${originKey}]`;
    case "string":
      return `${origin.address}[${quote(originKey)}]`;
    default:
      return origin.address;
  }
}

function placesOf(stack: Stack): Place[] {
  const scope = scopeOf(stack);
  return stack.blocks.filter(isManaged).flatMap((origin) => {
    const { keys } = instancesOf(origin.body, scope);
    const place = { origin, block: origin.address, isInside: false, isByInput: false };
    const every = { ...place, originKey: EVERY, key: EVERY } as const;
    const own = keys?.map((key) => ({ ...place, originKey: key, key })) ?? [every];
    return keys !== undefined && isDecidedByInput(origin, stack) ? [...own, { ...every, isByInput: true }] : own;
  });
}

function isDecidedByInput({ body }: Block, stack: Stack): boolean {
  return inputsIn(decisionOf(body, stack)).length > 0;
}

/** Everything that decides how many instances a block has. */
export function decisionOf({ count = null, for_each = null, lifecycle }: JsonObject, stack: Stack): JsonObject {
  const { enabled = null } = blockOf(lifecycle);
  return definitionsOf({ count, for_each, enabled }, stack, true);
}

/** The inputs among what decides, as `var.name`. */
export function inputsIn(decision: JsonObject): string[] {
  return Object.keys(decision).filter((name) => name.startsWith("var."));
}

/** What a move leads to comes before the move that goes on from there. */
function inOrder(moves: readonly Move[]): Move[] {
  const byTarget = new Map<string, Move[]>();
  for (const move of moves) {
    byTarget.set(blockAddress(move.to), [...(byTarget.get(blockAddress(move.to)) ?? []), move]);
  }
  const ordered = new Set<Move>();
  const visit = (move: Move, path: ReadonlySet<Move>): void => {
    if (ordered.has(move) || path.has(move)) {
      return;
    }
    for (const earlier of byTarget.get(blockAddress(move.from)) ?? []) {
      if (isSameKey(earlier.to.key, move.from.key)) {
        visit(earlier, new Set([...path, move]));
      }
    }
    ordered.add(move);
  };
  for (const move of moves) {
    visit(move, new Set());
  }
  return [...ordered];
}

function isSameKey(to: InstanceKey, from: InstanceKey): boolean {
  return to === undefined || from === undefined || to === from;
}

/** Which object is at which address. */
class State {
  private readonly byBlock = new Map<string, Place[]>();
  private readonly taken = new Set<string>();

  constructor(places: readonly Place[]) {
    for (const place of places) {
      this.add(place);
    }
  }

  public places(): Place[] {
    return [...this.byBlock.values()].flat();
  }

  /** Terraform moves nothing to an address that another object has. */
  public isTaken(place: Place): boolean {
    return !place.isInside && this.taken.has(idOf(place));
  }

  public move(move: Move): void {
    const from = blockAddress(move.from);
    const [stay, go]: [Place[], [Place, Place][]] = [[], []];
    for (const place of this.byBlock.get(from) ?? []) {
      const target = targetOf(place, move);
      if (target === undefined || this.isTaken(target)) {
        stay.push(place);
      } else {
        go.push([place, target]);
      }
    }
    if (go.length > 0) {
      this.byBlock.set(from, stay);
      for (const [place, target] of go) {
        this.taken.delete(idOf(place));
        this.add(target);
      }
    }
  }

  private add(place: Place): void {
    const others = this.byBlock.get(place.block);
    if (others === undefined) {
      this.byBlock.set(place.block, [place]);
    } else {
      others.push(place);
    }
    if (!place.isInside) {
      this.taken.add(idOf(place));
    }
  }
}

function idOf({ block, key }: Place): string {
  return `${block} ${typeof key} ${String(key)}`;
}

function targetOf(place: Place, { from, to }: Move): Place | undefined {
  const isWhole = from.key === undefined && to.key === undefined;
  if (place.isInside || (!isWhole && place.key !== from.key)) {
    return undefined;
  }
  const call = to.modules[0] === undefined ? undefined : parseAddress(to.modules[0]);
  return call === undefined
    ? { ...place, block: blockAddress(to), key: isWhole ? place.key : to.key }
    : { ...place, block: blockAddress(call), key: call.key, isInside: true };
}

/** Terraform, "Refactor modules": a resource that gains `count` becomes instance zero. Engines also take the way back; modules have neither. */
function impliedMove(place: Place, state: State, after: Stack): Place {
  const { origin, block, key, isInside } = place;
  const target = after.blockByAddress.get(block);
  if (target === undefined || isInside || origin.kind !== "resource" || origin.address !== block) {
    return place;
  }
  const { repetition } = instancesOf(target.body, () => undefined);
  const moved = { ...place, key: repetition === "count" ? 0 : undefined };
  const isImplied = repetition === "count" ? key === undefined : repetition === "none" && key === 0;
  return isImplied && !state.isTaken(moved) ? moved : place;
}
