import { type Address, blockAddress, type Kind, parseAddress } from "./address";
import { checkStack, KNOWN_SECTIONS, TYPED_SECTIONS } from "./check-stack";
import {
  compare,
  entries,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
  sorted,
  textOf,
} from "./json";
import {
  type ProviderConfiguration,
  type ProviderReference,
  type RequiredProvider,
  readProviderReference,
  readProviders,
  readRequiredProviders,
} from "./provider";
import { type Output, readOutputs, readVariables, type Variable } from "./variable";

/** A synthesized stack, read once. Nothing in it changes. */
export interface Stack {
  /** As cdktf named it. */
  readonly name?: string;
  /** The version of cdktf that synthesized it. */
  readonly cdktfVersion?: string;
  /** The configuration without comments, with all keys in order. */
  readonly sections: JsonObject;
  /** In the order of their addresses. */
  readonly blocks: readonly Block[];
  readonly blockByAddress: ReadonlyMap<string, Block>;
  readonly variables: readonly Variable[];
  readonly outputs: readonly Output[];
  readonly checks: readonly NamedBody[];
  readonly providers: readonly ProviderConfiguration[];
  readonly requiredProviders: readonly RequiredProvider[];
  readonly imports: readonly Import[];
  readonly moves: readonly Move[];
  /** The settings in the `terraform` block. */
  readonly settings: JsonObject;
  /** Sections of a Terraform newer than this package. */
  readonly unknownSections: readonly string[];
  /** The paths of constructs, by section and names: `variable.x`, `data.azurerm_subnet.a`, `azurerm_subnet.a`. */
  readonly constructPaths: ReadonlyMap<string, string>;
}

/** A block that has an address. */
export interface Block extends Pick<Address, "kind" | "type" | "name"> {
  /** Such as `azurerm_subnet.a` or `module.network`. */
  readonly address: string;
  /** The address without the name: `azurerm_subnet`, `data.azurerm_subnet`, `module`. The catalogue's key. */
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
export interface Import {
  readonly to: Address;
  /** The id as a template. */
  readonly id: string;
  /** What the block is repeated for, such as `${toset(["apps"])}`. */
  readonly forEach?: Json;
}

/** A `moved` block. */
export interface Move {
  readonly from: Address;
  readonly to: Address;
}

/** Reads the JSON of a stack. @throws StackError that names the place where it is not one */
export function readStack(json: Json): Stack {
  const stack = checkStack(json);
  const metadata = objectOf(objectOf(stack["//"]).metadata);
  return {
    ...(typeof metadata.stackName === "string" ? { name: metadata.stackName } : {}),
    ...(typeof metadata.version === "string" ? { cdktfVersion: metadata.version } : {}),
    ...readSections(sorted(withoutComments(stack))),
    constructPaths: new Map(constructPaths(stack)),
  };
}

/** The stack with other sections in place of its own. */
export function withSections(stack: Stack, sections: JsonObject): Stack {
  return { ...stack, ...readSections(sections) };
}

/** The stack with other bodies for its resources. */
export function mapResources(stack: Stack, change: (resource: Block) => JsonObject): Stack {
  const resources = stack.blocks.filter(({ kind }) => kind === "resource");
  const types = [...new Set(resources.map(({ type }) => type))];
  const named = (type: string) => resources.filter((resource) => resource.type === type);
  const bodies = types.map((type) => [
    type,
    Object.fromEntries(named(type).map((resource) => [resource.name, change(resource)])),
  ]);
  return types.length === 0 ? stack : withSections(stack, { ...stack.sections, resource: Object.fromEntries(bodies) });
}

function readSections(sections: JsonObject): Omit<Stack, "name" | "cdktfVersion" | "constructPaths"> {
  const settings = objectOf(sections.terraform);
  const blocks = readBlocks(sections);
  return {
    sections,
    blocks,
    blockByAddress: new Map(blocks.map((block) => [block.address, block])),
    variables: readVariables(sections.variable),
    outputs: readOutputs(sections.output),
    checks: entries(sections.check).map(([name, body]) => ({ name, body: objectOf(listOf(body)[0]) })),
    providers: readProviders(sections.provider),
    requiredProviders: readRequiredProviders(settings),
    imports: readImports(sections.import),
    moves: readMoves(sections.moved),
    settings,
    unknownSections: Object.keys(sections).filter((section) => !KNOWN_SECTIONS.includes(section)),
  };
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

/**
 * Drops `//` where it is a comment: among names and in bodies. In the value of an argument it is a key like any other.
 */
function withoutComments(stack: JsonObject): JsonObject {
  const sections = entries(stack).filter(([name]) => name !== "//");
  return Object.fromEntries(
    sections.map(([name, blocks]) => {
      const bodyOf = PROVISIONED_SECTIONS.includes(name) ? withProvisionerList : (body: JsonObject) => body;
      return [name, uncommented(blocks, NAME_LEVELS[name] ?? 1, bodyOf)];
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
    blockType: [kind === "resource" ? "" : kind, type].filter((part) => part !== "").join("."),
    provider: readProviderReference(type, body),
    body,
    isRepeated: "for_each" in body || "count" in body,
  };
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

/** The paths that cdktf writes beside each element of a stack. */
function constructPaths(stack: JsonObject): [string, string][] {
  return entries(stack).flatMap(([section, names]) =>
    pathsIn(section === "resource" ? [] : [section], names, NAME_LEVELS[section] ?? 1),
  );
}

function pathsIn(names: readonly string[], value: Json, levels: number): [string, string][] {
  if (levels > 0) {
    return entries(value).flatMap(([name, child]) => pathsIn([...names, name], child, levels - 1));
  }
  const { path } = objectOf(objectOf(objectOf(listOf(value)[0])["//"]).metadata);
  return typeof path === "string" ? [[names.join("."), path]] : [];
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
