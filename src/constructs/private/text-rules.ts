import type { ErrorTopic } from "../../shared/error-topics";
import {
  DATA_ENDPOINT,
  DIGEST,
  DNS_SUBDOMAIN,
  GUID,
  HOST,
  LABEL_NAME,
  NOT_OF_AZURE,
  PATH,
  REGISTRY_HOST,
  REGISTRY_ID,
  resourceId,
} from "./text-patterns";

/**
 * What a text must look like. JavaScript reads the pattern at synth and Terraform (RE2) reads it at plan: no
 * look-around, and `[.]` instead of a backslash, which cdktf does not escape.
 */
export interface TextRule {
  readonly pattern: string;
  /** What must not occur in it, for what a pattern without look-around cannot exclude. */
  readonly forbidden?: string;
  readonly maximumLength?: number;
  readonly must: string;
  readonly repair: string;
  /**
   * Attributes of Azure resources that are known to obey the rule, so that no plan checks them. By default every
   * attribute is.
   */
  readonly attributes?: readonly string[];
  /** Whether a wrong value may contain a secret, so that no error shows it. */
  readonly mayBeSecret?: boolean;
  /** Where docs/errors.md says more. */
  readonly see?: ErrorTopic;
}

/** The host of any registry, Azure Container Registry or not. */
const REGISTRY = {
  pattern: `^${REGISTRY_HOST}$`,
  forbidden: NOT_OF_AZURE,
  maximumLength: 253,
  must:
    "be a lowercase host such as contoso.azurecr.io or registry.corp.example:5000, without scheme or path " +
    "(for Azure Container Registry also without a port, and not a data endpoint)",
  see: "login-servers",
} as const;

const SUBDOMAIN = {
  pattern: `^${DNS_SUBDOMAIN}$`,
  maximumLength: 253,
  must:
    "be an RFC 1123 subdomain (at most 253 lowercase letters, digits, '-' and '.', " +
    "starting and ending with a letter or digit)",
};

