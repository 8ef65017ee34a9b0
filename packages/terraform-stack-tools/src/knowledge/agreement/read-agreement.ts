import { readFileSync } from "node:fs";
import { onDisk, Refusal } from "../../shared/refusal";
import { parseAddress } from "../../stack/address";
import { entries, isList, isObject, type Json, type JsonObject } from "../../stack/json";
import { parseExactJson } from "../../stack/json-text";
import { quoted } from "../../stack/quoted";
import { StackError } from "../../stack/sections/check-stack";
import { type AgreedAccess, type Agreement, ALL_RIGHTS, isObjectId } from "./agreement";

/** The agreement of a file, and the kinds that somebody agreed to beside it. Without a file, these are all of it. */
export function agreementFor(file: string | undefined, unjudged: readonly string[]): Agreement {
  const agreement = file === undefined ? { registries: {}, unjudged: [] } : agreementIn(file);
  return { ...agreement, unjudged: [...agreement.unjudged, ...unjudged] };
}

/** Reads the access that is agreed. @throws Refusal that names the place and says what to do */
export function agreementIn(file: string): Agreement {
  const bytes = onDisk(file, () => readFileSync(file));
  try {
    return readAgreement(parseExactJson(bytes));
  } catch (error) {
    if (error instanceof StackError) {
      throw new Refusal(`${quoted(file)} ${error.message}; correct it, or write it again with --format access.`);
    }
    throw error;
  }
}

function readAgreement(json: Json): Agreement {
  if (!isObject(json)) {
    throw new StackError("is no JSON object");
  }
  checkNames(json, ["$schema", "formatVersion", "registries", "unjudged"], "the file");
  if (typeof json.formatVersion !== "string" || !/^1\.\d+$/.test(json.formatVersion)) {
    throw new StackError('must have "formatVersion": "1.0"');
  }
  if (!isObject(json.registries)) {
    throw new StackError("must have registries, an object with a list of rows for each registry");
  }
  const agreement = new Map<string, readonly AgreedAccess[]>();
  for (const [key, rows] of entries(json.registries)) {
    const registry = registryIn(key);
    if ([...agreement.keys()].some((known) => known.toLowerCase() === registry.toLowerCase())) {
      throw new StackError(`has the registry ${quoted(registry)} twice`);
    }
    agreement.set(registry, rowsIn(rows, key));
  }
  const unjudged = listIn(json, "unjudged", "the file") ?? [];
  return { registries: Object.fromEntries(agreement), unjudged };
}

/** A name, a resource id, or what reports call a scope. */
function registryIn(key: string): string {
  const [, name] =
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ContainerRegistry\/registries\/([a-z0-9]+)$/i.exec(
      key,
    ) ?? [];
  // One whose name nobody knows yet is called as the configuration calls it.
  const isConfigured = /^[\w-]+$/.test(key) || /^az(urerm|api)_/.test(parseAddress(key)?.type ?? "");
  const isNamed = isConfigured || key.startsWith("var.") || key.includes(" ");
  if (name === undefined && !isNamed) {
    throw new StackError(
      `has ${quoted(key)} in registries, which is neither the name of a registry, nor the resource id of one, nor words of a report`,
    );
  }
  return name ?? key;
}

function rowsIn(rows: Json, registry: string): AgreedAccess[] {
  if (!isList(rows)) {
    throw new StackError(`must have a list of rows for ${quoted(registry)}`);
  }
  const read = rows.map((row, index) => rowIn(row, `row ${index + 1} of ${quoted(registry)}`));
  // Keys of `for_each` may differ in case alone.
  const texts = read.map(({ from = [], ...row }) => JSON.stringify([JSON.stringify(row).toLowerCase(), from]));
  const twice = texts.findIndex((text, index) => texts.indexOf(text) < index);
  if (twice !== -1) {
    throw new StackError(`has row ${twice + 1} of ${quoted(registry)} twice`);
  }
  return read;
}

const TEXTS = ["who", "id", "scope", "by", "mode", "secret", "until"] as const;
const LISTS = ["may", "repositories", "from", "issuers"] as const;

function rowIn(row: Json, place: string): AgreedAccess {
  if (!isObject(row)) {
    throw new StackError(`must have an object as ${place}`);
  }
  checkNames(row, [...TEXTS, ...LISTS], place);
  const [who, id, scope, by, mode, secret, until] = TEXTS.map((name) => textIn(row, name, place));
  const [may, repositories, from, issuers] = LISTS.map((name) => listIn(row, name, place));
  if (who === undefined || may === undefined || repositories === undefined || repositories.length === 0) {
    throw new StackError(`must say who, may and repositories in ${place}`);
  }
  const wrong = may.find((one) => !ALL_RIGHTS.some((right) => right === one));
  if (wrong !== undefined) {
    throw new StackError(`has ${quoted(wrong)} as a right in ${place}; the rights are ${ALL_RIGHTS.join(", ")}`);
  }
  if (mode !== undefined && mode !== "RBAC" && mode !== "ABAC") {
    throw new StackError(`has ${quoted(mode)} as the mode in ${place}; it is RBAC or ABAC`);
  }
  if (from?.length === 0) {
    throw new StackError(`has no address in from of ${place}; name one, or leave from out`);
  }
  checkId(id, place);
  checkId(/^principal ([-0-9a-f]{8,})$/i.exec(who)?.[1], place);
  return {
    who,
    ...(id === undefined ? {} : { id }),
    ...(issuers === undefined ? {} : { issuers }),
    may: ALL_RIGHTS.filter((right) => may.includes(right)),
    repositories,
    ...(scope === undefined ? {} : { scope }),
    ...(by === undefined ? {} : { by }),
    ...(mode === undefined ? {} : { mode }),
    ...(secret === undefined ? {} : { secret }),
    ...(until === undefined ? {} : { until }),
    ...(from === undefined ? {} : { from }),
  };
}

function checkId(id: string | undefined, place: string): void {
  if (id !== undefined && !isObjectId(id)) {
    throw new StackError(`has ${quoted(id)} in ${place}, which is no object id; it is a GUID of 36 letters`);
  }
}

function checkNames(object: JsonObject, known: readonly string[], place: string): void {
  const unknown = Object.keys(object).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new StackError(`has ${quoted(unknown)} in ${place}, which has no meaning; the names are ${known.join(", ")}`);
  }
}

function textIn(row: JsonObject, name: string, place: string): string | undefined {
  const value = row[name];
  if (value !== undefined && (typeof value !== "string" || value === "")) {
    throw new StackError(`must have a text as ${name} of ${place}`);
  }
  return value;
}

function listIn(row: JsonObject, name: string, place: string): string[] | undefined {
  const value = row[name];
  if (value === undefined) {
    return undefined;
  }
  if (!isList(value) || !value.every((one): one is string => typeof one === "string" && one !== "")) {
    throw new StackError(`must have a list of texts as ${name} of ${place}`);
  }
  const twice = value.find((one, index) => value.indexOf(one) < index);
  if (twice !== undefined) {
    throw new StackError(`has ${quoted(twice)} twice in ${name} of ${place}`);
  }
  return [...value];
}
