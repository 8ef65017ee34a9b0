import { PLACE_ARGUMENTS } from "../../knowledge/offline/setups";
import { ADDRESS_ARGUMENT } from "../../planned/plan-json";
import { isValueObject, type Value, type ValueObject } from "../../providers/plugin/message-pack";
import { bytesOf, type Field, textIn, writeMessage } from "../../providers/plugin/protobuf";
import {
  Applied,
  Apply,
  OpenEphemeral,
  OpenedEphemeral,
  ReadData,
  readValue,
  writeValue,
} from "../../providers/plugin/protocol";
import type { SchemaKind } from "../../providers/schema";
import { blockOfInstance } from "../../stack/address";
import { type JsonObject, lookUp } from "../../stack/json";
import { MadeUpValues } from "../prepare/made-up-values";
import { MadeUpState } from "./made-up-state";
import { blockSchema, type ProxyContext } from "./proxy-context";
import { digest, readPrivateState, withoutAddress, writePrivateState } from "./values";

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

  /** Answers `ReadDataSource`. */
  public async read(fields: Field[]): Promise<Buffer> {
    const type = textIn(fields, ReadData.type);
    const config = readValue(fields, ReadData.config);
    if (!isValueObject(config)) {
      return writeMessage([1, writeValue(config)]);
    }
    const { state, values } = await this.madeUp("data_source", type, config, `data.${type}`);
    const answer = state.ofDataSource(config, blockSchema(this.context, "data_source", type));
    this.context.onMadeUp(values.texts);
    return writeMessage([1, writeValue(answer)]);
  }

  /** Answers `OpenEphemeralResource`. */
  public async open(fields: Field[]): Promise<Buffer> {
    const type = textIn(fields, OpenEphemeral.type);
    const config = readValue(fields, OpenEphemeral.config);
    if (!isValueObject(config)) {
      return writeMessage();
    }
    const { state, values } = await this.madeUp("ephemeral_resource", type, config, `ephemeral.${type}`);
    const result = state.ofDataSource(config, blockSchema(this.context, "ephemeral_resource", type));
    this.context.onMadeUp(values.texts);
    return writeMessage([OpenedEphemeral.result, writeValue(result)]);
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
