import { takesBlocks } from "../../knowledge/catalogue/block-types";
import type { BodySchema } from "../../providers/schemas/known-schemas";
import type { Kind } from "../../stack/address";
import {
  compare,
  entries,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  objectOf,
} from "../../stack/json";
import { closingBracket, isSymbol, readExpression } from "../../stack/lexer";
import { wholeReference } from "../../stack/reference";
import { META_ARGUMENTS } from "../../stack/stack";
import { bare, quote, unwrapped } from "../../stack/template";
import { expressionText, templateLines, templateText, Unwritable } from "./expression-text";
import {
  type Argument,
  type Item,
  isBlock,
  keyOf,
  listLines,
  literalLines,
  type NestedBlock,
  objectLines,
} from "./layout";

/** How HCL writes an argument whose texts are not templates. */
export type ArgumentSyntax =
  /** Text that means itself, because Terraform evaluates nothing there. */
  | "literal"
  /** An address, or a list or an object of addresses. */
  | "address"
  /** A type constraint. */
  | "type"
  /** A required provider: texts that mean themselves, and addresses of configurations. */
  | "requirement";

/** Where the names of a body belong. A name that is in no list is sorted by what it is. */
interface BodyOrder {
  /** Meta-arguments, which an empty line separates from what follows. */
  readonly leading?: readonly string[];
  /** Arguments that have a place of their own before all others. */
  readonly first?: readonly string[];
  /** What comes after all other blocks. */
  readonly trailing?: readonly string[];
  readonly isRequired?: (name: string) => boolean;
}

/** The schema of a body, with what the language itself defines. A provider's schema is one without `syntax`. */
export interface LanguageSchema extends Omit<BodySchema, "blockOf"> {
  /** The schema of a nested block; undefined for an argument. */
  readonly blockOf: (name: string) => LanguageSchema | undefined;
  /** Every other argument is a template. */
  readonly syntax?: Readonly<Record<string, ArgumentSyntax>>;
  readonly order?: BodyOrder;
  /** Whether null is a value. To a provider, an argument that is null is one that nobody states. */
  readonly keepsNull?: boolean;
  /** Whether an argument takes blocks in place of a list of objects. */
  readonly takesBlocks?: (name: string) => boolean;
  /** Whether its blocks have a label, which JSON writes as the name of an object around the body. */
  readonly isLabelled?: true;
}

/** A body with these nested blocks, in which every other name is an argument of any value. */
function bodyOf(
  blocks: Readonly<Record<string, LanguageSchema>> = {},
  syntax: LanguageSchema["syntax"] = {},
  order: BodyOrder = {},
): LanguageSchema {
  return { blockOf: (name) => lookUp(blocks, name), takesCollection: () => true, syntax, order, keepsNull: true };
}

export const PLAIN = bodyOf();

const DESCRIBED = {
  description: "literal",
  sensitive: "literal",
  ephemeral: "literal",
  deprecated: "literal",
} as const;

const LIFECYCLE = bodyOf(
  { precondition: PLAIN, postcondition: PLAIN },
  { ignore_changes: "address", replace_triggered_by: "address" },
);

const PROVISIONER: LanguageSchema = {
  ...bodyOf({ connection: PLAIN }, { when: "address", on_failure: "address" }),
  isLabelled: true,
};

/** The bodies that Terraform itself defines, by section. The order is that of HashiCorp's "Style Guide". */
export const SECTIONS = {
  variable: bodyOf(
    { validation: PLAIN },
    { ...DESCRIBED, type: "type", default: "literal", nullable: "literal" },
    { first: ["type", "description", "default", "sensitive", "ephemeral", "nullable", "deprecated"] },
  ),
  output: bodyOf(
    { precondition: PLAIN },
    { ...DESCRIBED, depends_on: "address" },
    { first: ["description", "value", "sensitive", "ephemeral", "deprecated"], trailing: ["depends_on"] },
  ),
  locals: PLAIN,
  module: bodyOf(
    {},
    { source: "literal", version: "literal", providers: "address", depends_on: "address" },
    { leading: ["for_each", "count", "source", "version", "providers"], trailing: ["depends_on"] },
  ),
  import: bodyOf(
    {},
    { to: "address", provider: "address" },
    { leading: ["for_each", "provider"], first: ["to", "id"] },
  ),
  moved: bodyOf({}, { from: "address", to: "address" }),
  removed: bodyOf({ lifecycle: PLAIN, connection: PLAIN, provisioner: PROVISIONER }, { from: "address" }),
  check: bodyOf({ assert: PLAIN }),
} as const;

