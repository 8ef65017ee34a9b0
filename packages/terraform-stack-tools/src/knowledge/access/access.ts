import type { Reach } from "../reach/reach";
import type { Right } from "./actions";
import type { Grantee } from "./grantee";
import type { Identity, PlaceIdentity } from "./identity";
import type { Origin } from "./origin";

/** Stands for a repository where a condition cannot be read. */
export const CONDITIONAL = "what its condition allows";

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
  readonly mode?: "RBAC" | "ABAC";
  /**
   * The addresses of the identities, applications and groups that somebody acts as by it, where none of them has access by
   * the same stack.
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
