import type { RequiredProvider } from "../../stack/provider";
import { quoted } from "../../stack/quoted";
import { bindingSchemas } from "./bindings";
import type { BodySchema } from "./body-schema";
import { initializedSchemas } from "./initialized";
import { printedSchemas } from "./printed";
import { type Answer, isGap, type KnownType, type SchemaSource } from "./schema-source";

export interface GivenSchemas {
  /** Files with what `terraform providers schema -json` prints. */
  readonly files: readonly string[];
  /** Whether to initialize the providers and ask them. */
  readonly init: boolean;
  /** `terraform`, `tofu` or a path. */
  readonly binary?: string;
}

/** Where else than from this package the schemas for a stack in a folder are, in the order in which they count. */
export function schemaSources(folder: string, { files, init, binary }: GivenSchemas): SchemaSource[] {
  const initialized = init ? [initializedSchemas(binary)] : [];
  return [...files.map(printedSchemas), ...initialized, bindingSchemas(folder)];
}

/** The schemas of several sources, of which the first that knows a type counts. */
export class KnownSchemas {
  private readonly answers = new Map<string, Answer>();

  /** @param onDifference called with a sentence where another source contradicts the one that counts */
  constructor(
    private readonly sources: readonly SchemaSource[],
    private readonly onDifference: (sentence: string) => void = () => {},
  ) {}

  /** The schema of a type, or what the sources lack. A type is looked up once for each requirement of its provider. */
  public find(type: string, provider: RequiredProvider): Answer {
    const key = `${type} ${provider.source} ${provider.version}`;
    const answer = this.answers.get(key) ?? this.ask(type, provider);
    this.answers.set(key, answer);
    return answer;
  }

  private ask(type: string, provider: RequiredProvider): Answer {
    const known: KnownType[] = [];
    const gaps: string[] = [];
    for (const answer of this.sources.map((source) => source.find(type, provider))) {
      if (isGap(answer)) {
        gaps.push(answer.gap);
      } else if (answer !== undefined) {
        known.push(answer);
      }
    }
    return known.length === 0 ? { gap: gaps.join("; ") } : { ...known[0], body: this.compared(type, known) };
  }

  /** The body of the first source. A name is compared with the other sources when it is first asked for. */
  private compared(place: string, [first, ...others]: readonly KnownType[]): BodySchema {
    const blocks = new Map<string, BodySchema | undefined>();
    const blockOf = (name: string): BodySchema | undefined => {
      const own = first.body.blockOf(name);
      const contrary = others.find(
        ({ body }) => isContrary(own, body, name) || isContrary(body.blockOf(name), first.body, name),
      );
      if (contrary !== undefined) {
        const [kind, other] = own === undefined ? ["an argument", "a block"] : ["a block", "an argument"];
        this.onDifference(
          `${quoted(`${place}.${name}`)} is ${kind} by ${first.origin}, which counts, and ${other} by ${contrary.origin}`,
        );
      }
      if (own === undefined) {
        return undefined;
      }
      const nested = others.flatMap(({ body, origin }) => {
        const block = body.blockOf(name);
        return block === undefined ? [] : [{ body: block, origin }];
      });
      return this.compared(`${place}.${name}`, [{ body: own, origin: first.origin }, ...nested]);
    };
    return {
      ...first.body,
      blockOf: (name) => {
        if (!blocks.has(name)) {
          blocks.set(name, blockOf(name));
        }
        return blocks.get(name);
      },
    };
  }
}

/** A name that one of them does not know is no contradiction. */
function isContrary(block: BodySchema | undefined, other: BodySchema, name: string): boolean {
  return block !== undefined && other.takesCollection(name);
}
