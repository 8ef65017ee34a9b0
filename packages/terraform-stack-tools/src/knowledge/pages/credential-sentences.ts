import { listed } from "../../shared/markdown";
import { type CredentialKind, type Origin, unreachable } from "../access/access";
import type { AllowedRights } from "./rights";

/** Where the credentials in a pull secret come from, and what they allow. */
export function credential(kind: CredentialKind, allowed: AllowedRights): string {
  switch (kind) {
    case "service principal":
      return allowed.isPull
        ? "The credentials belong to a service principal that can pull from the registry and do nothing else."
        : `The credentials belong to a service principal. ${more(allowed)}`;
    case "registry token":
      return allowed.isPull
        ? "The credentials belong to a registry token. " +
            "It can pull the repositories that its scope map permits and do nothing else."
        : `The credentials belong to a registry token. ${more(allowed)}`;
    case "key vault":
      return "The credentials come from a key vault, which Terraform reads on every run.";
    case "admin account":
      return (
        "The credentials belong to the admin account of the registry, which can also push and delete images: " +
        "use it for development only."
      );
    case "existing account":
      return "The credentials belong to an existing account: they are an input, or they are written in the module.";
    case "opaque":
      return "Whose credentials they are, this page cannot tell: they come from another resource or module.";
    default:
      return unreachable(kind);
  }
}

function more({ rights, isKnown }: AllowedRights): string {
  return isKnown ? `It can ${listed(rights)} images.` : "What it can do is not decided in this module alone.";
}

/** What an account allows whose password is in no pull secret. A role has sentences of its own. */
export function account(kind: Origin["kind"], { rights, isKnown }: AllowedRights): string[] {
  switch (kind) {
    case "admin account":
      return [
        "The admin account of a registry is enabled: whoever holds its password can pull, push and delete everything in it.",
      ];
    case "registry token":
      return [
        isKnown
          ? `Whoever holds the password of a registry token can ${listed(rights)} images.`
          : "What whoever holds the password of a registry token can do is not decided in this module alone.",
      ];
    case "anonymous pull":
      return ["Anyone who reaches the registry can pull from it, since anonymous pull is enabled."];
    case "definition":
      return ["It defines what others may do, whom other stacks let: the list below says what."];
    case "delegation":
      return ["It lets somebody act as a group or an identity: the list below says who."];
    case "role assignment":
    // Known by the secrets that they are in.
    case "service principal":
    case "key vault":
    case "existing account":
    case "opaque":
      return [];
    default:
      return unreachable(kind);
  }
}
