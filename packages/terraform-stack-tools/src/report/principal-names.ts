import { type Access, type AccessChanges, type ChangedAccess, type Grantee, granted } from "../knowledge/access/access";
import { type Disagreement, isObjectId } from "../knowledge/agreement/agreement";
import { jsonOf } from "../shared/files";
import { Refusal } from "../shared/refusal";
import { visible } from "../shared/words";
import { isObject, type Json, quoted } from "../stack/json";
import type { ReviewedStack } from "./reviewed-stack";

/** Names by object ids in lower case. */
export type PrincipalNames = ReadonlyMap<string, string>;

/** As many as 100,000 names take. */
const MEGABYTES = 10;

const FORM = 'give a JSON object of names by object id: {"10000000-0000-0000-0000-000000000000": "alice"}';

/** Reads what somebody calls principals. @throws Refusal that names the entry and says what to do */
export function principalNamesIn(file: string): PrincipalNames {
  const json = jsonOf(file, MEGABYTES, FORM);
  if (!isObject(json)) {
    throw new Refusal(`${quoted(file)} has no names of principals; ${FORM}.`);
  }
  const names = new Map<string, string>();
  for (const [id, value] of Object.entries(json)) {
    const name = nameIn(value);
    if (!isObjectId(id) || name === "") {
      const fault = isObjectId(id) ? "has no name for" : "has a name for something that is not an object id,";
      throw new Refusal(`${quoted(file)} ${fault} ${quoted(id)}; ${FORM}.`);
    }
    if (names.has(id.toLowerCase())) {
      throw new Refusal(`${quoted(file)} has two names for ${quoted(id)}; leave one of them out.`);
    }
    names.set(id.toLowerCase(), name);
  }
  return names;
}

const LONGEST_NAME = 80;

/** A name cannot end the quotes that it stands in. */
function nameIn(value: Json): string {
  const name = typeof value === "string" ? visible(value).replace(/["\p{Pi}\p{Pf}\u201e\u2033\uff02]/gu, "'") : "";
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}

/**
 * A stack in which the name of each principal that has one stands after its object id. For what people read: names decide
 * nothing, and nothing that is compared has them.
 */
export function withPrincipalNames(reviewed: ReviewedStack, names: PrincipalNames): ReviewedStack {
  if (names.size === 0) {
    return reviewed;
  }
  const { access, found, switches = [], disagreements } = reviewed;
  return {
    ...reviewed,
    access: namedChanges(access, names),
    found: found && namedChanges(found, names),
    switches: switches.map((one) => ({
      ...one,
      roles: one.roles.map((role) => ({ ...role, who: named(role.who, role.principal, names) })),
    })),
    disagreements: disagreements?.map((one) => namedDisagreement(one, names)),
  };
}

function namedChanges({ gained, lost, kept, opaque, after }: AccessChanges, names: PrincipalNames): AccessChanges {
  const of = (lines: readonly ChangedAccess[]) => lines.map((line) => ({ ...line, who: whoOf(line, names) }));
  return { gained: of(gained), lost: of(lost), kept: of(kept), opaque: of(opaque), after: of(after) };
}

function namedDisagreement(one: Disagreement, names: PrincipalNames): Disagreement {
  const { line, message } = one;
  return line === undefined ? one : { ...one, message: message.replace(line.who, () => whoOf(line, names)) };
}

/** Of a principal that is called by its id alone: what anything else is called may look like one. */
function whoOf({ who, grantees }: Access, names: PrincipalNames): string {
  const all = grantees.map((one): Grantee => {
    const [, id] = /^principal (\S+)$/.exec(granted([one]).who) ?? [];
    return one.kind === "principal" ? { ...one, words: named(one.words, id, names) } : one;
  });
  const words = granted(all).who;
  return words === granted(grantees).who ? who : words;
}

function named(words: string, id: string | undefined, names: PrincipalNames): string {
  const name =
    id !== undefined && words.toLowerCase().endsWith(` ${id.toLowerCase()}`) ? names.get(id.toLowerCase()) : undefined;
  return name === undefined ? words : `${words} "${name}"`;
}
