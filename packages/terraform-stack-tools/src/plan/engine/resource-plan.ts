import { ADDRESS_ARGUMENT, isIn } from "../../planned/values";
import { isAboutNetwork } from "../../providers/plugin/offline-provider";
import {
  bytesOf,
  errorsIn,
  type Field,
  isValueList,
  isValueObject,
  listIn,
  Message,
  mapMembers,
  numberIn,
  readMessage,
  readPath,
  readValue,
  TimeoutError,
  textIn,
  Unknown,
  type Value,
  type ValueObject,
  writeMessage,
  writePath,
  writeValue,
  writeWarning,
} from "../../providers/plugin/wire";
import { UNPLANNED } from "../job";
import { withComputedUnknown } from "./cloud";
import {
  blockSchema,
  digest,
  type PrivateState,
  type ProxyContext,
  providerPart,
  readPrivateState,
  replaced,
  withAddress,
  withoutAddress,
  withoutTexts,
  withProviderPart,
  writePrivateState,
} from "./proxy-context";

const { Plan, Planned } = Message;

/** Plans a resource with the provider's own program. */
export class ResourcePlan {
  constructor(private readonly context: ProxyContext) {}

  /** Answers `PlanResourceChange`. */
  public async plan(fields: Field[]): Promise<Buffer> {
    const proposed = readValue(fields, Plan.proposed);
    if (!isValueObject(proposed)) {
      return writeMessage([Planned.state, writeValue(null)]);
    }
    const kept = readPrivateState(bytesOf(fields, Plan.priorPrivate));
    const values = [Plan.prior, Plan.proposed, Plan.config].map(
      (number) => [number, writeValue(withoutAddress(readValue(fields, number)))] as const,
    );
    const request = replaced(fields, { ...Object.fromEntries(values), [Plan.priorPrivate]: providerPart(kept) });
    const isKnown = !hasUnknown(readValue(fields, Plan.config));
    const type = digest([this.context.provider.file, textIn(fields, Plan.type)]);
    const { answer, unplanned } = await this.planned(request, isKnown ? type : undefined);
    if (unplanned !== undefined || errorsIn(answer, Planned.diagnostics) !== "") {
      const opened = await this.withOpenValues(fields, proposed);
      if (opened !== undefined && !isChange(readValue(fields, Plan.prior), opened)) {
        return this.withoutProvider(fields, opened);
      }
      if (unplanned !== undefined) {
        return this.withoutProvider(fields, opened ?? this.asProposed(fields, proposed), unplanned);
      }
    }
    const state = withAddress(this.settled(answer, fields), proposed[ADDRESS_ARGUMENT]);
    const planned = withProviderPart({ open: kept.open, unplanned: kept.unplanned }, bytesOf(answer, Planned.private));
    const isReplaced = listIn(answer, Planned.replace).length > 0 && isValueObject(readValue(fields, Plan.prior));
    const isReplacementUnknown = isReplaced && this.isFromOpenValues(answer, fields, kept);
    if (isReplacementUnknown) {
      this.context.onReplacementUnknown();
    }
    const told = answer.filter(
      ({ number }) =>
        Object.values<number>(Planned).includes(number) &&
        !(isReplacementUnknown && this.context.updatesInPlace && number === Planned.replace),
    );
    return replaced(told, { [Planned.state]: writeValue(state), [Planned.private]: writePrivateState(planned) });
  }

  /**
   * The planned state. To providers of the older kind, what is empty is not set, and once the cloud has answered the state
   * has the one or the other. Of what the earlier version did not know, no state has anything.
   */
  private settled(answer: readonly Field[], fields: readonly Field[]): Value {
    const [prior, planned] = [readValue(fields, Plan.prior), readValue(answer, Planned.state)];
    const kept = numberIn(answer, Planned.isLegacy) === 1 ? keepingEmpty(prior, planned) : planned;
    if (!isValueObject(kept) || !isValueObject(planned)) {
      return kept;
    }
    const added = this.added(textIn(fields, Plan.type)).filter((name) => name in planned);
    return { ...kept, ...Object.fromEntries(added.map((name) => [name, planned[name]])) };
  }

  /**
   * What the provider plans for the object where it is new and nothing of it is made up, with the values that it then has:
   * what is made up it may look for in the cloud, refuse, or end at. Undefined where it has no plan, or was asked just that.
   */
  private async withOpenValues(fields: Field[], proposed: ValueObject): Promise<ValueObject | undefined> {
    const [prior, config] = [readValue(fields, Plan.prior), withoutAddress(readValue(fields, Plan.config))];
    const opened = withoutTexts(config, this.context.madeUp());
    if (!isValueObject(opened) || (prior === null && !differs(config, opened))) {
      return undefined;
    }
    const schema = blockSchema(this.context, "resource", textIn(fields, Plan.type));
    const request = replaced(fields, {
      [Plan.prior]: writeValue(null),
      [Plan.config]: writeValue(opened),
      [Plan.proposed]: writeValue(withComputedUnknown(opened, schema)),
      [Plan.priorPrivate]: undefined,
    });
    const { answer, unplanned } = await this.planned(request);
    if (unplanned !== undefined || errorsIn(answer, Planned.diagnostics) !== "") {
      return undefined;
    }
    const state = completed(readValue(answer, Planned.state), this.asProposed(fields, proposed));
    const planned = withAddress(state, proposed[ADDRESS_ARGUMENT]);
    const kept = prior === null ? planned : keepingEmpty(prior, planned);
    return isValueObject(kept) ? kept : undefined;
  }

