import { isKnownProvider, PROVIDER_VERSIONS } from "../knowledge/catalogue/schemas";
import { compareVersions, OLDEST_VERSIONS } from "../providers/terraform-binary";
import {
  blockOf,
  compare,
  entries,
  isList,
  isObject,
  type Json,
  type JsonObject,
  lookUp,
  objectOf,
  pickMembers,
} from "../stack/json";
import {
  type Block,
  impliedProviders,
  isLocalState,
  type RequiredProvider,
  readStack,
  type Stack,
  withLocalStates,
} from "../stack/stack";
import { isLiteral } from "../stack/template";

/** The language of a bundle's module: Terraform's JSON, or HCL. */
export type Format = "json" | "hcl";

/** The root module of a bundle: a stack without what belongs to cdktf or to the machine that synthesized it. */
export interface RootModule {
  /** What each of the module's files holds, as sections of Terraform's JSON. A file without sections is not written. */
  readonly files: Readonly<Record<string, JsonObject>>;
  /** The same configuration as one stack: paths of local states are inputs, and construct paths are gone. */
  readonly stack: Stack;
  /** The providers that it requires, by name. */
  readonly providers: readonly AllowedProvider[];
  /** The versions of Terraform or OpenTofu that it runs on, such as `>= 1.7.0`. */
  readonly requiredVersion: string;
  /** Where the stack kept its state; undefined where it names no backend. */
  readonly backend?: Backend;
}

/** In the order in which they are written. */
const FILES = ["versions", "variables", "main", "outputs", "moved"];

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

/** What happens to objects that exist already is in one file: they are moved, removed from the state or imported. */
const FILE_OF: Readonly<Record<string, string>> = {
  terraform: "versions",
  variable: "variables",
  output: "outputs",
  moved: "moved",
  removed: "moved",
  import: "moved",
};

function filesOf(sections: JsonObject): RootModule["files"] {
  const inFile = (file: string) => pickMembers(sections, (name) => (lookUp(FILE_OF, name) ?? "main") === file);
  return Object.fromEntries(FILES.map((file) => [file, inFile(file)]));
}

/** The sections of a stack, with an input for the path of every local state that it reads. */
function withStatePaths(stack: Stack): JsonObject {
  const variableOf = ({ name }: Block) => `${name}_state_path`;
  const variables = stack.blocks.filter(isLocalState).map((state) => {
    const description = `Path of the state file that ${state.address} reads`;
    return [variableOf(state), { type: "string", nullable: false, description }] as const;
  });
  const sections = withLocalStates(stack, (state) => {
    const config = { ...objectOf(state.body.config), path: `\${var.${variableOf(state)}}` };
    return { ...state.body, config };
  });
  return variables.length === 0
    ? sections
    : { ...sections, variable: { ...objectOf(sections.variable), ...Object.fromEntries(variables) } };
}

/** `[path of a construct] property must …`, as constructs begin the message of a condition. */
const START = /^\[[^\]]+\] (\w+(?:\.\w+)*)(?= must )/;

/**
 * Sections whose error messages speak to somebody who has the module alone: without the path of a construct, and with
 * the words of a property in place of its name.
 */
export function withTerraformWords(sections: JsonObject): JsonObject {
  const revive = (name: string, value: Json): Json =>
    name === "error_message" && typeof value === "string"
      ? value.replace(START, (_start, property: string) => sentenceStart(property))
      : value;
  return JSON.parse(JSON.stringify(sections), revive);
}

/** `apiServerUrl` as `API server URL`, the way people write it. */
function sentenceStart(property: string): string {
  const words = property
    .replace(/\./g, " ")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase();
  const named = words.replace(/\b(api|url)\b/g, (word) => word.toUpperCase());
  return named.charAt(0).toUpperCase() + named.slice(1);
}

/** Where a stack keeps its state. A bundle leaves it out, since the team that runs the module chooses for itself. */
export interface Backend {
  /** Such as `s3`, or `cloud` for HCP Terraform. */
  readonly kind: string;
  /** The workspace, or the beginning of its name, where the backend has workspaces by name. */
  readonly workspace?: string;
}

