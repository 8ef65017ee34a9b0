import { readFileSync } from "node:fs";
import { onDisk, Refusal } from "../../shared/refusal";
import { listed } from "../../shared/words";
import { parseAddress } from "../../stack/address";
import {
  compare,
  defined,
  entries,
  grouped,
  isList,
  isObject,
  type Json,
  type JsonObject,
  quoted,
  withVisibleLetters,
} from "../../stack/json";
import { parseExactJson } from "../../stack/json-text";
import { StackError } from "../../stack/stack";
import { type Access, accessRemark, accessSentence, originWords } from "../access/access";
import { isUnclear } from "../access/changes";
import { ANY_REGISTRY } from "../access/registries";
import { matches, POWER_NAMES, RIGHTS, type Right } from "../access/roles";
import { type NotJudged, notJudgedWords } from "../judgement/judgement";
import type { Rule } from "../pages/access";

/** Grows in the first part when a reader must change, in the second when something is added. */
const AGREEMENT_VERSION = "1.2";

export const AGREEMENT_SCHEMA =
  "https://raw.githubusercontent.com/cdktf-acr-aks/cdktf-acr-aks/main/packages/terraform-stack-tools/schemas/access.json";

/** What is agreed. */
export interface Agreement {
  /** Access by registry, or by the words for a scope that holds registries. */
  readonly registries: Readonly<Record<string, readonly AgreedAccess[]>>;
  /** The kinds of which nobody can tell who gains access by them, such as `helm_release`, and which may be there. */
  readonly unjudged: readonly string[];
}

/** One row. What it leaves out of the optional members, it does not ask for. */
export interface AgreedAccess {
  /** As reports call them, or `principal` with an object id. */
  readonly who: string;
  /** The object id of who that is, where names are not enough. */
  readonly id?: string;
  /** Who issues the tokens of pods, where these are who it is: all of them. */
  readonly issuers?: readonly string[];
  /** Empty where it is as much as somebody else may, whom `repositories` names. */
  readonly may: readonly Right[];
  readonly repositories: readonly string[];
  /** The id of the scope above registries, where its name is not enough. */
  readonly scope?: string;
  /** Such as `role AcrPull`. */
  readonly by?: string;
  readonly mode?: "RBAC" | "ABAC";
  readonly secret?: string;
  readonly until?: string;
  /** The addresses of what grants it: as many as there are, so that another one of the same name is told. */
  readonly from?: readonly string[];
}

const ALL_RIGHTS: readonly Right[] = [...RIGHTS, ...POWER_NAMES];

/** What there is to agree to. Access that nobody can tell is left out. */
export function agreementOf(lines: readonly Access[], unjudged: readonly string[]): Agreement {
  return { registries: agreedAccess(lines), unjudged: inOrder(unjudged) };
}

function agreedAccess(lines: readonly Access[]): Agreement["registries"] {
  const clear = lines.filter((one) => !isUnclear(one));
  // Azure compares names without regard to case, so that those of one registry are one.
  const written = clear.map(({ registry }) => registry).sort(compare);
  const names = new Map(written.reverse().map((name) => [name.toLowerCase(), name]));
  const registryOf = ({ registry }: Access) => names.get(registry.toLowerCase()) ?? registry;
  const byAddress = grouped(clear, (line) => JSON.stringify([line.address, rowOf(line), registryOf(line)]));
  const rows = [...byAddress.values()].map((those) => {
    const row = rowOf(those[0], inOrder(those.map(({ repository }) => repository)));
    return { registry: registryOf(those[0]), row, from: those[0].address };
  });
  const alike = [...grouped(rows, ({ registry, row }) => JSON.stringify([registry, row])).values()].map((those) => ({
    registry: those[0].registry,
    row: { ...those[0].row, from: inOrder(those.map(({ from }) => from)) },
  }));
  return Object.fromEntries(
    inOrder(alike.map(({ registry }) => registry)).map((registry) => {
      const own = alike.filter((one) => one.registry === registry).map(({ row }) => row);
      return [registry, own.sort((left, right) => compare(JSON.stringify(left), JSON.stringify(right)))];
    }),
  );
}

function inOrder(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compare);
}

/** Azure has GUIDs for the ids of objects in its directory. A test double may have others. */
function isObjectId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Of pods alone: what else has the same identity needs no token. */
function issuersOf({ grantees, issuers }: Access): readonly string[] | undefined {
  return grantees.some(({ kind }) => kind === "trusted pods") ? issuers : undefined;
}

