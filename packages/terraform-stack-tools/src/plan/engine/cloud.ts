import { PLACE_ARGUMENTS } from "../../knowledge/catalogue/offline";
import { ADDRESS_ARGUMENT, type Path, printPath } from "../../planned/values";
import type {
  AttributeSchema,
  AttributeType,
  BlockSchema,
  NestedBlockSchema,
  SchemaKind,
} from "../../providers/initialized-folder";
import {
  bytesOf,
  type Field,
  isValueList,
  isValueObject,
  Message,
  mapMembers,
  readValue,
  textIn,
  UNKNOWN_VALUE,
  Unknown,
  type Value,
  type ValueObject,
  writeMessage,
  writeValue,
} from "../../providers/plugin/wire";
import { blockOfInstance } from "../../stack/address";
import { isList, isObject, type Json, type JsonObject, lookUp, objectOf } from "../../stack/json";
import { MadeUpValues, type Owner } from "../prepare/made-up-values";
import {
  blockSchema,
  digest,
  dynamicValue,
  type ProxyContext,
  readPrivateState,
  withoutAddress,
  writePrivateState,
} from "./proxy-context";

const { Applied, Apply, Found, Look, OpenedEphemeral } = Message;

/** Fills in what a provider leaves open, as the cloud would. */
export class MadeUpState {
  private readonly openPaths: Path[] = [];

  /**
   * @param mocks the user's answers for the block
   * @param isRead whether the stack reads an attribute or a block. A list that nobody reads is empty: a made-up element
   * would be a setting to the provider's own checks
   */
  constructor(
    private readonly values: MadeUpValues,
    private readonly owner: Owner,
    private readonly mocks: JsonObject,
    private readonly isRead: (name: string) => boolean,
  ) {}

  /** The places that were open. */
  public get open(): readonly Path[] {
    return this.openPaths;
  }

  /** A planned state without anything unknown. */
  public ofResource(planned: ValueObject, schema: BlockSchema): ValueObject {
    return mapMembers(planned, (value, name) => {
      const given = value instanceof Unknown ? this.mocks[name] : undefined;
      const attribute = schema.attributes?.[name];
      if (given === undefined || attribute === undefined) {
        return this.member(value, name, schema, []);
      }
      this.openPaths.push([name]);
      return this.completed(given, attribute.type, [name]);
    });
  }

  /** What a data source answers: the configuration, with all that it does not set. */
  public ofDataSource(configuration: ValueObject, schema: BlockSchema): ValueObject {
    return this.ofResource(withComputedUnknown(configuration, schema), schema);
  }

  private blocks(value: Value, { block, nesting_mode }: NestedBlockSchema, path: Path): Value {
    if (value instanceof Unknown) {
      this.openPaths.push(path);
      return this.missingBlocks(block, nesting_mode, path);
    }
    if (isValueList(value)) {
      return value.map((body, index) => this.block(body, block, [...path, index]));
    }
    if (nesting_mode === "map" && isValueObject(value)) {
      return mapMembers(value, (body, key) => this.block(body, block, [...path, key]));
    }
    return this.block(value, block, path);
  }

  private missingBlocks(block: BlockSchema, mode: NestedBlockSchema["nesting_mode"], path: Path): Value {
    const [name] = path;
    const mock = this.mocks[String(name)];
    const given = isObject(mock) ? mock : undefined;
    const isSingle = mode === "single" || mode === "group";
    if (given === undefined && !this.isRead(String(name))) {
      return isSingle ? null : [];
    }
    const body = { ...mapMembers(emptyBlock(block), (member, key) => this.member(member, key, block, path)), ...given };
    return isSingle ? body : [body];
  }

  private block(value: Value, schema: BlockSchema, path: Path): Value {
    if (!isValueObject(value)) {
      return value instanceof Unknown ? null : value;
    }
    return mapMembers(value, (member, name) => this.member(member, name, schema, path));
  }

