import { resolve } from "node:path";
import { BodyWriter, type LanguageSchema, PLAIN, type Report } from "../hand-off/hcl/body";
import { type Item, layOut } from "../hand-off/hcl/layout";
import { SectionWriter } from "../hand-off/hcl/module-files";
import { inReadingOrder } from "../hand-off/hcl/reading-order";
import { checkHcl } from "../hand-off/hcl/unreadable-expressions";
import { identifier } from "../hand-off/module/layout";
import {
  type AllowedProvider,
  allowedProviders,
  backendOf,
  moduleOf,
  type RootModule,
  requiredVersion,
  withTerraformWords,
} from "../hand-off/module/root-module";
import { isGap, type KnownSchemas, StackSchemas } from "../providers/schemas/known-schemas";
import type { Source } from "../shared/files";
import { Refusal } from "../shared/refusal";
import { parseAddress } from "../stack/address";
import {
  entries,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  mapMembers,
  objectOf,
  quoted,
  textOf,
} from "../stack/json";
import { type Block, type Stack, withSections } from "../stack/stack";
import { type Page, readme } from "./page";
import type { Draft } from "./rewrite/draft";

/** What becomes of one stack. */
export interface Configuration {
  readonly source: Source;
  readonly reads: Reads;
  readonly draft: Draft;
  /** The files in HCL, by path. */
  readonly code: ReadonlyMap<string, string>;
  readonly page: Page;
}

/** A configuration of its own, whose state is that of the source. */
export function configurationOf(source: Source, reads: Reads, draft: Draft, schemas: KnownSchemas): Configuration {
  const moves = movesOf(draft);
  const { stack } = draft;
  const sections = {
    ...stack.sections,
    ...(moves.length === 0 ? {} : { moved: [...listOf(stack.sections.moved), ...moves] }),
  };
  const module = moduleOf(sections, providersOf(stack, schemas), requiredVersion(stack));
  const placed = { ...module, stack: { ...module.stack, constructPaths: stack.constructPaths } };
  const code = rootFiles(placed, stack.settings, source.file, schemas);
  const page: Page = {
    name: source.name,
    stack: module.stack,
    files: [...code.keys()].sort(),
    backend: backendOf(source.stack.settings),
    stateFile: stateFileOf(source),
    moves: moves.length,
    reads: [...new Set(reads.values())],
  };
  return { source, reads, draft, code, page };
}

/** The stack to rewrite: it finds the states of the others where their owners put them. */
export function startOf(source: Source, reads: Reads): Stack {
  const beside = withStatesBeside(source.stack, reads);
  return withSections(beside, withTerraformWords(beside.sections));
}

/** Data sources, ephemeral resources and local values are in no state. */
function movesOf({ addresses }: Draft): JsonObject[] {
  return [...addresses]
    .filter(([from, to]) => from !== to && ["resource", "module"].includes(parseAddress(from)?.kind ?? ""))
    .map(([from, to]) => ({ from, to }));
}

/** The files of a configuration, by path in its folder. */
export function filesOf({ source, code, page }: Configuration): [path: string, bytes: Buffer][] {
  const written = [...code, ["README.md", readme(page)], [".gitignore", GITIGNORE]] as const;
  return [...written.map(([path, text]): [string, Buffer] => [path, Buffer.from(text)]), ...source.assets];
}

const GITIGNORE = `.terraform/
*.tfstate
*.tfstate.*
*.tfplan
crash.log
crash.*.log
`;

/** The name of the other stack whose state each data source reads, by address. */
export type Reads = ReadonlyMap<string, string>;