function rowOf(line: Access, repositories: readonly string[] = []): AgreedAccess {
  const { who, principal, rights, scope, origin, mode, secret, until } = line;
  const issuers = issuersOf(line);
  const id = principal === undefined || who.includes(principal) || !isObjectId(principal) ? undefined : principal;
  const may = ALL_RIGHTS.filter((right) => rights.includes(right));
  return defined({ who, id, issuers, may, repositories, scope, by: originWords(origin), mode, secret, until });
}

/** The file: rows in order, and lists on one line, so that a change of a row is a change of few lines. */
export function agreementText(agreement: Agreement): string {
  const registries = Object.entries(agreement.registries).map(
    ([registry, rows]) => `    ${JSON.stringify(registry)}: [\n${rows.map(rowText).join(",\n")}\n    ]`,
  );
  const members = [
    `  "$schema": ${JSON.stringify(AGREEMENT_SCHEMA)}`,
    `  "formatVersion": ${JSON.stringify(AGREEMENT_VERSION)}`,
    registries.length === 0 ? `  "registries": {}` : `  "registries": {\n${registries.join(",\n")}\n  }`,
    `  "unjudged": [${agreement.unjudged.map((kind) => JSON.stringify(kind)).join(", ")}]`,
  ];
  return withVisibleLetters(`{\n${members.join(",\n")}\n}\n`);
}

function rowText(row: AgreedAccess): string {
  const members = Object.entries(row).map(([name, value]) => {
    const text = Array.isArray(value)
      ? `[${value.map((one) => JSON.stringify(one)).join(", ")}]`
      : JSON.stringify(value);
    return `        ${JSON.stringify(name)}: ${text}`;
  });
  return `      {\n${members.join(",\n")}\n      }`;
}

/** The agreement of a file, and the kinds that somebody agreed to beside it. Without a file, these are all of it. */
export function agreementFor(file: string | undefined, unjudged: readonly string[]): Agreement {
  const agreement = file === undefined ? { registries: {}, unjudged: [] } : agreementIn(file);
  return { ...agreement, unjudged: [...agreement.unjudged, ...unjudged] };
}

/** Reads the access that is agreed. @throws Refusal that names the place and says what to do */
function agreementIn(file: string): Agreement {
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
  demand(isObject(json), "is not a JSON object");
  checkNames(json, ["$schema", "formatVersion", "registries", "unjudged"], "the file");
  const { formatVersion, registries } = json;
  demand(typeof formatVersion === "string" && /^1\.\d+$/.test(formatVersion), 'must have "formatVersion": "1.0"');
  demand(isObject(registries), "must have registries, an object with a list of rows for each registry");
  const agreement = new Map<string, readonly AgreedAccess[]>();
  for (const [key, rows] of entries(registries)) {
    const registry = registryIn(key);
    const isNew = ![...agreement.keys()].some((known) => known.toLowerCase() === registry.toLowerCase());
    demand(isNew, `has the registry ${quoted(registry)} twice`);
    agreement.set(registry, rowsIn(rows, key));
  }
  return { registries: Object.fromEntries(agreement), unjudged: listIn(json, "unjudged", "the file") ?? [] };
}

/** @param words what the file does otherwise, after its name */
function demand(isRight: boolean, words: string): asserts isRight {
  if (!isRight) {
    throw new StackError(words);
  }
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
  demand(
    name !== undefined || isNamed,
    `has ${quoted(key)} in registries, which is neither the name of a registry, nor the resource id of one, nor words of a report`,
  );
  return name ?? key;
}

function rowsIn(rows: Json, registry: string): AgreedAccess[] {
  demand(isList(rows), `must have a list of rows for ${quoted(registry)}`);
  const read = rows.map((row, index) => rowIn(row, `row ${index + 1} of ${quoted(registry)}`));
  // Keys of `for_each` may differ in case alone.
  const texts = read.map(({ from = [], ...row }) => JSON.stringify([JSON.stringify(row).toLowerCase(), from]));
  const twice = texts.findIndex((text, index) => texts.indexOf(text) < index);
  demand(twice === -1, `has row ${twice + 1} of ${quoted(registry)} twice`);
  return read;
}

const TEXTS = ["who", "id", "scope", "by", "mode", "secret", "until"] as const;
const LISTS = ["may", "repositories", "from", "issuers"] as const;

