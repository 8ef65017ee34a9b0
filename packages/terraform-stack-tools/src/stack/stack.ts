import { type Address, blockAddress, type Kind, type Move, parseAddress } from "./address";
import {
  blockOf,
  compare,
  entries,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  mapMembers,
  objectOf,
  quoted,
  sorted,
  textOf,
} from "./json";
import { wholeReference } from "./reference";
import { bare } from "./template";

/** A synthesized stack, read once. Nothing in it changes. */
export interface Stack {
  /** As cdktf named it. */
  readonly name?: string;
  /** The configuration without comments, with all keys in order. */
  readonly sections: JsonObject;
  /** In the order of their addresses. */
  readonly blocks: readonly Block[];
  readonly blockByAddress: ReadonlyMap<string, Block>;
  /** The local values by name, in the order of their names. */
  readonly locals: ReadonlyMap<string, Json>;
  readonly variables: readonly Variable[];
  readonly outputs: readonly Output[];
  readonly checks: readonly NamedBody[];
  readonly providers: readonly ProviderConfiguration[];
  readonly requiredProviders: readonly RequiredProvider[];
  readonly imports: readonly Import[];
  readonly moves: readonly Move[];
  /** The settings in the `terraform` block. */
  readonly settings: JsonObject;
  /** The paths of constructs, by section and names: `variable.x`, `data.aws_subnet.a`, `aws_subnet.a`. */
  readonly constructPaths: ReadonlyMap<string, string>;
}

/** A block that has an address. */
export interface Block extends Pick<Address, "kind" | "type" | "name"> {
  /** Such as `aws_subnet.a` or `module.network`. */
  readonly address: string;
  /** The address without the name: `aws_subnet`, `data.aws_subnet`, `module`. The catalogue's key. */
  readonly blockType: string;
  /** The provider configuration it uses. Of no meaning for a module call. */
  readonly provider: ProviderReference;
  readonly body: JsonObject;
  /** Whether it has `for_each` or `count`. */
  readonly isRepeated: boolean;
}

/** The arguments of a block that Terraform itself defines. */
export const META_ARGUMENTS: readonly string[] = ["count", "depends_on", "for_each", "lifecycle", "provider"];

export interface NamedBody {
  readonly name: string;
  readonly body: JsonObject;
}

/** An `import` block. */
interface Import {
  readonly to: Address;
  /** The id as a template. */
  readonly id: string;
  /** What the block is repeated for, such as `${toset(["apps"])}`. */
  readonly forEach?: Json;
}

/** Reads the JSON of a stack. @throws StackError that names the place where it is not one */
export function readStack(json: Json): Stack {
  const stack = checkStack(json);
  const metadata = objectOf(objectOf(stack["//"]).metadata);
  return {
    ...(typeof metadata.stackName === "string" ? { name: metadata.stackName } : {}),
    ...readSections(sorted(withoutComments(stack))),
    constructPaths: new Map(constructPaths(stack)),
  };
}

/** The stack with other sections in place of its own. */
export function withSections(stack: Stack, sections: JsonObject): Stack {
  return { ...stack, ...readSections(sections) };
}

/** The stack with other blocks in place of its own. */
export function withBlocks(stack: Stack, blocks: readonly Block[]): Stack {
  return { ...stack, blocks, blockByAddress: new Map(blocks.map((block) => [block.address, block])) };
}

/** The stack with other bodies for its resources and for what it looks up. */
export function mapBlocks(stack: Stack, change: (block: Block) => JsonObject): Stack {
  const changed = TYPED_SECTIONS.filter((kind) => kind in stack.sections).map((kind) => [
    kind,
    mapMembers(stack.sections[kind], (named, type) =>
      mapMembers(named, (body, name) => change(readBlock(kind, type, name, objectOf(body)))),
    ),
  ]);
  return withSections(stack, { ...stack.sections, ...Object.fromEntries(changed) });
}

/** The sections of a stack, with other bodies for the local states that it reads. */
export function withLocalStates({ sections, blocks }: Stack, bodyFor: (state: Block) => JsonObject): JsonObject {
  const bodies = blocks.filter(isLocalState).map((state) => [state.name, bodyFor(state)]);
  const data = objectOf(sections.data);
  const states = { ...objectOf(data.terraform_remote_state), ...Object.fromEntries(bodies) };
  return bodies.length === 0 ? sections : { ...sections, data: { ...data, terraform_remote_state: states } };
}

