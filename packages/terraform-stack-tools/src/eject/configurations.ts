import { posix } from "node:path";
import { freeName, identifier, inModule, modulesOf } from "../hand-off/module/layout";
import { moduleOf, type RootModule, requiredVersion } from "../hand-off/module/root-module";
import type { KnownSchemas } from "../providers/schemas/known-schemas";
import type { Source } from "../shared/files";
import { parseAddress } from "../stack/address";
import {
  entries,
  type Json,
  type JsonObject,
  listOf,
  mapMembers,
  objectOf,
  pickMembers,
  print,
  textOf,
} from "../stack/json";
import { namesIn } from "../stack/references";
import { type Stack, withSections } from "../stack/stack";
import {
  type Configuration,
  configurationOf,
  ownersAmong,
  pageOf,
  providersOf,
  type Reads,
  readsAmong,
  rootFiles,
  startOf,
} from "./configuration";
import { moduleReadme } from "./page";
import { type Draft, draftOf } from "./rewrite/draft";
import { type Environments, environmentsIn, type Parameter } from "./rewrite/environments";
import { withJsonDocuments, withPlainExpressions, withPlainNames } from "./rewrite/plain";
import { withInstances } from "./rewrite/siblings";
import { withDescriptions, withSharedKeys, withVariables } from "./rewrite/variables";

interface ConfigurationOptions extends RewriteOptions {
  /** Whether stacks that differ in nothing but values become one module and a call of it for each. */
  readonly modules: boolean;
}

/** What becomes of all stacks of an app, in their order. */
export function configurationsOf(
  sources: readonly Source[],
  schemas: KnownSchemas,
  { modules, ...options }: ConfigurationOptions,
): Configuration[] {
  const owners = ownersAmong(sources);
  const origins = sources.map((source) => ({ source, reads: readsAmong(source, owners) }));
  const groups = rewrittenAll(
    origins.map(({ source, reads }) => startOf(source, reads)),
    options,
  );
  const taken = new Set(sources.map(({ name }) => name.toLowerCase()));
  const names = new Set<string>();
  const found = groups.flatMap(({ name, members, parameters }) => {
    const all = members.map(({ index, draft }) => ({ index, draft: finished(draft), ...origins[index] }));
    const isShared = modules && members.length > 1 && !taken.has("modules");
    // Those of two classes may have the same words in common.
    const call = isShared ? freeName(identifier(name), (one) => names.has(one)) : "";
    names.add(call);
    const shared = isShared ? callsOf(call, all, parameters, schemas) : undefined;
    return all.map(({ index, source, reads, draft }, own) => ({
      index,
      configuration: shared?.[own] ?? configurationOf(source, reads, draft, schemas),
    }));
  });
  return found.sort((left, right) => left.index - right.index).map(({ configuration }) => configuration);
}

/** The files of the module that a configuration shares with others, by path from the folder of all. */
export function moduleFilesOf(configuration: Configuration): [path: string, bytes: Buffer][] {
  const { call, code } = configuration;
  if (call === undefined) {
    return [];
  }
  const place = (path: string) => posix.join("-", path);
  const files = [...code].filter(([path]) => path.startsWith("../"));
  const page = [`${call.folder}/README.md`, moduleReadme(call.name, call.module.stack)] as const;
  return [...files, page].map(([path, text]) => [place(path), Buffer.from(text)]);
}

/** A draft with what is the same for all environments: shared keys, documents, and descriptions. */
function finished(draft: Draft): Draft {
  return withDescriptions(withJsonDocuments(withSharedKeys(draft)));
}

/** One of several stacks that differ in nothing but values. */
interface Environment {
  readonly source: Source;
  readonly reads: Reads;
  readonly draft: Draft;
}

/** A configuration for each environment that calls one module; undefined where one of them cannot. */
function callsOf(
  name: string,
  environments: readonly Environment[],
  parameters: readonly Parameter[],
  schemas: KnownSchemas,
): Configuration[] | undefined {
  const call = identifier(name);
  const parts = environments.map((environment, index) => partsOf(call, environment, parameters, index, schemas));
  const [first] = parts;
  const isSame = parts.every(
    (part) =>
      part !== undefined &&
      first !== undefined &&
      print(part.module.stack.sections) === print(first.module.stack.sections),
  );
  if (!isSame || first === undefined) {
    return undefined;
  }
  const folder = folderOf(call);
  const shared = rootFiles(first.module, {}, environments[0].source.file, schemas);
  const files = [...shared].map(([path, text]): [string, string] => [`${folder}/${path}`, text]);
  return parts.flatMap((part, index): Configuration[] => {
    if (part === undefined) {
      return [];
    }
    const { source, reads, draft } = environments[index];
    const code = new Map([...rootFiles(part.caller, draft.stack.settings, source.file, schemas), ...files]);
    const { variables, outputs } = part.caller.stack;
    const described = { ...draft.stack, variables, outputs };
    const page = { ...pageOf(source, reads, described, code, part.moves), module: folder };
    return [
      { source, reads, draft, module: part.caller, code, page, call: { name: call, folder, module: first.module } },
    ];
  });
}

/** From the folder of a configuration. */
function folderOf(call: string): string {
  return `../modules/${call}`;
}

interface Parts {
  readonly module: RootModule;
  readonly caller: RootModule;
  readonly moves: number;
}

