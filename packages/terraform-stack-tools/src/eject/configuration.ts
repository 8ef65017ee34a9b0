import { resolve } from "node:path";
import { backendOf, moduleOf, type RootModule, withTerraformWords } from "../hand-off/module/root-module";
import { type AllowedProvider, allowedProviders, requiredVersion } from "../hand-off/module/version-constraints";
import type { KnownSchemas } from "../providers/schemas/known-schemas";
import { isGap } from "../providers/schemas/schema-source";
import type { Source } from "../shared/files";
import { parseAddress } from "../stack/address";
import { entries, isObject, type Json, type JsonObject, listOf, mapMembers, objectOf, textOf } from "../stack/json";
import { type Stack, withSections } from "../stack/stack";
import { rootFiles } from "./files";
import { type Page, readme } from "./page";
import type { Draft } from "./rewrite/draft";

/** What becomes of one stack. */
export interface Configuration {
  readonly source: Source;
  readonly reads: Reads;
  readonly draft: Draft;
  readonly module: RootModule;
  /** The files in HCL, by path from its folder: those of a module that it calls as well. */
  readonly code: ReadonlyMap<string, string>;
  readonly page: Page;
  /** The module that it calls, where others call it as well. */
  readonly call?: ModuleCall;
}

/** The call of a module that several configurations share. */
interface ModuleCall {
  readonly name: string;
  /** The folder of the module, from that of the configuration. */
  readonly folder: string;
  readonly module: RootModule;
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
  const page = pageOf(source, reads, module.stack, code, moves.length);
  return { source, reads, draft, module, code, page };
}

export function pageOf(
  source: Source,
  reads: Reads,
  stack: Stack,
  code: ReadonlyMap<string, string>,
  moves: number,
): Page {
  return {
    name: source.name,
    stack,
    files: [...code.keys()].filter((path) => !path.includes("/")).sort(),
    backend: backendOf(source.stack.settings),
    stateFile: stateFileOf(source),
    moves,
    reads: [...new Set(reads.values())],
  };
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
  const own = [...code].filter(([path]) => !path.startsWith("../"));
  const written = [...own, ["README.md", readme(page)], [".gitignore", GITIGNORE]] as const;
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
export function providersOf(stack: Stack, schemas: KnownSchemas): AllowedProvider[] {
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