export function isLocalState({ blockType, body }: Block): boolean {
  return blockType === "data.terraform_remote_state" && body.backend === "local" && isObject(body.config);
}

function readSections(sections: JsonObject): Omit<Stack, "name" | "constructPaths"> {
  const settings = objectOf(sections.terraform);
  const blocks = readBlocks(sections);
  return {
    sections,
    blocks,
    blockByAddress: new Map(blocks.map((block) => [block.address, block])),
    locals: new Map(entries(sections.locals)),
    variables: readVariables(sections.variable),
    outputs: readOutputs(sections.output),
    checks: entries(sections.check).map(([name, body]) => ({ name, body: objectOf(listOf(body)[0]) })),
    providers: readProviders(sections.provider),
    requiredProviders: readRequiredProviders(settings),
    imports: readImports(sections.import),
    moves: readMoves(sections.moved),
    settings,
  };
}

function readBlocks(sections: JsonObject): Block[] {
  const typed = TYPED_SECTIONS.flatMap((kind) =>
    entries(sections[kind]).flatMap(([type, named]) =>
      entries(named).map(([name, body]) => readBlock(kind, type, name, objectOf(body))),
    ),
  );
  const modules = entries(sections.module).flatMap(([name, bodies]) =>
    listOf(bodies).map((body) => readBlock("module", "", name, objectOf(body))),
  );
  return [...typed, ...modules].sort((left, right) => compare(left.address, right.address));
}

/** Reads one block, such as the data source inside a `check`. */
export function readBlock(kind: Kind, type: string, name: string, body: JsonObject): Block {
  return {
    kind,
    type,
    name,
    address: blockAddress({ modules: [], kind, type, name }),
    blockType: blockTypeOf(kind, type),
    provider: readProviderReference(type, body),
    body,
    isRepeated: "for_each" in body || "count" in body,
  };
}

export function blockTypeOf(kind: Kind, type: string): string {
  return [kind === "resource" ? "" : kind, type].filter((part) => part !== "").join(".");
}

function readImports(section: Json | undefined): Import[] {
  return listOf(section).flatMap((block) => {
    const { to, id, for_each: forEach } = objectOf(block);
    const address = addressIn(to);
    return address === undefined ? [] : [{ to: address, id: textOf(id), forEach }];
  });
}

function readMoves(section: Json | undefined): Move[] {
  return listOf(section).flatMap((block) => {
    const { from, to } = objectOf(block);
    const [origin, target] = [addressIn(from), addressIn(to)];
    return origin === undefined || target === undefined ? [] : [{ from: origin, to: target }];
  });
}

function addressIn(value: Json | undefined): Address | undefined {
  return typeof value === "string" ? parseAddress(value) : undefined;
}

/**
 * The names of the providers that blocks use and that the stack does not require: Terraform looks for them in the
 * namespace hashicorp. Its own is none of them.
 */
export function impliedProviders({ blocks, providers, checks, requiredProviders }: Stack): string[] {
  const scoped = checks.flatMap(({ body }) =>
    entries(body.data).flatMap(([type, named]) =>
      entries(named).map(([, one]) => readProviderReference(type, objectOf(one))),
    ),
  );
  const used = [
    ...blocks.filter(({ kind }) => kind !== "module").map(({ provider }) => provider),
    ...providers,
    ...scoped,
  ];
  const others = ["terraform", ...requiredProviders.map(({ name }) => name)];
  return [...new Set(used.map(({ name }) => name))].filter((name) => !others.includes(name));
}

/** An entry of `required_providers`. */
export interface RequiredProvider {
  /** The provider's local name. */
  readonly name: string;
  /** With its namespace, such as `hashicorp/aws`. */
  readonly source: string;
  /** The version or the range that the stack requires; empty where it accepts any. */
  readonly version: string;
  /** Other members of the requirement, such as `configuration_aliases`. */
  readonly others: JsonObject;
}

/** A `provider` block. */
export interface ProviderConfiguration {
  readonly name: string;
  /** Undefined for the default configuration. */
  readonly alias?: string;
  readonly body: JsonObject;
}

/** The configuration that a block uses. */
export type ProviderReference = Pick<ProviderConfiguration, "name" | "alias">;

function readRequiredProviders(terraform: JsonObject): RequiredProvider[] {
  return listOf(terraform.required_providers)
    .flatMap((requirements) => entries(requirements))
    .map(([name, requirement]) => readRequirement(name, requirement));
}

