import { type Access, CONDITIONAL, UNKNOWN_GROUP } from "./access";
import { matches } from "./actions";
import { granted } from "./grantee";
import { type Origin, originWords } from "./origin";
import { isUnknownPlace } from "./registries";

/** Access before and after a change. Every line after it is in one of `gained`, `kept` and `opaque`. */
export interface AccessChanges {
  readonly gained: readonly Access[];
  readonly lost: readonly Access[];
  /** As it is after the change. */
  readonly kept: readonly Access[];
  /** Of which nobody can tell from the stacks whether somebody gains by it. */
  readonly opaque: readonly Access[];
}

/** What is gained is what nothing before allowed to the same pods or people, by whatever means. */
export function accessChanges(before: readonly Access[], after: readonly Access[]): AccessChanges {
  const [previous, next] = [byHolder(before), byHolder(after)];
  const changes = new Map(after.map((line) => [line, changeOf(line, previous)]));
  const those = (change: Change) => after.filter((line) => changes.get(line) === change);
  return {
    gained: those("gained"),
    lost: before.filter((line) => changeOf(line, next) === "gained" || (isOpaque(line) && !isIn(line, next))),
    kept: those("kept"),
    opaque: those("opaque"),
  };
}

/** What says by itself what it allows, where it can be read. */
const UNREADABLE: readonly Origin["kind"][] = [
  ...(["role assignment", "registry token", "definition"] as const),
  ...(["opaque", "opaque resource"] as const),
];

/** Whether nobody can tell what somebody may do by a line. */
function isOpaque({ rights, origin }: Access): boolean {
  return rights.length === 0 && UNREADABLE.includes(origin.kind);
}

/** Whether nobody can tell to whom a line gives something, or where. */
export function isElusive({ grantees, identity }: Access): boolean {
  return identity?.isComplete === false || grantees.some((one) => one.kind === "principal" && one.isUnknown === true);
}

/** Whether nobody can tell who may do what by a line, so that nobody can agree to it. */
export function isUnclear(line: Access): boolean {
  const { grantees, who, registry, repository } = line;
  const isOneOfSeveral = grantees.some((one) => granted([one]).who !== who);
  const isUnknown = grantees.some((one) => "isUnknown" in one && one.isUnknown === true);
  const words = [CONDITIONAL, `what ${UNKNOWN_GROUP} may do`];
  return isOpaque(line) || isOneOfSeveral || isUnknown || isUnknownPlace(registry) || words.includes(repository);
}

type Change = "gained" | "kept" | "opaque";
type Holders = ReadonlyMap<string, readonly Access[]>;

/** What has the same name and is not the same is a gain, unless nobody can tell. */
function changeOf(line: Access, holders: Holders): Change {
  const others = (holders.get(holder(line)) ?? []).filter((other) => covers(other, line));
  if (others.some((other) => isSame(other, line))) {
    return "kept";
  }
  return isOpaque(line) || others.some((other) => isElusive(other) || isElusive(line)) ? "opaque" : "gained";
}

function isIn(line: Access, holders: Holders): boolean {
  return holders.get(holder(line))?.some((other) => covers(other, line)) === true;
}

function isSame(one: Access, other: Access): boolean {
  return one.identity?.text === other.identity?.text && one.identity?.isComplete !== false;
}

function byHolder(lines: readonly Access[]): Holders {
  const holders = new Map<string, Access[]>();
  for (const line of lines) {
    const known = holders.get(holder(line)) ?? [];
    known.push(line);
    holders.set(holder(line), known);
  }
  return holders;
}

/** Azure compares names and ids without regard to case. Namespaces are in lower case anyway. */
function holder({ who, registry, mode }: Access): string {
  return [registry, who, mode ?? ""].join("\n").toLowerCase();
}

/** Whether one line allows everything that another does. What is not known covers only itself. */
function covers(one: Access, other: Access): boolean {
  if (other.rights.length === 0 || one.rights.length === 0) {
    return (
      originWords(one.origin).toLowerCase() === originWords(other.origin).toLowerCase() &&
      one.repository === other.repository &&
      one.rights.length === other.rights.length
    );
  }
  return matches(one.repository, other.repository) && other.rights.every((right) => one.rights.includes(right));
}
