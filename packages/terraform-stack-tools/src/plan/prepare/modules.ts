import { createHash } from "node:crypto";
import { type Dirent, existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, posix, relative, resolve, sep } from "node:path";
import { BUILT_IN_PROVIDER, type InstalledProvider, typeNames } from "../../providers/initialized-folder";
import { isWithin } from "../../shared/files";
import { PlanError } from "../../shared/refusal";
import { type Call, callsIn, callsInTemplate, faultInTemplate, GrammarError, readHcl } from "../../stack/grammar";
import { collected, type Json, type JsonObject, pickMembers, quoted, sorted, withTexts } from "../../stack/json";
import { parseExactJson } from "../../stack/json-text";
import { readExpression, readTemplate } from "../../stack/lexer";
import { impliedProviders, type RequiredProvider, type Stack } from "../../stack/stack";
import { isTemplate, type Replacement, withReplacements } from "../../stack/template";
import type { Plannable } from "../job";

/** Folders that hold nothing of a module's configuration. */
export const NO_CONFIGURATION: readonly string[] = [".git", ".terraform", "node_modules"];

/** More than any module has. */
const MAXIMUM_FILES = 20_000;

/** A file of a module. */
interface ModuleFile {
  /** From the module's folder, with slashes. */
  readonly path: string;
  readonly bytes: () => Buffer;
}

/**
 * The files below a module's folder.
 * @param name what messages call the module
 * @throws PlanError for links that lead out of it, and for what is neither a file nor a folder
 */
function moduleFiles(folder: string, name: string): ModuleFile[] {
  const real = realpathSync(folder);
  const files: ModuleFile[] = [];
  const read = (path: string) => {
    for (const entry of readdirSync(join(real, path), { withFileTypes: true })) {
      const own = join(path, entry.name);
      if (NO_CONFIGURATION.includes(entry.name)) {
        continue;
      }
      if (entry.isDirectory()) {
        read(own);
      } else {
        checkFile(real, own, entry, name);
        // What is in a linked folder is listed where it is.
        if (statSync(join(real, own)).isFile()) {
          files.push({ path: own.split(sep).join("/"), bytes: () => readFileSync(join(real, own)) });
        }
      }
      if (files.length > MAXIMUM_FILES) {
        throw new PlanError(
          `${name} has more than ${MAXIMUM_FILES} files; give it a source with its configuration alone`,
        );
      }
    }
  };
  read("");
  return files;
}

/** Those that Terraform or OpenTofu loads. */
function configurationIn(files: readonly ModuleFile[]): ModuleFile[] {
  return files.filter(({ path }) => /\.(tf|tofu)(\.json)?$/.test(path));
}

function checkFile(folder: string, path: string, entry: Dirent, name: string): void {
  if (entry.isFile()) {
    return;
  }
  const target = entry.isSymbolicLink() ? targetOf(join(folder, path)) : undefined;
  if (target === undefined || !isWithin(target, folder)) {
    throw new PlanError(
      `${name} has ${quoted(path)}, which ${entry.isSymbolicLink() ? "is a link that points outside it" : "is not a file"}; ` +
        "plan reads nothing outside a module, so put the file itself there",
    );
  }
}

function targetOf(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch {
    return undefined;
  }
}

const MODULES = join(".terraform", "modules");
const MANIFEST = join(MODULES, "modules.json");

/** An entry of `.terraform/modules/modules.json`, from which Terraform knows where each module is. */
type ManifestEntry = {
  /** The names of the calls that lead to the module, joined with dots; empty for the root. */
  readonly Key: string;
  readonly Source: string;
  readonly Dir: string;
};

/** A name for the source of a module, so that stacks that call it by different names share one download. */
export function moduleId({ source, version }: JsonObject): string {
  const hash = createHash("sha256").update(`${source} ${version ?? ""}`);
  return `m_${hash.digest("hex").slice(0, 12)}`;
}

/** What a stack needs to find the modules that `init` downloaded into a folder, which calls each by its id. */
interface InstalledModules {
  /** The folders to copy, by their path. */
  readonly folders: Readonly<Record<string, string>>;
  /** The files in these that are other ones, in which the paths that functions read are checked. */
  readonly texts: Readonly<Record<string, string>>;
  /** The manifest, as `init` would write it for the stack. */
  readonly files: Readonly<Record<string, JsonObject>>;
}

