import { isGap, type KnownSchemas } from "../providers/schemas/known-schemas";
import type { Source } from "../shared/files";
import { parseAddress } from "../stack/address";
import {
  collected,
  entries,
  grouped,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  objectOf,
  pickMembers,
  textOf,
} from "../stack/json";
import {
  type Block,
  mapBlocks,
  readProviderReference,
  type Stack,
  withLocalStates,
  withSections,
} from "../stack/stack";
import type { Item } from "./hcl/layout";
import { BLOCK_SECTIONS, hclFiles, inReadingOrder, type SectionWriter } from "./hcl/module-files";
import { checkHcl } from "./hcl/unreadable-expressions";
import { type Note, notesOf, pathsIn } from "./notes";
import { withJsonDocuments } from "./rewrite/documents";
import { type Draft, draftOf, identifier, withNamedOutputs } from "./rewrite/draft";
import { withPlainNames } from "./rewrite/names";
import { withInstances } from "./rewrite/siblings";
import {
  type AllowedProvider,
  allowedProviders,
  moduleOf,
  type RootModule,
  requiredVersion,
  withTerraformWords,
} from "./root-module";

/** What becomes of one stack. */
export interface Configuration {
  readonly source: Source;
  readonly reads: Reads;
  readonly draft: Draft;
  /** The files in HCL, by path. */
  readonly code: ReadonlyMap<string, string>;
  /** As it is written. */
  readonly stack: Stack;
  /** Whether objects have another address than in the state. */
  readonly isMoved: boolean;
  /** The places of paths to what is copied beside it. */
  readonly copied: readonly string[];
  /** What its owners have to look at before they delete the app. */
  readonly notes: readonly Note[];
}

/** What becomes of all stacks of an app, in their order: each keeps its state, and therefore a configuration of its own. */
export function configurationsOf(
  sources: readonly Source[],
  schemas: KnownSchemas,
  hasInstances: boolean,
): Configuration[] {
  const owners = ownersAmong(sources);
  const stacks = sources.map((source) => {
    const reads = readsAmong(source, owners);
    return { name: source.name, source, reads, draft: rewritten(startOf(source, reads), hasInstances) };
  });
  const drafts = withNamedOutputs(stacks);
  return stacks.map(({ source, reads }, index) => configurationOf(source, reads, drafts[index], schemas));
}

/**
 * A stack as a person would have written it. What Terraform plans for it stays the same.
 * @param hasInstances whether siblings become one block with `for_each`
 */
export function rewritten(stack: Stack, hasInstances: boolean): Draft {
  const named = withPlainNames(draftOf(stack));
  return withJsonDocuments(hasInstances ? withInstances(named) : named);
}

/** A configuration of its own, whose state is that of the source. */
function configurationOf(source: Source, reads: Reads, draft: Draft, schemas: KnownSchemas): Configuration {
  const moves = movesOf(draft);
  const { stack } = draft;
  const sections = {
    ...stack.sections,
    ...(moves.length === 0 ? {} : { moved: [...listOf(stack.sections.moved), ...moves] }),
  };
  const module = moduleOf(sections, providersOf(stack, schemas), requiredVersion(stack));
  const code = rootFiles(module, stack, source.file, schemas);
  const paths = pathsIn(module.stack, source);
  const notes = notesOf(module.stack, [...source.assets.keys()], paths);
  return { source, reads, draft, code, stack: module.stack, isMoved: moves.length > 0, copied: paths.copied, notes };
}

/** The stack to rewrite: it finds the states of the others where their owners put them, each in the folder beside. */
function startOf({ stack }: Source, reads: Reads): Stack {
  const sections = withLocalStates(stack, ({ address, body }) => {
    // A file beside another one has no workspaces.
    const { workspace: _workspace, ...kept } = body;
    const other = reads.get(address);
    return other === undefined ? body : { ...kept, config: { path: `../${other}/terraform.tfstate` } };
  });
  // Nobody writes the provider that a type implies.
  return mapBlocks(withSections(stack, withTerraformWords(sections)), ({ type, body }) =>
    body.provider === readProviderReference(type, {}).name ? pickMembers(body, (name) => name !== "provider") : body,
  );
}

