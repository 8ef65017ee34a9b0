import { grouped } from "./json";
import { type Reference, type Step, wholeReference } from "./reference";
import { remembered } from "./remembered";
import { bare, quote } from "./template";

/** A kind of block that has an address of its own. */
export type Kind = "data" | "ephemeral" | "module" | "resource";

/** The address of a block or of one of its instances. */
export interface Address {
  /** The module calls above it, outermost first, such as `module.network["west"]`. */
  readonly modules: readonly string[];
  readonly kind: Kind;
  /** The type of a resource, data source or ephemeral resource; empty for a module call. */
  readonly type: string;
  readonly name: string;
  /** Of one instance. Undefined for the whole block, and where only Terraform can evaluate the key. */
  readonly key?: string | number;
}

/** An address that a reference begins with, and the steps after it. */
interface AddressedReference {
  readonly address: Address;
  readonly path: readonly Step[];
}

/** Names that begin a reference to something other than a block. */
const OTHER_ROOTS = ["var", "local", "each", "count", "self", "path", "terraform"];

/** The block that an expression refers to. A reference into a module is to the call, whose outputs follow as the path. */
export function addressIn({ root, steps }: Reference): AddressedReference | undefined {
  if (OTHER_ROOTS.includes(root)) {
    return undefined;
  }
  if (root === "module") {
    const [name, ...rest] = steps;
    return name?.kind === "attribute"
      ? withKey({ modules: [], kind: "module", type: "", name: name.name }, rest)
      : undefined;
  }
  const kind = root === "data" || root === "ephemeral" ? root : "resource";
  const names: readonly Step[] = kind === "resource" ? [{ kind: "attribute", name: root }, ...steps] : steps;
  const [type, name, ...rest] = names;
  if (type?.kind !== "attribute" || name?.kind !== "attribute") {
    return undefined;
  }
  return withKey({ modules: [], kind, type: type.name, name: name.name }, rest);
}

function withKey(address: Address, steps: readonly Step[]): AddressedReference {
  const [first, ...rest] = steps;
  if (first === undefined || first.kind === "attribute") {
    return { address, path: steps };
  }
  return { address: first.kind === "key" ? { ...address, key: first.key } : address, path: rest };
}

/** Parses an address as plans, `import` and `moved` blocks write it; undefined for any other text. */
export const parseAddress = remembered((text): Address | undefined => {
  const reference = wholeReference(bare(text));
  return reference && inModules(reference, []);
});

/** More than any module has modules around it. */
export const MAXIMUM_MODULES = 50;

/** Unlike an expression, an address may reach a block inside a module. */
function inModules(reference: Reference, modules: readonly string[]): Address | undefined {
  const found = addressIn(reference);
  if (found === undefined || modules.length > MAXIMUM_MODULES) {
    return undefined;
  }
  const [next, ...steps] = found.path;
  if (next === undefined) {
    return { ...found.address, modules };
  }
  if (found.address.kind !== "module" || next.kind !== "attribute") {
    return undefined;
  }
  return inModules({ root: next.name, steps }, [...modules, printAddress(found.address)]);
}

/** The address without the key of the instance, such as `data.aws_subnet.a`. */
export function blockAddress({ modules, kind, type, name }: Omit<Address, "key">): string {
  const own = kind === "resource" ? [type, name] : [kind, type, name];
  return [...modules, ...own].filter((part) => part !== "").join(".");
}

/** The address of the block that an instance belongs to, from an address as plans print it. */
export function blockOfInstance(instance: string): string {
  const address = parseAddress(instance);
  return address === undefined ? instance : blockAddress(address);
}

/** The address as plans print it. */
export function printAddress(address: Address): string {
  const { key } = address;
  if (key === undefined) {
    return blockAddress(address);
  }
  return `${blockAddress(address)}[${typeof key === "number" ? key : quote(key)}]`;
}

/** A `moved` block. */
export interface Move {
  readonly from: Address;
  readonly to: Address;
}

/** The addresses that blocks had before their moves. */
export class Origins {
  private readonly byTarget: ReadonlyMap<string, string>;

  constructor(moves: readonly Move[]) {
    this.byTarget = new Map(moves.map(({ from, to }) => [blockAddress(to), blockAddress(from)]));
  }

  /** The first one. @param block the address of a block as it is now */
  public of(block: string): string {
    const seen = new Set([block]);
    let origin = block;
    for (let next = this.byTarget.get(block); next !== undefined && !seen.has(next); next = this.byTarget.get(next)) {
      seen.add(next);
      origin = next;
    }
    return origin;
  }

  /** The present addresses of what has moved, by the first one. */
  public get moved(): Readonly<Record<string, string>> {
    const left = new Set(this.byTarget.values());
    const present = [...this.byTarget.keys()].filter((target) => !left.has(target));
    return Object.fromEntries(present.map((target) => [this.of(target), target]));
  }
}

/** Where Terraform takes the objects of a state, by the `moved` blocks of a configuration. */
export class Moves {
  private readonly ofResources: ReadonlyMap<string, readonly Move[]>;
  private readonly ofModules: readonly Move[];

  constructor(moves: readonly Move[]) {
    this.ofModules = moves.filter(({ from }) => from.kind === "module");
    const others = moves.filter(({ from }) => from.kind === "resource");
    this.ofResources = grouped(others, ({ from }) => blockAddress(from));
  }

  /** The last address, step by step. */
  public from(address: Address): Address {
    const seen = new Set<string>();
    let present = address;
    while (!seen.has(printAddress(present))) {
      seen.add(printAddress(present));
      present = this.step(present) ?? present;
    }
    return present;
  }

  private step(address: Address): Address | undefined {
    const own = this.ofResources.get(blockAddress(address))?.find((move) => isOfInstance(move, address.key));
    if (own !== undefined) {
      return { ...own.to, key: isOfAll(own) ? address.key : own.to.key };
    }
    for (const move of this.ofModules) {
      const modules = modulesAfter(move, address.modules);
      if (modules !== undefined) {
        return { ...address, modules };
      }
    }
    return undefined;
  }
}

/** Without keys, a move is of all instances. */
function isOfAll({ from, to }: Move): boolean {
  return from.key === undefined && to.key === undefined;
}

function isOfInstance(move: Move, key: string | number | undefined): boolean {
  return isOfAll(move) || move.from.key === key;
}

function modulesAfter(move: Move, modules: readonly string[]): string[] | undefined {
  const { from, to } = move;
  const depth = from.modules.length;
  const called = modules[depth] === undefined ? undefined : parseAddress(modules[depth]);
  const isBelow = from.modules.every((module, index) => module === modules[index]);
  if (!isBelow || called?.name !== from.name || !isOfInstance(move, called.key)) {
    return undefined;
  }
  const target = printAddress({ ...to, modules: [], key: isOfAll(move) ? called.key : to.key });
  return [...to.modules, target, ...modules.slice(depth + 1)];
}