/**
 * Undefined where `init` downloaded none.
 * @throws PlanError for a module that may read files outside of it, or that cannot be understood
 */
export function installedModules({ blocks, sections }: Stack, initialized: string): InstalledModules | undefined {
  const file = join(initialized, MANIFEST);
  if (!existsSync(file)) {
    return undefined;
  }
  const { Modules: installed }: { readonly Modules: readonly ManifestEntry[] } = JSON.parse(readFileSync(file, "utf8"));
  const calls = blocks
    .filter(({ kind }) => kind === "module")
    .flatMap(({ name, address, body }) => {
      const id = moduleId(body);
      return installed
        .filter(({ Key }) => Key === id || Key.startsWith(`${id}.`))
        .map((entry) => {
          const place = placeOf(entry, initialized, address);
          const Dir = posix.join(".terraform/modules", place.name, place.path);
          return { address, package: place.name, entry: { ...entry, Key: name + entry.Key.slice(id.length), Dir } };
        });
    });
  const packages = calls.map(({ package: name, address }) => [name, address] as const);
  const modules = [...new Map(packages)].map(([name, address]) => {
    const folder = join(initialized, MODULES, name);
    return { path: posix.join(".terraform/modules", name), folder, address, files: moduleFiles(folder, address) };
  });
  const rendersAny =
    rendersTemplates(JSON.stringify(sections)) ||
    modules.some(({ files }) => configurationIn(files).some(({ bytes }) => rendersTemplates(bytes().toString("utf8"))));
  return {
    folders: Object.fromEntries(modules.map(({ path, folder }) => [path, realpathSync(folder)])),
    texts: Object.fromEntries(
      modules.flatMap(({ path, address, files }) => {
        if (rendersAny) {
          checkTemplates(address, files);
        }
        return guardedTexts(path, address, files);
      }),
    ),
    files: { [MANIFEST]: { Modules: [{ Key: "", Source: "", Dir: "." }, ...calls.map(({ entry }) => entry)] } },
  };
}

/** Where a module is: the folder of its package, and its own folder in that one. */
interface Place {
  readonly name: string;
  readonly path: string;
}

/** @throws PlanError for a module outside of its package. A package that is a folder of this machine is the module itself. */
function placeOf({ Dir, Key }: ManifestEntry, initialized: string, address: string): Place {
  const steps = Key.split(".");
  const callers = steps.map((_step, index) => steps.slice(0, steps.length - index).join("."));
  const name = callers.find((one) => existsSync(join(initialized, MODULES, one))) ?? Key;
  const folder = join(initialized, MODULES, name);
  const [real, own] = [realpathSync(folder), realpathSync(resolve(initialized, Dir))];
  const isPartOfFolder = Key === name && own !== real && lstatSync(folder).isSymbolicLink();
  if (isPartOfFolder || !isWithin(own, real)) {
    throw new PlanError(
      `${address} calls a module in ${quoted(own)}, which is not its own source; give the folder or the package of the ` +
        "module itself, without '//' after a folder",
    );
  }
  return { name, path: relative(real, own).split(sep).join("/") };
}

function guardedTexts(path: string, address: string, files: readonly ModuleFile[]): [string, string][] {
  return configurationIn(files).flatMap(({ path: file, bytes }): [string, string][] => {
    const own = bytes();
    const guarded = guardedFile(file, address, own);
    return guarded === own ? [] : [[posix.join(path, file), guarded.toString("utf8")]];
  });
}

/** What is no configuration is a template of the engine as soon as somebody renders it. */
function checkTemplates(address: string, files: readonly ModuleFile[]): void {
  const loaded = new Set(configurationIn(files));
  const reading = files.find((file) => !loaded.has(file) && readsAsTemplate(file.bytes().toString("utf8")));
  if (reading !== undefined) {
    throw new PlanError(
      `${quoted(reading.path)} of ${address} is a template that reads files, which a plan does not render; ` +
        "pass their content to it as a variable",
    );
  }
}

/** The types that modules mention. Their files are not parsed, so a comment may add one. */
export function moduleTypes(folders: readonly string[], installed: readonly InstalledProvider[]): string[] {
  const text = folders.flatMap(moduleTexts);
  if (text.length === 0) {
    return [];
  }
  const words = new Set(text.join("\n").match(/\w+/g));
  return [...new Set(installed.flatMap(({ schemas }) => typeNames(schemas)))].filter((type) => words.has(type));
}

