import {
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  mapMembers,
  objectOf,
  quoted,
} from "../../stack/json";
import { META_ARGUMENTS, type RequiredProvider } from "../../stack/stack";
import type { AttributeSchema, BlockSchema, SchemaKind } from "../initialized-folder";

/** What the JSON of a body does not tell, since it writes blocks and arguments alike. */
export interface BodySchema {
  /** The body of a block, or nothing for an argument. */
  readonly blockOf: (name: string) => BodySchema | undefined;
  /** Whether an argument takes a list, a set, a map or an object. */
  readonly takesCollection: (name: string) => boolean;
  /** Whether an argument or a block is required; false where that is not known. HCL has what is required first. */
  readonly isRequired?: (name: string) => boolean;
  /** Whether nothing is known of what is in it. */
  readonly isLeftOut?: (name: string) => boolean;
}

/** A body without blocks, whose arguments take any value. */
export const ANY_ARGUMENTS: BodySchema = { blockOf: () => undefined, takesCollection: () => true };

/** The body of a type of Terraform's own provider, which no stack requires. */
export function builtInSchema(type: string): BodySchema | undefined {
  return type === "data.terraform_remote_state" || type === "terraform_data" ? ANY_ARGUMENTS : undefined;
}

/** Something that knows the schemas of types. */
export interface SchemaSource {
  /**
   * Looks up a type, such as `data.aws_subnet` or `provider.aws`. Undefined where the source knows nothing of its
   * provider.
   */
  readonly find: (type: string, provider: RequiredProvider) => Answer | undefined;
}

export type Answer = KnownType | Gap;

interface KnownType {
  readonly body: BodySchema;
  /** Where the schema is from, such as `the file schemas.json`. */
  readonly origin: string;
  /** The version of the provider that it is of, where that is known. */
  readonly version?: string;
  /** Whether something in it is left out, so that a source that has all of it counts before. */
  readonly isPartial?: boolean;
}

interface Gap {
  /** Why a source that knows the provider does not know the type, as a clause. */
  readonly gap: string;
}

export function isGap(answer: Answer | undefined): answer is Gap {
  return answer !== undefined && "gap" in answer;
}

/** Whether two sources are the same provider. Only a source that names its registry is compared with it. */
export function isSameProvider(source: string, address: string): boolean {
  const parts = source.split("/");
  return address.split("/").slice(-parts.length).join("/").toLowerCase() === source.toLowerCase();
}

/** The last part of a provider's source: `aws` of `hashicorp/aws`. */
export function providerType(source: string): string {
  return source.slice(source.lastIndexOf("/") + 1);
}

const PREFIXES = [
  ["data.", "data_source"],
  ["ephemeral.", "ephemeral_resource"],
  ["provider.", "provider"],
] as const;

/** The kind of a type such as `data.aws_subnet`, and its name without the prefix. */
export function kindOf(type: string): { readonly kind: SchemaKind | "provider"; readonly name: string } {
  const found = PREFIXES.find(([prefix]) => type.startsWith(prefix));
  return found === undefined ? { kind: "resource", name: type } : { kind: found[1], name: type.slice(found[0].length) };
}

/** The body of a block that a provider describes itself. A block with a label, which HCL writes differently, is none. */
export function blockBody({ attributes = {}, block_types = {} }: BlockSchema): BodySchema {
  return {
    blockOf: (name) => {
      const nested = lookUp(block_types, name);
      return nested === undefined || nested.nesting_mode === "map" ? undefined : blockBody(nested.block);
    },
    takesCollection: (name) => {
      const attribute = lookUp(attributes, name);
      return attribute !== undefined && takesCollection(attribute);
    },
    isRequired: (name) =>
      lookUp(attributes, name)?.required === true || (lookUp(block_types, name)?.min_items ?? 0) > 0,
  };
}

function takesCollection({ type, nested_type, optional, required }: AttributeSchema): boolean {
  const isCollection = nested_type !== undefined || typeof type !== "string" || type === "dynamic";
  return isCollection && (optional === true || required === true);
}

/** The schemas of several sources, of which the first that knows a type counts. */
export class KnownSchemas {
  private readonly answers = new Map<string, Answer>();

  constructor(private readonly sources: readonly SchemaSource[]) {}

  /** The schema of a type, or what the sources lack. A type is looked up once for each requirement of its provider. */
  public find(type: string, provider: RequiredProvider): Answer {
    const key = `${type} ${provider.source} ${provider.version}`;
    const answer = this.answers.get(key) ?? this.ask(type, provider);
    this.answers.set(key, answer);
    return answer;
  }

