import { SENSITIVE } from "../../planned/values";
import { collected } from "../../stack/json";
import {
  type Access,
  type AccessChanges,
  type ChangedAccess,
  type Grantee,
  granted,
  type Held,
  holdingKey,
  type Origin,
  originWords,
  UNKNOWN_GROUP,
} from "./access";
import { CONDITIONAL, isHeld } from "./effect";
import type { Identity } from "./registries";
import { type Mode, matches, type Right } from "./roles";

/** What gives nothing is held by nobody. */
export function accessChanges(allBefore: readonly Access[], allAfter: readonly Access[]): AccessChanges {
  const [before, after] = [allBefore.filter(isHeld), allAfter.filter(isHeld)];
  // What gives nothing afterwards is no gain where it gave nothing before, for whatever reason.
  const [former, later] = [new Holders(allBefore), new Holders(after)];
  const fates = after.map((line) => ({ line, fates: fatesOf(line, former) }));
  const those = (fate: Fate) => fates.flatMap((one) => partOf(one.line, one.fates, fate));
  const kept = those("same").map((part) => throughNetwork(part, former));
  return {
    gained: those("new").map((part) => withSides(part, "widened", former, later)),
    lost: [
      ...before
        .flatMap((line) => partOf(line, fatesOfLost(line, later), "new"))
        .map((part) => withSides(sinceIn(part, allAfter), "narrowed", former, later)),
      ...kept.filter(isUnreachable),
    ],
    kept: kept.filter((part) => !isUnreachable(part)),
    opaque: those("perhaps"),
    ineffective: newlyIneffective(allBefore, allAfter),
    after: allAfter.filter(({ idle }) => idle?.length !== 0),
  };
}

/** What is there on both sides and stops working is told as lost. */
function newlyIneffective(before: readonly Access[], after: readonly Access[]): Access[] {
  const known = new Set(before.map(assignmentKey));
  return after.filter((line) => line.fault !== undefined && !known.has(assignmentKey(line)));
}

function assignmentKey(line: Access): string {
  return JSON.stringify([line.address, holdingKey(line)]);
}

/** Why something is lost whose resource stays. */
function sinceIn(part: ChangedAccess, after: readonly Access[]): ChangedAccess {
  const later = after.find((line) => line.fault !== undefined && assignmentKey(line) === assignmentKey(part));
  return later?.fault === undefined ? part : { ...part, since: later.fault };
}

/** Whether it is still granted, and lost since the network no longer lets its holder through. */
export function isUnreachable({ since }: ChangedAccess): boolean {
  return since?.kind === "unreachable";
}

/** What is kept, with what becomes of it where the network opens or closes. */
function throughNetwork(part: ChangedAccess, former: Holders): ChangedAccess {
  const { reach } = part;
  const isClosed = reach?.kind === "closed";
  const own = former.holding(part).filter((one) => one.who === part.who && isSame(one, part));
  const before = own.flatMap(({ reach }) => reach ?? []);
  const isAsBefore = before.length === 0 || before.some(({ kind }) => (kind === "closed") === isClosed);
  if (reach === undefined || isAsBefore) {
    return part;
  }
  return isClosed
    ? { ...part, since: { kind: "unreachable", words: reach.because } }
    : { ...part, change: "reachable" };
}

/** Of a right: nobody had it, somebody had it, or nobody can tell. */
type Fate = "new" | "same" | "perhaps";

/** A line without rights is told in words, and is one thing. */
const WORDS = "words";
type Fates = ReadonlyMap<Right | typeof WORDS, Fate>;

function partOf(line: Access, fates: Fates, fate: Fate): ChangedAccess[] {
  const rights = line.rights.filter((right) => fates.get(right) === fate);
  if (line.idle?.length === 0) {
    return [];
  }
  return rights.length > 0 || fates.get(WORDS) === fate ? [{ ...line, rights, line }] : [];
}

/** What asks whether something is lost takes it for kept wherever that may be. */
const LOSING = true;

function fatesOf(line: Access, others: Holders, isLosing = false): Fates {
  const known = others.holding(line);
  if (line.rights.length === 0) {
    return new Map([[WORDS, fateInWords(line, known, isLosing)]]);
  }
  return new Map(line.rights.map((right) => [right, fateOf(right, line, known, isLosing)]));
}

/** Nothing is lost that a group has which the holder is a member of. */
function fatesOfLost(line: Access, later: Holders): Fates {
  const all = [line, ...later.groupsOf(line)].map((one) => fatesOf(one, later, LOSING));
  return new Map(
    [...all[0]].map(([right, fate]) => [right, all.some((fates) => fates.get(right) === "same") ? "same" : fate]),
  );
}

