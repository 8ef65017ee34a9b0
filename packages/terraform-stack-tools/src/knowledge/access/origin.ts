/** A role that an assignment gives. */
export interface AssignedRole {
  readonly name: string;
  /** Whether it is one that Azure has built in or that the stack defines. */
  readonly isKnown: boolean;
  /** How it is assigned, other than for good: as in `role Owner, which they may activate`. */
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
  | { readonly kind: "delegation"; readonly words: string }
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
  /** An account whose password comes from something that this package cannot read, perhaps from one of those in words. */
  | { readonly kind: "opaque"; readonly perhaps?: string };

export type CredentialKind = Credential["kind"];

const KINDS = {
  "service principal": true,
  "registry token": true,
  "key vault": true,
  "admin account": true,
  "existing account": true,
  opaque: true,
} satisfies Record<CredentialKind, true>;

/** In the order in which pages tell of them. */
export const CREDENTIAL_KINDS = Object.keys(KINDS).filter((kind): kind is CredentialKind => kind in KINDS);

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
      return origin.perhaps === undefined
        ? "credentials of unknown origin"
        : `credentials of unknown origin, perhaps ${origin.perhaps}`;
    default:
      return unreachable(origin);
  }
}

function roleWords({ name, isKnown, how }: AssignedRole): string {
  return [`role ${name}`, ...(isKnown ? [] : ["which is not known"]), ...(how === undefined ? [] : [how])].join(", ");
}

/** Where no case is left. A case that is added later fails the type check at every reader that does not handle it. */
export function unreachable(value: never): never {
  throw new TypeError(`no case for ${JSON.stringify(value)}`);
}
