import { createHash } from "node:crypto";
import { isAboutNetwork, type OfflineProvider } from "../../providers/offline/offline-provider";
import type { Handler } from "../../providers/plugin/grpc";
import { isValueList, isValueObject, Unknown, type Value, type ValueObject } from "../../providers/plugin/message-pack";
import {
  bytesOf,
  type Field,
  listIn,
  numberIn,
  readMessage,
  textIn,
  writeFields,
  writeMessage,
} from "../../providers/plugin/protobuf";
import {
  Applied,
  Apply,
  errorsIn,
  Move,
  Moved,
  OpenEphemeral,
  OpenedEphemeral,
  Plan,
  Planned,
  Read,
  ReadData,
  rawState,
  readPath,
  readValue,
  Upgrade,
  Upgraded,
  ValidateConfig,
  writeJson,
  writePath,
  writeRawState,
  writeValue,
  writeWarning,
} from "../../providers/plugin/protocol";
import type { SchemaKind, TypeSchema } from "../../providers/schema";
import { blockOfInstance } from "../../terraform/address";
import { type JsonObject, lookUp } from "../../terraform/json";
import { MadeUpValues } from "../mocked/made-up-values";
import { ADDRESS_ARGUMENT, type JobVersion } from "./job";
import { MadeUpState, withComputedUnknown } from "./made-up-state";
import { type Memory, providerPart, readMemory, withProviderPart, writeMemory } from "./memory";

/** The summary of a warning by which a proxy tells why the provider did not plan a resource. */
export const SILENCE = "cdktf-acr-aks: the provider did not plan this resource";

/** What a proxy works with. */
export interface ProxyContext {
  readonly provider: OfflineProvider;
  /** The answer to the question for schemas. */
  readonly schemas: Buffer;
  readonly schemaOf: (kind: SchemaKind, type: string) => TypeSchema | undefined;
  readonly version: Pick<JobVersion, "mocks" | "read">;
  /** Whether the provider's words about a resource it does not accept are those of the plan. */
  readonly refuses: boolean;
  /** Whether what may be replaced or updated in place is updated in place. */
  readonly isCalm: boolean;
  /** The schema of a resource in the version of the provider that wrote the state, if that is another one. */
  readonly earlierSchemaOf?: (type: string) => TypeSchema | undefined;
  /** Why the provider did not answer, by question. */
  readonly silences: Map<string, string>;
  readonly exampleId: (type: string) => Promise<string | undefined>;
  readonly onMadeUp: (texts: ReadonlySet<string>) => void;
  /** That something may be replaced or updated in place. */
  readonly onDoubt: () => void;
}

const EMPTY = Buffer.alloc(0);

/** The place of a resource itself. */
const EVERYTHING = [[]];

/**
 * A provider in Terraform's eyes. It plans with the provider's own program, and answers by itself what only the cloud
 * could answer: what data sources find, and what a resource is like once it has been created.
 */
export function proxyProvider(context: ProxyContext): Handler {
  const connection = new Connection(context);
  return (method, request) => connection.answer(method, request);
}

class Connection {
  /** The configuration of the provider that this connection is for. */
  private configuration: ValueObject = {};

  constructor(private readonly context: ProxyContext) {}

  public answer(method: string, request: Buffer): Promise<Buffer> | undefined {
    const fields = () => readMessage(request);
    switch (method) {
      case "GetProviderSchema":
        return Promise.resolve(this.context.schemas);
      case "ValidateProviderConfig":
      case "RenewEphemeralResource":
      case "CloseEphemeralResource":
      case "StopProvider":
        return Promise.resolve(EMPTY);
      case "ConfigureProvider":
        return this.configure(fields());
      case "ValidateResourceConfig":
      case "ValidateDataResourceConfig":
      case "ValidateEphemeralResourceConfig":
        return this.validate(method, fields());
      case "UpgradeResourceState":
        return this.upgrade(fields());
      case "MoveResourceState":
        return this.move(fields());
      case "ReadResource":
        return Promise.resolve(
          writeFields(
            fields()
              .filter(({ number }) => number === Read.state || number === Read.private)
              .map(({ number, value }) => ({ number: number === Read.state ? 1 : 3, value })),
          ),
        );
      case "PlanResourceChange":
        return this.plan(fields());
      case "ApplyResourceChange":
        return this.apply(fields());
      case "ReadDataSource":
        return this.read(fields());
      case "OpenEphemeralResource":
        return this.open(fields());
      case "CallFunction":
        return this.context.provider.ask(method, request);
      default:
        return undefined;
    }
  }

