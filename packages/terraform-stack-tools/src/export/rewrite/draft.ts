import { addressIn, blockAddress, blockOfInstance } from "../../stack/address";
import {
  blockOf,
  entries,
  isList,
  isObject,
  type Json,
  type JsonObject,
  lookUp,
  mapMembers,
  objectOf,
  print,
} from "../../stack/json";
import { referencesIn, renameBlocks, type Step, wholeReference } from "../../stack/reference";
import { type Stack, withSections } from "../../stack/stack";
import { isTemplate, unwrapped } from "../../stack/template";

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

/** A stack among those that are ejected together. */
interface Together {
  readonly name: string;
  readonly draft: Draft;
  /** The name of the other stack whose state each data source reads, by its address in the source. */
  readonly reads: ReadonlyMap<string, string>;
}

/** The names that outputs get, by their names in the source, by the name of the stack. */
type Names = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Drafts whose outputs for each other have names as people give them, where cdktf gave them one: nobody else reads these.
 * One that is read in another way than by a reference keeps its name, and so does one whose readers are not here.
 */
export function withNamedOutputs(stacks: readonly Together[]): Draft[] {
  const read = readIn(stacks);
  const names: Names = new Map(stacks.map(({ name, draft }) => [name, namesFor(draft, read.get(name) ?? new Set())]));
  if ([...names.values()].every(({ size }) => size === 0)) {
    return stacks.map(({ draft }) => draft);
  }
  const drafts = stacks.map((stack) => named(stack, names));
  const left = new Set(drafts.flatMap(({ stack }) => namesLeft(stack.sections)));
  if (left.size === 0) {
    return drafts;
  }
  const isFollowed = ([name]: readonly [string, string]) => !left.has(name);
  const followed: Names = new Map([...names].map(([stack, own]) => [stack, new Map([...own].filter(isFollowed))]));
  return stacks.map((stack) => named(stack, followed));
}

/** How cdktf begins the name of an output that another stack reads. */
const MADE = "cross-stack-output-";

/** The names that something still asks for, in whatever way. Outputs that are called so ask for nothing. */
function namesLeft({ output, ...sections }: JsonObject): string[] {
  const text = print([sections, Object.values(objectOf(output))]);
  return text.includes(MADE) ? (text.match(/cross-stack-output-[-\p{ID_Continue}]*/gu) ?? []) : [];
}

/** The outputs that other stacks read one by one, by the name of the stack; none of one whose outputs are read together. */
function readIn(stacks: readonly Together[]): ReadonlyMap<string, ReadonlySet<string>> {
  const read = new Map<string, Set<string>>();
  const whole = new Set<string>();
  for (const { draft, reads } of stacks.filter((one) => one.reads.size > 0)) {
    const owners = new Map([...reads].map(([address, owner]) => [draft.addresses.get(address) ?? address, owner]));
    for (const found of referencesIn(draft.stack.sections).flatMap((reference) => addressIn(reference) ?? [])) {
      const owner = owners.get(blockAddress(found.address));
      const [, output] = found.path;
      if (owner !== undefined && output?.kind === "attribute") {
        read.set(owner, (read.get(owner) ?? new Set()).add(output.name));
      } else if (owner !== undefined && output?.kind !== "key") {
        whole.add(owner);
      }
    }
  }
  return new Map([...read].filter(([owner]) => !whole.has(owner)));
}

function namesFor({ stack: { sections } }: Draft, read: ReadonlySet<string>): ReadonlyMap<string, string> {
  const taken = new Set(Object.keys(objectOf(sections.output)));
  const names = new Map<string, string>();
  for (const [name, bodies] of entries(sections.output)) {
    const plain = name.startsWith(MADE) && read.has(name) ? nameOf(blockOf(bodies).value) : undefined;
    if (plain !== undefined) {
      let free = plain;
      for (let number = 2; taken.has(free); number++) {
        free = `${plain}_${number}`;
      }
      taken.add(free);
      names.set(name, free);
    }
  }
  return names;
}

/** The draft with other names for its own outputs and for those that it reads. */
function named({ name, draft, reads }: Together, names: Names): Draft {
  const own = names.get(name) ?? new Map<string, string>();
  const expressions = [...reads].flatMap(([address, owner]) => {
    const outputs = `${draft.addresses.get(address) ?? address}.outputs`;
    return [...(names.get(owner) ?? [])].map(([from, to]) => [`${outputs}.${from}`, `${outputs}.${to}`] as const);
  });
  if (own.size + expressions.length === 0) {
    return draft;
  }
  const { output, ...sections } = redirectedSections(draft.stack.sections, new Map(expressions));
  const renamed = entries(output).map(([one, body]) => [own.get(one) ?? one, body]);
  const changed = { ...sections, ...(output !== undefined && { output: Object.fromEntries(renamed) }) };
  return { ...moved(draft, changed, new Map()), outputs: own };
}

/** `main_vpc_id` for `aws_vpc.main.id`, and `vpc_id` for `aws_vpc.vpc.id`; undefined for a value that is no attribute of a block. */
function nameOf(value: Json | undefined): string | undefined {
  const reference = typeof value === "string" ? wholeReference(unwrapped(value) ?? "") : undefined;
  const found = reference && addressIn(reference);
  if (found === undefined) {
    return undefined;
  }
  const { type, name, key } = found.address;
  const noun = type
    .split("_")
    .slice(1)
    .filter((word) => !/^(data|v\d+)$/.test(word));
  const words = name.split("_");
  const isSaid = noun.length === 0 || words.includes(noun[noun.length - 1]);
  const block = [...words, ...(isSaid ? [] : noun), ...(key === undefined ? [] : [String(key)])];
  const attribute = found.path.flatMap(wordsOf);
  const lengths = attribute.map((_word, index) => index + 1).reverse();
  const common = lengths.find((length) => block.slice(-length).join("_") === attribute.slice(0, length).join("_")) ?? 0;
  return identifier([...block, ...attribute.slice(common)].join("_"));
}

/** The first element is what a block that is there once has. */
function wordsOf(step: Step): string[] {
  switch (step.kind) {
    case "attribute":
      return step.name.split("_");
    case "key":
      return step.key === 0 ? [] : [String(step.key)];
    default:
      return [];
  }
}

/** A text as a name in snake case, such as `existing_cluster`. */
export function identifier(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  if (name === "") {
    return "this";
  }
  return /^[a-z]/.test(name) ? name : `module_${name}`;
}