/** Of backends and of HCP Terraform. Whatever else has members is a map. */
const STATE_SETTINGS = bodyOf({ exec: PLAIN, workspaces: PLAIN });

/** The `terraform` block with the providers it requires. */
export function terraformSchema(providers: readonly string[]): LanguageSchema {
  const requirements = bodyOf({}, Object.fromEntries(providers.map((name) => [name, "requirement"])));
  return bodyOf(
    {
      required_providers: requirements,
      provider_meta: { ...PLAIN, isLabelled: true },
      backend: { ...STATE_SETTINGS, isLabelled: true },
      cloud: STATE_SETTINGS,
    },
    { required_version: "literal", experiments: "address" },
  );
}

const META_BLOCKS: Readonly<Record<string, LanguageSchema>> = {
  lifecycle: LIFECYCLE,
  connection: PLAIN,
  provisioner: PROVISIONER,
};

/** What people look for first in a body: what it is called and where it is. */
const NAMES: readonly string[] = ["name", "resource_group_name", "location"];

function namedFirst(schema: BodySchema | undefined): LanguageSchema | undefined {
  return schema && { ...schema, blockOf: (name) => namedFirst(schema.blockOf(name)), order: { first: NAMES } };
}

/** The schema of a resource or data source, with what every one of them may have. */
export function withMetaArguments(schema: BodySchema, kind: Kind, type: string): LanguageSchema {
  const blocks = kind === "resource" ? META_BLOCKS : { lifecycle: LIFECYCLE };
  return {
    blockOf: (name) => lookUp(blocks, name) ?? namedFirst(schema.blockOf(name)),
    takesCollection: (name) => ["for_each", "depends_on"].includes(name) || schema.takesCollection(name),
    isRequired: schema.isRequired,
    takesBlocks: (name) => kind === "resource" && takesBlocks(type, name),
    syntax: { depends_on: "address", provider: "address" },
    order: {
      leading: ["for_each", "count", "provider"],
      first: NAMES,
      trailing: ["connection", "provisioner", "lifecycle", "depends_on"],
    },
  };
}

/** The schema of a provider's configuration, with what every one of them may have. */
export function withAlias(schema: BodySchema): LanguageSchema {
  return { ...schema, syntax: { alias: "literal", version: "literal" }, order: { first: ["alias", "version"] } };
}

/** Collects what cannot be written, so that all of it is reported at once. */
export type Report = (place: string, problem: string) => void;

/** Writes the bodies of blocks. What cannot be written is reported and left out. */
export class BodyWriter {
  constructor(private readonly report: Report) {}

  /** The arguments and nested blocks of a body, in the order in which people write them. */
  public items(body: JsonObject, schema: LanguageSchema, place: string): Item[] {
    const members = membersOf(body).flatMap(([name, value]) => this.members(name, value, schema, `${place}.${name}`));
    return inBodyOrder(members, { isRequired: schema.isRequired, ...schema.order });
  }

  private members(name: string, value: Json, schema: LanguageSchema, place: string): Member[] {
    if (!isName(name)) {
      this.report(place, INVALID_NAME);
      return [];
    }
    const block = schema.blockOf(name);
    if (name === "dynamic" && block === undefined && (isObject(value) || isList(value))) {
      return this.dynamics(value, schema, place);
    }
    const nested = block ?? (schema.takesBlocks?.(name) && isListOfFlat(value) ? OBJECT : undefined);
    if (nested !== undefined && (nested.isLabelled || !isExpression(value))) {
      return this.nested(name, value, nested, place).map((item) => ({ name, item }));
    }
    if (value === null && !schema.keepsNull && !META_ARGUMENTS.includes(name)) {
      return [];
    }
    if ((isList(value) || isObject(value)) && !schema.takesCollection(name)) {
      this.report(place, "the provider's schema has no block or collection of this name");
      return [];
    }
    return [{ name, item: this.argument(name, value, lookUp(schema.syntax ?? {}, name), place) }];
  }

