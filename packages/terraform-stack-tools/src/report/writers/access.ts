import { type Access, accessRemark, accessSentence, originWords } from "../../knowledge/access/access";
import { isUnclear } from "../../knowledge/access/changes";
import { conditionWords, effectOf, reasonWords } from "../../knowledge/access/effect";
import { ALL_RIGHTS, type Right } from "../../knowledge/access/roles";
import { notJudgedOf } from "../../knowledge/judgement/judgement";
import { compare, defined, grouped, withVisibleLetters } from "../../stack/json";
import type { ReviewedPlan } from "../model";

/** Grows in the first part when a reader must change, in the second when something is added. */
const FORMAT_VERSION = "2.0";

export const ACCESS_SCHEMA =
  "https://raw.githubusercontent.com/cdktf-acr-aks/cdktf-acr-aks/main/packages/terraform-stack-tools/schemas/access.json";

/** One row: what some resources give to somebody. */
export interface AccessRow {
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
  /** What it depends on, or why it gives nothing. @default it works */
  readonly effect?: string;
  readonly secret?: string;
  readonly until?: string;
  /** The addresses of what grants it: as many as there are, so that another one of the same name is told. */
  readonly from?: readonly string[];
}

/**
 * Who may pull, push or delete what after some plans, as a file that people compare with git: rows in order, and lists on one
 * line, so that a change of a row is a change of few lines. What nobody can tell has a sentence.
 */
export function writeAccess(planned: readonly ReviewedPlan[]): string {
  const lines = planned.flatMap(accessAfter);
  const unclear = lines
    .filter(isUnclear)
    .map((line) => `${line.address}: ${accessSentence(line)} (${accessRemark(line)})`);
  return accessText(accessRows(lines), inOrder(planned.flatMap(kindsNotJudged)), inOrder(unclear));
}

/** All access after a plan, in order, and what somebody gave by hand that the plan takes away. */
function accessAfter({ reviewed: { access, found } }: ReviewedPlan): Access[] {
  const given = new Set((found?.gained ?? []).map((part) => part.line ?? part));
  const taken = access.lost.map((part) => part.line ?? part).filter((line) => given.has(line));
  return [...access.after, ...taken];
}

/** Of all that there is after a plan, whether the plan does anything with it or not. */
function kindsNotJudged({ after, reviewed: { notJudged = [] } }: ReviewedPlan): string[] {
  return [...notJudged, ...notJudgedOf(after)].map(({ kind }) => kind);
}

type Rows = Readonly<Record<string, readonly AccessRow[]>>;

/** @param registries rows by registry, or by the words for a scope that holds registries */
export function accessText(registries: Rows, unjudged: readonly string[], unclear: readonly string[]): string {
  const rows = Object.entries(registries).map(
    ([registry, own]) => `    ${JSON.stringify(registry)}: [\n${own.map(rowText).join(",\n")}\n    ]`,
  );
  const members = [
    `  "$schema": ${JSON.stringify(ACCESS_SCHEMA)}`,
    `  "formatVersion": ${JSON.stringify(FORMAT_VERSION)}`,
    rows.length === 0 ? `  "registries": {}` : `  "registries": {\n${rows.join(",\n")}\n  }`,
    `  "unjudged": [${unjudged.map((kind) => JSON.stringify(kind)).join(", ")}]`,
    `  "unclear": ${eachOnALine(unclear)}`,
  ];
  return withVisibleLetters(`{\n${members.join(",\n")}\n}\n`);
}

function eachOnALine(texts: readonly string[]): string {
  return texts.length === 0 ? "[]" : `[\n${texts.map((one) => `    ${JSON.stringify(one)}`).join(",\n")}\n  ]`;
}

function accessRows(lines: readonly Access[]): Rows {
  const clear = lines.filter((one) => !isUnclear(one));
  // Azure compares names without regard to case, so that those of one registry are one.
  const written = clear.map(({ registry }) => registry).sort(compare);
  const names = new Map(written.reverse().map((name) => [name.toLowerCase(), name]));
  const registryOf = ({ registry }: Access) => names.get(registry.toLowerCase()) ?? registry;
  const byAddress = grouped(clear, (line) => JSON.stringify([line.address, rowOf(line), registryOf(line)]));
  const rows = [...byAddress.values()].map((those) => {
    const row = rowOf(those[0], inOrder(those.map(({ repository }) => repository)));
    return { registry: registryOf(those[0]), row, from: those.flatMap(({ address, from = [address] }) => from) };
  });
  const alike = [...grouped(rows, ({ registry, row }) => JSON.stringify([registry, row])).values()].map((those) => ({
    registry: those[0].registry,
    row: { ...those[0].row, from: inOrder(those.flatMap(({ from }) => from)) },
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

function rowOf(line: Access, repositories: readonly string[] = []): AccessRow {
  const { who, principal, rights, scope, origin, secret, until } = line;
  const issuers = issuersOf(line);
  const id = principal === undefined || who.includes(principal) || !isObjectId(principal) ? undefined : principal;
  const may = ALL_RIGHTS.filter((right) => rights.includes(right));
  return defined({
    who,
    id,
    issuers,
    may,
    repositories,
    scope,
    by: originWords(origin),
    effect: effectWords(line),
    secret,
    until,
  });
}

function effectWords(line: Access): string | undefined {
  const effect = effectOf(line);
  if (effect.kind === "none") {
    return `none: ${reasonWords(effect.because)}`;
  }
  const conditions = effect.kind === "if" ? effect.conditions : [];
  const network = conditions.flatMap((one) => (one.kind === "network" ? [one.words] : []));
  const words = [...conditionWords(line, "the registry"), ...network];
  return words.length === 0 ? undefined : words.join(" and ");
}

function rowText(row: AccessRow): string {
  const members = Object.entries(row).map(([name, value]) => {
    const text = Array.isArray(value)
      ? `[${value.map((one) => JSON.stringify(one)).join(", ")}]`
      : JSON.stringify(value);
    return `        ${JSON.stringify(name)}: ${text}`;
  });
  return `      {\n${members.join(",\n")}\n      }`;
}