  private async configure(fields: Field[]): Promise<Buffer> {
    const configuration = readValue(fields, 2);
    this.configuration = isValueObject(configuration) ? configuration : {};
    this.context.provider.prepare(this.configuration);
    return EMPTY;
  }

  private async validate(method: string, fields: Field[]): Promise<Buffer> {
    const config = withoutAddress(readValue(fields, ValidateConfig.config));
    try {
      return await this.context.provider.ask(method, replaced(fields, { [ValidateConfig.config]: writeValue(config) }));
    } catch {
      // The plan says why.
      return EMPTY;
    }
  }

  private async upgrade(fields: Field[]): Promise<Buffer> {
    const json = rawState(fields, Upgrade.state);
    if (this.context.earlierSchemaOf === undefined) {
      return writeMessage([Upgraded.state, writeJson(json)]);
    }
    const { [ADDRESS_ARGUMENT]: address = null, ...state } = JSON.parse(json.toString("utf8"));
    const request = replaced(fields, { [Upgrade.state]: writeRawState(Buffer.from(JSON.stringify(state))) });
    const answer = readMessage(await this.context.provider.ask("UpgradeResourceState", request));
    const upgraded = withAddress(readValue(answer, Upgraded.state), address);
    return replaced(answer, { [Upgraded.state]: writeValue(upgraded) });
  }

  private async move(fields: Field[]): Promise<Buffer> {
    const { [ADDRESS_ARGUMENT]: address = null, ...state } = JSON.parse(rawState(fields, Move.state).toString("utf8"));
    const memory = readMemory(bytesOf(fields, Move.private));
    const request = replaced(fields, {
      [Move.state]: writeRawState(Buffer.from(JSON.stringify(state))),
      [Move.private]: providerPart(memory),
    });
    const answer = readMessage(await this.context.provider.ask("MoveResourceState", request));
    return replaced(answer, {
      [Moved.state]: writeValue(withAddress(readValue(answer, Moved.state), address)),
      [Moved.private]: writeMemory(withProviderPart(memory, bytesOf(answer, Moved.private))),
    });
  }

  private async plan(fields: Field[]): Promise<Buffer> {
    const proposed = readValue(fields, Plan.proposed);
    if (!isValueObject(proposed)) {
      return writeMessage([Planned.state, writeValue(null)]);
    }
    const memory = readMemory(bytesOf(fields, Plan.priorPrivate));
    const values = [Plan.prior, Plan.proposed, Plan.config].map(
      (number) => [number, writeValue(withoutAddress(readValue(fields, number)))] as const,
    );
    const request = replaced(
      fields.filter(({ number }) => number !== PRIOR_IDENTITY),
      { ...Object.fromEntries(values), [Plan.priorPrivate]: providerPart(memory) },
    );
    const { answer, silence } = await this.planned(request);
    if (silence !== undefined) {
      return this.unplanned(fields, proposed, silence);
    }
    const state = withAddress(this.settled(answer, fields), proposed[ADDRESS_ARGUMENT]);
    const planned = withProviderPart({ open: memory.open, silence: memory.silence }, bytesOf(answer, Planned.private));
    const isReplaced = listIn(answer, Planned.replace).length > 0 && isValueObject(readValue(fields, Plan.prior));
    const isDoubtful = isReplaced && this.isDoubtful(answer, fields, memory);
    if (isDoubtful) {
      this.context.onDoubt();
    }
    const kept = answer.filter(
      ({ number }) =>
        Object.values<number>(Planned).includes(number) &&
        !(isDoubtful && this.context.isCalm && number === Planned.replace),
    );
    return replaced(kept, { [Planned.state]: writeValue(state), [Planned.private]: writeMemory(planned) });
  }

  /**
   * The planned state. To providers of the older kind, what is empty is not set, and once Azure has answered the state
   * has the one or the other.
   */
  private settled(answer: readonly Field[], fields: readonly Field[]): Value {
    const [prior, planned] = [readValue(fields, Plan.prior), readValue(answer, Planned.state)];
    return numberIn(answer, Planned.isLegacy) === 1 ? keepingEmpty(prior, planned) : planned;
  }

