import type { Instance } from "../../planned/planned-stack";
import { differences, isUnset } from "../../planned/values";
import { type Address, parseAddress } from "../../stack/address";
import {
  dynamicContent,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  objectOf,
  textOf,
  textValues,
} from "../../stack/json";
import { namesIn } from "../../stack/references";
import { objectWith, remembered } from "../../stack/remembered";
import { isTemplate } from "../../stack/template";
import { isAzapi } from "../catalogue/block-types";

/** What is judged, with what is known beside it. */
export interface Given extends Pick<Instance, "block" | "values" | "written"> {
  /** What it had before: what stays gives nobody anything. @default nothing is known of it */
  readonly before?: JsonObject;
  /** What else the plan leaves, for the roles that bindings name. */
  readonly instances?: readonly Given[];
}

/** One line of the table: of a type, or of all that begin alike. */
export interface Line {
  /** Such as `helm_release`, `aws_*`, `azapi_resource Microsoft.Storage/*` or `kubernetes_manifest apps/*`. */
  readonly kind: string;
  readonly verdict: string;
  readonly reason: string;
  /** The rule by which some of the kind is not judged after all. */
  readonly unless?: string;
}

/** What a resource is, in the words that somebody types to agree to it. */
interface Subject {
  readonly kind: string;
  /** What the table has for it; undefined where the plan does not tell. */
  readonly key?: string;
  /** Why nothing may be known of it. */
  readonly unknown: string;
}

interface Table {
  /** By kind, families with their asterisk. */
  readonly lines: ReadonlyMap<string, Line>;
  readonly longest: number;
  readonly providers: ReadonlySet<string>;
}

let read: Table | undefined;

function table(): Table {
  if (read === undefined) {
    const lines: typeof import("./judged.json") = require("./judged.json");
    read = {
      lines: new Map(lines.map((one) => [one.kind.toLowerCase(), one])),
      longest: Math.max(...lines.map(({ kind }) => kind.length)),
      providers: new Set(lines.map(({ kind }) => providerIn(kind))),
    };
  }
  return read;
}

/** The line of the kind itself, or of the smallest family that it belongs to. */
export const lineFor = remembered((key): Line | undefined => {
  const { lines, longest } = table();
  const text = key.toLowerCase();
  let found = lines.get(text);
  for (let length = Math.min(longest, text.length); found === undefined && length > 0; length--) {
    found = lines.get(`${text.slice(0, length)}*`);
  }
  return found;
});

/** Whether the table knows the provider that a type is of. */
export const isOfKnownProvider = remembered((type) => table().providers.has(providerIn(type)));

function providerIn(type: string): string {
  return type.replace(/^(data|ephemeral)\./, "").split("_")[0];
}

export function subjectOf(given: Given): Subject {
  const { kind, type, blockType } = given.block;
  const isResource = kind === "resource";
  if (kind === "module") {
    return { kind, unknown: "its resources are not in the plan" };
  }
  if (type === "azapi_resource_action") {
    return { ...actionOf(given), unknown: "nothing is known of this action" };
  }
  if (isResource && (isAzapi(type) || type === "azapi_data_plane_resource")) {
    const named = apiType(given);
    // A type within another one's `providers` is that of something else.
    const isOther = named === undefined || /\/providers\//i.test(named);
    const key = isOther ? undefined : `${isAzapi(type) ? "azapi_resource" : type} ${named}`;
    return { kind: named === undefined ? type : `${type} ${named}`, key, unknown: UNKNOWN };
  }
  if (isResource && type === "kubernetes_manifest") {
    const named = manifestKind(given);
    return named === undefined
      ? { kind: type, unknown: "its kind is not known" }
      : { kind: `${type} ${named}`, key: `${type} ${named}`, unknown: "nothing is known of this kind" };
  }
  const unknown = isResource && isOfKnownProvider(type) ? UNKNOWN : "nothing is known of its provider";
  const named = literal(blockType, /^[\w.-]+$/);
  return named === undefined
    ? { kind: "resource", unknown: "its type is not known" }
    : { kind: named, key: named, unknown };
}

const UNKNOWN = "nothing is known of this type";

function actionOf(given: Given): Omit<Subject, "unknown"> {
  const [action, method] = [argument("action", given), argument("method", given)];
  const [named, done] = [apiType(given), literal(action, /^[\w./-]+$/)];
  if (method === "GET") {
    return { kind: "azapi_resource_action GET", key: "azapi_resource_action GET" };
  }
  const path = [named, ...(isUnset(action ?? null) ? [] : [done])];
  const kind = ["azapi_resource_action", path.filter((part) => part !== undefined).join("/")].join(" ").trim();
  return path.includes(undefined) ? { kind } : { kind, key: kind };
}