function fateOf(right: Right, line: Access, known: readonly Access[], isLosing: boolean): Fate {
  const modes = modesOf(line);
  const covering = known
    .filter((one) => one.rights.includes(right) && matches(one.repository, line.repository))
    .filter((one) => one.mode === undefined || modes.includes(one.mode))
    .filter((one) => isLosing || isStanding(one) || !isStanding(line))
    .filter((one) => one.fault === undefined || line.fault !== undefined)
    .map((one) => ({ one, place: placeCovers(one, line) }))
    .filter(({ place }) => place !== "no");
  const sure = covering.filter(({ one, place }) => place === "yes" && isSame(one, line));
  // What depends on no mode is held in whatever mode the registry is, before a switch as after it.
  if (modes.every((mode) => sure.some(({ one }) => one.mode === undefined || one.mode === mode))) {
    return "same";
  }
  const isOpen = covering.some(({ one, place }) => place === "perhaps" || isElusive(one) || isElusive(line));
  return isOpen ? "perhaps" : "new";
}

/** The modes of the registry in which a line has an effect. */
function modesOf({ mode, knownMode = mode }: Access): readonly Mode[] {
  return knownMode === undefined ? ["RBAC", "ABAC"] : [knownMode];
}

/** What says by itself what it allows, where it can be read. */
const UNREADABLE: readonly Origin["kind"][] = ["role assignment", "registry token", "definition", "opaque"];

/** What is not known covers only itself. */
function fateInWords(line: Access, known: readonly Access[], isLosing: boolean): Fate {
  const others = known.filter(
    (one) =>
      one.rights.length === 0 &&
      one.repository === line.repository &&
      (isLosing || isStanding(one) || !isStanding(line)) &&
      one.registry.toLowerCase() === line.registry.toLowerCase() &&
      originWords(one.origin).toLowerCase() === originWords(line.origin).toLowerCase(),
  );
  if (others.some((one) => isSameText(one.identity, line.identity) && samePlace(one, line))) {
    return "same";
  }
  if (isLosing) {
    return others.length > 0 ? "perhaps" : "new";
  }
  return isOpaque(line) || others.some((one) => isElusive(one) || isElusive(line)) ? "perhaps" : "new";
}

/** Whether nobody can tell what somebody may do by a line. */
function isOpaque({ rights, origin }: Access): boolean {
  return rights.length === 0 && UNREADABLE.includes(origin.kind);
}

/** Whether nobody can tell to whom a line gives something, or where. */
export function isElusive({ grantees, identity, place }: Access): boolean {
  return (
    identity?.isComplete === false ||
    place?.isComplete === false ||
    grantees.some((one) => one.kind === "principal" && one.isUnknown === true)
  );
}

/** Whether nobody can tell who may do what by a line, so that nobody can agree to it. */
export function isUnclear(line: Access): boolean {
  const { grantees, who, registry, repository } = line;
  const isOneOfSeveral = grantees.some((one) => granted([one]).who !== who);
  const isUnknown = grantees.some((one) => "isUnknown" in one && one.isUnknown === true);
  const isHidden = [who, registry, repository].some((text) => text.includes(SENSITIVE));
  const words = [CONDITIONAL, `what ${UNKNOWN_GROUP} may do`];
  return (
    isOpaque(line) || isOneOfSeveral || isUnknown || isHidden || isUnknownPlace(registry) || words.includes(repository)
  );
}

/**
 * Whether somebody who has one line has another one. What has the same name and is not the same is a gain, unless nobody can
 * tell. A principal has what it is given, whoever else acts as it.
 */
function isSame(one: Access, other: Access): boolean {
  const isPrincipal = isItself(other) && isSameText(one.holder, other.holder);
  // A condition that cannot be read is told apart by its text, which is in the identity.
  return (isPrincipal && other.repository !== CONDITIONAL) || isSameText(one.identity, other.identity);
}

function isSameText(one: Access["identity"], other: Access["identity"]): boolean {
  return one?.text === other?.text && one?.isComplete !== false;
}

/** Whether who has an access is who was given it, and not whoever else it stands for, such as the pods of a cluster. */
function isItself({ grantees, holder }: Access): boolean {
  return holder?.isComplete === true && grantees.every(({ kind }) => ITSELF.includes(kind));
}