function partsOf(
  call: string,
  { source, draft }: Environment,
  parameters: readonly Parameter[],
  index: number,
  schemas: KnownSchemas,
): Parts | undefined {
  const { stack } = draft;
  const { moved: _moved, ...present } = stack.sections;
  const { top, example } = modulesOf(
    { name: call, stack: withSections(stack, present), assets: source.assets },
    "module",
  );
  if (example === undefined || source.assets.size > 0) {
    return undefined;
  }
  const declared = new Set(source.stack.variables.map(({ name }) => name));
  const { variable: _variables, ...bodies } = top.stack.sections;
  const read = namesIn(bodies);
  const isRead = (name: string) => read.has(`var.${name}`);
  const inputs = inputsOf(stack, example.module.stack, call, { declared, parameters, index, isRead });
  const moves = movesIntoCall(draft, call);
  const { terraform: _settings, ...caller } = example.module.stack.sections;
  const sections = {
    ...caller,
    variable: inputs.variables,
    module: { [call]: { ...inputs.call, source: folderOf(call) } },
    ...(moves.length === 0 ? {} : { moved: moves }),
  };
  const providers = providersOf(stack, schemas);
  const own = top.providers.map((provider) => ({
    ...provider,
    range: providers.find(({ name }) => name === provider.name)?.range ?? provider.range,
  }));
  const required = requiredVersion(stack);
  const module = moduleOf(moduleSections(top.stack, inputs.passed, isRead), own, required);
  return {
    module: { ...module, stack: { ...module.stack, constructPaths: stack.constructPaths } },
    caller: moduleOf(sections, providers, required),
    moves: moves.length,
  };
}

/** Without defaults of what every caller passes, without variables that nothing reads, and without settings of the root. */
function moduleSections(
  { sections }: Stack,
  passed: ReadonlySet<string>,
  isRead: (name: string) => boolean,
): JsonObject {
  const { terraform: _settings, moved: _moved, removed: _removed, ...others } = sections;
  const needed = pickMembers(others.variable, (name) => passed.has(name) || isRead(name));
  const variable = mapMembers(needed, (body, name) => {
    const { default: _default, ...declaration } = objectOf(body);
    return passed.has(name) ? declaration : body;
  });
  return { ...others, variable };
}

/** What a configuration passes to the module. */
interface Inputs {
  readonly call: JsonObject;
  /** The variables that the configuration declares itself. */
  readonly variables: JsonObject;
  /** The names of what every caller passes. */
  readonly passed: ReadonlySet<string>;
}

interface Origin {
  /** The names of the source's own variables. */
  readonly declared: ReadonlySet<string>;
  readonly parameters: readonly Parameter[];
  /** The position of the environment. */
  readonly index: number;
  /** Whether the module reads one of its variables. */
  readonly isRead: (name: string) => boolean;
}

/**
 * The inputs of a call: values that environments differ in are written out, those of the source stay inputs, and what is
 * the same everywhere is a default of the module.
 */
function inputsOf(stack: Stack, caller: Stack, call: string, origin: Origin): Inputs {
  const { declared, parameters, index, isRead } = origin;
  const { sections } = caller;
  const body = objectOf(objectOf(sections.module)[call]);
  const own = parameters.map(({ name, values }): [string, Json] => [name, values[index]]);
  const values = new Map<string, Json>([...own, ...statePaths(stack, own)]);
  const read = namesIn([
    sections.provider ?? null,
    sections.locals ?? null,
    sections.data ?? null,
    sections.import ?? null,
  ]);
  const isKept = (name: string) => declared.has(name) || read.has(`var.${name}`);
  const passed = new Set<string>();
  const inputs = entries(body).flatMap(([name, value]): [string, Json][] => {
    if (value !== `\${var.${name}}` || isKept(name)) {
      passed.add(name);
      return [[name, value]];
    }
    const written = values.get(name);
    if (written === undefined || !isRead(name)) {
      return [];
    }
    passed.add(name);
    return [[name, written]];
  });
  return { call: Object.fromEntries(inputs), variables: pickMembers(sections.variable, isKept), passed };
}

/** Where the module looks for the local states of others, by the name of its input: as the values of the environment say. */
function statePaths({ blocks }: Stack, values: readonly (readonly [name: string, value: Json])[]): [string, Json][] {
  return blocks
    .filter(({ blockType, body }) => blockType === "data.terraform_remote_state" && body.backend === "local")
    .map(({ name, body }) => {
      const path = textOf(objectOf(body.config).path);
      const own = values.reduce(
        (text, [variable, value]) => text.split(`\${var.${variable}}`).join(String(value)),
        path,
      );
      return [`${name}_state_path`, own];
    });
}

/** The moves of a configuration: those of the source, and those of all objects into the module. */
function movesIntoCall({ stack, addresses }: Draft, call: string): Json[] {
  const managed = [...addresses].filter(([from]) => ["resource", "module"].includes(parseAddress(from)?.kind ?? ""));
  return [...listOf(stack.sections.moved), ...managed.map(([from, to]) => ({ from, to: inModule(to, call) }))];
}

export interface RewriteOptions {
  /** Whether siblings become one block with `for_each`. */
  readonly instances: boolean;
  /** Whether values become variables. */
  readonly variables: boolean;
}

/**
 * All stacks of an app as a person would have written them, in groups of those that differ in nothing but values. What
 * Terraform plans for them stays the same.
 */
export function rewrittenAll(stacks: readonly Stack[], { instances, variables }: RewriteOptions): Environments[] {
  const drafts = stacks.map((stack) => {
    const named = withPlainExpressions(withPlainNames(draftOf(stack)));
    return instances ? withInstances(named) : named;
  });
  if (!variables) {
    return drafts.map((draft, index) => ({
      name: draft.stack.name ?? "",
      members: [{ index, draft }],
      parameters: [],
    }));
  }
  return environmentsIn(drafts).map((group) => ({
    ...group,
    members: group.members.map(({ index, draft }) => ({ index, draft: withVariables(draft) })),
  }));
}