  /** The objects in a value, each with its place. Anything else but null is reported. */
  private objects(value: Json, place: string): (readonly [body: JsonObject, place: string])[] {
    return listOf(value).flatMap((body, index) => {
      const own = isList(value) ? `${place}[${index}]` : place;
      if (isObject(body)) {
        return [[body, own] as const];
      }
      if (body !== null) {
        this.report(own, "a block must be an object");
      }
      return [];
    });
  }

  private blocks(header: string, value: Json, schema: LanguageSchema, place: string): NestedBlock[] {
    return this.objects(value, place).map(([body, own]) => ({ header, items: this.items(body, schema, own) }));
  }

  /** The bodies of blocks with a label are in objects by label. */
  private nested(name: string, value: Json, schema: LanguageSchema, place: string): NestedBlock[] {
    if (!schema.isLabelled) {
      return this.blocks(name, value, schema, place);
    }
    return this.objects(value, place).flatMap(([labels, own]) =>
      membersOf(labels).flatMap(([label, bodies]) =>
        this.blocks(`${name} ${quote(label)}`, bodies, schema, `${own}.${label}`),
      ),
    );
  }

  private dynamics(value: Json, schema: LanguageSchema, place: string): Member[] {
    return this.objects(value, place).flatMap(([blocks, own]) =>
      membersOf(blocks).flatMap(([name, body]) => this.dynamic(name, body, schema, `${own}.${name}`)),
    );
  }

  private dynamic(name: string, value: Json, schema: LanguageSchema, place: string): Member[] {
    // For an argument of a list of objects, Terraform takes blocks too: its page "Attributes as Blocks".
    const block = schema.blockOf(name) ?? (schema.takesCollection(name) ? PLAIN : undefined);
    return listOf(value).flatMap((body) => {
      if (block === undefined) {
        this.report(place, "the provider's schema has no block of this name");
        return [];
      }
      const { content, ...others } = objectOf(body);
      const [inner, ...more] = listOf(content);
      if (!isObject(inner) || more.length > 0) {
        this.report(place, "a dynamic block must have one block 'content'");
        return [];
      }
      const head = membersOf(others).map(([key, child]) =>
        this.argument(key, child, key === "iterator" ? "address" : undefined, `${place}.${key}`),
      );
      const contentBlock = { header: "content", items: this.items(inner, block, `${place}.content`) };
      return [{ name, item: { header: `dynamic ${quote(name)}`, items: [...head, contentBlock] } }];
    });
  }

  private argument(name: string, value: Json, syntax: ArgumentSyntax | undefined, place: string): Argument {
    try {
      return { name, value: valueLines(value, syntax) };
    } catch (error) {
      if (!(error instanceof Unwritable)) {
        throw error;
      }
      this.report(place, error.message);
      return { name, value: ["null"] };
    }
  }
}

/** What stands in a list of objects, written as a block. */
const OBJECT: LanguageSchema = { ...PLAIN, keepsNull: false, order: { first: NAMES } };

/** Whether it is a list of objects without others in them; an empty one says that there are none, which no block does. */
function isListOfFlat(value: Json): boolean {
  const isFlat = (child: Json) => listOf(child).every((element) => !isObject(element) && !isList(element));
  return isList(value) && value.length > 0 && value.every((one) => isObject(one) && Object.values(one).every(isFlat));
}

/** The members of an object but for its comments. */
function membersOf(body: JsonObject): [name: string, value: Json][] {
  return entries(body).filter(([name]) => name !== "//");
}

/** Where an argument has the type of a block, an expression may be its value as a whole. */
function isExpression(value: Json): boolean {
  return typeof value === "string" && unwrapped(value) !== undefined;
}

export const INVALID_NAME = "its name is not a valid HCL identifier";

/** Whether a text is an identifier of HCL. */
export function isName(text: string): boolean {
  const [token, ...others] = readExpression(text);
  return others.length === 0 && token?.kind === "name" && token.text === text;
}

/** A member of a body, by the name of the argument or of the blocks. */
interface Member {
  readonly name: string;
  readonly item: Item;
}

/**
 * The members in the order of HashiCorp's "Style Guide" for Terraform: meta-arguments, arguments, nested blocks, then
 * `lifecycle` and `depends_on`; what is required before what is optional; otherwise by name.
 */