const ITSELF: readonly Grantee["kind"][] = ["managed identity", "service principal", "group", "principal", "deployer"];

/** Whether somebody has an access at once, and need not activate it. */
function isStanding({ origin }: Access): boolean {
  return !("role" in origin) || origin.role?.isEligible !== true;
}

/** Whether one line is about all that another one is about. */
function placeCovers(one: Access, other: Access): "yes" | "no" | "perhaps" {
  if (one.registry.toLowerCase() === other.registry.toLowerCase()) {
    const isOpen = [one, other].some(({ place }) => place?.isComplete === false);
    const otherwise = isOpen ? "perhaps" : "no";
    return samePlace(one, other) ? "yes" : otherwise;
  }
  const [outer, inner] = [one.place?.id?.toLowerCase(), other.place?.id?.toLowerCase()];
  if (one.isScope !== true) {
    return "no";
  }
  if (outer === undefined || inner === undefined || /^\/providers\/microsoft\.management\//.test(outer)) {
    // What is below a management group, or in a group that is not created yet, no id tells.
    return "perhaps";
  }
  return outer === "/" || inner.startsWith(`${outer}/`) ? "yes" : "no";
}

function samePlace(one: Access, other: Access): boolean {
  const [outer, inner] = [one.place?.id?.toLowerCase(), other.place?.id?.toLowerCase()];
  // Of one that is created again, nobody knows the id yet.
  return outer === undefined || inner === undefined ? one.place?.text === other.place?.text : outer === inner;
}

/** Lines by who has them and where, so that nobody's thousands of repositories are compared with each other. */
class Holders {
  private readonly lines: ReadonlyMap<string, readonly Access[]>;
  /** By the texts of their members. */
  private readonly groups: ReadonlyMap<string, readonly Identity[]>;

  constructor(all: readonly Access[]) {
    this.groups = collected(
      all.flatMap(({ holder, memberOf }) =>
        holder?.isComplete === true && memberOf?.isComplete === true ? [[holder.text, memberOf] as const] : [],
      ),
    );
    this.lines = collected(
      all.flatMap((line) => {
        const { holder, repository } = line;
        return [nameOf(line), ...(holder === undefined ? [] : [principalOf(holder)])].flatMap((who) => [
          [keyOf(who, line, isPattern(repository) ? ANY : repository), line] as const,
          [keyOf(who, line, WHOLE), line] as const,
          [keyOf(who, { ...line, ...EVERYWHERE }, WHOLE), line] as const,
        ]);
      }),
    );
  }

  /** What the same pods, people or principals have that may be about the same repository, by whatever name. */
  public holding(line: Access): readonly Access[] {
    return this.at(line, [line.repository, ANY]);
  }

  /** The same, and what is within the repositories of a line. */
  public around(line: Access): readonly Access[] {
    if (line.isScope === true) {
      return this.at({ ...line, ...EVERYWHERE }, [WHOLE]);
    }
    return isPattern(line.repository) ? this.at(line, [WHOLE]) : this.holding(line);
  }

  /** The same line for each group of which its holder is a member, also by other groups. */
  public groupsOf(line: Access): Access[] {
    const found = new Map<string, Identity>();
    const left = isItself(line) && line.holder !== undefined ? [line.holder] : [];
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      const groups = (this.groups.get(one.text) ?? []).filter(({ text }) => !found.has(text));
      for (const group of groups) {
        found.set(group.text, group);
        left.push(group);
      }
    }
    return [...found.values()].map((holder) => ({ ...line, holder }));
  }

  private at(line: Access, repositories: readonly string[]): readonly Access[] {
    const names = [nameOf(line), ...(isItself(line) && line.holder !== undefined ? [principalOf(line.holder)] : [])];
    const places = [line, { ...line, isScope: true as const }].flatMap((place) =>
      names.flatMap((who) => repositories.flatMap((one) => this.lines.get(keyOf(who, place, one)) ?? [])),
    );
    return [...new Set(places)];
  }
}

/** In no registry's name is a space. */
const EVERYWHERE = { registry: "every place", isScope: undefined };
const ANY = "*";
/** Of all repositories, patterns or not. */
const WHOLE = "";

function isPattern(repository: string): boolean {
  return repository.includes("*");
}

/** Azure compares names and ids without regard to case. Namespaces are in lower case anyway. */
function keyOf(who: string, { registry, isScope }: Access, repository: string): string {
  return [who, isScope === true ? "" : registry, repository].join("\n").toLowerCase();
}

function nameOf({ who }: Access): string {
  return `who ${who}`;
}

