import type { Source } from "../../shared/files";
import { codeList } from "../../shared/words";
import { isRename, Origins, printAddress } from "../../stack/address";
import {
  blockOf,
  entries,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  mapMembers,
  objectOf,
  pickMembers,
  textOf,
  texts,
} from "../../stack/json";
import { referencesIn } from "../../stack/reference";
import { closure, isLocal, type Names, namesIn, readsOf } from "../../stack/references";
import { aliasesOf, type ProviderReference, readProviderReference, type Stack } from "../../stack/stack";
import { bare } from "../../stack/template";
import { type AllowedProvider, moduleOf, type RootModule, rootModuleOf } from "./root-module";

/** How a bundle is used: as a module that others call, or as a root module that is applied where it is. */
export type Layout = "module" | "root";

/** The modules of a bundle. */
export interface Modules {
  /** The configuration of the stack before it is divided. */
  readonly whole: RootModule;
  /** The module at the top of the folder. */
  readonly top: RootModule;
  /** The configuration in `examples/default` that calls it; nothing where the top is a root module itself. */
  readonly example?: Example;
  /** Why the stack had to become a root module, as a sentence; nothing where it did not have to. */
  readonly obstacle?: string;
}

interface Example {
  /** The name of the module call. */
  readonly call: string;
  readonly module: RootModule;
}

/** A module and where it is: nothing for the top of the bundle, otherwise a path that ends with a slash. */
export interface PlacedModule {
  readonly folder: string;
  readonly module: RootModule;
}

/** Where the configuration is that calls the module. */
export const EXAMPLE_FOLDER = "examples/default/";

export function placedModules({ top, example }: Modules): PlacedModule[] {
  const caller = example === undefined ? [] : [{ folder: EXAMPLE_FOLDER, module: example.module }];
  return [{ folder: "", module: top }, ...caller];
}

/** The folder in which Terraform plans and applies. */
export function rootFolder({ example }: Modules): string {
  return example === undefined ? "" : EXAMPLE_FOLDER;
}

/** The address of one of the module's blocks in the state. */
export function addressInState(address: string, { example }: Modules): string {
  return example === undefined ? address : inModule(address, example.call);
}

/** Divides the configuration of a stack into the module and its caller, if that is asked for and possible. */
export function modulesOf({ name, stack, assets }: Pick<Source, "name" | "stack" | "assets">, layout: Layout): Modules {
  const whole = rootModuleOf(stack);
  if (layout === "root") {
    return { whole, top: whole };
  }
  const split = splitOf(whole.stack);
  const obstacle = obstacleTo(whole.stack, split, assets);
  if (obstacle !== undefined) {
    return { whole, top: whole, obstacle };
  }
  const call = identifier(name);
  const parts = callerPartsOf(whole.stack, split, call);
  const top = childModuleOf(whole, split, parts);
  return { whole, top, example: { call, module: exampleOf(whole, top, split, parts, call) } };
}

/** Why a stack cannot be a child module, as a sentence; nothing where it can. */
function obstacleTo(stack: Stack, split: Split, assets: ReadonlyMap<string, Buffer>): string | undefined {
  const { sections, unknownSections } = stack;
  if (unknownSections.length > 0) {
    return `Whether a child module may contain ${codeList(unknownSections)} is not known, so this is a root module.`;
  }
  if (assets.size > 0 && texts(withoutSources(sections)).some(({ text }) => text.includes("assets/"))) {
    return (
      "It reads files in `assets/` by paths relative to the folder in which Terraform runs, " +
      "so this is a root module."
    );
  }
  const outputs = callerTexts(stack).filter(split.isOutput);
  if (outputs.some((text) => isEphemeral(text, stack))) {
    return (
      "Providers are configured from an ephemeral value that the module uses too, and a root module cannot hand one " +
      "out, so this is a root module."
    );
  }
  if (outputs.some((text) => referencesIn(text).some(({ root }) => root === "each"))) {
    return "An import reads an object of the module for each instance, so this is a root module.";
  }
  return undefined;
}

