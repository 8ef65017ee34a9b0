import { reasonsOf } from "../../knowledge/catalogue/block-types";
import { SHIPPED_SCHEMAS } from "../../knowledge/catalogue/schemas";
import { KnownSchemas, StackSchemas } from "../../providers/schemas/known-schemas";
import { Refusal } from "../../shared/refusal";
import { entries, type Json, type JsonObject, listOf, objectOf, quoted } from "../../stack/json";
import { namesIn, readsOf } from "../../stack/references";
import {
  type Block,
  type NamedBody,
  type ProviderConfiguration,
  type ProviderReference,
  type RequiredProvider,
  readBlock,
  type Stack,
} from "../../stack/stack";
import { quote } from "../../stack/template";
import type { RootModule } from "../root-module";
import {
  BodyWriter,
  INVALID_NAME,
  isName,
  type LanguageSchema,
  type Report,
  SECTIONS,
  terraformSchema,
  withAlias,
  withMetaArguments,
} from "./body";
import { type Item, layOut, type NestedBlock, withComments } from "./layout";

/** The sections whose blocks have addresses, and what they are called together. */
export const BLOCK_SECTIONS: readonly string[] = ["data", "ephemeral", "resource", "module"];
const BLOCKS = "blocks";

/** In the order in which people write them. The blocks of a stack are among each other, and come before what is about them. */
const ORDER = [
  "provider",
  "locals",
  ...BLOCK_SECTIONS,
  "moved",
  "removed",
  "import",
  "check",
  "variable",
  "output",
  "terraform",
];

/**
 * The files of a module in HCL, by path. Nothing is left out.
 * @param known tells blocks from arguments; by default those of this package
 * @param arranged the members of each file by its name without an ending; by default those of a section each
 * @throws Refusal that names everything HCL cannot say
 */
export function hclFiles(
  module: RootModule,
  source: string,
  known = new KnownSchemas([SHIPPED_SCHEMAS]),
  arranged?: (writer: SectionWriter, stack: Stack) => ReadonlyMap<string, readonly Item[]>,
): readonly (readonly [path: string, content: string])[] {
  const problems = new Set<string>();
  const report = (place: string, problem: string): void => {
    problems.add(`  ${quoted(place)}: ${problem}`);
  };
  const { stack, providers } = module;
  const schemas = new StackSchemas(providers, known);
  const writer = new SectionWriter(stack, providers, schemas, report);
  const written = [...(arranged?.(writer, stack) ?? bySection(writer, module))].flatMap(([name, items]) =>
    items.length === 0 ? [] : [[`${name}.tf`, `${layOut(items).join("\n")}\n`] as const],
  );
  for (const problem of schemas.problems) {
    problems.add(problem);
  }
  if (problems.size > 0) {
    const advice = arranged === undefined ? "; use --format json" : "";
    throw new Refusal(
      `${quoted(source)} cannot be written as HCL${advice}:\n${[...problems].join("\n")}`,
      "hcl-bundles",
    );
  }
  return written;
}

function bySection(writer: SectionWriter, { files }: RootModule): [name: string, items: Item[]][] {
  return Object.entries(files).map(([name, sections]) => [
    name,
    partsOf(Object.keys(sections)).flatMap((part) => writer.items(part)),
  ]);
}

/** The sections in order, those of blocks as one. */
function partsOf(sections: readonly string[]): string[] {
  const known = ORDER.filter((name) => sections.includes(name));
  const unknown = sections.filter((name) => !ORDER.includes(name));
  const parts = [...known, ...unknown].map((name) => (BLOCK_SECTIONS.includes(name) ? BLOCKS : name));
  return [...new Set(parts)];
}

/** The blocks of a stack's sections in HCL. What cannot be written is reported and left out. */
export class SectionWriter {
  private readonly bodies: BodyWriter;

  constructor(
    private readonly stack: Stack,
    private readonly providers: readonly RequiredProvider[],
    private readonly schemas: StackSchemas,
    private readonly report: Report,
  ) {
    this.bodies = new BodyWriter(report);
  }

  /** @param section the name of one, or `BLOCKS` */
  public items(section: string): Item[] {
    const value = this.stack.sections[section];
    switch (section) {
      case BLOCKS:
        return inReadingOrder(this.stack).flatMap((block) => this.addressed(block));
      case "provider":
        return this.stack.providers.flatMap((configuration) => this.configuration(configuration));
      case "check":
        return this.stack.checks.map((check) => this.check(check));
      case "terraform":
        return [this.terraform(objectOf(value))];
      case "locals":
      case "moved":
      case "removed":
      case "import":
        return listOf(value).map((body) => this.block(section, [], body, SECTIONS[section]));
      case "variable":
      case "output":
        return entries(value).flatMap(([name, bodies]) =>
          listOf(bodies).map((body) => this.block(section, [name], body, SECTIONS[section])),
        );
      default:
        this.report(section, "unsupported section");
        return [];
    }
  }

