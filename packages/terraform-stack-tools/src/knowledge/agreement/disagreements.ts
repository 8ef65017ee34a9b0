import { listed } from "../../shared/words";
import { grouped, isList } from "../../stack/json";
import { type Access, originWords } from "../access/access";
import { isUnclear } from "../access/changes";
import { ANY_REGISTRY } from "../access/registries";
import { matches, type Right } from "../access/roles";
import { accessRemark, accessSentence } from "../access/sentences";
import { type NotJudged, notJudgedWords } from "../judgement/judgement";
import type { Rule } from "../pages/rules";
import { type AgreedAccess, type Agreement, ALL_RIGHTS, agreementIn, issuersOf } from "./agreement";

/** The rule about access that is agreed, for plans that are compared with an agreement. */
export const AGREEMENT_RULES = {
  "access-not-agreed": {
    name: "Access to images is not what was agreed",
    level: "error",
    help: "After the deployment, somebody may do more or less than the file of --expect says, or nobody can tell. Change the configuration, or have the file changed by those who agree to it.",
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
  const message = `unknown, so that nobody can agree to it: ${accessSentence(line)} (${accessRemark(line)})`;
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