  /** The provider's plan, or why there is none. What it did not answer once, it is not asked again. */
  private async planned(request: Buffer): Promise<{ readonly answer: Field[]; readonly silence?: string }> {
    const { provider, refuses, silences } = this.context;
    const question = digest([
      provider.file,
      bytesOf(readMessage(request), Plan.type),
      bytesOf(readMessage(request), Plan.config),
    ]);
    const known = silences.get(question);
    if (known !== undefined) {
      return { answer: [], silence: known };
    }
    try {
      const answer = readMessage(await provider.ask("PlanResourceChange", request));
      const errors = errorsIn(answer, Planned.diagnostics);
      if (errors === "") {
        return { answer };
      }
      const isOwn = provider.isUnconfigured === undefined && !isAboutNetwork(errors);
      if (isOwn && refuses) {
        return { answer };
      }
      const reason = provider.isUnconfigured === undefined ? "" : ` (${provider.isUnconfigured})`;
      return { answer: [], silence: `the provider refuses it${reason}: ${errors}` };
    } catch (error) {
      const silence = `the provider did not answer: ${error instanceof Error ? error.message : error}`;
      silences.set(question, silence);
      return { answer: [], silence };
    }
  }

  /** Plans what Terraform proposes. What differs in it may force a replacement. */
  private unplanned(fields: Field[], proposed: ValueObject, silence: string): Buffer {
    const { refuses, isCalm, onDoubt } = this.context;
    const prior = readValue(fields, Plan.prior);
    const schema = this.schema("resource", textIn(fields, Plan.type));
    const names = isValueObject(prior)
      ? Object.keys(proposed).filter((name) => differs(prior[name], proposed[name]))
      : [];
    if (names.length > 0) {
      onDoubt();
    }
    return writeMessage(
      [Planned.state, writeValue(isValueObject(prior) ? proposed : withComputedUnknown(proposed, schema.block))],
      ...names
        .filter((name) => !isCalm && name !== ADDRESS_ARGUMENT)
        .map((name) => [Planned.replace, writePath(name)] as const),
      [Planned.private, writeMemory({ ...readMemory(bytesOf(fields, Plan.priorPrivate)), silence })],
      [Planned.diagnostics, refuses ? writeWarning(SILENCE, silence) : undefined],
      [Planned.isLegacy, true],
    );
  }

  /** Whether all that forces the replacement differs from a value that only the cloud knows. */
  private isDoubtful(answer: readonly Field[], fields: readonly Field[], memory: Memory): boolean {
    const open = [...memory.open, ...this.added(textIn(fields, Plan.type)).map((name) => [name])];
    const [prior, planned] = [readValue(fields, Plan.prior), readValue(answer, Planned.state)];
    const paths = listIn(answer, Planned.replace).map(readPath);
    const differing = paths.filter((path) => differs(valueAt(prior, path), valueAt(planned, path)));
    return differing.length > 0 && differing.every((path) => isBelow(path, open));
  }

  /** What the provider that wrote the state does not know of a type. */
  private added(type: string): string[] {
    const earlier = this.context.earlierSchemaOf?.(type)?.block;
    const { attributes = {}, block_types = {} } = this.schema("resource", type).block;
    return earlier === undefined
      ? []
      : [...Object.keys(attributes), ...Object.keys(block_types)].filter(
          (name) => earlier.attributes?.[name] === undefined && earlier.block_types?.[name] === undefined,
        );
  }

  private async apply(fields: Field[]): Promise<Buffer> {
    const planned = readValue(fields, Apply.planned);
    if (!isValueObject(planned)) {
      return writeMessage([Applied.state, writeValue(null)]);
    }
    const type = textIn(fields, Apply.type);
    const made = await this.madeUp("resource", type, planned, type);
    const state = made.state.ofResource(planned, this.schema("resource", type).block);
    this.context.onMadeUp(made.values.texts);
    const memory = readMemory(bytesOf(fields, Apply.private));
    return writeMessage(
      [Applied.state, writeValue(state)],
      // Where the provider has not planned the resource, nothing is what it would be.
      [Applied.private, writeMemory({ ...memory, open: memory.silence === undefined ? made.state.open : EVERYTHING })],
      [Applied.isLegacy, true],
    );
  }