/** The sources of local modules are relative to the module itself. */
function withoutSources({ module: calls, ...others }: JsonObject): JsonObject {
  const bodies = entries(calls).flatMap(([, body]) => listOf(body).map(objectOf));
  return { ...others, module: bodies.map(({ source: _source, ...inputs }) => inputs) };
}

function isEphemeral(text: string, { variables }: Stack): boolean {
  const ephemeral = variables.filter((variable) => variable.isEphemeral).map(({ name }) => `var.${name}`);
  return [...namesIn(text)].some((name) => name.startsWith("ephemeral.") || ephemeral.includes(name));
}

/** The module without what its caller has: it configures no provider, so that `for_each` and the Terraform Registry can use it. */
function childModuleOf(whole: RootModule, split: Split, { outputs }: CallerParts): RootModule {
  const { provider: _configured, import: _imported, ...others } = whole.stack.sections;
  const sections = {
    ...others,
    variable: pickMembers(others.variable, (name) => !split.callerOnly.has(`var.${name}`)),
    locals: pickMembers(others.locals, (name) => !split.callerOnly.has(`local.${name}`)),
    data: withoutMoved(others.data, "data", split),
    ephemeral: withoutMoved(others.ephemeral, "ephemeral", split),
    output: { ...objectOf(others.output), ...declarations(outputs) },
  };
  const { stack } = moduleOf(sections, [], whole.requiredVersion);
  const used = configurationsUsed(stack);
  const isUsed = (name: string): boolean => used === undefined || used.some((one) => one.name === name);
  const providers = whole.providers
    .filter(({ name }) => isUsed(name))
    .map((provider) => withAliases(provider, aliasesOf(provider.name, used ?? whole.stack.providers)));
  return moduleOf(sections, providers, whole.requiredVersion);
}

/** The caller passes the configurations that have an alias. */
function withAliases(provider: AllowedProvider, aliases: readonly string[]): AllowedProvider {
  if (aliases.length === 0) {
    return provider;
  }
  const names = aliases.map((alias) => `${provider.name}.${alias}`);
  return { ...provider, others: { ...provider.others, configuration_aliases: names } };
}

function declarations(outputs: CallerParts["outputs"]): JsonObject {
  const description = "What the caller configures a provider with, or imports";
  return Object.fromEntries([...outputs].map(([name, value]) => [name, { description, sensitive: true, value }]));
}

function withoutMoved(section: Json | undefined, kind: string, { moved }: Split): JsonObject {
  return filterTyped(section, (type, name) => !moved.has(`${kind}.${type}.${name}`));
}

/** A section of types and names with some of its blocks. */
function filterTyped(section: Json | undefined, isIn: (type: string, name: string) => boolean): JsonObject {
  const types = mapMembers(section, (named, type) => pickMembers(named, (name) => isIn(type, name)));
  return pickMembers(types, (type) => entries(types[type]).length > 0);
}

/**
 * The provider configurations that the blocks of a module use; undefined where modules that it calls, checks or the
 * functions of providers may use any.
 */
function configurationsUsed({ sections, blocks, checks }: Stack): ProviderReference[] | undefined {
  const hasOthers = checks.length > 0 || blocks.some(({ kind }) => kind === "module");
  if (hasOthers || texts(sections).some(({ text }) => text.includes("provider::"))) {
    return undefined;
  }
  return blocks.map(({ type, body }) => readProviderReference(type, body));
}

/** The root module that calls the module as the stack was: with the same inputs, outputs and providers. */
function exampleOf(whole: RootModule, child: RootModule, split: Split, parts: CallerParts, call: string): RootModule {
  const { sections, locals } = whole.stack;
  const isMoved = (kind: string) => (type: string, name: string) => split.moved.has(`${kind}.${type}.${name}`);
  const caller = {
    provider: parts.provider,
    variable: variables(objectOf(sections.variable), objectOf(child.stack.sections.variable)),
    locals: Object.fromEntries([...locals].filter(([name]) => split.moved.has(`local.${name}`))),
    data: filterTyped(sections.data, isMoved("data")),
    ephemeral: filterTyped(sections.ephemeral, isMoved("ephemeral")),
    module: { [call]: { source: "../..", ...inputs(child.stack), ...passed(whole, child) } },
    output: outputs(objectOf(sections.output), call),
    moved: movesIntoModule(whole.stack, call),
    removed: sections.removed ?? [],
    import: parts.import,
  };
  return moduleOf(caller, whole.providers, whole.requiredVersion);
}

