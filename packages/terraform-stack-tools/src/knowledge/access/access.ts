import { listed } from "../../shared/words";
import type { ProviderReference } from "../../stack/stack";
import { type Reach, reachRecord, reachRemark } from "../network/door";
import { conditionWords, type Effect, effectOf, type Fault, type Reason, reasonWords, repairOf } from "./effect";
import type { Identity, PlaceIdentity } from "./registries";
import { isPower, type Mode, matches, type Right } from "./roles";

/** Stands for the name of a group that a plan does not tell. */
export const UNKNOWN_GROUP = "group that is not known";

/** One line of who may do what with the images of a registry. */
export interface Access {
  /** Such as `every pod of AKS cluster prod`, or `pods in namespace shop with service account app`. */
  readonly who: string;
  /** Who that is, each of them where an expression chooses one. */
  readonly grantees: readonly Grantee[];
  /** The object id of who that is, where a plan knows it. */
  readonly principal?: string;
  /** Whose tokens stand for who that is, where pods are trusted: clusters, or the addresses of issuers. */
  readonly issuers?: readonly string[];
  /** The name of the registry, or in words every one in a scope. */
  readonly registry: string;
  /** Whether it is a scope above registries. */
  readonly isScope?: true;
  /** The id of that scope, where a plan knows it: names of resource groups are of one subscription. */
  readonly scope?: string;
  /** A repository, a pattern such as `shop/*`, or `*` for all of them; in words where this package cannot tell. */
  readonly repository: string;
  /** Empty where they are not known. */
  readonly rights: readonly Right[];
  /** By what. */
  readonly origin: Origin;
  /** The mode of the registry's permissions that it depends on, where the mode is not known. */
  readonly mode?: Mode;
  /** The mode that the registry is known to be in, of a role that has an effect in this one alone. */
  readonly knownMode?: Mode;
  /** Whether it does what it says; of what reports tell, by `effectOf`. */
  readonly effect?: Effect;
  /** Why it gives nothing, by what the stack itself says of it. */
  readonly fault?: Fault;
  /** In words, the roles of the same holder there that the registry's mode ignores. */
  readonly ignored?: readonly string[];
  /**
   * The addresses of the identities, applications and groups that somebody acts as by it, where none of them has access by
   * the same stack; empty where a line of its own tells each role that they have.
   */
  readonly idle?: readonly string[];
  /** The secret that pods use. */
  readonly secret?: string;
  /** When it ends: a time by RFC 3339. */
  readonly until?: string;
  /** The address of the resource that grants it: of an access by a pull secret, that of the secret. */
  readonly address: string;
  /** The address of the resource that grants it to the account whose password is in the pull secret. */
  readonly grantedBy?: string;
  /** The addresses of both role assignments, where each of them acts in one mode of the registry. */
  readonly from?: readonly string[];
  /** Which of all that have the same names have it, by whose tokens, and by what where that cannot be read. */
  readonly identity?: Identity;
  /** The principal that was given it, whoever acts as it. */
  readonly holder?: Identity;
  /** The group of which the holder is a member. */
  readonly memberOf?: Identity;
  /** Which of all that have the same names it is in, with the id of the registry or the scope where that is known. */
  readonly place?: PlaceIdentity;
  /** How those who have it reach the registry. Undefined where it is about no single registry that has a name. */
  readonly reach?: Reach;
}

/** Who has an access. */
export type Grantee =
  /** The kubelet identity of a cluster: every pod of it pulls with it. */
  | { readonly kind: "nodes"; readonly cluster: string; readonly address: string }
  | { readonly kind: "control plane"; readonly cluster: string }
  /** Pods that get an identity for the tokens of their service accounts, each in words. */
  | {
      readonly kind: "trusted pods";
      readonly pods: readonly string[];
      /** The addresses of the clusters that they run in, as far as the stack knows them. */
      readonly clusters: readonly string[];
    }
  | {
      readonly kind: "managed identity" | "service principal" | "group";
      readonly name: string;
      /** Whether it is a group that the plan creates without members. */
      readonly isEmpty?: true;
    }
  | { readonly kind: "deployer" }
  /** A principal that is given by its id or by a variable, or that comes from something that this package cannot read. */
  | { readonly kind: "principal"; readonly words: string; readonly input?: string; readonly isUnknown?: true }
  /** Whoever something lets that is told in words, such as a role or a token of another service. */
  | { readonly kind: "somebody"; readonly words: string; readonly isUnknown?: true }
  /** Whoever holds a password, which is called as given. */
  | { readonly kind: "password holder"; readonly password: string }
  | { readonly kind: "anyone" }
  | SecretUser;

/** Pods that pull with a secret. */
export type SecretUser = SecretPlace &
  (
    | { readonly kind: "pods that name the secret" | "every pod" }
    | { readonly kind: "pods of a service account"; readonly account: string }
  );