  private ask(type: string, provider: RequiredProvider): Answer {
    const gaps: string[] = [];
    let partial: Answer | undefined;
    for (const source of this.sources) {
      const answer = source.find(type, provider);
      if (isGap(answer)) {
        gaps.push(answer.gap);
      } else if (answer !== undefined && !answer.isPartial) {
        return answer;
      }
      partial ??= isGap(answer) ? undefined : answer;
    }
    return partial ?? { gap: gaps.join("; ") };
  }
}

interface Missing {
  /** What the sources say, as clauses; empty where none knows the provider. */
  readonly gap: string;
  /** The addresses of the blocks. */
  readonly places: string[];
}

/** The schemas for the blocks of one stack. Types that no source knows are collected. */
export class StackSchemas {
  private readonly missing = new Map<string, Missing>();

  constructor(
    private readonly providers: readonly RequiredProvider[],
    private readonly known: KnownSchemas,
  ) {}

  /**
   * @param provider the local name of the provider. Terraform's own is not required by any stack
   * @param body which may have nothing that is a block or an argument, as only the schema tells
   */
  public find(type: string, provider: string, address: string, body: JsonObject): BodySchema | undefined {
    const required = this.providers.find(({ name }) => name === provider);
    const answer = required === undefined ? undefined : this.known.find(type, required);
    const found = required === undefined ? builtInSchema(type) : undefined;
    if (answer !== undefined && !isGap(answer)) {
      const [place] = answer.isPartial ? leftOutIn(body, answer.body) : [];
      return place === undefined
        ? answer.body
        : this.miss(type, `${answer.origin}, leave out what is in ${quoted(place)}`, address);
    }
    if (found !== undefined || isUnambiguous(body)) {
      return found ?? ANY_ARGUMENTS;
    }
    return this.miss(type, answer?.gap ?? "", address);
  }

  /** A line for each type that is missing, and one that says how to give the schemas; nothing if none is. */
  public get problems(): string[] {
    const lines = [...this.missing].map(([type, missing]) => lineFor(type, missing));
    return lines.length === 0 ? [] : [...lines, HOW_TO_GIVE];
  }

  private miss(type: string, gap: string, address: string): undefined {
    const places = this.missing.get(type)?.places ?? [];
    places.push(address);
    this.missing.set(type, { gap, places });
  }
}

/** The places of a body whose values have parts that the schema leaves out. */
function leftOutIn(body: JsonObject, schema: BodySchema, path = ""): string[] {
  return Object.entries(body).flatMap(([name, value]) => {
    if (schema.isLeftOut?.(name)) {
      return isSingle(value) ? [] : [`${path}${name}`];
    }
    const contents = (blocks: Json) => listOf(blocks).flatMap((one) => listOf(objectOf(one).content));
    const dynamics = name === "dynamic" ? listOf(value).map((one) => mapMembers(one, contents)) : [];
    const block = schema.blockOf(name);
    const nested = block === undefined ? [] : listOf(value).map(objectOf);
    return [
      ...dynamics.flatMap((one) => leftOutIn(one, schema, path)),
      ...nested.flatMap((one) => (block === undefined ? [] : leftOutIn(one, block, `${path}${name}.`))),
    ];
  });
}

/** What has a schema of its own, wherever it is. */
const KNOWN: readonly string[] = [...META_ARGUMENTS, "connection", "provisioner", "//"];

/** Whether all of a body are arguments: single values, or lists of such. */
function isUnambiguous(body: JsonObject): boolean {
  return Object.entries(body).every(([name, value]) => KNOWN.includes(name) || isArgument(value));
}

function isArgument(value: Json): boolean {
  return isList(value) ? value.length > 0 && value.every((element) => isSingle(element)) : isSingle(value);
}

function isSingle(value: Json): boolean {
  return value !== null && !isObject(value) && !isList(value);
}

function lineFor(type: string, { gap, places: [first, ...others] }: Missing): string {
  const place = others.length === 0 ? quoted(first) : `${quoted(first)} and ${others.length} more`;
  return `  ${place}: no schema of ${quoted(type)} is known${gap === "" ? "" : ` (${gap})`}`;
}

const HOW_TO_GIVE =
  "Only a schema tells blocks from arguments. Add --init, which downloads the provider and asks it, without credentials; or, in the " +
  "stack's folder, run `terraform init` and `terraform providers schema -json > schemas.json`, then add --schemas schemas.json.";
