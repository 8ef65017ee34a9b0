import type { Source } from "../../shared/files";
import { parseAddress } from "../../stack/address";
import {
  entries,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  mapMembers,
  objectOf,
  pickMembers,
  textOf,
} from "../../stack/json";
import { renameBlocks } from "../../stack/reference";
import { type Stack, withSections } from "../../stack/stack";
import { isTemplate } from "../../stack/template";

/** The names of blocks: those of the stack, or plain ones in snake_case. */
export type Names = "plain" | "stack";

/** A source whose blocks may have other names than in the stack. */
export interface NamedSource extends Source {
  /** The names that differ, by the address in the stack. */
  readonly names: ReadonlyMap<string, string>;
}

/** The sources under the names that are asked for, before anything else is read in them. */
export function namedSources(sources: readonly Source[], style: Names): NamedSource[] {
  return sources.map(({ stack, ...source }) => {
    const names = style === "plain" ? plainNames(stack) : new Map<string, string>();
    return { ...source, names, stack: renamedStack(stack, names) };
  });
}

/** Something of a stack that has a name, by how references begin: `aws_subnet`, `data.aws_subnet`, `module`, `local`. */
interface Named {
  readonly prefix: string;
  readonly name: string;
}

/**
 * A name in snake_case, without cdktf's hash, for each block and local value that has another one: by the address, such
 * as `aws_subnet.Front_1A2B3C4D`. Names are unique within a type. No block takes a name that another one had or
 * that a `moved` or `removed` block mentions, so that every former address means one thing only.
 * @param namesOf the names that would do for a block, the best one first; the last one may get a number
 */
export function plainNames(
  stack: Stack,
  namesOf = (address: string, name: string) => [plainName(name, isNested(address, stack))],
): ReadonlyMap<string, string> {
  const named = namedIn(stack);
  const taken = new Set([...named.map(addressOf), ...formerAddresses(stack)]);
  const changing = named
    .filter(({ name }) => !SNAKE_CASE.test(name) || HASH.test(name))
    .map((one) => ({ ...one, wanted: namesOf(addressOf(one), one.name) }))
    .filter(({ name, wanted }) => wanted[0] !== name);
  const whole = new Set(changing.map(({ prefix, wanted }) => `${prefix}.${wanted[wanted.length - 1]}`));
  const numbers = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { prefix, name, wanted } of changing) {
    const plain = wanted[wanted.length - 1];
    const short = wanted.find((one) => !whole.has(`${prefix}.${one}`) && !taken.has(`${prefix}.${one}`));
    let free = short ?? plain;
    while (taken.has(`${prefix}.${free}`)) {
      const number = (numbers.get(`${prefix}.${plain}`) ?? 1) + 1;
      numbers.set(`${prefix}.${plain}`, number);
      free = `${plain}_${number}`;
    }
    taken.add(`${prefix}.${free}`);
    names.set(`${prefix}.${name}`, free);
  }
  return names;
}

function namedIn({ blocks, locals }: Stack): Named[] {
  return [
    ...blocks.map(({ blockType, name }) => ({ prefix: blockType, name })),
    ...[...locals.keys()].map((name) => ({ prefix: "local", name })),
  ];
}

function addressOf({ prefix, name }: Named): string {
  return `${prefix}.${name}`;
}

/** The addresses of blocks that are no longer there, and those of data sources that belong to a check. */
export function formerAddresses({ moves, sections, checks }: Stack): string[] {
  const removed = listOf(sections.removed).flatMap((body) => parseAddress(textOf(objectOf(body).from)) ?? []);
  const moved = moves.flatMap(({ from, to }) => [from, to]);
  const scoped = checks.flatMap(({ body }) =>
    entries(body.data).flatMap(([type, named]) => entries(named).map(([name]) => `data.${type}.${name}`)),
  );
  return [...[...removed, ...moved].map(({ type, kind, name }) => `${type === "" ? kind : type}.${name}`), ...scoped];
}

const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
/** The hash that cdktf adds to the ids of constructs inside others. */
export const HASH = /_[0-9A-F]{8}$/;

/** Whether cdktf has added a hash, as it does for constructs inside others. Of a path that is not known, it may have. */
function isNested(address: string, { constructPaths }: Stack): boolean {
  const path = constructPaths.get(address);
  return path === undefined || path.split("/").length > 2;
}

export function plainName(name: string, isHashed: boolean): string {
  const words = (isHashed ? name.replace(HASH, "") : name)
    .normalize("NFKD")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "");
  const plain = words.join("_");
  return /^[a-z]/.test(plain) ? plain : ["block", ...words].join("_");
}

/**
 * The stack with other names for its blocks and local values. References follow, and `moved` blocks tell Terraform where
 * resources and modules were.
 * @param names by the address without the name's change, such as `aws_subnet.a` or `local.x`
 */
export function renamedStack(stack: Stack, names: ReadonlyMap<string, string>): Stack {
  if (names.size === 0) {
    return stack;
  }
  const moved = [...listOf(stack.sections.moved), ...movesOf(stack, names)];
  const sections = { ...renamedSections(stack.sections, names), ...(moved.length > 0 ? { moved } : {}) };
  return withSections(stack, sections);
}