/** Data sources, ephemeral resources and local values are in no state. */
function movesOf({ addresses }: Draft): JsonObject[] {
  return [...addresses]
    .filter(([from, to]) => from !== to && ["resource", "module"].includes(parseAddress(from)?.kind ?? ""))
    .map(([from, to]) => ({ from, to }));
}

/** The name of the other stack whose state each data source reads, by address. */
type Reads = ReadonlyMap<string, string>;

/** Which stacks of the same app a stack reads outputs of: those whose backend it names. */
function readsAmong({ stack, name }: Source, owners: Owners): Reads {
  const states = stack.blocks.filter(({ blockType }) => blockType === "data.terraform_remote_state");
  return new Map(
    states.flatMap(({ address, body: { backend, config, workspace } }): [string, string][] => {
      const isCurrent = workspace === undefined || workspace === "${terraform.workspace}";
      const others = isCurrent ? (owners.get(placeOf(textOf(backend), config ?? {})) ?? []) : [];
      const other = others.find((one) => one !== name);
      return other === undefined ? [] : [[address, other]];
    }),
  );
}

/** The names of the stacks that keep their state in each place. */
type Owners = ReadonlyMap<string, readonly string[]>;

function ownersAmong(sources: readonly Source[]): Owners {
  return collected(
    sources.flatMap(({ name, stack }) =>
      entries(stack.settings.backend).map(([kind, settings]) => [placeOf(kind, settings), name] as const),
    ),
  );
}

function placeOf(kind: string, settings: Json): string {
  return JSON.stringify([kind, entries(settings)]);
}

/** The providers with a range of versions each. Where the stack states none, it begins with what the bindings are made from. */
function providersOf(stack: Stack, schemas: KnownSchemas): AllowedProvider[] {
  return allowedProviders(stack).map((provider) =>
    asPeopleWrite(provider.range === "" ? { ...provider, range: knownRange(provider, stack, schemas) } : provider),
  );
}

function knownRange(provider: AllowedProvider, { blocks, providers }: Stack, schemas: KnownSchemas): string {
  const types = [
    ...providers.filter(({ name }) => name === provider.name).map(({ name }) => `provider.${name}`),
    ...blocks
      .filter(({ kind, provider: { name } }) => kind !== "module" && name === provider.name)
      .map((one) => one.blockType),
  ];
  for (const type of new Set(types)) {
    const answer = schemas.find(type, provider);
    const [, major, minor] = /^(\d+)\.(\d+)/.exec((!isGap(answer) && answer.version) || "") ?? [];
    if (major !== undefined) {
      return `~> ${major}.${minor}`;
    }
  }
  return "";
}

/** `~> 4.55` in place of `>= 4.55.0, < 5.0.0`. */
function asPeopleWrite(provider: AllowedProvider): AllowedProvider {
  const [, major, minor, next] = /^>= (\d+)\.(\d+)\.0, < (\d+)\.0\.0$/.exec(provider.range) ?? [];
  return major !== undefined && Number(next) === Number(major) + 1
    ? { ...provider, range: `~> ${major}.${minor}` }
    : provider;
}

/** The files of sections that are not blocks of the configuration itself, in the order in which they are written. */
const FILES: Readonly<Record<string, string>> = {
  terraform: "versions",
  provider: "providers",
  variable: "variables",
  locals: "locals",
  output: "outputs",
  check: "checks",
  moved: "moved",
  removed: "moved",
  import: "imports",
};

/**
 * The files of a module in HCL, by path.
 * @param origin of the module, with its constructs and its backend, which stays
 * @throws Refusal that names everything HCL cannot say, and where they cannot be read back
 */
