import { isAboutNetwork } from "../../providers/offline/offline-provider";
import { isValueObject, type Value, type ValueObject } from "../../providers/plugin/message-pack";
import {
  bytesOf,
  type Field,
  listIn,
  numberIn,
  readMessage,
  textIn,
  writeMessage,
} from "../../providers/plugin/protobuf";
import {
  errorsIn,
  Plan,
  Planned,
  readPath,
  readValue,
  withoutDeferral,
  writePath,
  writeValue,
  writeWarning,
} from "../../providers/plugin/protocol";
import { ADDRESS_ARGUMENT } from "../job";
import { blockSchema, type ProxyContext } from "./context";
import { withComputedUnknown } from "./made-up-state";
import { type Memory, providerPart, readMemory, withProviderPart, writeMemory } from "./memory";
import { differs, digest, keepingEmpty, replaced, valueAt, withAddress, withoutAddress } from "./values";

/** The summary of a warning by which a proxy tells why the provider did not plan a resource. */
export const SILENCE = "stack-tools: the provider did not plan this resource";

/** The identity that Terraform 1.12 and later keep of a resource. The proxies serve no schemas of them. */
const PRIOR_IDENTITY = 8;

/** Plans a resource with the provider's own program. */
export class ResourcePlan {
  constructor(private readonly context: ProxyContext) {}

  /** Answers `PlanResourceChange`. */
  public async plan(fields: Field[]): Promise<Buffer> {
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
      {
        ...Object.fromEntries(values),
        [Plan.priorPrivate]: providerPart(memory),
        [Plan.capabilities]: withoutDeferral(fields, Plan.capabilities),
      },
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
      if (isAboutNetwork(errors)) {
        return {
          answer: [],
          silence: "the provider wants to ask the cloud or the cluster, which a plan offline does not",
        };
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
    const schema = blockSchema(this.context, "resource", textIn(fields, Plan.type));
    const names = isValueObject(prior)
      ? Object.keys(proposed).filter((name) => differs(prior[name], proposed[name]))
      : [];
    if (names.length > 0) {
      onDoubt();
    }
    return writeMessage(
      [Planned.state, writeValue(isValueObject(prior) ? proposed : withComputedUnknown(proposed, schema))],
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
    const { attributes = {}, block_types = {} } = blockSchema(this.context, "resource", type);
    return earlier === undefined
      ? []
      : [...Object.keys(attributes), ...Object.keys(block_types)].filter(
          (name) => earlier.attributes?.[name] === undefined && earlier.block_types?.[name] === undefined,
        );
  }
}

function isBelow(path: readonly (string | number)[], open: Memory["open"]): boolean {
  return open.some((place) => place.every((step, index) => path[index] === step));
}