  private async read(fields: Field[]): Promise<Buffer> {
    const type = textIn(fields, ReadData.type);
    const config = readValue(fields, ReadData.config);
    if (!isValueObject(config)) {
      return writeMessage([1, writeValue(config)]);
    }
    const { state } = await this.madeUp("data_source", type, config, `data.${type}`);
    return writeMessage([1, writeValue(state.ofDataSource(config, this.schema("data_source", type).block))]);
  }

  private async open(fields: Field[]): Promise<Buffer> {
    const type = textIn(fields, OpenEphemeral.type);
    const config = readValue(fields, OpenEphemeral.config);
    if (!isValueObject(config)) {
      return EMPTY;
    }
    const { state } = await this.madeUp("ephemeral_resource", type, config, `ephemeral.${type}`);
    const result = state.ofDataSource(config, this.schema("ephemeral_resource", type).block);
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
    const mocks: JsonObject = {
      ...lookUp(version.mocks, blockType),
      ...lookUp(version.mocks, block),
      ...lookUp(version.mocks, address),
    };
    const read = version.read[block] ?? [];
    const isRead = (name: string) => !isResource || read.includes(name);
    return { values, state: new MadeUpState(values, { address: isResource ? address : block, type }, mocks, isRead) };
  }

  /** The arguments of the provider that decide where it looks: each place has other objects of the same name. */
  private place(): Value[] {
    return LOCATIONS.map((name) => this.configuration[name] ?? null);
  }

  private schema(kind: SchemaKind, type: string): TypeSchema {
    return this.context.schemaOf(kind, type) ?? { block: {} };
  }
}

const LOCATIONS = ["subscription_id", "tenant_id", "environment", "host", "config_path", "config_context"];

/** The identity that Terraform 1.12 and later keep of a resource. The proxies serve no schemas of them. */
const PRIOR_IDENTITY = 8;

function digest(value: Value | readonly (Value | undefined)[]): string {
  const text = JSON.stringify(value, (_key, part) => (typeof part === "bigint" ? String(part) : part));
  return createHash("sha256").update(text).digest("hex");
}

function replaced(fields: readonly Field[], values: Readonly<Record<number, Buffer | undefined>>): Buffer {
  const kept = fields.filter(({ number }) => !(number in values));
  const written = Object.entries(values).map(([number, value]) => [Number(number), value] as const);
  return writeMessage(...kept.map(({ number, value }) => [number, value] as const), ...written);
}

function withoutAddress(value: Value): Value {
  if (!isValueObject(value)) {
    return value;
  }
  const { [ADDRESS_ARGUMENT]: _address, ...rest } = value;
  return rest;
}

function withAddress(value: Value, address: Value): Value {
  return isValueObject(value) ? { ...value, [ADDRESS_ARGUMENT]: address } : value;
}

function valueAt(value: Value, path: readonly (string | number)[]): Value {
  return path.reduce((part: Value, step) => {
    if (part instanceof Unknown) {
      return part;
    }
    if (Array.isArray(part)) {
      return part[Number(step)] ?? null;
    }
    return isValueObject(part) ? (part[step] ?? null) : null;
  }, value);
}

/** A value in which what is empty is so in the way that it was before. */
function keepingEmpty(before: Value, after: Value): Value {
  if (isEmpty(before) && isEmpty(after)) {
    return before;
  }
  if (isValueList(before) && isValueList(after)) {
    return after.map((element, index) => keepingEmpty(before[index] ?? element, element));
  }
  return isValueObject(before) && isValueObject(after)
    ? Object.fromEntries(Object.entries(after).map(([name, part]) => [name, keepingEmpty(before[name] ?? null, part)]))
    : after;
}

function isEmpty(value: Value): boolean {
  if (isValueObject(value)) {
    return Object.keys(value).length === 0;
  }
  return isValueList(value) ? value.length === 0 : value === null || value === "" || value === 0 || value === false;
}

function differs(before: Value, after: Value): boolean {
  return after instanceof Unknown || digest(before) !== digest(after);
}

function isBelow(path: readonly (string | number)[], open: ExistingOpen): boolean {
  return open.some((place) => place.every((step, index) => path[index] === step));
}

type ExistingOpen = Memory["open"];
