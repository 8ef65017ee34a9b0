import { join } from "node:path";
import { OFFLINE_SETUPS } from "../../knowledge/catalogue/offline";
import { ADDRESS_ARGUMENT } from "../../planned/values";
import {
  BUILT_IN_PROVIDER,
  type InstalledProvider,
  type TypeSchema,
  typeSchemas,
} from "../../providers/initialized-folder";
import { OfflineProvider } from "../../providers/plugin/offline-provider";
import {
  bytesOf,
  CallError,
  errorsIn,
  type Field,
  type Handler,
  isValueList,
  isValueObject,
  Message,
  rawState,
  readMessage,
  readValue,
  textIn,
  UNKNOWN_VALUE,
  Unknown,
  type Value,
  type ValueObject,
  writeJson,
  writeMessage,
  writePath,
  writeRawState,
  writeValue,
} from "../../providers/plugin/wire";
import { type Json, type JsonObject, lookUp, objectOf } from "../../stack/json";
import type { Job, JobVersion } from "../job";
import type { MadeUpValues } from "../prepare/made-up-values";
import { Cloud } from "./cloud";
import {
  digest,
  dynamicValue,
  type Planner,
  type ProxyContext,
  providerPart,
  proxyContext,
  type RunContext,
  readPrivateState,
  replaced,
  withAddress,
  withoutAddress,
  withoutTexts,
  withProviderPart,
  writePrivateState,
} from "./proxy-context";
import { differs, ResourcePlan } from "./resource-plan";

const { Configure, Move, Moved, Plan, Planned, Read, ReadAnswer, Upgrade, Upgraded, ValidateConfig, Validated } =
  Message;

const EMPTY = Buffer.alloc(0);

/**
 * Starts a provider, and makes the handler of each connection.
 * @param programs those that run, by file
 */
export function proxyOf(
  job: Job,
  context: RunContext,
  provider: InstalledProvider,
  programs: Map<string, OfflineProvider>,
): () => Handler {
  const parts = proxyContext(job, context, provider, plannerOf(job, context, provider, programs));
  return () => proxyProvider(parts);
}

function plannerOf(
  { folder }: Job,
  { version }: RunContext,
  provider: InstalledProvider,
  programs: Map<string, OfflineProvider>,
): Planner {
  const { address, file, schemas } = provider;
  if (address === BUILT_IN_PROVIDER) {
    const schemaOf = typeSchemas(schemas);
    return new BuiltInProvider(version, (type) => schemaOf("resource", type));
  }
  const own =
    programs.get(file) ?? new OfflineProvider(provider, join(folder, "p", `p${programs.size}`), OFFLINE_SETUPS);
  programs.set(file, own);
  own.launch();
  return own;
}

/**
 * A provider in Terraform's eyes. It plans with the provider's own program, and answers by itself what only the cloud
 * could answer: what data sources find, and what a resource is like once it has been created.
 */
export function proxyProvider(context: ProxyContext): Handler {
  const connection = new Connection(context);
  return (method, request) => connection.answer(method, request);
}

class Connection {
  private readonly cloud: Cloud;
  private readonly resources: ResourcePlan;

  constructor(private readonly context: ProxyContext) {
    this.cloud = new Cloud(context);
    this.resources = new ResourcePlan(context);
  }

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
        return Promise.resolve(this.unchanged(fields()));
      case "PlanResourceChange":
        return this.resources.plan(fields());
      case "ApplyResourceChange":
        return this.cloud.apply(fields());
      case "ReadDataSource":
        return this.cloud.look("data_source", fields());
      case "OpenEphemeralResource":
        return this.cloud.look("ephemeral_resource", fields());
      case "CallFunction":
        return this.context.provider.ask(method, request);
      default:
        return undefined;
    }
  }

  private async configure(fields: Field[]): Promise<Buffer> {
    const configuration = readValue(fields, Configure.config);
    this.cloud.configuration = isValueObject(configuration) ? configuration : {};
    this.context.provider.prepare?.(this.cloud.configuration);
    return EMPTY;
  }

  private async validate(method: string, fields: Field[]): Promise<Buffer> {
    const config = withoutAddress(readValue(fields, ValidateConfig.config));
    const asked = (value: Value) =>
      this.context.provider.ask(method, replaced(fields, { [ValidateConfig.config]: writeValue(value) }));
    try {
      const answer = await asked(config);
      if (errorsIn(readMessage(answer), Validated.diagnostics) === "") {
        return answer;
      }
      // Of what is made up, only ids of resources have the form that the provider itself gives them.
      const guesses = this.context
        .madeUp()
        .filter(({ text, source = "" }) => !(text[0] === "/" && /\.id$/.test(source)));
      const opened = withoutTexts(config, guesses);
      return differs(config, opened) ? await asked(opened) : answer;
    } catch {
      // The plan says why.
      return EMPTY;
    }
  }

  private async upgrade(fields: Field[]): Promise<Buffer> {
    const json = rawState(fields, Upgrade.state);
    const { earlierSchemaOf, isStateGiven, provider } = this.context;
    if (earlierSchemaOf === undefined && !(isStateGiven && provider.file !== "")) {
      return writeMessage([Upgraded.state, writeJson(json)]);
    }
    const { address, state } = stateIn(json);
    const request = replaced(fields, { [Upgrade.state]: state });
    const answer = readMessage(await provider.ask("UpgradeResourceState", request));
    const upgraded = withAddress(readValue(answer, Upgraded.state), address);
    return replaced(answer, { [Upgraded.state]: writeValue(upgraded) });
  }

  private async move(fields: Field[]): Promise<Buffer> {
    const { address, state } = stateIn(rawState(fields, Move.state));
    const kept = readPrivateState(bytesOf(fields, Move.private));
    const request = replaced(fields, { [Move.state]: state, [Move.private]: providerPart(kept) });
    const answer = readMessage(await this.context.provider.ask("MoveResourceState", request));
    return replaced(answer, {
      [Moved.state]: writeValue(withAddress(readValue(answer, Moved.state), address)),
      [Moved.private]: writePrivateState(withProviderPart(kept, bytesOf(answer, Moved.private))),
    });
  }

  /** Nothing is refreshed. */
  private unchanged(fields: readonly Field[]): Buffer {
    return writeMessage(
      [ReadAnswer.state, bytesOf(fields, Read.state)],
      [ReadAnswer.private, bytesOf(fields, Read.private)],
    );
  }
}

