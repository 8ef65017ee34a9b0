import { listed } from "../../shared/words";
import { reachRecord, reachRemark } from "../reach/reach";
import { type Access, originWords } from "./access";
import type { AccessChanges, ChangedAccess, Held } from "./changes";
import { isPower } from "./roles";

/** Such as "every pod of AKS cluster prod may pull shop/* from contoso". */
export function accessSentence(
  access: Pick<Access, "who" | "registry" | "repository" | "rights">,
  may = "may",
): string {
  const { who, registry, repository, rights } = access;
  const [right] = rights;
  if (right !== undefined && isPower(right)) {
    return `${who} ${may} ${right === "grant access" ? "grant" : "get credentials with"} ${reachOf(repository)} to ${registry}`;
  }
  const object = repository === "*" ? `everything in ${registry}` : `${repository} in ${registry}`;
  return rights.length === 0
    ? `${who} ${may} do ${repository} in ${registry}`
    : `${who} ${may} ${listed(rights)} ${object}`;
}

function reachOf(repository: string): string {
  return repository === "*" ? "any access" : `as much access as ${repository.replace(/^what /, "")}`;
}

/** What a line allows, for a picture. */
export function allowedWords({ repository, rights }: Access): string {
  if (rights.length === 0) {
    return repository;
  }
  const object = repository === "*" ? "everything" : repository;
  return rights.some(isPower) ? listed(rights) : `${listed(rights)} ${object}`;
}

/** What a change adds to what somebody has, or takes away from it, where something stays. */
function changeRemark({ change, before = [], after = [] }: ChangedAccess): string | undefined {
  switch (change) {
    case "widened":
      return `before: ${heldWords(before)}`;
    case "narrowed":
      return `left: ${heldWords(after)}`;
    default:
      return undefined;
  }
}

function heldWords(held: readonly Held[]): string {
  const words = held.map(
    ({ rights, repository, registry }) =>
      `${listed(rights)} ${repository === "*" ? "everything" : repository} in ${registry}`,
  );
  const others = words.length - MOST_HELD;
  return others > 0 ? `${words.slice(0, MOST_HELD).join(", ")} and ${others} more` : listed(words);
}

/** More are counted. */
const MOST_HELD = 3;

/** What is gained in a sentence each, which may differ from what is lost in nothing that has a name. */
export function gainedSentences({ gained, lost }: AccessChanges): (readonly [Access, string])[] {
  const before = new Set(lost.map((line) => accessSentence(line)));
  return gained.map((line) => [line, gainedSentence(accessSentence(line), before)]);
}

function gainedSentence(sentence: string, before: ReadonlySet<string>): string {
  return before.has(sentence) ? `${sentence} (the names are the same as before, what they stand for is not)` : sentence;
}

/** Of what may be a gain, and nobody can tell. */
export function opaqueSentence(line: Access): string {
  return `nobody can tell from the stack whether this is more than before: ${accessSentence(line)}`;
}

/** What an access depends on. */
function conditionsOf({ secret, mode, until }: Access): string[] {
  return [
    ...(secret === undefined ? [] : [`in secret ${secret}`]),
    ...(mode === undefined ? [] : [`if the registry is in ${mode} mode`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ];
}

/** How the registry is reached where that takes more than a login, and what is new of the access. */
function additionsTo(access: ChangedAccess): string[] {
  return [reachRemark(access.reach), changeRemark(access)].filter((remark) => remark !== undefined);
}

/**
 * How an access came about, what it depends on, and what is to be said beside it.
 * @param elsewhere what is said elsewhere already
 */
export function accessRemark(access: ChangedAccess, elsewhere: readonly string[] = []): string {
  const [conditions, additions] = [conditionsOf(access), additionsTo(access)].map((remarks) =>
    remarks.filter((remark) => !elsewhere.includes(remark)),
  );
  return [[originWords(access.origin), ...conditions].join(", "), ...additions].join("; ");
}

/** What is to be said beside each of some accesses alike, but for how they came about. */
export function sharedRemarks([first, ...others]: readonly ChangedAccess[]): string[] {
  const remarks = first === undefined ? [] : [...conditionsOf(first), ...additionsTo(first)];
  return others.reduce((shared, one) => {
    const own = [...conditionsOf(one), ...additionsTo(one)];
    return shared.filter((remark) => own.includes(remark));
  }, remarks);
}

/** A line as the JSON of a plan has it: the keys in one order, whatever created it. Both sides are of what is gained or lost. */
export function accessRecord({
  who,
  registry,
  repository,
  rights,
  origin,
  mode,
  secret,
  until,
  reach,
  address,
  change,
  before,
  after,
}: ChangedAccess) {
  return {
    ...{ who, registry, repository, rights, by: originWords(origin), mode, secret, until },
    ...{ reach: reach && reachRecord(reach), address, change, before, after },
  };
}
