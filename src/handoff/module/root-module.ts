import { entries, type JsonObject, objectOf } from "../../terraform/json";
import { readStack, type Stack } from "../../terraform/stack";
import { type Backend, backendOf } from "./backend";
import { withTerraformWords } from "./condition-messages";
import { withStatePaths } from "./state-paths";
import { type AllowedProvider, allowedProviders, requiredVersion } from "./version-constraints";

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
}

/** Derives the module from a synthesized stack. */
export function rootModuleOf(synthesized: Stack): RootModule {
  const providers = allowedProviders(synthesized);
  const required = requiredVersion(synthesized);
  const terraform = terraformBlock(synthesized.settings, providers, required);
  const sections = withTerraformWords(withStatePaths(synthesized));
  const stack = readStack({ ...sections, terraform });
  const backend = backendOf(synthesized.settings);
  return { files: filesOf(stack.sections), stack, providers, requiredVersion: required, ...(backend && { backend }) };
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

function filesOf({ terraform, variable, output, ...main }: JsonObject): ModuleFiles {
  return {
    versions: { terraform },
    variables: section("variable", objectOf(variable)),
    main,
    outputs: section("output", objectOf(output)),
  };
}

function section(name: string, blocks: JsonObject): JsonObject {
  return entries(blocks).length === 0 ? {} : { [name]: blocks };
}
