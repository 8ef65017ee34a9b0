import { blockOfInstance } from "../../stack/address";
import { entries, isList, isObject, type Json, type JsonObject, lookUp, mapMembers } from "../../stack/json";
import { renameBlocks } from "../../stack/reference";
import { type Stack, withSections } from "../../stack/stack";
import { isTemplate } from "../../stack/template";

/** A stack on its way to code that people maintain. */
export interface Draft {
  readonly stack: Stack;
  /** Where blocks of the source are now, such as `aws_subnet.all["a"]`, by their address in the source. */
  readonly addresses: ReadonlyMap<string, string>;
  /** What outputs are called now that have another name in the source, by that name. */
  readonly outputs: ReadonlyMap<string, string>;
}

export function draftOf(stack: Stack): Draft {
  return { stack, addresses: new Map(stack.blocks.map(({ address }) => [address, address])), outputs: new Map() };
}

/**
 * A draft in which blocks have other addresses.
 * @param moves the address of a block, or of an instance of one, by its address before
 */
export function moved(draft: Draft, sections: JsonObject, moves: ReadonlyMap<string, string>): Draft {
  const { stack, addresses } = draft;
  const paths = new Map(stack.constructPaths);
  for (const [from, to] of moves) {
    const path = stack.constructPaths.get(from);
    const block = blockOfInstance(to);
    if (path !== undefined && !(paths.has(block) && block !== from)) {
      paths.set(block, path);
    }
  }
  return {
    ...draft,
    stack: { ...withSections(stack, sections), constructPaths: paths },
    addresses: new Map([...addresses].map(([source, address]) => [source, moves.get(address) ?? address])),
  };
}

/** The address of a block that gets another name. */
export function renamed(address: string, name: string): string {
  return address.slice(0, address.lastIndexOf(".") + 1) + name;
}

/** The sections with other names for their blocks and local values, without `moved` blocks for these. */
export function renamedSections(sections: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  const addresses = new Map([...names].map(([address, name]) => [address, renamed(address, name)]));
  const named = (prefix: string, blocks: Json) =>
    Object.fromEntries(entries(blocks).map(([name, body]) => [names.get(`${prefix}.${name}`) ?? name, body]));
  return mapMembers(redirectedSections(sections, addresses), (value, section) => {
    switch (section) {
      case "resource":
        return mapMembers(value, (blocks, type) => named(type, blocks));
      case "data":
      case "ephemeral":
        return mapMembers(value, (blocks, type) => named(`${section}.${type}`, blocks));
      case "module":
        return named(section, value);
      case "locals":
        return named("local", value);
      default:
        return value;
    }
  });
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
  return mapTexts(sections, (text, place) => {
    const isOfBlock = isAddress(place);
    const names = isOfBlock && place.at(-1) === "depends_on" ? blocks : expressions;
    return isOfBlock && !isTemplate(text) ? renameBlocks(`\${${text}}`, names).slice(2, -1) : renameBlocks(text, names);
  });
}

/** Where blocks were is a matter of the past, and the next move goes on from there. Nothing is evaluated in settings. */
const KEPT: readonly string[] = ["moved", "removed", "terraform"];

/** The arguments of blocks whose texts mean themselves, by section. */
const LITERALS: Readonly<Record<string, readonly string[]>> = {
  module: ["source", "version", "providers"],
  output: ["description"],
  variable: ["default", "description", "type"],
};

/** How many names are above the arguments of blocks that may have addresses among these. */
const NAMES: Readonly<Record<string, number>> = { resource: 2, data: 2, ephemeral: 2, module: 1, output: 1 };

/** Whether a text at a place is an address, with or without `${}`. */
function isAddress([section, ...names]: readonly string[]): boolean {
  const argument = names.slice(lookUp(NAMES, section)).join(".");
  return section in NAMES
    ? ["depends_on", "lifecycle.replace_triggered_by"].includes(argument)
    : section === "import" && argument === "to";
}

/**
 * Sections with other texts in place of those that are templates or addresses, keys of objects among them.
 * @param change given a text and the names above it, such as `resource`, a type, a name and arguments
 */
export function mapTexts(sections: JsonObject, change: (text: string, place: readonly string[]) => string): JsonObject {
  const inValue = (value: Json, place: readonly string[]): Json => {
    const [section, , argument] = place;
    if (place.length === 3 && lookUp(LITERALS, section)?.includes(argument)) {
      return value;
    }
    if (typeof value === "string") {
      return change(value, place);
    }
    if (isList(value)) {
      const elements = value.map((element) => inValue(element, place));
      return isAddress(place) ? [...new Set(elements)] : elements;
    }
    if (!isObject(value)) {
      return value;
    }
    // Terraform refuses an object with two keys of the same value.
    const members = entries(value).map(([name, child]) => [
      isTemplate(name) ? change(name, place) : name,
      inValue(child, [...place, name]),
    ]);
    return Object.fromEntries(members);
  };
  return mapMembers(sections, (value, section) => (KEPT.includes(section) ? value : inValue(value, [section])));
}