  /**
   * The provider's plan, or why there is none. What it did not answer once, it is not asked again.
   * @param kind of questions: what the provider looks for in the cloud at one, it would wait for at each
   */
  private async planned(
    request: Buffer,
    kind?: string,
  ): Promise<{ readonly answer: Field[]; readonly unplanned?: string }> {
    const { provider, refuses, unanswered } = this.context;
    const fields = readMessage(request);
    const isNew = readValue(fields, Plan.prior) === null;
    const question = digest([provider.file, bytesOf(fields, Plan.type), isNew, bytesOf(fields, Plan.config)]);
    const ofKind = () => (kind === undefined ? undefined : unanswered.get(kind));
    const known = ofKind() ?? unanswered.get(question);
    if (known !== undefined) {
      return { answer: [], unplanned: known };
    }
    try {
      const answer = readMessage(await provider.ask("PlanResourceChange", request, () => ofKind() !== undefined));
      const errors = errorsIn(answer, Planned.diagnostics);
      if (isAboutNetwork(errors)) {
        return {
          answer: [],
          unplanned: "the provider wants to contact the cloud or the cluster, which an offline plan does not",
        };
      }
      if (errors === "" || (provider.unconfigured === undefined && refuses)) {
        return { answer };
      }
      const reason = provider.unconfigured === undefined ? "" : ` (${provider.unconfigured})`;
      return { answer: [], unplanned: `the provider refuses it${reason}: ${errors}` };
    } catch (error) {
      const unplanned = `the provider did not answer: ${error instanceof Error ? error.message : error}`;
      unanswered.set((error instanceof TimeoutError && kind) || question, unplanned);
      return { answer: [], unplanned };
    }
  }

  /** What Terraform proposes. */
  private asProposed(fields: Field[], proposed: ValueObject): ValueObject {
    const schema = blockSchema(this.context, "resource", textIn(fields, Plan.type));
    return isValueObject(readValue(fields, Plan.prior)) ? proposed : withComputedUnknown(proposed, schema);
  }

  /** Plans a state in which whatever differs may force a replacement. @param unplanned why it is not the provider's own plan */
  private withoutProvider(fields: Field[], state: ValueObject, unplanned?: string): Buffer {
    const { refuses, updatesInPlace, onReplacementUnknown } = this.context;
    const prior = readValue(fields, Plan.prior);
    const kept = readPrivateState(bytesOf(fields, Plan.priorPrivate));
    const names = isValueObject(prior) ? Object.keys(state).filter((name) => differs(prior[name], state[name])) : [];
    if (names.length > 0) {
      onReplacementUnknown();
    }
    return writeMessage(
      [Planned.state, writeValue(state)],
      ...names
        .filter((name) => !updatesInPlace && name !== ADDRESS_ARGUMENT)
        .map((name) => [Planned.replace, writePath(name)] as const),
      [Planned.private, writePrivateState({ ...kept, unplanned: unplanned ?? kept.unplanned })],
      [Planned.diagnostics, refuses && unplanned !== undefined ? writeWarning(UNPLANNED, unplanned) : undefined],
      [Planned.isLegacy, true],
    );
  }

  /** Whether all that forces the replacement differs from a value that only the cloud knows. */
  private isFromOpenValues(answer: readonly Field[], fields: readonly Field[], kept: PrivateState): boolean {
    const open = [...kept.open, ...this.added(textIn(fields, Plan.type)).map((name) => [name])];
    const [prior, planned] = [readValue(fields, Plan.prior), readValue(answer, Planned.state)];
    const paths = listIn(answer, Planned.replace).map(readPath);
    const differing = paths.filter((path) => differs(valueAt(prior, path), valueAt(planned, path)));
    return differing.length > 0 && differing.every((path) => isIn(path, open));
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

/** The value at a path; null where there is none. */
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

/** A planned value with what is known in place of what is open in it. The elements of a set have no order. */
export function completed(planned: Value, known: Value): Value {
  if (planned instanceof Unknown) {
    return known;
  }
  if (isValueList(planned) && isValueList(known)) {
    const others = known.filter((one) => !planned.some((element) => !differs(one, element)));
    return planned.map((element, index) => {
      const [partner = element] = [known[index], ...others].filter(
        (one) => others.includes(one) && agrees(element, one),
      );
      others.splice(others.indexOf(partner), others.includes(partner) ? 1 : 0);
      return completed(element, partner);
    });
  }
  return isValueObject(planned) && isValueObject(known)
    ? mapMembers(planned, (part, name) => completed(part, known[name] ?? null))
    : planned;
}

/** Whether a value is a planned one but for what is open in it and for what the provider has filled in. */
function agrees(planned: Value, known: Value): boolean {
  if (planned instanceof Unknown || known === null) {
    return true;
  }
  if (isValueList(planned) && isValueList(known)) {
    return planned.length === known.length && planned.every((element, index) => agrees(element, known[index]));
  }
  return isValueObject(planned) && isValueObject(known)
    ? Object.entries(planned).every(([name, part]) => agrees(part, known[name] ?? null))
    : !differs(known, planned);
}

function hasUnknown(value: Value): boolean {
  const parts = isValueObject(value) ? Object.values(value) : value;
  return isValueList(parts) ? parts.some(hasUnknown) : parts instanceof Unknown;
}

/** Whether a planned state changes an object that exists. */
function isChange(prior: Value, planned: ValueObject): boolean {
  return prior !== null && differs(withoutAddress(prior), withoutAddress(planned));
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
    ? mapMembers(after, (part, name) => keepingEmpty(before[name] ?? null, part))
    : after;
}

function isEmpty(value: Value): boolean {
  if (isValueObject(value)) {
    return Object.keys(value).length === 0;
  }
  return isValueList(value) ? value.length === 0 : value === null || value === "" || value === 0 || value === false;
}

/** Whether a planned value is, or may be, another one. */
export function differs(before: Value, after: Value): boolean {
  return after instanceof Unknown || digest(before) !== digest(after);
}
