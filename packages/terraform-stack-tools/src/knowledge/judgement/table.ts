import type { Instance } from "../../planned/planned-stack";
import { isUnset } from "../../planned/values";
import { type Json, objectOf, textOf } from "../../stack/json";

/** What is judged. */
export type Given = Pick<Instance, "block" | "values" | "written">;

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
export interface Subject {
  readonly kind: string;
  /** What the table has for it; undefined where the plan does not tell. */
  readonly key?: string;
  /** Why nothing may be known of it. */
  readonly unknown: string;
}

interface Table {
  readonly exact: ReadonlyMap<string, Line>;
  readonly families: ReadonlyMap<string, Line>;
  readonly longest: number;
  readonly providers: ReadonlySet<string>;
}

const read: { table?: Table } = {};

function table(): Table {
  if (read.table === undefined) {
    const lines: typeof import("./judged.json") = require("./judged.json");
    const byKind = (one: Line) => [one.kind.toLowerCase().replace(/\*$/, ""), one] as const;
    const families = new Map(lines.filter(({ kind }) => kind.endsWith("*")).map(byKind));
    read.table = {
      exact: new Map(lines.filter(({ kind }) => !kind.endsWith("*")).map(byKind)),
      families,
      longest: Math.max(...[...families.keys()].map(({ length }) => length)),
      providers: new Set(lines.map(({ kind }) => providerIn(kind))),
    };
  }
  return read.table;
}

/** The line of the kind itself, or of the smallest family that it belongs to. */
export function lineFor(key: string): Line | undefined {
  const { exact, families, longest } = table();
  const text = key.toLowerCase();
  const own = exact.get(text);
  for (let length = Math.min(longest, text.length); own === undefined && length > 0; length--) {
    const family = families.get(text.slice(0, length));
    if (family !== undefined) {
      return family;
    }
  }
  return own;
}

/** Whether the table knows the provider that a type is of. */
export function isOfKnownProvider(type: string): boolean {
  return table().providers.has(providerIn(type));
}

function providerIn(type: string): string {
  return type.replace(/^(data|ephemeral)\./, "").split("_")[0];
}

export function subjectOf(given: Given): Subject {
  const { kind, type, blockType } = given.block;
  if (kind === "module") {
    return { kind: "module", unknown: "its resources are not in the plan" };
  }
  if (type === "azapi_resource_action") {
    return { ...actionOf(given), unknown: "nothing is known of this action" };
  }
  if (kind !== "resource") {
    return typed(blockType, "nothing is known of its provider");
  }
  if (type === "azapi_resource" || type === "azapi_update_resource") {
    return { ...apiSubject(type, "azapi_resource", given), unknown: UNKNOWN };
  }
  if (type === "azapi_data_plane_resource") {
    return { ...apiSubject(type, type, given), unknown: UNKNOWN };
  }
  if (type === "kubernetes_manifest") {
    const named = manifestKind(given);
    return named === undefined
      ? { kind: type, unknown: "its kind is not known" }
      : { kind: `${type} ${named}`, key: `${type} ${named}`, unknown: "nothing is known of this kind" };
  }
  const unknown = isOfKnownProvider(type) ? UNKNOWN : "nothing is known of its provider";
  return typed(blockType, unknown);
}

const UNKNOWN = "nothing is known of this type";

function typed(blockType: string, unknown: string): Subject {
  const named = literal(blockType, /^[\w.-]+$/);
  return named === undefined
    ? { kind: "resource", unknown: "its type is not known" }
    : { kind: named, key: named, unknown };
}

/** Of a resource of Azure's own API. A type within another one's `providers` is that of something else. */
function apiSubject(type: string, family: string, given: Given): Omit<Subject, "unknown"> {
  const named = apiType(given);
  const kind = named === undefined ? type : `${type} ${named}`;
  return named === undefined || /\/providers\//i.test(named) ? { kind } : { kind, key: `${family} ${named}` };
}

function actionOf(given: Given): Omit<Subject, "unknown"> {
  const [action, method] = ["action", "method"].map((name) => given.values[name] ?? given.block.body[name]);
  const [named, done] = [apiType(given), literal(action, /^[\w./-]+$/)];
  if (method === "GET") {
    return { kind: "azapi_resource_action GET", key: "azapi_resource_action GET" };
  }
  const path = [named, ...(isUnset(action ?? null) ? [] : [done])];
  const kind = ["azapi_resource_action", path.filter((part) => part !== undefined).join("/")].join(" ").trim();
  return path.includes(undefined) ? { kind } : { kind, key: kind };
}

/** Without the version of the API. */
function apiType({ block, values }: Given): string | undefined {
  return literal(textOf(values.type ?? block.body.type).split("@")[0], /^[\w.]+(\/[\w.-]+)+$/);
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