  private block(
    section: string,
    labels: readonly string[],
    body: Json,
    schema: LanguageSchema,
    place = [section, ...labels].join("."),
  ): NestedBlock {
    if (!labels.every(isName)) {
      this.report(place, INVALID_NAME);
    }
    return {
      header: [section, ...labels.map((label) => quote(label))].join(" "),
      items: this.bodies.items(objectOf(body), schema, place),
    };
  }

  /** A block that has an address. */
  public addressed(block: Block): Item[] {
    const { address, blockType, kind, type, name, body, provider } = block;
    if (kind === "module") {
      return [this.block(kind, [name], body, SECTIONS.module)];
    }
    const schema = this.schemas.find(blockType, provider.name, address, body);
    if (schema === undefined) {
      return [];
    }
    const written = this.block(kind, [type, name], body, withMetaArguments(schema, kind, type), address);
    return [{ ...written, items: withComments(written.items, reasonsOf(block)) }];
  }

  private configuration({ name, body }: ProviderConfiguration): Item[] {
    const place = `provider.${name}`;
    const schema = this.schemas.find(place, name, place, body);
    return schema === undefined ? [] : [this.block("provider", [name], body, withAlias(schema))];
  }

  /** A check with the data sources that belong to it alone. */
  private check({ name, body }: NamedBody): Item {
    const { data, ...others } = body;
    const block = this.block("check", [name], others, SECTIONS.check);
    const scoped = entries(data).flatMap(([type, named]) =>
      entries(named).flatMap(([id, one]) => this.addressed(readBlock("data", type, id, objectOf(one)))),
    );
    return { ...block, items: [...scoped, ...block.items] };
  }

  public terraform(settings: JsonObject): Item {
    const known = entries(settings).filter(([name]) => KNOWN_SETTINGS.includes(name));
    for (const name of Object.keys(settings).filter((setting) => !KNOWN_SETTINGS.includes(setting))) {
      this.report(`terraform.${name}`, "unsupported setting");
    }
    const schema = terraformSchema(this.providers.map(({ name }) => name));
    return this.block("terraform", [], Object.fromEntries(known), schema);
  }
}

const KNOWN_SETTINGS = ["required_version", "required_providers", "provider_meta", "experiments", "backend", "cloud"];

/** A block, a local value or the configuration of a provider, and whether what it reads is in the order. */
interface Step {
  readonly name: string;
  readonly isEntered: boolean;
}

/**
 * The blocks of a stack in an order to read them in: each after what it depends on, which is as near as possible. What nothing
 * else decides is in the order of addresses.
 */
export function inReadingOrder(stack: Stack): Block[] {
  const configured = stack.providers.map(({ body, ...provider }) => [providerKey(provider), namesIn(body)] as const);
  const reads = new Map([...configured, ...readsOf(stack)].map(([name, read]) => [name, [...read]]));
  const places = new Map([...reads.keys()].map((name, index) => [name, index]));
  const dependencies = (name: string): string[] => {
    const block = stack.blockByAddress.get(name);
    const provider = block === undefined || block.kind === "module" ? [] : [providerKey(block.provider)];
    return [...provider, ...(reads.get(name) ?? [])]
      .filter((one) => places.has(one))
      .sort((left, right) => (places.get(left) ?? 0) - (places.get(right) ?? 0));
  };
  const entered = (name: string): Step => ({ name, isEntered: false });
  const visited = new Set<string>();
  const ordered: Block[] = [];
  // A stack of calls would overflow in a chain of thousands of blocks.
  const open = stack.blocks.map(({ address }) => entered(address)).reverse();
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { name, isEntered } = step;
    const block = stack.blockByAddress.get(name);
    if (isEntered && block !== undefined) {
      ordered.push(block);
    } else if (!isEntered && !visited.has(name)) {
      visited.add(name);
      open.push({ name, isEntered: true }, ...dependencies(name).map(entered).reverse());
    }
  }
  return ordered;
}

function providerKey({ name, alias }: ProviderReference): string {
  return alias === undefined ? `provider.${name}` : `provider.${name}.${alias}`;
}