function rowIn(row: Json, place: string): AgreedAccess {
  demand(isObject(row), `must have an object as ${place}`);
  checkNames(row, [...TEXTS, ...LISTS], place);
  const [who, id, scope, by, mode, secret, until] = TEXTS.map((name) => textIn(row, name, place));
  const [may, repositories = [], from, issuers] = LISTS.map((name) => listIn(row, name, place));
  const isWhole = who !== undefined && may !== undefined && repositories.length > 0;
  demand(isWhole, `must say who, may and repositories in ${place}`);
  const wrong = may.filter((one) => !ALL_RIGHTS.some((right) => right === one)).map(quoted);
  demand(wrong.length === 0, `has ${wrong[0]} as a right in ${place}; the rights are ${ALL_RIGHTS.join(", ")}`);
  const isMode = mode === undefined || mode === "RBAC" || mode === "ABAC";
  demand(isMode, `has ${quoted(mode ?? "")} as the mode in ${place}; it is RBAC or ABAC`);
  demand(from?.length !== 0, `has no address in from of ${place}; name one, or leave from out`);
  for (const one of [id, /^principal ([-0-9a-f]{8,})$/i.exec(who)?.[1]].filter((text) => text !== undefined)) {
    demand(isObjectId(one), `has ${quoted(one)} in ${place}, which is not an object id, a GUID of 36 characters`);
  }
  const rights = ALL_RIGHTS.filter((right) => may.includes(right));
  return defined({ who, id, issuers, may: rights, repositories, scope, by, mode, secret, until, from });
}

function checkNames(object: JsonObject, known: readonly string[], place: string): void {
  const [unknown] = Object.keys(object).filter((name) => !known.includes(name));
  const words = `has ${quoted(unknown ?? "")} in ${place}, which is unknown; the names are ${known.join(", ")}`;
  demand(unknown === undefined, words);
}

function textIn(row: JsonObject, name: string, place: string): string | undefined {
  const value = row[name];
  demand(
    value === undefined || (typeof value === "string" && value !== ""),
    `must have a string as ${name} of ${place}`,
  );
  return value;
}

function listIn(row: JsonObject, name: string, place: string): string[] | undefined {
  const value = row[name];
  if (value === undefined) {
    return undefined;
  }
  const isTexts = isList(value) && value.every((one): one is string => typeof one === "string" && one !== "");
  demand(isTexts, `must have a list of strings as ${name} of ${place}`);
  const [twice = ""] = value.filter((one, index) => value.indexOf(one) < index);
  demand(twice === "", `has ${quoted(twice)} twice in ${name} of ${place}`);
  return [...value];
}

/** The rule about access that is agreed, for plans that are compared with an agreement. */
export const AGREEMENT_RULES = {
  "access-not-agreed": {
    name: "Access to images is not what was agreed",
    level: "error",
    help: "After the deployment, somebody may do more or less than the file of --expect says, or this is unknown. Change the configuration, or have the owners of the file change it.",
  },
} satisfies Record<string, Rule>;

/** What differs from an agreement. */
export interface Disagreement {
  readonly rule: keyof typeof AGREEMENT_RULES;
  readonly kind: "more" | "less" | "unknown" | "not judged";
  readonly registry: string;
  /** Of what grants it, or of what no longer does as far as the agreement says. */
  readonly address: string;
  /** Who may do what, and whether that is more or less than agreed. */
  readonly message: string;
  /** Undefined where there is no such access. */
  readonly line?: Access;
}

/** One right on one repository. What is told in words, without a right, is one as well. */
interface Part<T> {
  readonly of: T;
  readonly registry: string;
  readonly right: Right | undefined;
  readonly repository: string;
}

type Granted = Part<Access>;
/** @property from the address that it must come from, if the agreement says so */
type Agreed = Part<AgreedAccess> & { readonly from: string | undefined };

/** Every difference between access and an agreement. Nobody can agree to what is not known, so that is one, too. */
export function disagreements(lines: readonly Access[], { registries }: Agreement): Disagreement[] {
  const unclear = lines.filter(isUnclear);
  const granted = lines.filter((line) => !isUnclear(line)).flatMap(partsOf);
  const agreed = Object.entries(registries).flatMap(([registry, rows]) =>
    rows.flatMap((row) => agreedParts(registry, row)),
  );
  const [grantedAt, agreedAt] = [grouped(granted, keyOf), grouped(agreed, keyOf)];
  const more = granted.filter((part) => !(agreedAt.get(keyOf(part)) ?? []).some((one) => isAgreed(part.of, one)));
  const less = agreed.filter((part) => !(grantedAt.get(keyOf(part)) ?? []).some((one) => isAgreed(one.of, part)));
  return [
    ...[...grouped(more, ({ of }) => of)].map(([line, parts]) => tooMuch(line, parts)),
    ...[...grouped(less, ({ of, registry, repository, from }) => JSON.stringify([registry, of, repository, from]))].map(
      ([, parts]) => tooLittle(parts),
    ),
    ...unclear.map(unknowable),
  ];
}