function readRequirement(name: string, requirement: Json): RequiredProvider {
  if (typeof requirement === "string") {
    return { name, source: fullSource(name), version: requirement.trim(), others: {} };
  }
  const { source, version, ...others } = objectOf(requirement);
  return {
    name,
    source: fullSource(typeof source === "string" ? source : name),
    version: typeof version === "string" ? version.trim() : "",
    others,
  };
}

function fullSource(source: string): string {
  return source.includes("/") ? source : `hashicorp/${source}`;
}

const DEFAULT_HOSTS = ["registry.terraform.io/", "registry.opentofu.org/"];

/** The source of a provider or of a module without the host that engines add by themselves. */
export function withoutDefaultHost(source: string): string {
  const host = DEFAULT_HOSTS.find((one) => source.startsWith(one));
  return host === undefined ? source : source.slice(host.length);
}

function readProviders(section: Json | undefined): ProviderConfiguration[] {
  return entries(section).flatMap(([name, bodies]) =>
    listOf(bodies)
      .filter(isObject)
      .map((body) => ({ name, ...(typeof body.alias === "string" ? { alias: body.alias } : {}), body })),
  );
}

/** The configuration that a block names in its `provider` argument, otherwise the default one that its type implies. */
export function readProviderReference(type: string, { provider }: JsonObject): ProviderReference {
  if (typeof provider !== "string") {
    return { name: type.split("_")[0] };
  }
  const reference = wholeReference(bare(provider));
  const [alias] = reference?.steps ?? [];
  const name = reference?.root ?? provider;
  return alias?.kind === "attribute" ? { name, alias: alias.name } : { name };
}

/** A `variable` block. */
export interface Variable {
  readonly name: string;
  /** The type as an expression, such as `list(string)`; `any` where none is given. */
  readonly type: string;
  readonly description: string;
  /** Whether it has no default. */
  readonly isRequired: boolean;
  /** Whether it is sensitive or ephemeral. */
  readonly isSecret: boolean;
  /** Whether Terraform keeps it out of the state and of plans. */
  readonly isEphemeral: boolean;
  readonly default?: Json;
  readonly validations: readonly Validation[];
}

interface Validation {
  readonly condition: string;
  readonly message: string;
}

/** An `output` block. */
export interface Output {
  readonly name: string;
  readonly description: string;
  /** Whether it is sensitive or ephemeral. */
  readonly isSecret: boolean;
  readonly value: Json;
}

/** Required variables first, both parts by name. */
export function readVariables(section: Json | undefined): Variable[] {
  const all = entries(section).map(([name, body]) => readVariable(name, body));
  return [...all.filter(({ isRequired }) => isRequired), ...all.filter(({ isRequired }) => !isRequired)];
}

function readVariable(name: string, block: Json): Variable {
  const body = blockOf(block);
  return {
    name,
    type: typeof body.type === "string" ? bare(body.type) : "any",
    description: textOf(body.description),
    isRequired: !("default" in body),
    isSecret: body.sensitive === true || body.ephemeral === true,
    isEphemeral: body.ephemeral === true,
    ...("default" in body ? { default: body.default } : {}),
    validations: listOf(body.validation)
      .filter(isObject)
      .map(({ condition, error_message }) => ({ condition: textOf(condition), message: textOf(error_message) })),
  };
}

function readOutputs(section: Json | undefined): Output[] {
  return entries(section).map(([name, block]) => {
    const { description, sensitive, ephemeral, value = null } = blockOf(block);
    return { name, description: textOf(description), isSecret: sensitive === true || ephemeral === true, value };
  });
}

/** What is wrong with the JSON of a stack. The message completes a sentence that begins with the name of the file. */
export class StackError extends Error {
  public override readonly name = "StackError";
}

const TYPED_SECTIONS = ["resource", "data", "ephemeral"] as const;
const NAMED_SECTIONS = ["module", "variable", "output", "check"] as const;
const LIST_SECTIONS = ["import", "moved", "removed"] as const;

/** The sections of a configuration that this version knows. `//` holds a comment. */
const KNOWN_SECTIONS: readonly string[] = [
  "//",
  "terraform",
  "provider",
  "locals",
  ...TYPED_SECTIONS,
  ...NAMED_SECTIONS,
  ...LIST_SECTIONS,
];