export interface SecretPlace {
  /** In words, such as `namespace shop of AKS cluster prod`. */
  readonly place: string;
  /** The names of the namespaces, or the variable that has them. */
  readonly namespaces: string;
  /** The name of the secret. */
  readonly secret: string;
  /** Undefined for a cluster that the stack does not know. */
  readonly cluster?: { readonly name: string; readonly address: string };
  /** The configuration of the provider that manages the secret. */
  readonly provider: ProviderReference;
}

/** Such as `every pod of AKS cluster prod`, or `group developers or service principal builder`. */
function granteeWords(grantees: readonly Grantee[]): string {
  return [...new Set(grantees.map(wordsFor))].join(" or ");
}

/** The members of an access that say who has it. */
export function granted(grantees: readonly Grantee[]): { readonly who: string; readonly grantees: readonly Grantee[] } {
  return { who: granteeWords(grantees), grantees };
}

function wordsFor(grantee: Grantee): string {
  switch (grantee.kind) {
    case "nodes":
      return `every pod of AKS cluster ${grantee.cluster}`;
    case "control plane":
      return `control plane of AKS cluster ${grantee.cluster}`;
    case "trusted pods":
      return listed(grantee.pods);
    case "managed identity":
    case "service principal":
    case "group":
      return `${grantee.kind} ${grantee.name}`;
    case "deployer":
      return "the identity that runs Terraform";
    case "principal":
    case "somebody":
      return grantee.words;
    case "password holder":
      return `whoever holds ${grantee.password}`;
    case "anyone":
      return "anyone who reaches the registry";
    case "pods that name the secret":
      return `pods in ${grantee.place} that name the secret`;
    case "every pod":
      return `every pod in ${grantee.place}`;
    case "pods of a service account":
      return `pods in ${grantee.place} with service account ${grantee.account}`;
    default:
      return unreachable(grantee);
  }
}

/** A role that an assignment gives. */
export interface AssignedRole {
  readonly name: string;
  /** Whether it is one that Azure has built in or that the stack defines. */
  readonly isKnown: boolean;
  /** By what somebody acts as whom it is assigned to, such as a federated credential. */
  readonly how?: string;
  /** Whether somebody has it only after they have activated it. */
  readonly isEligible?: true;
}

/** What an access comes from. */
export type Origin =
  /** A role of an identity, which needs no password. */
  | { readonly kind: "role assignment"; readonly role: AssignedRole }
  | { readonly kind: "anonymous pull" }
  /** A custom role, a scope map, which others may be given elsewhere. */
  | { readonly kind: "definition"; readonly words: string }
  /** What makes somebody act as another one: the membership of a group, a federated credential. */
  | { readonly kind: "delegation"; readonly words: string; readonly isEligible?: true }
  | Credential;

/** An origin with a password. */
export type Credential =
  /** A service principal whose password is in a pull secret, by a role of its own if the stack assigns one. */
  | { readonly kind: "service principal"; readonly name: string; readonly role?: AssignedRole }
  | { readonly kind: "registry token"; readonly name: string }
  | { readonly kind: "admin account" }
  /** Whatever account a key vault has the password of. */
  | { readonly kind: "key vault" }
  /** An account that exists elsewhere, whose password is an input or written in the module. */
  | { readonly kind: "existing account" }
  /** An account whose password comes from something that this package cannot read */
  | { readonly kind: "opaque" };

/** The same for all that one holder has in one place. */
export function holdingKey({ who, registry, identity, place }: Access): string {
  return JSON.stringify([who, registry, identity?.text, place?.id?.toLowerCase() ?? place?.text]);
}

/** Such as `role AcrPull` or `registry token team`. */
export function originWords(origin: Origin): string {
  switch (origin.kind) {
    case "role assignment":
      return roleWords(origin.role);
    case "anonymous pull":
    case "admin account":
      return origin.kind;
    case "definition":
    case "delegation":
      return origin.words;
    case "service principal":
      return origin.role === undefined ? origin.name : `${origin.name}, ${roleWords(origin.role)}`;
    case "registry token":
      return `registry token ${origin.name}`;
    case "key vault":
      return "credentials from a key vault";
    case "existing account":
      return "user name and password";
    case "opaque":
      return "credentials of unknown origin";
    default:
      return unreachable(origin);
  }
}

function roleWords({ name, isKnown, how }: AssignedRole): string {
  return [`role ${name}`, ...(isKnown ? [] : ["which is not known"]), ...(how === undefined ? [] : [how])].join(", ");
}

/** Where no case is left. A case that is added later fails the type check at every reader that does not handle it. */
function unreachable(value: never): never {
  throw new TypeError(`no case for ${JSON.stringify(value)}`);
}

/** Access before and after a change, by what is new of it and what is no longer there: whatever is held on both sides is kept. */
export interface AccessChanges {
  readonly gained: readonly ChangedAccess[];
  readonly lost: readonly ChangedAccess[];
  /** As it is after the change. */
  readonly kept: readonly ChangedAccess[];
  /** Of which nobody can tell from the stacks whether somebody gains by it. */
  readonly opaque: readonly ChangedAccess[];
  /** What is new and gives nothing. */
  readonly ineffective: readonly ChangedAccess[];
  /** All access after the change, as it is granted. */
  readonly after: readonly Access[];
}

