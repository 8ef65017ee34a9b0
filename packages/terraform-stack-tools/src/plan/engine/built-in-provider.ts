import { CallError } from "../../providers/plugin/grpc";
import {
  isValueList,
  isValueObject,
  UNKNOWN_VALUE,
  Unknown,
  type Value,
  type ValueObject,
} from "../../providers/plugin/message-pack";
import { type Field, readMessage, textIn, writeMessage } from "../../providers/plugin/protobuf";
import {
  Move,
  Moved,
  Plan,
  Planned,
  rawState,
  readValue,
  writePath,
  writeValue,
} from "../../providers/plugin/protocol";
import type { TypeSchema } from "../../providers/schema";
import { type Json, type JsonObject, lookUp, objectOf } from "../../stack/json";
import type { JobVersion } from "../job";
import type { MadeUpValues } from "../prepare/made-up-values";
import type { Planner } from "./proxy-context";
import { digest, dynamicValue } from "./values";

/**
 * What is built into Terraform and OpenTofu as the provider `terraform`, without reading states: stored values, and the data
 * source that reads the state of another stack. The engine asks this one, as it asks the proxies of other providers.
 * Source: Terraform, "The terraform_data Managed Resource Type", read on 2026-11-27.
 */
export class BuiltInProvider implements Planner {
  public readonly file = "";
  public readonly unconfigured = undefined;
  public readonly tellsIds = false;

  constructor(
    private readonly version: Pick<JobVersion, "states" | "outputs">,
    private readonly schemaOf: (type: string) => TypeSchema | undefined,
  ) {}

  public prepare(): void {}

  public async exampleId(): Promise<undefined> {
    return undefined;
  }

  public async ask(method: string, request: Buffer): Promise<Buffer> {
    const fields = readMessage(request);
    switch (method) {
      case "PlanResourceChange":
        return planned(fields);
      case "MoveResourceState":
        return this.moved(fields);
      case "CallFunction":
        throw new CallError(
          `a plan calls no function of the provider that is built into Terraform, and the stack calls ${textIn(fields, 1)}; ` +
            "give its result as a variable",
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
