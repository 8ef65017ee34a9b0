import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import type { Source } from "../shared/files";
import { onDisk, Refusal } from "../shared/refusal";
import { type Address, blockAddress, Moves, parseAddress, printAddress } from "../stack/address";
import { keyIn, keysOf } from "../stack/definitions";
import { isList, isObject, type Json, type JsonObject, listOf, objectOf, quoted, textOf } from "../stack/json";
import { isDeeperThan } from "../stack/json-text";
import type { Block, Stack } from "../stack/stack";
import type { Configuration } from "./configuration";

/** The addresses in the state of each stack that one is given of, by the name of the stack. */
type States = ReadonlyMap<string, readonly Address[]>;

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

/** What a state and a result have of each other. All are addresses, in order. */
export interface StateComparison {
  readonly name: string;
  /** How many objects both have. */
  readonly same: number;
  /** As the state calls them: Terraform would destroy them. */
  readonly onlyInState: readonly string[];
  /** Terraform would create them. */
  readonly onlyInResult: readonly string[];
  /** Blocks and calls of modules of which the state has nothing, and of which only Terraform knows how many there are. */
  readonly unknown: readonly string[];
}

/** A part of the result whose blocks are known. */
interface Scope {
  readonly modules: readonly string[];
  readonly stack: Stack;
}

/** Compares the objects of a state with those of a result, after the moves of the result. */
function comparedState(
  { source, draft, module: { stack }, call }: Configuration,
  state: readonly Address[],
): StateComparison {
  const root = { modules: [], stack };
  const scopes: Scope[] = call ? [root, { modules: [`module.${call.name}`], stack: draft.stack }] : [root];
  const moves = new Moves(stack.moves);
  const taken = new Map<string, string>();
  const surplus: string[] = [];
  const isForgotten = forgetting(stack);
  for (const address of stayingFirst(state, moves)) {
    const target = moves.from(address);
    const [place] = placeOf(target, scopes);
    if (place !== undefined && !taken.has(place)) {
      taken.set(place, printAddress(address));
    } else if (!isForgotten(address) && !isForgotten(target)) {
      surplus.push(printAddress(address));
    }
  }
  const { missing, unknown } = lacking(scopes, [...taken.keys()], call?.name);
  return {
    name: source.name,
    same: taken.size,
    onlyInState: surplus.sort(),
    onlyInResult: missing.sort(),
    unknown: unknown.sort(),
  };
}

/** What is at its place already is not moved away by what would come there. */
function stayingFirst(state: readonly Address[], moves: Moves): Address[] {
  const isStaying = (address: Address) => printAddress(moves.from(address)) === printAddress(address);
  return [...state.filter(isStaying), ...state.filter((address) => !isStaying(address))];
}

/** Where the result has an object, in a list; none where it has not. Modules that are not read may have anything. */
function placeOf(target: Address, scopes: readonly Scope[]): readonly string[] {
  const { modules } = target;
  for (let depth = 0; depth <= modules.length; depth++) {
    const above = modules.slice(0, depth).join(".");
    const scope = scopes.find((one) => one.modules.join(".") === above);
    if (scope === undefined) {
      return [printAddress(target)];
    }
    const step = depth < modules.length ? parseAddress(modules[depth]) : { ...target, modules: [] };
    const block = step && scope.stack.blockByAddress.get(blockAddress(step));
    const keys = block === undefined ? [] : keyIn(block, scope.stack, step?.key);
    if (keys.length === 0 || depth === modules.length) {
      return keys.map((key) => printAddress({ ...target, key }));
    }
  }
  return [];
}

/** Whether a `removed` block speaks of an address. */
function forgetting({ sections }: Stack): (address: Address) => boolean {
  const removed = new Set(
    listOf(sections.removed).map((one) => textOf(objectOf(one).from).replace(/^\$\{(.*)\}$/, "$1")),
  );
  return (address) => {
    const names = address.modules.map((module) => blockAddress(parseAddress(module) ?? address));
    const paths = names.map((_name, index) => names.slice(0, index + 1).join("."));
    return [...paths, blockAddress({ ...address, modules: names })].some((path) => removed.has(path));
  };
}

function lacking(
  scopes: readonly Scope[],
  taken: readonly string[],
  known: string | undefined,
): { readonly missing: string[]; readonly unknown: string[] } {
  const places = new Set(taken);
  const blocks = new Set(taken.flatMap((place) => prefixesOf(parseAddress(place))));
  const missing: string[] = [];
  const unknown: string[] = [];
  for (const { modules, stack } of scopes) {
    const imported = new Set(stack.imports.map(({ to }) => blockAddress(to)));
    for (const block of stack.blocks.filter(
      (one) => isManaged(one) && !(one.kind === "module" && one.name === known),
    )) {
      const address = { ...block, modules };
      const keys = block.kind === "module" ? undefined : keysOf(block, stack);
      if (keys === undefined) {
        unknown.push(...(blocks.has(blockAddress(address)) ? [] : [blockAddress(address)]));
      } else if (!imported.has(blockAddress(address))) {
        missing.push(...keys.map((key) => printAddress({ ...address, key })).filter((one) => !places.has(one)));
      }
    }
  }
  return { missing, unknown };
}