/** Reads what says where the state is: other settings may be secret, or of one machine. */
export function backendOf({ backend, cloud }: JsonObject): Backend | undefined {
  if (cloud !== undefined) {
    return { kind: "cloud", ...workspaceIn(blockOf(cloud)) };
  }
  const [first] = entries(backend);
  if (first === undefined) {
    return undefined;
  }
  const [kind, settings] = first;
  return { kind, ...workspaceIn(blockOf(settings)) };
}

function workspaceIn({ workspaces, workspace }: JsonObject): Pick<Backend, "workspace"> {
  const { name, prefix } = objectOf(workspaces);
  const found = [name, prefix, workspace].find(isLiteral);
  return found === undefined ? {} : { workspace: found };
}

/** A provider that a bundle requires. */
export interface AllowedProvider extends RequiredProvider {
  /** The versions that the bundle allows; empty where it allows any. */
  readonly range: string;
}

export function allowedProviders(stack: Stack): AllowedProvider[] {
  const required = stack.requiredProviders.map((provider) => ({
    ...provider,
    range: rangeFrom(provider.version),
  }));
  return [...required, ...impliedProviders(stack).map((name) => impliedProvider(name, stack.requiredProviders))].sort(
    (left, right) => compare(left.name, right.name),
  );
}

/**
 * Terraform looks such a provider up in the namespace hashicorp. The newest version may be one that nobody has tried. Of
 * google and google-beta, the same versions are released together.
 */
function impliedProvider(name: string, required: readonly RequiredProvider[]): AllowedProvider {
  const source = `hashicorp/${name}`;
  const twin = required.find((provider) => provider.source === `${source}-beta`);
  return {
    name,
    source,
    version: twin?.version ?? "",
    others: {},
    range: twin === undefined ? knownRange(name) : rangeFrom(twin.version),
  };
}

function knownRange(name: string): string {
  if (!isKnownProvider(name)) {
    return "";
  }
  const [major] = PROVIDER_VERSIONS[name].latest.split(".");
  return `>= ${PROVIDER_VERSIONS[name].bindings}, < ${Number(major) + 1}.0.0`;
}

/**
 * cdktf pins one version, which would keep every fix out. Only a major version may change what an argument means, so
 * the range ends before the next one. A constraint that is a range already stays.
 */
function rangeFrom(version: string): string {
  const exact = /^=?\s*v?(\d+)\.(\d+)(\.\d+)?$/.exec(version);
  if (exact === null) {
    return version;
  }
  const [, major, minor, patch = ".0"] = exact;
  return `>= ${major}.${minor}${patch}, < ${Number(major) + 1}.0.0`;
}

/** The first version with ephemeral values and write-only arguments, of Terraform and OpenTofu alike. */
const FIRST_WITH_EPHEMERAL = "1.11.0";

/** The stack's own constraint, raised to what its configuration needs. An exact version stays. */
export function requiredVersion(stack: Stack): string {
  const needed = needsEphemeral(stack) ? FIRST_WITH_EPHEMERAL : OLDEST_VERSIONS.Terraform;
  const own = stack.settings.required_version;
  if (typeof own !== "string") {
    return `>= ${needed}`;
  }
  const oldest = /^>=\s*(\d+\.\d+(?:\.\d+)?)$/.exec(own)?.[1];
  if (oldest !== undefined) {
    return compareVersions(needed, oldest) < 0 ? own : `>= ${needed}`;
  }
  const isExact = /^=?\s*\d/.test(own);
  return isExact ? own : `${own}, >= ${needed}`;
}

function needsEphemeral({ blocks, variables }: Stack): boolean {
  const hasEphemeral =
    blocks.some(({ kind }) => kind === "ephemeral") || variables.some(({ isEphemeral }) => isEphemeral);
  return hasEphemeral || blocks.some(({ kind, body }) => kind === "resource" && hasWriteOnly(body));
}

/** By their names, since every write-only argument ends in `_wo`. */
function hasWriteOnly(value: Json): boolean {
  if (isList(value)) {
    return value.some(hasWriteOnly);
  }
  return entries(value).some(([name, child]) => name.endsWith("_wo") || hasWriteOnly(child));
}