/** The configuration of the modules that `init` downloaded into a folder. */
export function moduleTexts(initialized: string): string[] {
  const folder = join(initialized, MODULES);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name !== "modules.json") : [];
  const files = names.flatMap((name) => configurationIn(moduleFiles(join(folder, name), "a module")));
  return files.map(({ bytes }) => bytes().toString("utf8"));
}

/** A configuration that makes `init` download the providers and modules of a stack. */
export function requirementsOf({ stack }: Plannable): JsonObject {
  const calls = stack.blocks.filter(({ kind }) => kind === "module").map(({ body }) => body);
  const named = stack.providers.flatMap(({ name, alias }) => (alias === undefined ? [] : [[name, alias] as const]));
  const aliases = [...collected(named)].map(([name, own]) => [name, [...new Set(own)].map((alias) => ({ alias }))]);
  return sorted({
    terraform: { required_providers: Object.fromEntries(requiredProviders(stack)) },
    // Modules may be given configurations of providers. An empty section is an error.
    ...(calls.some((call) => call.providers) && aliases.length > 0 ? { provider: Object.fromEntries(aliases) } : {}),
    ...(calls.length > 0
      ? { module: Object.fromEntries(calls.map((call) => [moduleId(call), moduleCall(call)])) }
      : {}),
  });
}

/** The arguments that `init` reads. */
function moduleCall(call: JsonObject): JsonObject {
  return pickMembers(call, (name) => ["source", "version", "providers"].includes(name));
}

/** The providers that a stack requires, and those that Terraform infers from its blocks. */
function requiredProviders(stack: Stack): [string, JsonObject][] {
  return [
    ...impliedProviders(stack).map((name): [string, JsonObject] => [name, { source: `hashicorp/${name}` }]),
    ...stack.requiredProviders.map((provider): [string, JsonObject] => [provider.name, requirementOf(provider)]),
    ...builtInProvider(stack),
  ];
}

/** The schemas of the built-in provider, which modules may use too, are printed where it is required, by one name. */
function builtInProvider({ requiredProviders }: Stack): [string, JsonObject][] {
  if (requiredProviders.some(({ source }) => source.toLowerCase() === BUILT_IN_PROVIDER)) {
    return [];
  }
  const isTaken = requiredProviders.some(({ name }) => name === "terraform");
  return [[isTaken ? "built_in" : "terraform", { source: BUILT_IN_PROVIDER }]];
}

function requirementOf({ source, version, others }: RequiredProvider): JsonObject {
  return { source, ...(version === "" ? {} : { version }), ...others };
}

/** In the engine's message about a path that a guard refused, in front of the path. */
const REFUSED_PATH = "terraform-stack-tools reads no such file: ";

const PATH = "stack_tools_path";

/** Within the folder in which the engine runs, where the modules are, too. */
const IS_INSIDE = `startswith(format("%s/", abspath(pathexpand(${PATH}))), format("%s/", abspath(".")))`;

/** In a configuration, a comment may hold what becomes an expression once it is rendered. */
const IS_TEMPLATE = `${IS_INSIDE} && !can(regex("(?i)[.](tf|tofu)([.]json)?$", abspath(pathexpand(${PATH}))))`;

/** Patterns of `fileset` are below its path, unless they leave it. */
const STAYS_BELOW = `!strcontains(${PATH}, "..")`;

/** What is inserted into the text of a call, so that the engine checks each path before it reads there. */
function guardsOf({ name, arguments: [path, pattern] }: Call): Replacement[] {
  return [
    ...guard(path, name === "templatefile" ? IS_TEMPLATE : IS_INSIDE),
    ...(name === "fileset" && pattern !== undefined ? guard(pattern, STAYS_BELOW) : []),
  ];
}

/** A path or an error of the engine that names it, encoded: of a name without slashes, ".." leads nowhere. */
function guard([start, end]: readonly [number, number], condition: string): Replacement[] {
  const refused = `file(format("${REFUSED_PATH}%s", urlencode(${PATH})))`;
  return [
    { start, end: start, text: `[for ${PATH} in [` },
    { start: end, end, text: `] : ${condition} ? ${PATH} : ${refused}][0]` },
  ];
}