  private member(value: Value, name: string, { attributes = {}, block_types = {} }: BlockSchema, path: Path): Value {
    const [attribute, block] = [attributes[name], block_types[name]];
    if (attribute !== undefined) {
      return this.attribute(value, attribute, [...path, name]);
    }
    return block === undefined ? value : this.blocks(value, block, [...path, name]);
  }

  private attribute(value: Value, schema: AttributeSchema, path: Path): Value {
    const { type, nested_type: nested } = schema;
    if (type !== undefined) {
      return this.typed(value, type, path);
    }
    if (nested === undefined) {
      return value;
    }
    if (value instanceof Unknown) {
      this.openPaths.push(path);
      const isEmpty = nested.nesting_mode !== "single" && !this.isRead(String(path[0]));
      return isEmpty ? emptyOf(nested.nesting_mode) : this.values.attribute(schema, nameOf(path), this.ownerOf(path));
    }
    const mode = nested.nesting_mode;
    return this.blocks(value, { nesting_mode: mode, block: { attributes: nested.attributes } }, path);
  }

  /** An answer of the user, with the fields that it leaves out. */
  private completed(given: Json, type: AttributeType | undefined, path: Path): Value {
    if (type === "dynamic") {
      return dynamicValue(given);
    }
    const [kind, part] = Array.isArray(type) ? type : [];
    if (isList(given) && (kind === "list" || kind === "set")) {
      return given.map((element, index) => this.completed(element, part, [...path, index]));
    }
    if (!isObject(given) || kind !== "object" || type === undefined) {
      return given;
    }
    const made = this.values.ofType(type, nameOf(path), this.ownerOf(path));
    return { ...objectOf(made), ...given };
  }

  private typed(value: Value, type: AttributeType, path: Path): Value {
    if (value instanceof Unknown && type === "dynamic") {
      this.openPaths.push(path);
      return null;
    }
    if (value instanceof Unknown) {
      this.openPaths.push(path);
      const isCollection = Array.isArray(type) && (type[0] === "list" || type[0] === "set");
      const isEmpty = isCollection && !this.isRead(String(path[0]));
      return isEmpty ? [] : this.values.ofType(type, nameOf(path), this.ownerOf(path));
    }
    if (typeof type === "string") {
      return value;
    }
    const [kind, part] = type;
    if (isValueList(value)) {
      const typeAt = (index: number): AttributeType => (kind === "tuple" ? type[1][index] : (part as AttributeType));
      return value.map((element, index) => this.typed(element, typeAt(index), [...path, index]));
    }
    if (!isValueObject(value)) {
      return value;
    }
    const typeOf = (name: string): AttributeType => (kind === "object" ? type[1][name] : (part as AttributeType));
    return mapMembers(value, (member, name) => this.typed(member, typeOf(name), [...path, name]));
  }

  private ownerOf(path: Path): Owner {
    const names = path.slice(0, -1).map((part) => `.${part}`);
    const { address, source } = this.owner;
    return {
      ...this.owner,
      address: address + names.join(""),
      ...(source === undefined ? {} : { source: `${source}.${printPath(path)}` }),
    };
  }
}

function nameOf(path: Path): string {
  return String(path.filter((part) => typeof part === "string").at(-1) ?? "");
}

function emptyOf(mode: "list" | "set" | "map"): Value {
  return mode === "map" ? {} : [];
}

/** What a provider computes and the configuration does not set is unknown, also in the blocks that there are. */
export function withComputedUnknown(
  value: ValueObject,
  { attributes = {}, block_types = {} }: BlockSchema,
): ValueObject {
  return mapMembers(value, (member, name) => {
    if (attributes[name]?.computed === true && member === null) {
      return UNKNOWN_VALUE;
    }
    const block = block_types[name]?.block;
    if (block === undefined) {
      return member;
    }
    if (isValueList(member)) {
      return member.map((body) => (isValueObject(body) ? withComputedUnknown(body, block) : body));
    }
    return isValueObject(member) && block_types[name].nesting_mode !== "map"
      ? withComputedUnknown(member, block)
      : member;
  });
}

