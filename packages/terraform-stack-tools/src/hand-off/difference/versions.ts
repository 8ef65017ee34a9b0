import { posix } from "node:path";
import { blockAddress, chain, isRename, parseAddress, printAddress } from "../../stack/address";
import { entries, isObject, type Json, type JsonObject, listOf, objectOf, sorted, textOf } from "../../stack/json";
import { parseJson } from "../../stack/json-text";
import { type Block, readStack, type Stack, StackError } from "../../stack/stack";
import { renamedStack } from "../module/renamed-stack";
import type { Folder } from "../output/folder";
import { digestOf, type Manifest, manifestIn } from "../output/manifest";

/** What the next hand-off compares with: the stack of the module, in the JSON that cdktf writes. */
export const STACK_RECORD = "stack.json";

/** What changed since the previous hand-off. */
export const CHANGES_PAGE = "CHANGES.md";

/** A bundle as an earlier hand-off left it. */
export interface PreviousVersion {
  readonly manifest: Manifest;
  /** Undefined where its record is missing or was edited. */
  readonly stack?: Stack;
  /** The text of its page of changes; undefined where it is missing or was edited. */
  readonly changes?: string;
}

/** The bundle in a folder below the output; undefined where there is none. */
export function previousVersion(output: Folder, bundle: string): PreviousVersion | undefined {
  const [own, ...interrupted] = output.versions().map((version) => manifestIn(version, bundle));
  const record = output.readIfFile(posix.join(bundle, STACK_RECORD));
  const isOf = (one?: Manifest) => record !== undefined && one?.digests.get(STACK_RECORD) === digestOf(record);
  // An interrupted hand-off may have written the record, and its manifest not yet.
  const manifest = isOf(own) ? own : (interrupted.find(isOf) ?? own);
  if (manifest?.stack === undefined) {
    return record === undefined ? undefined : UNKNOWN;
  }
  const uneditedText = (path: string): string | undefined => {
    const content = output.readIfFile(posix.join(bundle, path));
    return content !== undefined && digestOf(content) === manifest.digests.get(path)
      ? content.toString("utf8")
      : undefined;
  };
  return { manifest, stack: stackIn(uneditedText(STACK_RECORD)), changes: uneditedText(CHANGES_PAGE) };
}

/** A bundle whose manifest is missing or was edited. */
const UNKNOWN: PreviousVersion = {
  manifest: { digests: new Map(), executables: [], bundles: [], remembered: {}, source: {} },
};

function stackIn(text: string | undefined): Stack | undefined {
  try {
    return text === undefined ? undefined : readStack(parseJson(text));
  } catch (error) {
    if (error instanceof StackError) {
      return undefined;
    }
    throw error;
  }
}

/** Two versions of something with a name, of which at least one exists. */
interface Pair<T> {
  readonly name: string;
  readonly before?: T;
  readonly after?: T;
}

/** What two versions have by the same name, in the order of the names. */
export function pairsOf<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): Pair<T>[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.map((name) => ({ name, before: before.get(name), after: after.get(name) }));
}

/** Whether two values are equal, whatever the order of their members. */
export function isEqual(left: JsonObject[string], right: JsonObject[string]): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

/** The names of the members that differ. */
export function changedMembers(before: JsonObject, after: JsonObject): string[] {
  return pairsOf(new Map(entries(before)), new Map(entries(after)))
    .filter((pair) => pair.before === undefined || pair.after === undefined || !isEqual(pair.before, pair.after))
    .map(({ name }) => name);
}

export function isManaged({ kind }: Block): boolean {
  return kind === "resource" || kind === "module";
}

/** The stack before under the names of the next one, so that references to what is only renamed do not differ. */
export interface Renamed {
  readonly stack: Stack;
  /** The addresses before, by those of the next version. */
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * Gives blocks and local values the names that they have in the next version.
 * @param names what `moved` blocks do not tell: names that this hand-off gives, by the address in the stack
 */
export function underNextNames(before: Stack, after: Stack, names: ReadonlyMap<string, string>): Renamed {
  const known = new Set(addressesIn(before));
  const kept = new Set([...addressesIn(after), ...keptAddresses(after)]);
  const steps = new Map([
    ...[...names].map(([address, name]): [string, string] => [address, withName(address, name)]),
    ...after.moves.filter(isRename).map(({ from, to }): [string, string] => [printAddress(from), printAddress(to)]),
  ]);
  const origins = new Map<string, string>();
  for (const origin of [...known].filter((address) => !kept.has(address))) {
    const path = chain(origin, steps, (address) => kept.has(address));
    const target = path[path.length - 1];
    // Terraform moves nothing to an address that another object has.
    if (kept.has(target) && !known.has(target) && !origins.has(target)) {
      origins.set(target, origin);
    }
  }
  const renames = [...origins].map(([target, origin]) => [origin, target.slice(target.lastIndexOf(".") + 1)] as const);
  return { stack: renamedStack(before, new Map(renames)), origins };
}

function addressesIn({ blocks, locals }: Stack): string[] {
  return [...blocks.map(({ address }) => address), ...[...locals.keys()].map((name) => `local.${name}`)];
}

function withName(address: string, name: string): string {
  return `${address.slice(0, address.lastIndexOf(".") + 1)}${name}`;
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
