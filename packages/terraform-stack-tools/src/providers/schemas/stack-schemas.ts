import { isList, isObject, type Json, type JsonObject } from "../../stack/json";
import type { RequiredProvider } from "../../stack/provider";
import { quoted } from "../../stack/quoted";
import { META_ARGUMENTS } from "../../stack/stack";
import { type BodySchema, builtInSchema } from "./body-schema";
import type { KnownSchemas } from "./known-schemas";
import { isGap } from "./schema-source";

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
      return answer.body;
    }
    if (found !== undefined || isUnambiguous(body)) {
      return found ?? ARGUMENTS;
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

/** A body without blocks. */
const ARGUMENTS: BodySchema = { blockOf: () => undefined, takesCollection: () => true, isRequired: () => false };

function lineFor(type: string, { gap, places: [first, ...others] }: Missing): string {
  const place = others.length === 0 ? quoted(first) : `${quoted(first)} and ${others.length} more`;
  return `  ${place}: no schema of ${quoted(type)} is known${gap === "" ? "" : ` (${gap})`}`;
}

const HOW_TO_GIVE =
  "Only a schema tells blocks from arguments. In the stack's folder, run `terraform init` and " +
  "`terraform providers schema -json > schemas.json`, then add --schemas schemas.json; or add --init, which downloads " +
  "the providers and asks them.";