function emptyBlock({ attributes = {}, block_types = {} }: BlockSchema): ValueObject {
  const members = Object.entries(attributes).map(([name, { computed }]) => [name, computed ? UNKNOWN_VALUE : null]);
  const blocks = Object.entries(block_types).map(([name, { nesting_mode }]) => [
    name,
    nesting_mode === "single" || nesting_mode === "group" ? null : emptyOf(nesting_mode === "map" ? "map" : "list"),
  ]);
  return Object.fromEntries([...members, ...blocks]);
}

/** The place of a resource itself. */
const EVERYTHING: readonly string[] = [];

/** Answers what only the cloud could answer. */
export class Cloud {
  /** The configuration of the provider that asks. */
  public configuration: ValueObject = {};

  constructor(private readonly context: ProxyContext) {}

  /** Answers `ApplyResourceChange`: what a resource is like once it has been created. */
  public async apply(fields: Field[]): Promise<Buffer> {
    const proposed = readValue(fields, Apply.planned);
    if (!isValueObject(proposed)) {
      return writeMessage([Applied.state, writeValue(null)]);
    }
    const planned = this.context.provider.completed?.(proposed) ?? proposed;
    const type = textIn(fields, Apply.type);
    const made = await this.madeUp("resource", type, planned, type);
    const state = made.state.ofResource(planned, blockSchema(this.context, "resource", type));
    this.context.onMadeUp(made.values.texts);
    const kept = readPrivateState(bytesOf(fields, Apply.private));
    return writeMessage(
      [Applied.state, writeValue(state)],
      // Where the provider has not planned the resource, nothing is what it would be.
      [
        Applied.private,
        writePrivateState({
          ...kept,
          open: [...made.state.open, ...(kept.unplanned === undefined ? [] : [EVERYTHING])],
        }),
      ],
      [Applied.isLegacy, true],
    );
  }

  /** Answers `ReadDataSource`, and `OpenEphemeralResource` alike. */
  public async look(kind: "data_source" | "ephemeral_resource", fields: Field[]): Promise<Buffer> {
    const [prefix, number] = kind === "data_source" ? ["data", Found.state] : ["ephemeral", OpenedEphemeral.result];
    const type = textIn(fields, Look.type);
    const config = readValue(fields, Look.config);
    if (!isValueObject(config)) {
      return writeMessage([number, writeValue(config)]);
    }
    const { state, values } = await this.madeUp(kind, type, config, `${prefix}.${type}`);
    const answer = state.ofDataSource(config, blockSchema(this.context, kind, type));
    this.context.onMadeUp(values.texts);
    return writeMessage([number, writeValue(answer)]);
  }

  private async madeUp(kind: SchemaKind, type: string, value: ValueObject, blockType: string) {
    const { version, exampleId } = this.context;
    const label = value[ADDRESS_ARGUMENT];
    const address = typeof label === "string" ? label : blockType;
    const block = blockOfInstance(address);
    // What is looked up elsewhere, or by another name, is another object. A resource is known by its address.
    const isResource = kind === "resource";
    const seed = isResource && typeof label === "string" ? "first" : digest([withoutAddress(value), this.place()]);
    const values = new MadeUpValues(seed, await exampleId(type));
    const given: JsonObject = {
      ...lookUp(version.mocks, blockType),
      ...lookUp(version.mocks, block),
      ...lookUp(version.mocks, address),
    };
    const mocks = { ...given, ...this.context.provider.found?.(block, given, values) };
    const read = version.read[block] ?? [];
    const isRead = (name: string) => !isResource || read.includes(name);
    const present = (lookUp(version.moved, block) ?? block) + address.slice(block.length);
    const owner = {
      address: isResource ? address : block,
      type,
      ...(typeof label === "string" ? { source: present } : {}),
    };
    return { values, state: new MadeUpState(values, owner, mocks, isRead) };
  }

  /** The arguments of the provider that decide where it looks: each place has other objects of the same name. */
  private place(): Value[] {
    return PLACE_ARGUMENTS.map((name) => this.configuration[name] ?? null);
  }
}
