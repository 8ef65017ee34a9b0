import { isKnownList, isKnownObject, isWhole, type Known, type KnownList, type KnownObject, textIn } from "./known";

type Arguments = readonly (Known | undefined)[];
type Meaning = (...values: Arguments) => Known | undefined;

/** More elements than any configuration makes. */
const MAXIMUM_RANGE = 10_000;

/** The functions that decide how many instances there are. All others are left to a plan. */
const FUNCTIONS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ["toset", (list) => setOf(list)],
  ["distinct", (list) => setOf(list)],
  ["setunion", (...lists) => setOf(joined(lists))],
  ["setsubtract", (all, others) => subtracted(setOf(all), setOf(others))],
  ["concat", (...lists) => joined(lists)],
  ["flatten", (list) => flattened(list)],
  ["compact", (list) => wholeList(list)?.filter((one) => one !== null && one !== "")],
  ["tolist", (list) => (isKnownList(list) ? list : undefined)],
  ["sort", (list) => sortedTexts(list)],
  ["tomap", (map) => (isKnownObject(map) ? map : undefined)],
  ["keys", (map) => (isKnownObject(map) ? Object.keys(map).sort() : undefined)],
  ["merge", (...maps) => merged(maps)],
  ["zipmap", (keys, values) => zipped(keys, values)],
  ["length", (value) => lengthOf(value)],
  ["contains", (list, one) => isContained(list, one)],
  ["range", (...bounds) => rangeOf(bounds)],
  ["min", (...numbers) => extreme(numbers, Math.min)],
  ["max", (...numbers) => extreme(numbers, Math.max)],
  ["tonumber", (value) => numberIn(value)],
  ["tostring", (value) => textIn(value)],
  ["lower", (value) => textOf(value)?.toLowerCase()],
  ["upper", (value) => textOf(value)?.toUpperCase()],
  ["nonsensitive", (value) => value],
]);

export function callOf(name: string, values: Arguments): Known | undefined {
  return FUNCTIONS.get(name)?.(...values);
}

/** A number, or a text that Terraform takes for one. */
export function numberIn(value: Known | undefined): number | undefined {
  const isNumeric = typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value));
  return isNumeric ? Number(value) : undefined;
}

function textOf(value: Known | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function wholeList(value: Known | undefined): KnownList | undefined {
  return isKnownList(value) && isWhole(value) ? value : undefined;
}

/** Terraform makes texts of numbers beside texts, and of instances' keys anyway. */
function setOf(value: Known | undefined): KnownList | undefined {
  const texts = wholeList(value)?.map(textIn);
  return texts?.every((text) => text !== undefined) ? [...new Set(texts)] : undefined;
}

function joined(lists: Arguments): KnownList | undefined {
  return lists.every(isKnownList) ? lists.flat() : undefined;
}

function subtracted(all: KnownList | undefined, others: KnownList | undefined): KnownList | undefined {
  return all === undefined || others === undefined ? undefined : all.filter((one) => !others.includes(one));
}

function flattened(value: Known | undefined): KnownList | undefined {
  const list = wholeList(value);
  return list?.flatMap((one) => (isKnownList(one) ? (flattened(one) ?? []) : [one]));
}

function sortedTexts(value: Known | undefined): KnownList | undefined {
  const texts = wholeList(value)?.map(textIn);
  return texts?.every((text) => text !== undefined) ? [...texts].sort() : undefined;
}

function merged(maps: Arguments): KnownObject | undefined {
  return maps.every((map) => isKnownObject(map) || map === null)
    ? Object.fromEntries(maps.flatMap((map) => (isKnownObject(map) ? Object.entries(map) : [])))
    : undefined;
}

function zipped(keys: Known | undefined, values: Known | undefined): KnownObject | undefined {
  const names = wholeList(keys)?.map(textIn);
  return names?.every((name) => name !== undefined) && isKnownList(values)
    ? Object.fromEntries(names.map((name, index) => [name, values[index]]))
    : undefined;
}

function lengthOf(value: Known | undefined): number | undefined {
  if (typeof value === "string") {
    return [...value].length;
  }
  if (isKnownObject(value)) {
    return Object.keys(value).length;
  }
  return isKnownList(value) ? value.length : undefined;
}

function isContained(list: Known | undefined, one: Known | undefined): boolean | undefined {
  const texts = wholeList(list)?.map(textIn);
  const text = textIn(one);
  return texts?.every((element) => element !== undefined) && text !== undefined ? texts.includes(text) : undefined;
}

function rangeOf(bounds: Arguments): KnownList | undefined {
  const [first, second, step = 1, ...others] = bounds.map(numberIn);
  const [start, end] = bounds.length === 1 ? [0, first] : [first, second];
  const isReadable = others.length === 0 && start !== undefined && end !== undefined && step > 0;
  if (!isReadable || (end - start) / step > MAXIMUM_RANGE) {
    return undefined;
  }
  const length = Math.max(0, Math.ceil((end - start) / step));
  return Array.from({ length }, (_element, index) => start + index * step);
}

function extreme(values: Arguments, choose: (...numbers: number[]) => number): number | undefined {
  const numbers = values.map(numberIn);
  return numbers.length > 0 && numbers.every((one) => one !== undefined) ? choose(...numbers) : undefined;
}