function partsOf(line: Access): Granted[] {
  return rightsIn(line.rights).map((right) => ({
    of: line,
    registry: line.registry,
    right,
    repository: line.repository,
  }));
}

function agreedParts(registry: string, row: AgreedAccess): Agreed[] {
  const addresses = row.from ?? [undefined];
  return rightsIn(row.may).flatMap((right) =>
    row.repositories.flatMap((repository) => addresses.map((from) => ({ of: row, registry, right, repository, from }))),
  );
}

function rightsIn(rights: readonly Right[]): readonly (Right | undefined)[] {
  return rights.length === 0 ? [undefined] : rights;
}

/** Azure compares names without regard to case. */
function keyOf({ registry, right, repository }: Part<unknown>): string {
  return JSON.stringify([registry.toLowerCase(), right ?? "", repository]);
}

function isAgreed(line: Access, { of: row, from }: Agreed): boolean {
  const { who, principal, scope, origin, mode, secret, until, address } = line;
  const names = [who, ...(principal === undefined ? [] : [`principal ${principal}`])];
  return (
    names.some((name) => isSameName(name, row.who)) &&
    (row.id === undefined || isSameName(row.id, principal ?? "") || isSameName(`principal ${row.id}`, who)) &&
    (row.issuers === undefined || isSameList(row.issuers, issuersOf(line) ?? [])) &&
    (row.scope === undefined || isSameName(row.scope, scope ?? "")) &&
    (row.by === undefined || isSameName(row.by, originWords(origin))) &&
    (row.mode === undefined || row.mode === mode) &&
    (row.secret === undefined || row.secret === secret) &&
    (row.until === undefined || row.until === until) &&
    (from === undefined || from === address)
  );
}

/** Names of issuers are addresses, in which case matters. */
function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text) => other.includes(text));
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function rightsOf(parts: readonly Part<unknown>[]): Right[] {
  return ALL_RIGHTS.filter((right) => parts.some((part) => part.right === right));
}

function tooMuch(line: Access, parts: readonly Granted[]): Disagreement {
  const sentence = accessSentence({ ...line, rights: rightsOf(parts) });
  const message = `more than agreed: ${sentence} (${narrowedRemark(line)})`;
  return { rule: "access-not-agreed", kind: "more", registry: line.registry, address: line.address, message, line };
}

function tooLittle(parts: readonly Agreed[]): Disagreement {
  const [{ of: row, registry, repository, from }] = parts;
  const sentence = accessSentence({ who: row.who, registry, repository, rights: rightsOf(parts) });
  const narrowed = [
    ...(row.id === undefined ? [] : [`principal ${row.id}`]),
    ...issuedBy(row.issuers),
    ...scopeOf(row),
    ...(row.by === undefined ? [] : [row.by]),
    ...(row.secret === undefined ? [] : [`in secret ${row.secret}`]),
    ...(row.mode === undefined ? [] : [`if the registry is in ${row.mode} mode`]),
    ...(row.until === undefined ? [] : [`until ${row.until}`]),
  ];
  const end = narrowed.length === 0 ? "" : ` (${narrowed.join(", ")})`;
  const message = `less than agreed: nothing says any more that ${sentence}${end}`;
  return { rule: "access-not-agreed", kind: "less", registry, address: from ?? registry, message };
}

/** How an access came about, with what tells it from others of the same names. */
function narrowedRemark(line: Access): string {
  return [...issuedBy(issuersOf(line)), ...scopeOf(line), accessRemark(line)].join(", ");
}

function issuedBy(issuers: readonly string[] = []): string[] {
  return issuers.length === 0 ? [] : [`with tokens of ${listed(issuers)}`];
}

function scopeOf({ scope }: Pick<Access, "scope">): string[] {
  return scope === undefined ? [] : [`scope ${scope}`];
}

/** What is not judged, and to which nobody has agreed. */
export function unjudgedBeyond({ unjudged }: Agreement, notJudged: readonly NotJudged[]): NotJudged[] {
  return notJudged.filter(({ kind }) => !unjudged.includes(kind));
}

/** As a difference. */
export function notAgreed(one: NotJudged): Disagreement {
  const message = `not judged, and not in unjudged of the agreement: ${notJudgedWords(one)}`;
  const [address] = one.addresses;
  return { rule: "access-not-agreed", kind: "not judged", registry: ANY_REGISTRY.registry, address, message };
}

function unknowable(line: Access): Disagreement {
  const message = `unknown, so nobody can agree to it: ${accessSentence(line)} (${accessRemark(line)})`;
  return { rule: "access-not-agreed", kind: "unknown", registry: line.registry, address: line.address, message, line };
}

