import { blockOfInstance } from "../../stack/address";
import { entries, isList, isObject, type Json, type JsonObject, mapMembers, objectOf } from "../../stack/json";
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

/** Sections in which every text is a template. Others have addresses and literals. */
const TEMPLATES: readonly string[] = [
  "provider",
  "locals",
  "data",
  "ephemeral",
  "resource",
  "module",
  "check",
  "output",
];

/** Arguments with a syntax of their own, wherever they are. */
const OTHERS: readonly string[] = ["depends_on", "provider", "providers", "source", "version", "description"];

/**
 * Sections with other texts in place of those that are templates, keys of objects among them.
 * @param change given a text and the names above it, such as `resource`, a type, a name and arguments
 */
export function mapTexts(sections: JsonObject, change: (text: string, place: readonly string[]) => string): JsonObject {
  const inValue = (value: Json, place: readonly string[]): Json => {
    if (typeof value === "string") {
      return change(value, place);
    }
    if (isList(value)) {
      return value.map((element) => inValue(element, place));
    }
    return isObject(value) ? members(value, place) : value;
  };
  // Terraform refuses an object with two keys of the same value.
  const members = (value: JsonObject, place: readonly string[]): JsonObject =>
    Object.fromEntries(
      entries(value).map(([name, child]) => [
        isTemplate(name) ? change(name, place) : name,
        OTHERS.includes(name) ? child : inValue(child, [...place, name]),
      ]),
    );
  const validated = (body: Json): Json => {
    const { validation, ...others } = objectOf(body);
    return validation === undefined ? others : { ...others, validation: inValue(validation, ["variable"]) };
  };
  const variables = (value: Json): Json =>
    mapMembers(value, (body) => (isList(body) ? body.map(validated) : validated(body)));
  return mapMembers(sections, (value, section) => {
    if (section === "variable") {
      return variables(value);
    }
    return TEMPLATES.includes(section) && isObject(value) ? members(value, [section]) : value;
  });
}