function rootFiles(
  module: RootModule,
  origin: Stack,
  source: string,
  known: KnownSchemas,
): ReadonlyMap<string, string> {
  // A file on the machine that synthesized the stack is nobody's backend.
  const isFile = "local" in objectOf(origin.settings.backend);
  const kept = pickMembers(origin.settings, (name) => name === "cloud" || (name === "backend" && !isFile));
  const arranged = (writer: SectionWriter, stack: Stack) => {
    const files = new Map<string, Item[]>();
    const add = (file: string, items: readonly Item[]) => files.set(file, [...(files.get(file) ?? []), ...items]);
    for (const section of new Set([...Object.keys(FILES), ...Object.keys(stack.sections)])) {
      if (section in stack.sections && !BLOCK_SECTIONS.includes(section)) {
        add(lookUp(FILES, section) ?? "main", writer.items(section));
      }
    }
    add("backend", Object.keys(kept).length === 0 ? [] : [writer.terraform(kept)]);
    const placement = filesFor(origin);
    for (const block of inReadingOrder(stack)) {
      add(placement.get(block.address) ?? "main", writer.addressed(block));
    }
    return files;
  };
  const written = hclFiles(module, source, known, arranged);
  checkHcl(written, source);
  return new Map(written);
}

/** Names with a meaning of their own: to people, to Terraform, or to Windows. */
const RESERVED =
  /^(backend|checks|imports|locals|main|moved|outputs|providers|terraform|variables|versions|con|prn|aux|nul|com\d|lpt\d|(.*_)?override)$/;

/** As many blocks as can be read in one file. */
const MAXIMUM_BLOCKS = 12;

const LONGEST_NAME = 60;

/**
 * The file that each block belongs to, without its ending, by address: one for each construct that has several blocks.
 * What is left is together, or by what it is about where that is too much for one file.
 */
function filesFor(stack: Stack): ReadonlyMap<string, string> {
  const constructs = constructsIn(stack);
  const files = filesBy(stack.blocks, ({ address }) => constructs.get(address) ?? "");
  const rest = stack.blocks.filter(({ address }) => !files.has(address));
  return new Map([...files, ...(rest.length > MAXIMUM_BLOCKS ? filesBy(rest, kindOf) : [])]);
}

/** The file of each block that has a word in common with another one. */
function filesBy(blocks: readonly Block[], wordOf: (block: Block) => string): Map<string, string> {
  const shared = [...grouped(blocks, wordOf)].filter(([word, alike]) => word !== "" && alike.length > 1);
  return new Map(shared.flatMap(([word, alike]) => alike.map(({ address }) => [address, fileName(word)])));
}

/** The construct that each block is in, below the stack. Where one construct has everything, those below it count. */
function constructsIn({ blocks, constructPaths }: Stack): ReadonlyMap<string, string> {
  const paths = new Map(
    blocks.flatMap(({ address }): [string, string[]][] => {
      const path = constructPaths.get(address);
      return path === undefined ? [] : [[address, path.replace(/\/(Default|Resource)$/, "").split("/")]];
    }),
  );
  let depth = 1;
  const heads = () => new Set([...paths.values()].map((path) => path[depth] ?? ""));
  while (paths.size > 1 && heads().size === 1 && ![...paths.values()].some((path) => path.length <= depth + 1)) {
    depth++;
  }
  return new Map([...paths].flatMap(([address, path]) => (path[depth] === undefined ? [] : [[address, path[depth]]])));
}

/** What a block is about: the word of its type after that of the provider. */
function kindOf({ kind, type }: Block): string {
  return kind === "module" ? "modules" : (type.split("_")[1] ?? "");
}

function fileName(text: string): string {
  const name = identifier(text).slice(0, LONGEST_NAME).replace(/_+$/, "");
  return RESERVED.test(name) ? `${name}_blocks` : name;
}