export const RULES = {
  /** Azure naming rules, "Microsoft.ContainerRegistry". */
  registryName: {
    pattern: "^[a-zA-Z0-9]{5,50}$",
    must: "be 5 to 50 letters and digits",
    repair: "use the name that `az acr list --query [].name --output tsv` prints, not the login server",
  },
  loginServer: {
    pattern: `^${HOST}$`,
    maximumLength: 253,
    forbidden: DATA_ENDPOINT,
    must: "be a lowercase host name such as contoso.azurecr.io, without scheme, path or port, and not a data endpoint",
    repair: "use what `az acr show --query loginServer --output tsv` prints",
    see: "login-servers",
    attributes: ["login_server"],
  },
  registryHost: {
    ...REGISTRY,
    repair: "use what `az acr show --query loginServer --output tsv` prints",
    attributes: ["login_server"],
  },
  additionalLoginServer: {
    ...REGISTRY,
    repair: "use the host of the images, such as an endpoint that `az acr show-endpoints --name <registry>` prints",
  },
  /**
   * A name, or a prefix followed by a slash and an asterisk: Azure, "Create a token with repository-scoped
   * permissions".
   */
  repository: {
    pattern: `^((${PATH}/)*([*]|${PATH}))$`,
    must: "be repository names (lowercase letters, digits, '.', '_', '-' and '/'), prefixes such as team/*, or *",
    repair: "leave out the login server and the tag; use an asterisk only at the end, after a slash",
  },
  /** Azure naming rules, "Microsoft.ContainerRegistry". */
  tokenName: {
    pattern: "^[a-zA-Z][-a-zA-Z0-9]{4,48}$",
    must: "be 5 to 49 letters, digits and '-', starting with a letter",
    repair: "set tokenName; from the second generation on, '-' and the generation are appended to it",
  },
  keyVaultId: {
    pattern: `^${resourceId("KeyVault/vaults", "[-a-zA-Z0-9]{3,24}")}$`,
    must: "be the resource id of a key vault",
    repair: "use what `az keyvault show --query id --output tsv` prints",
  },
  /** Azure naming rules, "Microsoft.KeyVault". */
  keyVaultSecretName: {
    pattern: "^[-a-zA-Z0-9]{1,127}$",
    must: "be the name of a secret (1 to 127 letters, digits and '-')",
    repair:
      "use a name that `az keyvault secret list --query [].name --output tsv` prints, not an id or the secret itself",
    mayBeSecret: true,
  },
  roleAssignmentId: {
    pattern: `^${REGISTRY_ID}/providers/Microsoft[.]Authorization/roleAssignments/${GUID}$`,
    must: "be the resource id of a role assignment on a registry",
    repair: "use what `az role assignment list --scope <registry id> --query [].id --output tsv` prints",
  },
  /** The form that Azure returns, so that no plan shows a change. */
  expiry: {
    pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
    must: "be a UTC time such as 2027-01-31T00:00:00Z",
    repair: "include the seconds and end with Z",
  },
  registryId: {
    pattern: `^${REGISTRY_ID}$`,
    must: "be the resource id of a container registry",
    repair: "use what `az acr show --query id --output tsv` prints",
    attributes: ["id"],
  },
  objectId: {
    pattern: `^${GUID}$`,
    must: "be an object id (a GUID)",
    repair:
      "use what `az aks show --query identityProfile.kubeletidentity.objectId --output tsv` prints for a cluster, or " +
      "`az ad sp show --query id --output tsv` for a service principal; not a name, a resource id or 'msi'",
    see: "object-ids",
    attributes: ["object_id", "principal_id"],
  },
  identityId: {
    pattern: `^${resourceId("ManagedIdentity/userAssignedIdentities", "[^/]+")}$`,
    must: "be the resource id of a user-assigned identity",
    repair: "use what `az identity show --query id --output tsv` prints",
    attributes: ["id"],
  },
  clientId: {
    pattern: `^${GUID}$`,
    must: "be a client id (a GUID)",
    repair: "use what `az identity show --query clientId --output tsv` prints",
    attributes: ["client_id"],
  },
  principalId: {
    pattern: `^${GUID}$`,
    must: "be a principal id (a GUID)",
    repair: "use what `az identity show --query principalId --output tsv` prints",
    attributes: ["principal_id"],
  },
  groupObjectId: {
    pattern: `^${GUID}$`,
    must: "be object ids of Entra groups (GUIDs)",
    repair: "use what `az ad group show --query id --output tsv` prints",
  },
  ipRange: {
    pattern: "^([0-9]{1,3}[.]){3}[0-9]{1,3}(/([0-9]|[12][0-9]|3[0-2]))?$",
    must: "be IPv4 addresses or CIDR ranges such as 203.0.113.0/24",
    repair: "use ranges of public addresses",
  },
  zone: {
    pattern: "^[0-9]$",
    must: "be availability zones such as 1",
    repair: "use what `az vm list-skus --location <region> --zone --output table` prints",
  },
  /** Azure naming rules, "Microsoft.ContainerService". */
  clusterName: {
    pattern: "^[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$",
    must: "be 1 to 63 letters, digits, '-' and '_', starting and ending with a letter or digit",
    repair: "choose another name",
  },
  /** Azure, "Supported Kubernetes versions in Azure Kubernetes Service". */
  kubernetesVersion: {
    pattern: "^[0-9]+[.][0-9]+([.][0-9]+)?$",
    must: "be a version such as 1.33 or 1.33.5",
    repair: "use one that `az aks get-versions --location <region> --output table` prints",
  },
  dnsPrefix: {
    pattern: "^[a-zA-Z0-9]([-a-zA-Z0-9]{0,52}[a-zA-Z0-9])?$",
    must: "be 1 to 54 letters, digits and '-', starting and ending with a letter or digit",
    repair: "set dnsPrefix",
  },
  /** HTTP basic authentication splits at the first colon: RFC 7617. */
  username: {
    pattern: "^[^:]+$",
    must: "be non-empty and contain no ':'",
    repair: "use a client id, the name of a token or the name of the admin account",
    mayBeSecret: true,
  },
  notEmpty: {
    pattern: ".",
    must: "not be empty",
    repair: "set a value",
  },
  password: {
    pattern: ".",
    must: "not be empty",
    repair: "pass a sensitive variable",
    mayBeSecret: true,
  },
  /** Kubernetes, "Object Names and IDs". */
  namespace: {
    pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
    must:
      "be RFC 1123 labels (at most 63 lowercase letters, digits and '-', " +
      "starting and ending with a letter or digit)",
    repair: "use names that `kubectl get namespaces` prints",
  },
  secretName: { ...SUBDOMAIN, repair: "set secretName" },
  serviceAccountName: { ...SUBDOMAIN, repair: "set serviceAccountName" },
  /** The Azure Policy add-on has a policy of Gatekeeper for each of its own: Gatekeeper, "Integration with Kubernetes Validating Admission Policy". */
  policyName: {
    ...SUBDOMAIN,
    forbidden: "^(aks-managed|azurepolicy|gatekeeper)-",
    must: `${SUBDOMAIN.must}, and not begin with aks-managed-, azurepolicy- or gatekeeper-, as those of the Azure Policy add-on do`,
    repair: "set policyName",
  },
  /** What an API server says of itself: Kubernetes, "Version Skew Policy". */
  serverVersion: {
    pattern: "^v?1[.][0-9]+([.+-].*)?$",
    must: "be a version such as 1.36 or v1.36.2",
    repair: "use what `kubectl version` prints for the server",
    see: "policy-versions",
  },
  /** The name of a Job is also a label of its pods: Kubernetes, "Jobs". */
  jobName: {
    pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
    must: "be at most 63 lowercase letters, digits and '-', starting and ending with a letter or digit",
    repair: "set jobName",
  },
  /** Kubernetes, "Labels and Selectors". The names of annotations have the same syntax. */
  labelKey: {
    pattern: `^(${DNS_SUBDOMAIN}/)?${LABEL_NAME}$`,
    maximumLength: 317,
    must:
      "be at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, optionally after " +
      "a lowercase domain and '/'",
    repair: "correct the name",
  },
  labelValue: {
    pattern: `^(${LABEL_NAME})?$`,
    must: "be at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit",
    repair: "correct the value",
  },
  /** Kubernetes, "Quantity". */
  quantity: {
    pattern: "^[0-9]+([.][0-9]+)?(m|k|M|G|Ki|Mi|Gi)?$",
    must: "be a Kubernetes quantity such as 100m or 64Mi",
    repair: "leave it out for the default",
  },
  image: {
    pattern: `^${REGISTRY_HOST}(/${PATH})+(:[a-zA-Z0-9_][-._a-zA-Z0-9]{0,127})?(${DIGEST})?$`,
    forbidden: NOT_OF_AZURE,
    must:
      "be an image with its login server such as contoso.azurecr.io/team/app:1, for Azure Container Registry without " +
      "a port and from no data endpoint",
    repair:
      "start it with the registry's login server and no scheme; without a host it would be pulled from Docker Hub",
    see: "login-servers",
  },
} satisfies Record<string, TextRule>;
