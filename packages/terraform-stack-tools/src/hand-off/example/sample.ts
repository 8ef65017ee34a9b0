import { isDeepStrictEqual } from "node:util";
import { commonTexts, EXAMPLE, type MadeUp, textsFor } from "../../knowledge/catalogue/made-up";
import type { Json } from "../../stack/json";
import type { Variable } from "../../stack/stack";
import { parseType, type Type } from "../../stack/type-expression";
import { isAlwaysMet, type TextCondition, textConditionsIn } from "./text-conditions";

/** An example value for a variable. */
export interface Sample {
  readonly value: Json;
  /** Whether it is known to pass every validation. */
  readonly isCertain: boolean;
}

/** Texts to try where neither a validation nor a name suggests one, the plainest first. */
const forms = (madeUp: MadeUp): readonly string[] => [
  madeUp.name,
  madeUp.guid,
  ...commonTexts(madeUp),
  "https://example.org",
  "10.0.0.1",
  "10.0.0.0/16",
  madeUp.time,
  "2030-01-01",
  "team@example.org",
  "1.30.0",
  "./example",
  "1",
  "a",
  "A1",
];

/**
 * A value of the variable's type that passes its validations, as far as they can be read.
 * @param other makes up the second element of a collection; without it, there is one
 */
export function sampleOf({ name, type, validations }: Variable, madeUp = EXAMPLE, other?: MadeUp): Sample {
  const conditions = validations.map(({ condition }) => ({
    read: textConditionsIn(condition),
    isMet: isAlwaysMet(condition, name),
  }));
  const isUnderstood = conditions.every(({ read, isMet }) => isMet || read.length > 0);
  const sample = sampleOfType(parseType(type), {
    name,
    attribute: "",
    conditions: conditions.flatMap(({ read }) => read),
    madeUp,
    ...(isUnderstood && other !== undefined ? { other } : {}),
  });
  return { value: sample.value, isCertain: sample.isCertain && isUnderstood };
}

/** The empty value of a collection, if its validations hold for no element as well, as far as they can be read. */
export function emptySampleOf({ type, validations }: Variable): Json | undefined {
  if (!validations.every(({ condition }) => textConditionsIn(condition).length > 0)) {
    return undefined;
  }
  switch (parseType(type).name) {
    case "list":
    case "set":
      return [];
    case "map":
      return {};
    default:
      return undefined;
  }
}

/** A part of the value, and what is known of it. */
interface Part {
  /** The name that suggests what a text is. */
  readonly name: string;
  /** The attribute it is the value of; empty for the variable itself and for its elements. */
  readonly attribute: string;
  readonly conditions: readonly TextCondition[];
  readonly madeUp: MadeUp;
  readonly other?: MadeUp;
}

function sampleOfType(type: Type, part: Part): Sample {
  switch (type.name) {
    case "number":
      return { value: part.other === undefined || part.conditions.length > 0 ? 1 : 2, isCertain: true };
    case "bool":
      return { value: true, isCertain: true };
    case "list":
    case "set": {
      const samples = samplesOfType(type.element, { ...part, name: part.name.replace(/s$/, "") });
      return { value: samples.map(({ value }) => value), isCertain: samples.every(({ isCertain }) => isCertain) };
    }
    case "map": {
      const names = [part.madeUp.name, part.other?.name ?? ""];
      const samples = samplesOfType(type.element, part).map((sample, index) => ({ ...sample, name: names[index] }));
      return {
        value: Object.fromEntries(samples.map(({ name, value }) => [name, value])),
        isCertain: samples.every(({ isCertain }) => isCertain),
      };
    }
    case "tuple": {
      const samples = type.elements.map((element) => sampleOfType(element, part));
      return { value: samples.map(({ value }) => value), isCertain: samples.every(({ isCertain }) => isCertain) };
    }
    case "object": {
      const required = type.attributes.filter(({ isOptional }) => !isOptional);
      const samples = required.map((attribute) => ({
        name: attribute.name,
        ...sampleOfType(attribute.type, { ...part, name: attribute.name, attribute: attribute.name }),
      }));
      return {
        value: Object.fromEntries(samples.map(({ name, value }) => [name, value])),
        isCertain: samples.every(({ isCertain }) => isCertain),
      };
    }
    default:
      return sampleText(part);
  }
}

/** A second sample is no use where it is the same, or may be none. */
function samplesOfType(type: Type, part: Part): Sample[] {
  const first = sampleOfType(type, part);
  const second = part.other && sampleOfType(type, { ...part, madeUp: part.other });
  const isOther = second?.isCertain && !isDeepStrictEqual(first.value, second.value);
  return second !== undefined && isOther ? [first, second] : [first];
}

function sampleText({ name, attribute, conditions, madeUp }: Part): Sample {
  const own = conditions.filter((condition) => condition.attribute === attribute);
  const candidates = [
    ...own.flatMap(({ allowed }) => allowed),
    ...textsFor({ name }, madeUp),
    ...forms(madeUp),
    EXAMPLE.name,
  ];
  const found = candidates.find((candidate) => own.every(({ accepts }) => accepts(candidate)));
  return { value: found ?? madeUp.name, isCertain: found !== undefined };
}