/** What the module validates is validated there alone. */
function variables(declared: JsonObject, validated: JsonObject): JsonObject {
  return mapMembers(declared, (body, name) => {
    const { validation: _validation, ...others } = blockOf(body);
    return lookUp(validated, name) === undefined ? body : others;
  });
}

function inputs({ variables: declared }: Stack): JsonObject {
  return Object.fromEntries(declared.map(({ name }) => [name, `\${var.${name}}`]));
}

/** Configurations that have an alias are passed by name, and then the others must be too. */
function passed(whole: RootModule, child: RootModule): JsonObject {
  const aliased = child.providers.filter(({ others }) => "configuration_aliases" in others);
  if (aliased.length === 0) {
    return {};
  }
  const used = configurationsUsed(child.stack);
  const names = child.providers.flatMap(({ name, others }): string[] => {
    const isConfigured = whole.stack.providers.some((one) => one.name === name && one.alias === undefined);
    const isUsed = used?.some((one) => one.name === name && one.alias === undefined);
    return [...(isConfigured || isUsed ? [name] : []), ...listOf(others.configuration_aliases).map(textOf)];
  });
  return { providers: Object.fromEntries(names.map((name) => [name, name])) };
}

function outputs(declared: JsonObject, call: string): JsonObject {
  return mapMembers(declared, (body, name) => {
    const { depends_on: _order, precondition: _condition, ...others } = blockOf(body);
    return { ...others, value: `\${module.${call}.${name}}` };
  });
}

/**
 * What of a stack belongs to the caller of its module: providers are configured and objects are imported there, and
 * what only that needs is read there.
 */
interface Split {
  /** Data sources, ephemeral resources and locals that the caller has. The module may need the same locals. */
  readonly moved: Names;
  /** Variables and locals that only the caller needs. */
  readonly callerOnly: Names;
  /** Whether a text of the caller reads what only the module has, so that it must become one of its outputs. */
  readonly isOutput: (text: string) => boolean;
}

function splitOf(stack: Stack): Split {
  const leaves = callerTexts(stack).map(namesIn);
  const reads = readsOf(stack);
  const readBy = (name: string): Names => reads.get(name) ?? new Set();
  const isMixed = (names: Names, moved: Names): boolean =>
    [...names].some((name) => reads.has(name) && !moved.has(name));
  const neededWith = (moved: Names): Names => {
    const own = [...reads].filter(([name]) => !moved.has(name)).flatMap(([, names]) => [...names]);
    const outputs = leaves.filter((names) => isMixed(names, moved)).flatMap((names) => [...names]);
    const others = namesIn([stack.sections.output ?? null, stack.sections.check ?? null]);
    return closure([...own, ...outputs, ...others], (name) => [
      ...(isLocal(name) ? readBy(name) : []),
      ...validationReads(stack, name),
    ]);
  };
  const read = closure(
    leaves.flatMap((names) => [...names]),
    (name) => (isResource(name) ? [] : readBy(name)),
  );
  let moved: Names = new Set([...read].filter((name) => reads.has(name) && !isResource(name)));
  for (;;) {
    const needed = neededWith(moved);
    const kept = [...moved].filter((name) => !isMixed(readBy(name), moved) && (isLocal(name) || !needed.has(name)));
    if (kept.length === moved.size) {
      return {
        moved,
        callerOnly: new Set([...read].filter((name) => (isVariable(name) || moved.has(name)) && !needed.has(name))),
        isOutput: (text) => isMixed(namesIn(text), moved),
      };
    }
    moved = new Set(kept);
  }
}

/** Every text of the provider configurations and imports that may read something. */
function callerTexts({ sections }: Stack): string[] {
  const imports = listOf(sections.import).map((block): JsonObject => {
    const { to: _target, ...others } = objectOf(block);
    return others;
  });
  return texts([sections.provider ?? null, imports]).map(({ text }) => text);
}

