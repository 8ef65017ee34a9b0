import { Token, Tokenization } from "cdktf";
import { fail, type Place } from "./fail";

/**
 * What a text must look like. The pattern is read by JavaScript at synth and by Terraform (RE2) at plan: no look-around, and
 * `[.]` instead of a backslash, which cdktf would not escape.
 */
export interface Rule {
  readonly pattern: string;
  readonly maximumLength?: number;
  readonly must: string;
  readonly repair: string;
  /** The attribute that Azure answers with such a text, which no plan has to check. */
  readonly attribute?: string;
  /** Whether a wrong value may hold a secret, so that no error shows it. */
  readonly mayBeSecret?: boolean;
}

const SUBDOMAIN = {
  pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
  maximumLength: 253,
  must: "be an RFC 1123 subdomain (at most 253 lower-case letters, digits, '-' and '.', a letter or digit at both ends)",
};

const GUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

const REGISTRY_ID = `/subscriptions/${GUID}/resource[gG]roups/[^/]+/providers/Microsoft[.]ContainerRegistry/registries/[a-zA-Z0-9]{5,50}`;

const HOST = "[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)+";

/** One part of a repository's name: Open Container Initiative, "Distribution Specification". */
const PATH = "[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*";

export const RULES = {
  /** Azure naming rules, "Microsoft.ContainerRegistry". */
  registryName: {
    pattern: "^[a-zA-Z0-9]{5,50}$",
    must: "be 5 to 50 letters and digits",
    repair: "give the registry's name as `az acr list --query [].name --output tsv` prints it, not its login server",
  },
  loginServer: {
    pattern: `^${HOST}$`,
    maximumLength: 253,
    must: "be a lower-case host such as contoso.azurecr.io, without scheme, path or port",
    repair: "give what `az acr show --query loginServer --output tsv` prints",
    attribute: "login_server",
  },
  /** A name, or a prefix before a slash and an asterisk: Azure, "Create a token with repository-scoped permissions". */
  repository: {
    pattern: `^((${PATH}/)*([*]|${PATH}))$`,
    must: "be repositories (lower-case letters, digits, '.', '_', '-' and '/'), or all below one, as in team/*, or *",
    repair: "give names without the login server and without a tag; an asterisk stands only at the end, after a slash",
  },
  /** Azure naming rules, "Microsoft.ContainerRegistry". */
  tokenName: {
    pattern: "^[a-zA-Z][-a-zA-Z0-9]{4,48}$",
    must: "be 5 to 49 letters, digits and '-', a letter first",
    repair: "set tokenName; from the second generation on, '-' and the number are added to it",
  },
  keyVaultId: {
    pattern: `^/subscriptions/${GUID}/resource[gG]roups/[^/]+/providers/Microsoft[.]KeyVault/vaults/[-a-zA-Z0-9]{3,24}$`,
    must: "be the resource id of a key vault",
    repair: "give what `az keyvault show --query id --output tsv` prints",
  },
  /** Azure naming rules, "Microsoft.KeyVault". */
  keyVaultSecretName: {
    pattern: "^[-a-zA-Z0-9]{1,127}$",
    must: "be the name of a secret (1 to 127 letters, digits and '-')",
    repair: "give a name as `az keyvault secret list --query [].name --output tsv` prints it, not an id or the secret itself",
    mayBeSecret: true,
  },
  roleAssignmentId: {
    pattern: `^${REGISTRY_ID}/providers/Microsoft[.]Authorization/roleAssignments/${GUID}$`,
    must: "be the resource id of a role assignment on a registry",
    repair: "give what `az role assignment list --scope <registry id> --query [].id --output tsv` prints",
  },
  /** As Azure answers it, so that no plan shows a change. */
  expiry: {
    pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
    must: "be a time in UTC such as 2027-01-31T00:00:00Z",
    repair: "write it with seconds and a Z at the end",
  },
  registryId: {
    pattern: `^${REGISTRY_ID}$`,
    must: "be the resource id of a container registry",
    repair: "give what `az acr show --query id --output tsv` prints",
    attribute: "id",
  },
  objectId: {
    pattern: `^${GUID}$`,
    must: "be an object id (a GUID)",
    repair:
      "give what `az aks show --query identityProfile.kubeletidentity.objectId --output tsv` prints for a cluster, or " +
      "`az ad sp show --query id --output tsv` for a service principal; never a name, a resource id or 'msi'",
    attribute: "(object|principal)_id",
  },
  identityId: {
    pattern: `^/subscriptions/${GUID}/resource[gG]roups/[^/]+/providers/Microsoft[.]ManagedIdentity/userAssignedIdentities/[^/]+$`,
    must: "be the resource id of a user-assigned identity",
    repair: "give what `az identity show --query id --output tsv` prints",
    attribute: "id",
  },
  clientId: {
    pattern: `^${GUID}$`,
    must: "be a client id (a GUID)",
    repair: "give what `az identity show --query clientId --output tsv` prints",
    attribute: "client_id",
  },
  principalId: {
    pattern: `^${GUID}$`,
    must: "be a principal id (a GUID)",
    repair: "give what `az identity show --query principalId --output tsv` prints",
    attribute: "principal_id",
  },
  /** Azure naming rules, "Microsoft.ContainerService". */
  clusterName: {
    pattern: "^[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$",
    must: "be 1 to 63 letters, digits, '-' and '_', with a letter or digit at both ends",
    repair: "choose another name",
  },
  dnsPrefix: {
    pattern: "^[a-zA-Z0-9]([-a-zA-Z0-9]{0,52}[a-zA-Z0-9])?$",
    must: "be 1 to 54 letters, digits and '-', with a letter or digit at both ends",
    repair: "set dnsPrefix",
  },
  /** HTTP's basic authentication splits at the first colon: RFC 7617. */
  username: {
    pattern: "^[^:]+$",
    must: "not be empty and hold no ':'",
    repair: "give a client id, a token's name or the admin account's name",
    mayBeSecret: true,
  },
  notEmpty: {
    pattern: ".",
    must: "not be empty",
    repair: "give a value",
  },
  /** Kubernetes, "Object Names and IDs". */
  namespace: {
    pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
    must: "be RFC 1123 labels (at most 63 lower-case letters, digits and '-', a letter or digit at both ends)",
    repair: "give names as `kubectl get namespaces` prints them",
  },
  secretName: { ...SUBDOMAIN, repair: "set secretName" },
  serviceAccountName: { ...SUBDOMAIN, repair: "set serviceAccountName" },
  /** A Job's name is also a label of its pods: Kubernetes, "Jobs". */
  jobName: {
    pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
    must: "be at most 63 lower-case letters, digits and '-', with a letter or digit at both ends",
    repair: "set jobName",
  },
  image: {
    pattern: `^${HOST}(/${PATH})+(:[a-zA-Z0-9_][-._a-zA-Z0-9]{0,127})?(@sha256:[0-9a-f]{64})?$`,
    must: "be an image with its login server, such as contoso.azurecr.io/team/app:1",
    repair: "begin it with the registry's loginServer, without a scheme, or it would be taken from Docker Hub",
  },
} satisfies Record<string, Rule>;

