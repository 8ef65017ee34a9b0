import { addressIn, blockAddress } from "../../stack/address";
import { blockOf, entries, type Json, type JsonObject, objectOf, print } from "../../stack/json";
import { referencesIn, type Step, wholeReference } from "../../stack/reference";
import { unwrapped } from "../../stack/template";
import { type Draft, moved, redirectedSections } from "./draft";
import { identifier } from "./names";

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