function principalOf({ text }: Identity): string {
  return `principal ${text}`;
}

/** Both sides of what is gained or lost, of those repositories that it is about. */
function withSides(
  part: ChangedAccess,
  change: "widened" | "narrowed",
  former: Holders,
  later: Holders,
): ChangedAccess {
  const { line = part } = part;
  const sides = [former, later].map((holders) => holders.around(line));
  const [own, others] = [true, false].map((isOwn) => sides.map((side) => heldIn(side, line, isOwn)));
  const mode: Mode = line.mode === "RBAC" ? "ABAC" : "RBAC";
  // What is held in the other mode says something where it stays.
  const beside = line.mode !== undefined && others.every(({ length }) => length > 0) ? others : [[], []];
  const [before, after] = own.map((held, at) => (held.length > 0 ? held : beside[at].map((one) => ({ ...one, mode }))));
  const isChanged = (change === "widened" ? before : after).length > 0;
  return { ...part, before, after, ...(isChanged ? { change } : {}) };
}

/** @param isOwn whether in the mode that the line is about, or else in the other one */
function heldIn(lines: readonly Access[], line: Access, isOwn: boolean): Held[] {
  const own = lines.filter(
    (one) =>
      (one.mode === line.mode || modesOf(one).join() === modesOf(line).join()) === isOwn &&
      one.rights.length > 0 &&
      one.fault === undefined &&
      isSame(one, line) &&
      (isStanding(one) || !isStanding(line)) &&
      (matches(one.repository, line.repository) || matches(line.repository, one.repository)) &&
      (placeCovers(one, line) === "yes" || placeCovers(line, one) === "yes"),
  );
  const held = own.map(({ registry, repository, rights }): Held => ({ registry, repository, rights }));
  return [...new Map(held.map((one) => [JSON.stringify(one), one])).values()];
}

/** Whether it is told in words which registry it is, since nobody knows. No name has a space. */
function isUnknownPlace(registry: string): boolean {
  return /^(an unknown (scope|registry)|one of )/.test(registry);
}

/**
 * Two roles of one holder that allow the same, of which one acts in RBAC mode and the other one in ABAC mode, are one grant,
 * which depends on no mode. It is told at the role of RBAC mode, whose address stays where it was alone before.
 */
export function joinedGrants(lines: readonly ChangedAccess[]): ChangedAccess[] {
  const joined = new Map<ChangedAccess, readonly ChangedAccess[]>();
  const known = lines.filter((line) => line.mode !== undefined && !isElusive(line));
  for (const own of collected(known.map((line) => [grantKey(line), line])).values()) {
    const others = own.filter(({ mode }) => mode === "ABAC");
    const inRbac = own.filter(({ mode }) => mode === "RBAC");
    for (const [index, one] of inRbac.slice(0, others.length).entries()) {
      joined.set(one, [inEitherMode(one, others[index])]).set(others[index], []);
    }
  }
  return lines.flatMap((line) => joined.get(line) ?? [line]);
}

function grantKey(line: ChangedAccess): string {
  const { repository, rights, secret, until, change, before, after, origin } = line;
  const { how, isEligible } = { ...("role" in origin ? origin.role : {}) };
  const sides = change === undefined ? [] : [change, before, after];
  return JSON.stringify([holdingKey(line), repository, rights, secret, until, how, isEligible, ...sides]);
}

function inEitherMode({ mode: _mode, ...one }: ChangedAccess, other: ChangedAccess): ChangedAccess {
  const from = [one, other].map(({ address, grantedBy }) => grantedBy ?? address);
  const [role, second] = [one, other].map(({ origin }) => ("role" in origin ? origin.role : undefined));
  if (role === undefined || role.name === second?.name) {
    return { ...one, from };
  }
  const name = `${role.name} in RBAC mode, ${second?.name} in ABAC mode`;
  return { ...one, origin: { ...one.origin, role: { ...role, name } } as Origin, from };
}

/** Whom a registry serves without a login is decided by its network: whoever it lets in gains. */
export function withOpened(changes: AccessChanges, opened: readonly { readonly registry: string }[]): AccessChanges {
  const registries = new Set(opened.map(({ registry }) => registry));
  const isReached = ({ origin, registry }: Access) => origin.kind === "anonymous pull" && registries.has(registry);
  return {
    ...changes,
    gained: [...changes.gained, ...changes.kept.filter(isReached).map((line) => ({ ...line, change: undefined }))],
    kept: changes.kept.filter((line) => !isReached(line)),
  };
}
