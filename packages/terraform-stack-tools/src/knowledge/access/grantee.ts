import { listed } from "../../shared/markdown";
import type { ProviderReference } from "../../stack/provider";
import { unreachable } from "./origin";

/** Who has an access. */
export type Grantee =
  /** The kubelet identity of a cluster: every pod of it pulls with it. */
  | { readonly kind: "nodes"; readonly cluster: string; readonly address: string; readonly isNew: boolean }
  | { readonly kind: "control plane"; readonly cluster: string }
  /** Pods that get an identity for the tokens of their service accounts, each in words. */
  | {
      readonly kind: "trusted pods";
      readonly pods: readonly string[];
      /** The addresses of the clusters that they run in, as far as the stack knows them. */
      readonly clusters: readonly string[];
    }
  | { readonly kind: "managed identity" | "service principal" | "group"; readonly name: string }
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