/** Throws when a text breaks a rule. Unresolved tokens pass: see `conditions.ts` for what they hide. */
export function check(place: Place, property: string, value: string, rule: Rule): void {
  // Not every caller is held to the types: an environment variable that is missing comes as undefined.
  const given = value ?? "";
  refuseNumber(place, property, given);
  if (!Token.isUnresolved(given) && !obeys(given, rule)) {
    // A URL, or what was copied of one, may hold a password before its host.
    const got = rule.mayBeSecret && given !== "" ? undefined : given.replace(/^[^/@:]*:.*@(?!sha256:)/s, "…@");
    fail(place, { property, must: rule.must, got, repair: rule.repair });
  }
}

/** cdktf stands for a number by another number, which it does not find again in a text. */
export function refuseNumber(place: Place, property: string, text: string): void {
  const numbers = typeof text === "string" ? (text.match(/-?\d(\.\d+)?e\+\d+/g) ?? []) : [];
  if (numbers.some((number) => Tokenization.reverseNumber(Number(number)) !== undefined)) {
    fail(place, {
      property,
      must: "be a text without numbers that only the plan knows",
      repair: "use a variable of the type string, or Token.asString of the number",
    });
  }
}

function obeys(value: string, rule: Rule): boolean {
  return value.length <= (rule.maximumLength ?? value.length) && new RegExp(rule.pattern).test(value);
}
