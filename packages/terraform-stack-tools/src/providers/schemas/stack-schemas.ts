import type { RequiredProvider } from "../../stack/provider";
import { quoted } from "../../stack/quoted";
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

  /** @param provider the local name of the provider. Terraform's own is not required by any stack */
  public find(type: string, provider: string, address: string): BodySchema | undefined {
    const required = this.providers.find(({ name }) => name === provider);
    if (required === undefined) {
      return builtInSchema(type) ?? this.miss(type, "", address);
    }
    const answer = this.known.find(type, required);
    return isGap(answer) ? this.miss(type, answer.gap, address) : answer.body;
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

function lineFor(type: string, { gap, places: [first, ...others] }: Missing): string {
  const place = others.length === 0 ? quoted(first) : `${quoted(first)} and ${others.length} more`;
  return `  ${place}: no schema of ${quoted(type)} is known${gap === "" ? "" : ` (${gap})`}`;
}

const HOW_TO_GIVE =
  "Only a schema tells blocks from arguments. In the stack's folder, run `terraform init` and " +
  "`terraform providers schema -json > schemas.json`, then add --schemas schemas.json; or add --init, which downloads " +
  "the providers and asks them.";
