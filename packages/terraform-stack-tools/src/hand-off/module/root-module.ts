import { entries, isList, isObject, type Json, type JsonObject, lookUp, objectOf } from "../../stack/json";
import { readStack, type Stack } from "../../stack/stack";
import { type Backend, backendOf } from "./backend";
import { withTerraformWords } from "./condition-messages";
import { withStatePaths } from "./state-paths";
import { type AllowedProvider, allowedProviders, requiredVersion } from "./version-constraints";

/** The language of a bundle's module: Terraform's JSON, or HCL. */
export type Format = "json" | "hcl";

/** The root module of a bundle: a stack without what belongs to cdktf or to the machine that synthesized it. */
export interface RootModule {
  /** What each of the module's files holds, as sections of Terraform's JSON. A file without sections is not written. */
  readonly files: ModuleFiles;
  /** The same configuration as one stack: paths of local states are inputs, and construct paths are gone. */
  readonly stack: Stack;
  /** The providers that it requires, by name. */
  readonly providers: readonly AllowedProvider[];
  /** The versions of Terraform or OpenTofu that it runs on, such as `>= 1.7.0`. */
  readonly requiredVersion: string;
  /** Where the stack kept its state; undefined where it names no backend. */
  readonly backend?: Backend;
}

export interface ModuleFiles {
  readonly versions: JsonObject;
  readonly variables: JsonObject;
  readonly main: JsonObject;
  readonly outputs: JsonObject;
  /** What happens to objects that exist already: they are moved, removed from the state or imported. */
  readonly moved: JsonObject;
}

/** Derives the module from a synthesized stack. */
export function rootModuleOf(synthesized: Stack): RootModule {
  const sections = { ...withTerraformWords(withStatePaths(synthesized)), terraform: synthesized.settings };
  const module = moduleOf(sections, allowedProviders(synthesized), requiredVersion(synthesized));
  const backend = backendOf(synthesized.settings);
  return { ...module, ...(backend && { backend }) };
}

/** A module of sections. Empty ones are left out. */
export function moduleOf(sections: JsonObject, providers: readonly AllowedProvider[], required: string): RootModule {
  const terraform = terraformBlock(objectOf(sections.terraform), providers, required);
  const written = entries(sections).filter(([, section]) => !isEmpty(section));
  const stack = readStack({ ...Object.fromEntries(written), terraform });
  return { files: filesOf(stack.sections), stack, providers, requiredVersion: required };
}

function isEmpty(section: Json): boolean {
  return isList(section) ? section.length === 0 : isObject(section) && entries(section).length === 0;
}

/** Leaves out the backend: the team that runs the module chooses where to keep the state. */
function terraformBlock(settings: JsonObject, providers: readonly AllowedProvider[], required: string): JsonObject {
  const { backend: _backend, cloud: _cloud, required_providers: _requirements, ...others } = settings;
  const block = { ...others, required_version: required };
  return providers.length === 0
    ? block
    : { ...block, required_providers: Object.fromEntries(providers.map(requirement)) };
}

function requirement({ name, source, range, others }: AllowedProvider): [string, JsonObject] {
  return [name, range === "" ? { ...others, source } : { ...others, source, version: range }];
}

const FILE_OF: Readonly<Record<string, keyof ModuleFiles>> = {
  terraform: "versions",
  variable: "variables",
  output: "outputs",
  moved: "moved",
  removed: "moved",
  import: "moved",
};

function filesOf(sections: JsonObject): ModuleFiles {
  const inFile = (file: keyof ModuleFiles): JsonObject =>
    Object.fromEntries(entries(sections).filter(([name]) => (lookUp(FILE_OF, name) ?? "main") === file));
  return {
    versions: inFile("versions"),
    variables: inFile("variables"),
    main: inFile("main"),
    outputs: inFile("outputs"),
    moved: inFile("moved"),
  };
}