function validationReads({ sections }: Stack, name: string): Iterable<string> {
  const validation = isVariable(name) ? validationOf(sections, name.slice("var.".length)) : undefined;
  return validation === undefined ? [] : namesIn(validation);
}

function validationOf({ variable }: JsonObject, name: string): Json | undefined {
  return objectOf(listOf(lookUp(objectOf(variable), name))[0]).validation;
}

function isVariable(name: string): boolean {
  return name.startsWith("var.");
}

/** Whether it is neither read nor computed: a managed resource, or the call of a module. */
function isResource(name: string): boolean {
  return !isVariable(name) && !isLocal(name) && !name.startsWith("data.") && !name.startsWith("ephemeral.");
}

/** The provider configurations and imports of a stack, as the caller of its module has them. */
interface CallerParts {
  readonly provider: JsonObject;
  readonly import: readonly JsonObject[];
  /** The outputs that they read, beside those of the stack: their values by name. */
  readonly outputs: ReadonlyMap<string, string>;
}

/** @param call the name of the module call */
function callerPartsOf({ sections, outputs }: Stack, { isOutput }: Split, call: string): CallerParts {
  const taken = new Set(outputs.map(({ name }) => name));
  const values = new Map<string, string>();
  const replace = (value: Json, path: readonly string[]): Json => {
    if (isList(value)) {
      return value.map((child, index) => replace(child, value.length === 1 ? path : [...path, String(index + 1)]));
    }
    if (isObject(value)) {
      return mapMembers(value, (child, name) => replace(child, [...path, name]));
    }
    if (typeof value !== "string" || !isOutput(value)) {
      return value;
    }
    const words = path.filter((part) => part !== "").join("_");
    // Such as `helm_host`.
    const output = freeName(identifier(words), (name) => taken.has(name));
    taken.add(output);
    values.set(output, value);
    return `\${module.${call}.${output}}`;
  };
  const provider = mapMembers(sections.provider, (bodies, name) =>
    listOf(bodies).map((body) => replace(body, [name, textOf(objectOf(body).alias)])),
  );
  const imports = listOf(sections.import).map((block) => {
    const { to, ...others } = objectOf(block);
    const replaced = objectOf(replace(others, ["import", textOf(to)]));
    return typeof to === "string" ? { ...replaced, to: inModule(to, call) } : replaced;
  });
  return { provider, import: imports, outputs: values };
}

/** A name that nothing has, with a number where something has it already. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  let free = name;
  for (let number = 2; isTaken(free); number++) {
    free = `${name}_${number}`;
  }
  return free;
}

/** A text as a name in snake case, such as `existing_cluster`. */
export function identifier(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  if (name === "") {
    return "this";
  }
  return /^[a-z]/.test(name) ? name : `module_${name}`;
}

/** An address as the caller of a module writes it. */
export function inModule(address: string, call: string): string {
  return `module.${call}.${bare(address)}`;
}

/**
 * The `moved` blocks with which the caller of a module takes over a state that the stack itself was applied to: each
 * object moves from the root into the module.
 *
 * An object may have been renamed in the stack. The module renames it too, for those who called an earlier version, and
 * no two moves may have the same target. So the caller first renames it in the root, and then moves it to its oldest
 * name in the module, from where the module's own moves lead on.
 */
function movesIntoModule({ blocks, moves }: Stack, call: string): JsonObject[] {
  const renames = moves.filter(isRename);
  const origins = new Origins(renames);
  const managed = blocks.filter(({ kind }) => kind === "resource" || kind === "module").map(({ address }) => address);
  const others = moves.filter((move) => !isRename(move)).map(({ from }) => printAddress({ ...from, key: undefined }));
  const entering = [...new Set([...managed, ...others])];
  return [
    ...renames.map(({ from, to }) => ({ from: printAddress(from), to: printAddress(to) })),
    ...entering.map((address) => ({ from: address, to: inModule(origins.of(address), call) })),
  ];
}