/** The sections with other names for their blocks and local values, without `moved` blocks for these. */
export function renamedSections(sections: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  const addresses = new Map(
    [...names].map(([address, name]) => [address, address.slice(0, address.lastIndexOf(".") + 1) + name]),
  );
  return everySection(sections, new Renaming(names, addresses, addresses));
}

/**
 * The sections with other expressions in place of references. The blocks themselves keep their names.
 * @param expressions by address, such as `aws_subnet.all["a"]` for `aws_subnet.a`
 * @param blocks what `depends_on` names in place of an address, which is a block as a whole
 */
export function redirectedSections(
  sections: JsonObject,
  expressions: ReadonlyMap<string, string>,
  blocks = expressions,
): JsonObject {
  return everySection(sections, new Renaming(new Map(), expressions, blocks));
}

function everySection(sections: JsonObject, renaming: Renaming): JsonObject {
  return mapMembers(sections, (value, section) => renaming.section(section, value));
}

/** Data sources, ephemeral resources and local values are not in the state. */
function movesOf({ blocks }: Stack, names: ReadonlyMap<string, string>): JsonObject[] {
  return blocks
    .filter(({ kind }) => kind === "resource" || kind === "module")
    .flatMap(({ address, blockType }) => {
      const name = names.get(address);
      return name === undefined ? [] : [{ from: address, to: `${blockType}.${name}` }];
    });
}

class Renaming {
  /**
   * @param names the new names of blocks, by address
   * @param expressions what takes the place of an address in an expression
   * @param blocks what takes its place in `depends_on`
   */
  constructor(
    private readonly names: ReadonlyMap<string, string>,
    private readonly expressions: ReadonlyMap<string, string>,
    private readonly blocks: ReadonlyMap<string, string>,
  ) {}

  public section(section: string, value: Json): Json {
    switch (section) {
      case "resource":
      case "data":
      case "ephemeral":
        return mapMembers(value, (named, type) => {
          const prefix = section === "resource" ? type : `${section}.${type}`;
          return this.named(prefix, named, (body) => this.body(objectOf(body)));
        });
      case "module":
        return this.named("module", value, (bodies) => this.bodies(bodies, ["source", "version", "providers"]));
      case "locals":
        return this.named("local", value, (local) => this.value(local));
      case "output":
        return mapMembers(value, (bodies) => this.bodies(bodies, ["description"]));
      case "variable":
        return mapMembers(value, (bodies) => this.bodies(bodies, ["default", "description", "type"]));
      case "import":
        return eachBody(value, ({ to, ...others }) => ({ ...this.body(others), to: this.address(to) }));
      // Where blocks were is a matter of the past, and the next move goes on from there.
      case "moved":
      case "removed":
      case "terraform":
        return value;
      default:
        return this.value(value);
    }
  }

  private named(prefix: string, blocks: Json, change: (body: Json) => Json): JsonObject {
    const renamed = entries(blocks).map(([name, body]) => [this.names.get(`${prefix}.${name}`) ?? name, change(body)]);
    return Object.fromEntries(renamed);
  }

  private bodies(bodies: Json, literals: readonly string[]): Json {
    return eachBody(bodies, (body) => ({
      ...this.body(body),
      ...pickMembers(body, (name) => literals.includes(name)),
    }));
  }

  private body(body: JsonObject): JsonObject {
    return mapMembers(body, (value, name) => {
      switch (name) {
        case "depends_on":
          return isList(value)
            ? unique(value.map((one) => this.address(one, this.blocks)))
            : this.address(value, this.blocks);
        case "lifecycle":
          return eachBody(value, (lifecycle) =>
            mapMembers(lifecycle, (inner, key) =>
              key === "replace_triggered_by" ? this.address(inner) : this.value(inner),
            ),
          );
        default:
          return this.value(value);
      }
    });
  }

  /** Addresses, with or without `${}`. */
  private address(value: Json, replacements = this.expressions): Json {
    if (isList(value)) {
      return value.map((one) => this.address(one, replacements));
    }
    if (typeof value !== "string") {
      return value;
    }
    return isTemplate(value)
      ? renameBlocks(value, replacements)
      : renameBlocks(`\${${value}}`, replacements).slice(2, -1);
  }

  private value(value: Json): Json {
    if (typeof value === "string") {
      return this.text(value);
    }
    if (isList(value)) {
      return value.map((one) => this.value(one));
    }
    return isObject(value)
      ? Object.fromEntries(entries(value).map(([key, child]) => [this.text(key), this.value(child)]))
      : value;
  }

  private text(text: string): string {
    return renameBlocks(text, this.expressions);
  }
}

/** One body or a list of them. */
function eachBody(value: Json, change: (body: JsonObject) => JsonObject): Json {
  return isList(value) ? value.map((body) => change(objectOf(body))) : change(objectOf(value));
}

/** Each text once. */
function unique(values: readonly Json[]): Json {
  return [...new Set(values)];
}
