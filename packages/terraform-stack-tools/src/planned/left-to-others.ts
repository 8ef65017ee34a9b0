import { blockAddress, Moves } from "../stack/address";
import {
  blockOf,
  dynamicContent,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  objectOf,
  textOf,
} from "../stack/json";
import { wholeReference } from "../stack/reference";
import { META_ARGUMENTS, type Stack } from "../stack/stack";
import { printPath } from "./values";

/** An argument that the earlier version of a stack states, and that this one ignores instead. */
export interface LeftToOthers {
  readonly address: string;
  /** Such as `tags` or `default_node_pool.upgrade_settings`. */
  readonly argument: string;
}

/** Names from a resource to an argument. One block is the block itself, whether it is written in a list or not. */
type Names = readonly string[];

/** What keeps its value although nothing states it any more, as far as `ignore_changes` says so by name or as `all`. */
export function leftToOthers(before: Stack, after: Stack): LeftToOthers[] {
  const moves = new Moves(after.moves);
  const resources = before.blocks.filter(({ kind }) => kind === "resource");
  return resources.flatMap((former) => {
    const address = blockAddress(moves.from({ ...former, modules: [] }));
    const body = after.blockByAddress.get(address)?.body ?? {};
    const [ignoredBefore, ignored] = [ignoredIn(former.body), ignoredIn(body)];
    return goneFrom(former.body, body)
      .filter(([name]) => !META_ARGUMENTS.includes(name))
      .filter((names) => isWithin(names, ignored) && !isWithin(names, ignoredBefore))
      .map((names) => ({ address, argument: printPath(names) }));
  });
}

function ignoredIn({ lifecycle }: JsonObject): Names[] {
  const { ignore_changes: entries } = blockOf(lifecycle);
  return entries === "all" ? [[]] : listOf(entries).flatMap((entry) => namesIn(textOf(entry)));
}

/** Of an entry such as `default_node_pool[0].tags["team"]`. */
function namesIn(entry: string): Names[] {
  const reference = wholeReference(entry);
  const steps = reference?.steps.flatMap((step) => {
    if (step.kind === "attribute") {
      return [step.name];
    }
    return step.kind === "key" && step.key !== 0 ? [String(step.key)] : [];
  });
  return reference === undefined ? [] : [[reference.root, ...(steps ?? [])]];
}

function isWithin(names: Names, entries: readonly Names[]): boolean {
  return entries.some((entry) => entry.every((name, index) => names[index] === name));
}

/** What the first of two bodies states and the second one does not. Several blocks of one name are one value. */
function goneFrom(before: JsonObject, after: JsonObject, outer: Names = []): Names[] {
  const dynamic = listOf(before.dynamic).flatMap((one) => Object.keys(objectOf(one)));
  const names = [...Object.keys(before).filter((name) => name !== "dynamic"), ...dynamic];
  return [...new Set(names)].flatMap((name) => {
    const [old, fresh] = [statedIn(before, name), statedIn(after, name)];
    if (old === undefined) {
      return [];
    }
    const path = [...outer, name];
    if (fresh === undefined) {
      return [path];
    }
    return isObject(old) && isObject(fresh) ? goneFrom(old, fresh, path) : [];
  });
}

function statedIn(body: JsonObject, name: string): Json | undefined {
  const value = lookUp(body, name) ?? dynamicContent(body, name) ?? undefined;
  return isList(value) && value.length === 1 && isObject(value[0]) ? value[0] : value;
}