/** Repositories or patterns such as `shop/*`, by registry, by who may pull them. */
export type ExpectedPulls = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The matcher for the result of `accessOf`. */
export interface AccessMatchers<R> {
  /**
   * Fails if anybody may pull more than this, push or delete, if it is not known what somebody may do, or if a pull that
   * is expected is missing. Names the lines.
   */
  toGrantPullOnly(expected: ExpectedPulls): R;
  /**
   * Fails if access differs from what is agreed in a file, in either direction, or if it is not known. `--format access` of
   * the programs writes such a file. Names the differences.
   */
  toGrantAsAgreed(file: string): R;
  /**
   * Fails if somebody has access to a registry that they do not reach: public access is off, or their network finds no
   * private endpoint. What nobody knows from the stacks passes. Names the lines, with the reason. Not judged: security
   * groups, routes, service endpoints, security admin rules, and policies in the cluster.
   */
  toBeReachable(): R;
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the parameters must be those of @types/jest
    interface Matchers<R, T = {}> extends AccessMatchers<R> {}
  }
}

/**
 * For `expect.extend`.
 * @example
 * expect.extend(accessMatchers);
 * expect(accessOf(attach)).toGrantPullOnly({ "every pod of AKS cluster prod": { contoso: ["*"] } });
 */
export const accessMatchers = {
  toGrantPullOnly(received: unknown, expected: ExpectedPulls) {
    const lines = linesOf(received, "toGrantPullOnly");
    const tooMany = lines.filter((line) => !isExpected(line, expected));
    const missing = pullsIn(expected).filter((pull) => !lines.some((line) => grants(line, pull)));
    return { pass: tooMany.length === 0 && missing.length === 0, message: () => describe(tooMany, missing) };
  },

  toGrantAsAgreed(received: unknown, file: string) {
    const found = disagreements(linesOf(received, "toGrantAsAgreed"), agreementIn(file));
    const words = found.map(({ message, address }) => `  ${message}, at ${address}`);
    return {
      pass: found.length === 0,
      message: () =>
        found.length === 0 ? `access is as agreed in ${file}` : `not as agreed in ${file}:\n${words.join("\n")}`,
    };
  },

  toBeReachable(received: unknown) {
    const closed = linesOf(received, "toBeReachable").flatMap(({ who, registry, reach }) =>
      reach?.kind === "closed" ? [`  ${who}: ${registry}, since ${reach.because}`] : [],
    );
    const words = [...new Set(closed)];
    return {
      pass: words.length === 0,
      message: () =>
        words.length === 0
          ? "nobody has access to a registry that they do not reach"
          : `authorized, not reachable:\n${words.join("\n")}`,
    };
  },
};

interface Pull {
  readonly who: string;
  readonly registry: string;
  readonly repository: string;
}

function linesOf(value: unknown, matcher: string): readonly Access[] {
  if (!isAccess(value)) {
    throw new Error(`${matcher} must be called on the result of accessOf()`);
  }
  return value;
}

function isAccess(value: unknown): value is readonly Access[] {
  return isList(value) && value.every((line) => typeof line === "object" && line !== null && "rights" in line);
}

function isExpected({ who, registry, repository, rights }: Access, expected: ExpectedPulls): boolean {
  const repositories = expected[who]?.[registry] ?? [];
  return rights.join() === "pull" && repositories.some((pattern) => matches(pattern, repository));
}

function pullsIn(expected: ExpectedPulls): Pull[] {
  return Object.entries(expected).flatMap(([who, registries]) =>
    Object.entries(registries).flatMap(([registry, repositories]) =>
      repositories.map((repository) => ({ who, registry, repository })),
    ),
  );
}

function grants({ who, registry, repository, rights }: Access, pull: Pull): boolean {
  return (
    who === pull.who && registry === pull.registry && rights.includes("pull") && matches(repository, pull.repository)
  );
}

function describe(tooMany: readonly Access[], missing: readonly Pull[]): string {
  const extra = tooMany.map(
    ({ who, registry, repository, rights, origin }) =>
      `  ${who}: ${rights.join(", ") || "unknown rights"} on ${repository} of ${registry}, by ${originWords(origin)}`,
  );
  const lacking = missing.map(({ who, registry, repository }) => `  ${who}: pull on ${repository} of ${registry}`);
  const sections = [
    ...(extra.length > 0 ? [`${extra.length} too many:\n${extra.join("\n")}`] : []),
    ...(lacking.length > 0 ? [`${lacking.length} missing:\n${lacking.join("\n")}`] : []),
  ];
  return sections.length > 0 ? sections.join("\n") : "nothing but the expected pulls is granted";
}
