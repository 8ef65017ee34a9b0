import { listed } from "../../shared/markdown";
import { reachRecord, reachRemark } from "../reach/reach-words";
import type { Access } from "./access";
import { isPower } from "./actions";
import type { AccessChanges, ChangedAccess, Held } from "./changes";
import { originWords } from "./origin";

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

/** How an access came about, and what it depends on. */
function accessOrigin({ origin, secret, mode, until }: Access): string {
  return [
    originWords(origin),
    ...(secret === undefined ? [] : [`in secret ${secret}`]),
    ...(mode === undefined ? [] : [`if the registry is in ${mode} mode`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ].join(", ");
}

/** The same, with how the registry is reached where that takes more than a login. */
export function accessRemark(access: ChangedAccess): string {
  const reached = reachRemark(access.reach);
  const changed = changeRemark(access);
  return [
    accessOrigin(access),
    ...(reached === undefined ? [] : [reached]),
    ...(changed === undefined ? [] : [changed]),
  ].join("; ");
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