/** Which stacks of the same app a stack reads outputs of: those whose backend it names. */
export function readsAmong({ stack, name }: Source, owners: Owners): Reads {
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

export function ownersAmong(sources: readonly Source[]): Owners {
  const owners = new Map<string, string[]>();
  for (const { name, stack } of sources) {
    for (const [kind, settings] of entries(stack.settings.backend)) {
      const place = placeOf(kind, settings);
      owners.set(place, [...(owners.get(place) ?? []), name]);
    }
  }
  return owners;
}

function placeOf(kind: string, settings: Json): string {
  return JSON.stringify([kind, entries(settings)]);
}

/** The stack that finds the states of the others where their owners put them: each in the folder beside. */
function withStatesBeside(stack: Stack, reads: Reads): Stack {
  const data = objectOf(stack.sections.data);
  if (data.terraform_remote_state === undefined) {
    return stack;
  }
  const states = mapMembers(data.terraform_remote_state, (body, name) => {
    const other = reads.get(`data.terraform_remote_state.${name}`);
    return other === undefined || !isLocal(body) ? body : withPath(objectOf(body), `../${other}/terraform.tfstate`);
  });
  return withSections(stack, { ...stack.sections, data: { ...data, terraform_remote_state: states } });
}

function isLocal(body: Json): boolean {
  return isObject(body) && body.backend === "local";
}

/** A file beside another one has no workspaces. */
function withPath({ workspace: _workspace, ...body }: JsonObject, path: string): JsonObject {
  return { ...body, config: { path } };
}

/** The path of the file in which a stack keeps its state, from the folder of the app; undefined where it is elsewhere. */
function stateFileOf({ stack, file }: Source): string | undefined {
  const local = objectOf(stack.settings.backend).local;
  const path = local === undefined ? undefined : textOf(objectOf(local).path) || "terraform.tfstate";
  return path === undefined ? undefined : resolve(file, "..", path).split(/[\\/]/).pop();
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
const FILES: readonly (readonly [file: string, sections: readonly string[]])[] = [
  ["versions", ["terraform"]],
  ["providers", ["provider"]],
  ["variables", ["variable"]],
  ["locals", ["locals"]],
  ["outputs", ["output"]],
  ["checks", ["check"]],
  ["moved", ["moved", "removed"]],
  ["imports", ["import"]],
];

/**
 * The files of a module in HCL, by path.
 * @param settings of the source, whose backend stays
 * @throws Refusal that names everything HCL cannot say, and where they cannot be read back
 */
function rootFiles(
  { stack, providers }: RootModule,
  settings: JsonObject,
  source: string,
  known: KnownSchemas,
): ReadonlyMap<string, string> {
  const problems = new Set<string>();
  const report = (place: string, problem: string): void => {
    problems.add(`  ${quoted(place)}: ${problem}`);
  };
  const schemas = new StackSchemas(providers, known);
  const writer = new SectionWriter(stack, providers, schemas, report);
  const files = new Map<string, Item[]>();
  const add = (file: string, items: readonly Item[]) => {
    if (items.length > 0) {
      files.set(file, [...(files.get(file) ?? []), ...items]);
    }
  };
  const placed = FILES.flatMap(([, sections]) => sections);
  const others = Object.keys(stack.sections).filter((name) => !placed.includes(name) && !BLOCKS.includes(name));
  for (const [file, sections] of FILES) {
    for (const section of sections.filter((name) => name in stack.sections)) {
      add(file, writer.items(section));
    }
  }
  for (const section of others) {
    add("main", writer.items(section));
  }
  add("backend", backendBlock(settings, report));
  const placement = filesFor(stack);
  for (const block of inReadingOrder(stack)) {
    add(placement.get(block.address) ?? "main", writer.addressed(block));
  }
  for (const problem of schemas.problems) {
    problems.add(problem);
  }
  if (problems.size > 0) {
    throw new Refusal(`${quoted(source)} cannot be written as HCL:\n${[...problems].join("\n")}`, "hcl-bundles");
  }
  const written = new Map([...files].map(([name, items]) => [`${name}.tf`, `${layOut(items).join("\n")}\n`]));
  checkHcl(written, source);
  return written;
}

const BLOCKS: readonly string[] = ["data", "ephemeral", "resource", "module"];

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
  const sizes = new Map<string, number>();
  for (const name of constructs.values()) {
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  const isAlone = ({ address }: Block) => (sizes.get(constructs.get(address) ?? "") ?? 0) < 2;
  const rest = stack.blocks.filter(isAlone);
  const kinds = rest.length > MAXIMUM_BLOCKS ? kindsOf(rest) : new Map<string, string>();
  return new Map(
    stack.blocks.map((block) => [
      block.address,
      isAlone(block) ? (kinds.get(block.address) ?? "main") : fileName(constructs.get(block.address) ?? ""),
    ]),
  );
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

/** What blocks are about: the word of their types after that of the provider, where several blocks share it. */
function kindsOf(blocks: readonly Block[]): ReadonlyMap<string, string> {
  const kindOf = ({ kind, type }: Block) => (kind === "module" ? "modules" : (type.split("_")[1] ?? ""));
  const sizes = new Map<string, number>();
  for (const block of blocks) {
    sizes.set(kindOf(block), (sizes.get(kindOf(block)) ?? 0) + 1);
  }
  const shared = blocks.filter((block) => (sizes.get(kindOf(block)) ?? 0) > 1 && kindOf(block) !== "");
  return new Map(shared.map((block) => [block.address, fileName(kindOf(block))]));
}

function fileName(text: string): string {
  const name = identifier(text).slice(0, LONGEST_NAME).replace(/_+$/, "");
  return RESERVED.test(name) ? `${name}_blocks` : name;
}

/** Nested blocks of backends and of HCP Terraform. Whatever else has members is a map. */
const NESTED: readonly string[] = ["exec", "workspaces"];

const SETTINGS: LanguageSchema = { ...PLAIN, blockOf: (name) => (NESTED.includes(name) ? PLAIN : undefined) };

const SCHEMA: LanguageSchema = {
  ...PLAIN,
  blockOf: (name) => {
    switch (name) {
      case "backend":
        return { ...SETTINGS, isLabelled: true };
      case "cloud":
        return SETTINGS;
      default:
        return undefined;
    }
  },
};

/** Where a stack keeps its state, as the block of its owners; nothing for a file on the machine that synthesized it. */
function backendBlock({ backend, cloud }: JsonObject, report: Report): Item[] {
  const kept = { ...(backend === undefined ? {} : { backend }), ...(cloud === undefined ? {} : { cloud }) };
  if (Object.keys(kept).length === 0 || isLocalBackend(backend)) {
    return [];
  }
  return [{ header: "terraform", items: new BodyWriter(report).items(kept, SCHEMA, "terraform") }];
}

function isLocalBackend(backend: JsonObject[string] | undefined): boolean {
  return typeof backend === "object" && backend !== null && "local" in backend;
}
