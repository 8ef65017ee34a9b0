import { RULES, type TextRule } from "../../private/text-rules";
import { DNS_SUBDOMAIN, DOT_SEGMENT, NOT_PUBLIC, PUBLIC_HOST } from "../../private/text-rules/text-patterns";

const LETTERS = "\u00c0-\u058f\u3040-\ud7ff";
const PRINTED = `\u00a1-\u00ac\u00ae-\u00bf\u2010-\u2027\u3001-\u303f${LETTERS}`;

/** What texts about identities of service accounts must look like. */
export const IDENTITY_RULES = {
  /** Of a managed identity that is to be created. */
  identityPlace: {
    pattern: ".",
    must: "be set, since a managed identity is created",
    repair: "set it, or pass existingIdentity or application",
  },
  /** Azure REST API, "Identity Bindings - Create Or Update". */
  identityBindingName: {
    pattern: "^[a-z][a-z0-9]{0,62}$",
    must: "be at most 63 lowercase letters and digits, starting with a letter",
    repair: "set identityBindingName",
  },
  /** Microsoft Entra, "Workload identity federation": it reads the issuer's documents over the internet. */
  issuerUrl: {
    pattern: `^https://${PUBLIC_HOST}(/[-_.~a-zA-Z0-9]+)*/?$`,
    forbidden: `${NOT_PUBLIC}|${DOT_SEGMENT}|/[.]well-known/`,
    maximumLength: 600,
    // Refused, not normalized: Entra compares it with the `iss` of a token, character by character.
    must:
      "be a public https URL with a lowercase host and without port, user, query, fragment, '.' and '..', from which " +
      "Microsoft Entra ID can read the keys of the cluster",
    repair: "set --service-account-issuer of the API server to where you publish its discovery document",
    see: "pull-identity-issuer",
    attributes: ["oidc_issuer_url"],
  },
  subjectNamespace: {
    pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
    must: "be the exact name of a namespace (an RFC 1123 label), since Microsoft Entra ID compares literally",
    repair: "write one subject for each service account",
  },
  subjectAccount: {
    pattern: `^${DNS_SUBDOMAIN}$`,
    maximumLength: 253,
    must: "be the exact name of a service account (an RFC 1123 subdomain), since Microsoft Entra ID compares literally",
    repair: "write one subject for each service account",
  },
  /** What tells the clusters of one identity apart, in ids and in names of credentials. */
  nameOfCluster: {
    pattern: "^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$",
    must: "be at most 32 lowercase letters, digits and '-', starting and ending with a letter or digit",
    repair: "choose another name",
  },
  /** Printed as it is, so it has no control characters, nor those that hide or turn text; nor does a refusal print what it has. */
  unsupportedReason: {
    pattern: `^[ -~${PRINTED}]*[0-9A-Za-z${LETTERS}][ -~${PRINTED}]*$`,
    must: "say in one line of letters, digits and punctuation why AKS supports it now",
    mayBeSecret: true,
    repair: "write where you read or tried it, and when",
  },
  clusterRoleName: { ...RULES.serviceAccountName, repair: "set clusterRoleName" },
} satisfies Record<string, TextRule>;