function isManaged({ kind }: Block): boolean {
  return kind === "resource" || kind === "module";
}

/** The block of an object, and the calls of the modules that it is in, without keys. */
function prefixesOf(address: Address | undefined): string[] {
  if (address === undefined) {
    return [];
  }
  const calls = address.modules.map((module, index) => {
    const above = address.modules.slice(0, index);
    return blockAddress({ ...(parseAddress(module) ?? address), modules: above });
  });
  return [...calls, blockAddress(address)];
}

/** More than a backend keeps, and less than what fills the memory of a small machine. */
const MAXIMUM_BYTES = 256 * 2 ** 20;

/** More than providers have in their schemas, with what JSON values in them may have. */
const MAXIMUM_DEPTH = 500;

const PULL = "give what `terraform state pull` or `tofu state pull` prints";

/**
 * The addresses of the objects in a state, each once. Nothing else leaves this function: values may be secrets.
 * @throws Refusal where the file is something else; the message repeats nothing of it
 */
function addressesIn(file: string): Address[] {
  const { resources } = stateIn(file);
  return listOf(resources).flatMap((resource, index) => {
    const found = objectsOf(resource);
    if (found === undefined) {
      throw new Refusal(
        `${quoted(file)} has no address at resources[${index}] that Terraform could have written; ${PULL}.`,
      );
    }
    return found;
  });
}

/**
 * The whole state, for who plans over it.
 * @throws Refusal where the file is something else; the message repeats nothing of it
 */
function stateIn(file: string): JsonObject {
  const state = parsed(file);
  const { version, resources, encrypted_data: encrypted } = state;
  if (encrypted !== undefined) {
    throw new Refusal(`${quoted(file)} is encrypted; ${PULL}, which decrypts it.`);
  }
  if (version !== 4) {
    throw new Refusal(`${quoted(file)} is no state of version 4, as Terraform writes since 0.12; ${PULL}.`);
  }
  if (!isList(resources)) {
    throw new Refusal(`${quoted(file)} has no list of resources; ${PULL}.`);
  }
  return state;
}

function parsed(file: string): JsonObject {
  const bytes = onDisk(file, () => {
    const stats = statSync(file);
    if (!stats.isFile()) {
      throw new Refusal(`${quoted(file)} is not a file; ${PULL}.`);
    }
    if (stats.size > MAXIMUM_BYTES) {
      throw new Refusal(`${quoted(file)} is larger than ${MAXIMUM_BYTES / 2 ** 20} MiB, too large for a state.`);
    }
    return readFileSync(file);
  });
  if (!isUtf8(bytes)) {
    throw new Refusal(`${quoted(file)} is not UTF-8, as when PowerShell redirects; ${PULL}, saved as UTF-8.`);
  }
  const value = jsonOf(bytes.toString("utf8").replace(/^\ufeff/, ""));
  if (!isObject(value)) {
    throw new Refusal(`${quoted(file)} is not JSON of a state; ${PULL}.`);
  }
  if (isDeeperThan(MAXIMUM_DEPTH, value)) {
    throw new Refusal(`${quoted(file)} is nested more than ${MAXIMUM_DEPTH} levels deep, which no state is; ${PULL}.`);
  }
  return value;
}

/** Without the words of the parser, which quotes the text around the fault. */
function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** HCL, "Native Syntax Specification", "Identifiers". */
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/** The instances of one resource; none of a data source; undefined for what Terraform does not write. */
function objectsOf(resource: Json): Address[] | undefined {
  if (!isObject(resource) || !isList(resource.instances)) {
    return undefined;
  }
  const { mode, instances } = resource;
  if (mode === "data") {
    return [];
  }
  const [type, name] = [textOf(resource.type), textOf(resource.name)];
  const modules = modulesOf(resource.module);
  if (mode !== "managed" || modules === undefined || ![type, name].every((text) => IDENTIFIER.test(text))) {
    return undefined;
  }
  const keys = instances.map((instance) => (isObject(instance) ? instance.index_key : null));
  // A deposed object has the key of the one that replaces it.
  const found = [...new Set(keys)].map((key): Address | undefined =>
    key === undefined || isKey(key) ? { modules, kind: "resource", type, name, key } : undefined,
  );
  return found.some((address) => address === undefined) ? undefined : found.filter((address) => address !== undefined);
}

function isKey(key: Json): key is string | number {
  return typeof key === "string" || (Number.isSafeInteger(key) && Number(key) >= 0);
}

/** The calls of modules around a resource, outermost first. */
function modulesOf(module: Json | undefined): string[] | undefined {
  if (module === undefined) {
    return [];
  }
  const address = parseAddress(textOf(module));
  if (address?.kind !== "module") {
    return undefined;
  }
  return [...address.modules, printAddress({ ...address, modules: [] })];
}