/** The rights of one line of access that share a fate. */
export interface ChangedAccess extends Access {
  /** The line that they are a part of. @default themselves */
  readonly line?: Access;
  /**
   * Whether the same holder has more than before in the same registry, or less; of what is kept, whether the network lets it through
   * only now, something is destroyed and created again, or what gives it is left behind, no longer managed. @default they had, or
   * will have, none
   */
  readonly change?: "widened" | "narrowed" | "reachable" | "recreated" | "left";
  /** What is created again, such as `AKS cluster prod`. */
  readonly what?: string;
  /** What the holder has in the registry before the change, and after it, of what is gained or lost. */
  readonly before?: readonly Held[];
  readonly after?: readonly Held[];
  /** Of what is lost although nobody takes it away: why it gives nothing any longer. */
  readonly since?: Reason;
}

/** With the mode where it is held in the other one. */
export type Held = Pick<Access, "registry" | "repository" | "rights" | "mode">;

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

/** The same with what it depends on, or what is left of it, of what nothing else is said beside. */
export function conditionalSentence(access: ChangedAccess, may = "may"): string {
  const { change, repository, rights, after = [], since, fault } = access;
  const why = since ?? fault;
  const left = after.find((one) => one.mode !== undefined && matches(one.repository, repository));
  const isLeft = change === "narrowed" && left !== undefined && rights.every((right) => left.rights.includes(right));
  const sentence = isLeft
    ? `${accessSentence(access, "may still")}, but only${modeWords(left)}`
    : [accessSentence(access, may), ...conditionWords(access)].join(" ");
  return why === undefined ? sentence : `${sentence}${since === undefined ? ", but " : ": "}${reasonWords(why)}`;
}

/** The same with what to do. */
export function ineffectiveMessage(access: Access): string {
  return [ineffectiveSentence(access), ...(access.fault === undefined ? [] : [repairOf(access.fault)])].join("; ");
}

/** Of what is given and works for nobody. */
export function ineffectiveSentence(access: Access): string {
  const { who, registry, origin, fault } = access;
  const why = fault === undefined ? "" : `: ${reasonWords(fault)}`;
  return `${originWords(origin)} of ${who} has no effect in ${registry}${why}`;
}

function modeWords({ mode }: Pick<Access, "mode">): string {
  return mode === undefined ? "" : ` if it is in ${mode} mode`;
}

/** What a change adds to what somebody has, or takes away from it, where something stays. */
function changeRemark({ change, what, before = [], after = [] }: ChangedAccess): string | undefined {
  switch (change) {
    case "recreated":
      return `${what} is destroyed and created again`;
    case "left":
      return "no longer managed";
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
    ({ rights, repository, registry, mode }) =>
      `${listed(rights)} ${repository === "*" ? "everything" : repository} in ${registry}${modeWords({ mode })}`,
  );
  const others = words.length - MOST_HELD;
  return others > 0 ? `${words.slice(0, MOST_HELD).join(", ")} and ${others} more` : listed(words);
}

/** More are counted. */
const MOST_HELD = 3;

/** What is gained in a sentence each, which may differ from what is lost in nothing that has a name. */
export function gainedSentences({ gained, lost }: AccessChanges): (readonly [Access, string])[] {
  const before = new Set(lost.map((line) => conditionalSentence(line)));
  const remark = " (the names are the same as before, but not what they refer to)";
  const sentences = gained.map((line) => [line, conditionalSentence(line)] as const);
  return sentences.map(([line, sentence]) => [line, before.has(sentence) ? `${sentence}${remark}` : sentence]);
}

/** Of what may be a gain, and nobody can tell. */
export function opaqueSentence(line: Access): string {
  return `the stack does not show whether this is more than before: ${conditionalSentence(line)}`;
}

/** What an access depends on. */
function conditionsOf(access: Access): string[] {
  const { secret, until, fault } = access;
  return [
    ...(secret === undefined ? [] : [`in secret ${secret}`]),
    ...conditionWords(access, "the registry"),
    ...(fault === undefined ? [] : [`no effect: ${reasonWords(fault)}, ${repairOf(fault)}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ];
}

/** How the registry is reached where that takes more than a login, and what is new of the access. */
function additionsTo(access: ChangedAccess): string[] {
  const { ignored = [], reach } = access;
  return [...ignored, reachRemark(reach), changeRemark(access)].filter((remark) => remark !== undefined);
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
export function accessRecord(access: ChangedAccess) {
  const { who, registry, repository, rights, origin, ignored, secret, until } = access;
  const { reach, address, from, change, what, before, after, since } = access;
  return {
    ...{ who, registry, repository, rights, by: originWords(origin), effect: effectOf(access), ignored, secret, until },
    ...{ reach: reach && reachRecord(reach), address, from, change, what, before, after, since },
  };
}