function inBodyOrder(members: readonly Member[], order: BodyOrder): Item[] {
  const ranked = members.map((member) => ({ ...member, ...rankOf(member, order) }));
  ranked.sort((left, right) => left.part - right.part || left.rank - right.rank || compare(left.name, right.name));
  return ranked.map(({ item, part }, index) =>
    index > 0 && ranked[index - 1].part !== part ? { ...item, startsGroup: true } : item,
  );
}

interface Rank {
  /** Of the body: an empty line separates one from the next. */
  readonly part: number;
  readonly rank: number;
}

function rankOf({ name, item }: Member, { leading = [], first = [], trailing = [], isRequired }: BodyOrder): Rank {
  if (leading.includes(name)) {
    return { part: 0, rank: leading.indexOf(name) };
  }
  if (trailing.includes(name)) {
    return { part: 2, rank: trailing.indexOf(name) };
  }
  if (first.includes(name)) {
    return { part: 1, rank: first.indexOf(name) };
  }
  const optional = isRequired?.(name) ? 0 : 1;
  return { part: 1, rank: first.length + (isBlock(item) ? 2 : 0) + optional };
}

/** The lines of a value. @throws Unwritable */
function valueLines(value: Json, syntax: ArgumentSyntax | undefined): readonly string[] {
  switch (syntax) {
    case "literal":
      return literalLines(value);
    case "type":
      return [typeText(value)];
    case "address":
      return addressLines(value);
    case "requirement":
      return requirementLines(value);
    case undefined:
      return evaluatedLines(value);
  }
}

/** A value whose texts and keys are templates, as most are. */
function evaluatedLines(value: Json): readonly string[] {
  if (isList(value)) {
    return listLines(value.map(elementLines));
  }
  if (isObject(value)) {
    return objectLines(
      entries(value).map(([key, child]) => ({ name: templateKey(key), value: evaluatedLines(child) })),
    );
  }
  return typeof value === "string" ? templateLines(value) : [JSON.stringify(value)];
}

/** The comma after an element cannot follow the end of a heredoc. */
function elementLines(element: Json): readonly string[] {
  const lines = evaluatedLines(element);
  return typeof element === "string" && lines[0].startsWith("<<") ? [templateText(element)] : lines;
}

function templateKey(key: string): string {
  const text = templateText(key);
  return text.startsWith('"') ? keyOf(key, text) : `(${text})`;
}

/** An address, or the word `all`. Any other text could end the argument and begin another one. */
function addressLines(value: Json): readonly string[] {
  if (isList(value)) {
    return listLines(value.map(addressLines));
  }
  if (isObject(value)) {
    // Also the keys: the configurations that a module calls by these addresses.
    return objectLines(entries(value).map(([key, child]) => ({ name: addressText(key), value: addressLines(child) })));
  }
  return [addressText(value)];
}

function addressText(value: Json): string {
  const text = typeof value === "string" ? bare(value) : "";
  if (wholeReference(text) === undefined) {
    throw new Unwritable("must be an address");
  }
  return expressionText(text);
}

function requirementLines(value: Json): readonly string[] {
  return isObject(value)
    ? objectLines(
        entries(value).map(([name, child]) => ({
          name: keyOf(name),
          value: name === "configuration_aliases" ? addressLines(child) : literalLines(child),
        })),
      )
    : literalLines(value);
}

const PRIMITIVES = ["string", "number", "bool", "any"];
const COLLECTIONS = ["list", "map", "set"];
const CONSTRUCTORS = [...COLLECTIONS, "object", "tuple"];

/** A type constraint. `list` alone, which Terraform's JSON allows, becomes `list(any)`. @throws Unwritable */
function typeText(value: Json): string {
  const text = typeof value === "string" ? bare(value) : "";
  const [first, ...others] = readExpression(text);
  const name = first?.kind === "name" ? first.text : "";
  if (others.length === 0 && PRIMITIVES.includes(name)) {
    return name;
  }
  if (others.length === 0 && COLLECTIONS.includes(name)) {
    return `${name}(any)`;
  }
  const isCall = isSymbol(others[0], "(") && closingBracket(others, 0) === others.length - 1;
  if (!CONSTRUCTORS.includes(name) || !isCall) {
    throw new Unwritable("must be a type");
  }
  return expressionText(text);
}
