import { withVisibleLetters } from "../../stack/hidden-letters";
import { compare } from "../../stack/json";
import type { Access } from "../access/access";
import { POWER_NAMES, RIGHTS, type Right } from "../access/actions";
import { isUnclear } from "../access/changes";
import { originWords } from "../access/origin";

/** Grows in the first part when a reader must change, in the second when something is added. */
const AGREEMENT_VERSION = "1.1";

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

export const ALL_RIGHTS: readonly Right[] = [...RIGHTS, ...POWER_NAMES];

/** What there is to agree to. Access that nobody can tell is left out. */
export function agreementOf(lines: readonly Access[], unjudged: readonly string[]): Agreement {
  return { registries: agreedAccess(lines), unjudged: [...new Set(unjudged)].sort(compare) };
}

function agreedAccess(lines: readonly Access[]): Agreement["registries"] {
  const byAddress = new Map<string, { readonly line: Access; readonly repositories: Set<string> }>();
  for (const line of lines.filter((one) => !isUnclear(one))) {
    const key = JSON.stringify([line.address, rowOf(line), line.registry.toLowerCase()]);
    const known = byAddress.get(key) ?? { line, repositories: new Set() };
    known.repositories.add(line.repository);
    byAddress.set(key, known);
  }
  // Azure compares names without regard to case, so that those of one registry are one.
  const written = [...byAddress.values()].map(({ line }) => line.registry).sort(compare);
  const names = new Map(written.reverse().map((name) => [name.toLowerCase(), name]));
  const rows = new Map<string, { readonly registry: string; readonly row: AgreedAccess; readonly from: Set<string> }>();
  for (const { line, repositories } of byAddress.values()) {
    const row = rowOf(line, [...repositories].sort(compare));
    const registry = names.get(line.registry.toLowerCase()) ?? line.registry;
    const key = JSON.stringify([registry, row]);
    const known = rows.get(key) ?? { registry, row, from: new Set() };
    known.from.add(line.address);
    rows.set(key, known);
  }
  const all = [...rows.values()].map(({ registry, row, from }) => ({
    registry,
    row: { ...row, from: [...from].sort(compare) },
  }));
  const registries = [...new Set(all.map(({ registry }) => registry))].sort(compare);
  return Object.fromEntries(
    registries.map((registry) => [
      registry,
      all
        .filter((one) => one.registry === registry)
        .map(({ row }) => row)
        .sort((left, right) => compare(JSON.stringify(left), JSON.stringify(right))),
    ]),
  );
}

/** Azure has GUIDs for the ids of objects in its directory. A test double may have others. */
export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Of pods alone: what else has the same identity needs no token. */
export function issuersOf({ grantees, issuers }: Access): readonly string[] | undefined {
  return grantees.some(({ kind }) => kind === "trusted pods") ? issuers : undefined;
}

function rowOf(line: Access, repositories: readonly string[] = []): AgreedAccess {
  const { who, principal, rights, scope, origin, mode, secret, until } = line;
  const issuers = issuersOf(line);
  const id = principal === undefined || who.includes(principal) || !isObjectId(principal) ? undefined : principal;
  return {
    who,
    ...(id === undefined ? {} : { id }),
    ...(issuers === undefined ? {} : { issuers }),
    may: ALL_RIGHTS.filter((right) => rights.includes(right)),
    repositories,
    ...(scope === undefined ? {} : { scope }),
    by: originWords(origin),
    ...(mode === undefined ? {} : { mode }),
    ...(secret === undefined ? {} : { secret }),
    ...(until === undefined ? {} : { until }),
  };
}

/** The file: rows in order, and lists on one line, so that a change of a row is a change of few lines. */
export function agreementText(agreement: Agreement): string {
  const registries = Object.entries(agreement.registries).map(
    ([registry, rows]) => `    ${JSON.stringify(registry)}: [\n${rows.map(rowText).join(",\n")}\n    ]`,
  );
  const text = [
    "{",
    `  "$schema": ${JSON.stringify(AGREEMENT_SCHEMA)},`,
    `  "formatVersion": ${JSON.stringify(AGREEMENT_VERSION)},`,
    `${registries.length === 0 ? `  "registries": {}` : `  "registries": {\n${registries.join(",\n")}\n  }`},`,
    `  "unjudged": [${agreement.unjudged.map((kind) => JSON.stringify(kind)).join(", ")}]`,
    "}",
    "",
  ].join("\n");
  return withVisibleLetters(text);
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
