import { type Address, blockAddress, Moves, parseAddress, printAddress } from "../../stack/address";
import { keyIn, keysOf } from "../../stack/definitions";
import { listOf, objectOf, textOf } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import type { Configuration } from "../configuration";

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
export function comparedState(
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