/** The path that a guard refused, in a message of the engine. */
export function refusedPath(message: string): string | undefined {
  const [, path] = new RegExp(`${REFUSED_PATH}(.*?)"?;`, "s").exec(message.replace(/\s+/g, " ")) ?? [];
  return path === undefined ? undefined : quoted(decoded(path));
}

/** Of `urlencode`, which writes a space as a plus sign. The engine may break a line in it, or cut it off. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path.replace(/\s/g, "").replace(/\+/g, " "));
  } catch {
    return path;
  }
}

/** The functions that read files or list them. Source: Terraform, "Filesystem Functions", undated. */
const READERS: readonly string[] = [
  "file",
  "fileexists",
  "fileset",
  "filebase64",
  "filebase64sha256",
  "filebase64sha512",
  "filemd5",
  "filesha1",
  "filesha256",
  "filesha512",
  "templatefile",
];

/** Renders a text as a template, which may be from anywhere and call whatever it likes. */
const RENDERER = "templatestring";

const NAMED = new RegExp(String.raw`\b(?:${[...READERS, RENDERER].join("|")})\b`);

/** Whether a text names such a function. Whether it calls one, the lexer tells, which knows all comments. */
function mayRead(text: string): boolean {
  return NAMED.test(text);
}

/**
 * A configuration file in which each path that a function reads is checked when the engine evaluates it.
 * @param owner what messages call whose file it is
 * @throws PlanError where it cannot be understood, or renders a text as a template
 */
export function guardedFile(file: string, owner: string, bytes: Buffer): Buffer {
  const name = `${quoted(file)} of ${owner}`;
  const text = bytes.toString("utf8");
  if (file.endsWith(".json")) {
    // Letters of it may be escaped, so that only its value tells.
    const value = jsonIn(name, bytes);
    const guarded = JSON.stringify(guardedValue(name, value));
    return guarded === JSON.stringify(value) ? bytes : Buffer.from(guarded);
  }
  const guarded = mayRead(text) ? guardedText(name, text, callsInFile(name, text)) : text;
  return guarded === text ? bytes : Buffer.from(guarded);
}

/** A value of a configuration in JSON, guarded in the same way. */
export function guardedValue(name: string, value: Json): Json {
  return withTexts(value, (text) =>
    isTemplate(text) && mayRead(text) ? guardedText(name, text, callsInText(name, text)) : text,
  );
}

/** Whether a file that is no configuration reads others if `templatefile` renders it. */
function readsAsTemplate(text: string): boolean {
  return isTemplate(text) && mayRead(text) && callsInTemplate(readTemplate(text)).some(isReader);
}

/** Whether a configuration file renders templates. */
function rendersTemplates(text: string): boolean {
  return text.includes("templatefile") || text.includes("\\u");
}

function jsonIn(name: string, bytes: Buffer): Json {
  try {
    return parseExactJson(bytes);
  } catch (error) {
    throw notUnderstood(name, error instanceof Error ? `it ${error.message}` : "");
  }
}

function callsInText(name: string, text: string): Call[] {
  const template = readTemplate(text);
  const fault = faultInTemplate(template);
  if (fault !== undefined) {
    throw notUnderstood(name, fault);
  }
  return callsInTemplate(template);
}

function callsInFile(name: string, text: string): Call[] {
  // The engine skips a byte order mark. A space in its place keeps the offsets.
  const file = text.replace(/^\uFEFF/, " ");
  try {
    readHcl(file);
  } catch (error) {
    throw error instanceof GrammarError ? notUnderstood(name, error.message) : error;
  }
  return callsIn(readExpression(file));
}

function notUnderstood(name: string, why: string): PlanError {
  return new PlanError(`${name} cannot be parsed (${why}), so it may read any file; correct it`);
}

function isReader({ name }: Call): boolean {
  return READERS.includes(name) || name === RENDERER;
}

function guardedText(name: string, text: string, calls: readonly Call[]): string {
  const readers = calls.filter(isReader);
  const renderer = readers.find((call) => call.name === RENDERER);
  if (renderer !== undefined) {
    throw new PlanError(
      `${name} calls ${RENDERER}, whose text a plan does not know and which may read any file; ` +
        "render a file with templatefile instead",
    );
  }
  return withReplacements(
    text,
    readers.flatMap(guardsOf).sort((left, right) => left.start - right.start),
  );
}