/**
 * Refuses what is not the JSON of a stack. Sections that are merely unknown pass.
 * @throws StackError that names the place
 */
function checkStack(value: Json): JsonObject {
  const stack = object("it", value);
  if (!KNOWN_SECTIONS.some((section) => section in stack)) {
    throw new StackError("is not a stack: it has no section such as resource or terraform");
  }
  for (const section of [...TYPED_SECTIONS, ...NAMED_SECTIONS, "provider", "locals", "terraform"]) {
    object(section, stack[section] ?? {});
  }
  for (const section of TYPED_SECTIONS) {
    for (const [type, named] of blocksIn(stack[section])) {
      const place = `${section}.${quoted(type)}`;
      for (const [name, body] of blocksIn(object(place, named))) {
        object(`${place}.${quoted(name)}`, body);
      }
    }
  }
  for (const section of [...NAMED_SECTIONS, "provider"]) {
    for (const [name, body] of blocksIn(stack[section])) {
      checkBlocks(`${section}.${quoted(name)}`, body);
    }
  }
  for (const section of LIST_SECTIONS) {
    checkBlocks(section, stack[section]);
  }
  checkBlocks("terraform.required_providers", object("terraform", stack.terraform ?? {}).required_providers);
  return stack;
}

function checkBlocks(place: string, blocks: Json | undefined): void {
  for (const body of listOf(blocks)) {
    object(place, body);
  }
}

function object(place: string, value: Json): JsonObject {
  if (!isObject(value)) {
    throw new StackError(`is not a stack: ${place} must be an object`);
  }
  return value;
}

/** The named blocks of a section, in which `//` is a comment. */
function blocksIn(section: Json | undefined): [string, Json][] {
  return entries(section).filter(([name]) => name !== "//");
}

/** How many levels of names a section has above the bodies of its blocks, unless it is one. */
const NAME_LEVELS: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  ephemeral: 2,
  terraform: 0,
  locals: 0,
  import: 0,
  moved: 0,
  removed: 0,
};

/** Drops `//` where it is a comment: among names and in bodies. In the value of an argument it is a key like any other. */
function withoutComments(stack: JsonObject): JsonObject {
  const sections = entries(stack).filter(([name]) => name !== "//");
  return Object.fromEntries(
    sections.map(([name, blocks]) => {
      const bodyOf = PROVISIONED_SECTIONS.includes(name) ? withProvisionerList : (body: JsonObject) => body;
      return [name, uncommented(blocks, lookUp(NAME_LEVELS, name) ?? 1, bodyOf)];
    }),
  );
}

function uncommented(value: Json, levels: number, bodyOf: (body: JsonObject) => JsonObject): Json {
  if (isList(value)) {
    return value.map((block) => uncommented(block, levels, bodyOf));
  }
  if (!isObject(value)) {
    return value;
  }
  const members = entries(value).filter(([name]) => name !== "//");
  return levels === 0
    ? bodyOf(Object.fromEntries(members))
    : Object.fromEntries(members.map(([name, child]) => [name, uncommented(child, levels - 1, bodyOf)]));
}

/** Sections whose blocks may have provisioners. */
const PROVISIONED_SECTIONS: readonly string[] = ["resource", "removed"];

/** A body whose provisioners are a list, since they run in their order and the names of an object are sorted. */
function withProvisionerList(body: JsonObject): JsonObject {
  const provisioners = listOf(body.provisioner);
  if (provisioners.length === 0 || !provisioners.every(isObject)) {
    return body;
  }
  const types = provisioners.flatMap(Object.entries<Json>).filter(([type]) => type !== "//");
  return { ...body, provisioner: types.map(([type, provisioner]) => ({ [type]: provisioner })) };
}

/** The paths that cdktf writes beside each element of a stack. */
function constructPaths(stack: JsonObject): [string, string][] {
  return entries(stack).flatMap(([section, names]) =>
    pathsIn(section === "resource" ? [] : [section], names, lookUp(NAME_LEVELS, section) ?? 1),
  );
}

function pathsIn(names: readonly string[], value: Json, levels: number): [string, string][] {
  if (levels > 0) {
    return entries(value).flatMap(([name, child]) => pathsIn([...names, name], child, levels - 1));
  }
  const { path } = objectOf(objectOf(objectOf(listOf(value)[0])["//"]).metadata);
  return typeof path === "string" ? [[names.join("."), path]] : [];
}