/** Without the version of the API. */
function apiType(given: Given): string | undefined {
  return literal(textOf(argument("type", given)).split("@")[0], /^[\w.]+(\/[\w.-]+)+$/);
}

/** Such as `apps/Deployment`, or `Pod` of the core group. */
export function manifestKind({ block, values }: Given): string | undefined {
  const [planned, configured] = [values.manifest, block.body.manifest].map(objectOf);
  return groupKind(planned.apiVersion ?? configured.apiVersion, planned.kind ?? configured.kind);
}

/** Versions of one group are about the same objects. */
export function groupKind(apiVersion: Json | undefined, kind: Json | undefined): string | undefined {
  const [named, version] = [literal(kind, /^[A-Za-z]\w*$/), literal(apiVersion, /^([a-z\d.-]+\/)?v\w+$/)];
  const [group, ...rest] = (version ?? "").split("/");
  return named === undefined || version === undefined
    ? undefined
    : [...(rest.length > 0 ? [group] : []), named].join("/");
}

/** A text that is written out in the form that such names have: anything else is not known, and is not printed. */
export function literal(value: Json | undefined, form: RegExp): string | undefined {
  return typeof value === "string" && form.test(value) ? value : undefined;
}

/** Why one resource of a kind is not judged, where the rest of the kind is; undefined where it is judged as well. */
export type Rule = (given: Given) => string | undefined;

/** As planned, or else as written. */
export function argument(name: string, { block, values }: Given): Json | undefined {
  return values[name] ?? block.body[name];
}

/** Whether one of some arguments is another one than before, or may be. */
export function isChanged(names: readonly string[], { block, values, before }: Given): boolean {
  return (
    before === undefined ||
    names.some((name) => {
      const isHidden = values[name] === undefined && isGiven(block.body[name]);
      return isHidden || differences(before[name] ?? null, values[name] ?? null).length > 0;
    })
  );
}

/** Whether nobody has set an argument, so that what is not known yet is what the service chooses. */
export function isLeft(name: string, { values, written }: Given): boolean {
  return written !== undefined && !(name in written) && values[name] === undefined;
}

/** Engines print an empty list for blocks of which there are none. */
export function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== "" && !(isList(value) && value.length === 0);
}

/**
 * The same with a text in each place where nobody knows anything. What was read of a plan has an empty list there, as it
 * has for a list that is known to be empty.
 */
export function whole(given: Given): Given {
  const { block, values } = given;
  const body = Object.keys(block.body).map((name) => [name, toldFrom(block.body[name], values[name])] as const);
  return { ...given, block: { ...block, body: Object.fromEntries(body) } };
}

const NOT_KNOWN = "${unknown}";

function toldFrom(written: Json, known: Json | undefined): Json {
  if (isList(written)) {
    const isUnknown = written.length === 0 && (known ?? undefined) === undefined;
    const parts = isList(known) ? known : [];
    return isUnknown ? NOT_KNOWN : written.map((part, index) => toldFrom(part, parts[index]));
  }
  if (!isObject(written)) {
    return written;
  }
  const members = Object.keys(written).map((name) => [name, toldFrom(written[name], lookUp(objectOf(known), name))]);
  return Object.fromEntries(members);
}

/** What answers for a block that nobody knows: of no argument is anything known. */
const UNREAD = objectWith({ names: () => [], member: () => NOT_KNOWN });

/** The blocks of a name, as written. */
export function blocksOf(body: JsonObject, name: string): JsonObject[] {
  const made = dynamicContent(body, name);
  const written = listOf(body[name]).map((block) => (isObject(block) ? block : UNREAD));
  return [...written, ...(made === undefined ? [] : [made])];
}

/** Whether all of a value comes from resources of the same stack that are of some types. */
export function isFrom(types: readonly string[], value: Json | undefined): boolean {
  return comesFrom(value, ({ kind, type }) => kind === "resource" && types.includes(type));
}

/** Whether whoever it names is the one who runs Terraform, and nobody else. */
export function isDeployer(value: Json | undefined): boolean {
  return comesFrom(value, ({ kind, type }) => kind === "data" && /^(azuread|azurerm)_client_config$/.test(type));
}

function comesFrom(value: Json | undefined, isOne: (origin: Address) => boolean): boolean {
  const all = textValues(value ?? null).map(originsOf);
  const isMade = (origins: readonly (Address | undefined)[]) =>
    origins.length > 0 && origins.every((one) => one !== undefined && isOne(one));
  return all.length > 0 && all.every(isMade);
}

/** The blocks that a text is made of, undefined for a variable and the like; none for a text of its own. */
function originsOf(text: string): (Address | undefined)[] {
  const names = isTemplate(text) ? [...namesIn(text)] : [];
  // What names a block in a module names the call as well.
  const blocks = names.filter((name) => !names.some((other) => other.startsWith(`${name}.`)));
  return blocks.map((name) => parseAddress(name));
}