/** What a proxy has Terraform keep: the address of a block, and the state as the provider knows it. */
function stateIn(json: Buffer): { readonly address: Value; readonly state: Buffer } {
  const { [ADDRESS_ARGUMENT]: address = null, ...state } = JSON.parse(json.toString("utf8"));
  return { address, state: writeRawState(Buffer.from(JSON.stringify(state))) };
}

/**
 * What is built into Terraform and OpenTofu as the provider `terraform`, without reading states: stored values, and the data
 * source that reads the state of another stack. The engine asks this one, as it asks the proxies of other providers.
 * Source: Terraform, "The terraform_data Managed Resource Type", undated.
 */
export class BuiltInProvider implements Planner {
  public readonly file = "";

  constructor(
    private readonly version: Pick<JobVersion, "states" | "outputs">,
    private readonly schemaOf: (type: string) => TypeSchema | undefined,
  ) {}

  public async ask(method: string, request: Buffer): Promise<Buffer> {
    const fields = readMessage(request);
    switch (method) {
      case "PlanResourceChange":
        return planned(fields);
      case "MoveResourceState":
        return this.moved(fields);
      case "CallFunction":
        throw new CallError(
          `a plan cannot call functions of Terraform's built-in provider, and the stack calls ${textIn(fields, 1)}; ` +
            "pass its result as a variable",
        );
      default:
        return Buffer.alloc(0);
    }
  }

  /** What is known of a stored value once it is stored. */
  public completed(state: ValueObject): ValueObject {
    return "output" in state && isUnknown(state.output) ? { ...state, output: state.input } : state;
  }

  /** The outputs of another stack: those that a stack is known to read, or whatever a module or a check may read. */
  public found(block: string, given: JsonObject, values: MadeUpValues): JsonObject {
    const known = lookUp(this.version.states, block);
    const madeUp = (): [string, Json][] => this.version.outputs.map((name) => [name, values.output(name)]);
    return { outputs: known ?? { ...Object.fromEntries(madeUp()), ...objectOf(given.outputs) } };
  }

  /** From a `null_resource`. */
  private moved(fields: readonly Field[]): Buffer {
    const { id = null, triggers = null } = JSON.parse(rawState(fields, Move.state).toString("utf8"));
    const names = Object.keys(this.schemaOf("terraform_data")?.block.attributes ?? {});
    const values: ValueObject = { id, triggers_replace: dynamicValue(triggers) };
    const state = Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
    return writeMessage([Moved.state, writeValue(state)]);
  }
}

function planned(fields: readonly Field[]): Buffer {
  const [prior, proposed] = [readValue(fields, Plan.prior), readValue(fields, Plan.proposed)];
  if (!isValueObject(proposed)) {
    return writeMessage([Planned.state, writeValue(proposed)]);
  }
  if (Object.values(proposed).some((value) => isValueObject(value))) {
    throw new CallError("a plan does not know what becomes of a store");
  }
  const isReplaced = isValueObject(prior) && digest(prior.triggers_replace) !== digest(proposed.triggers_replace);
  const before = isValueObject(prior) && !isReplaced ? prior : undefined;
  const { input } = proposed;
  const state = {
    ...proposed,
    ...(before === undefined ? { id: UNKNOWN_VALUE } : {}),
    ...(digest(before?.input ?? null) === digest(input) ? {} : { output: unknownLike(input) }),
  };
  return writeMessage(
    [Planned.state, writeValue(state)],
    [Planned.replace, isReplaced ? writePath("triggers_replace") : undefined],
  );
}

/** A value of a dynamic type is a list of its type and the value itself. */
function unknownLike(value: Value): Value {
  return isValueList(value) && value[1] !== null ? [value[0], UNKNOWN_VALUE] : value;
}

function isUnknown(value: Value): boolean {
  return value instanceof Unknown || (isValueList(value) && value[1] instanceof Unknown);
}
