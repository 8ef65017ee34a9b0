import { TerraformVariable } from "cdktf";
import { IDENTITY_RULES } from "../../../src/identity/private/identity-rules";
import { checkText } from "../../../src/private/check-text";
import { RULES, type TextRule } from "../../../src/private/text-rules";
import { emptyStack, variable } from "../../support/stack";
import { identityId, KEY_VAULT_ID, OBJECT_ID, REGISTRY_ID } from "../../support/values";

const letters = (count: number) => "a".repeat(count);

/** Letters in labels of at most 63, as in long host names. */
const labels = (count: number) =>
  `${letters(63)}.`
    .repeat(4)
    .slice(0, count - 1)
    .concat("z");

/** The full text of a rule, and what it accepts and refuses. */
interface Row {
  readonly must: string;
  readonly repair: string;
  /** Where docs/errors.md says more. */
  readonly see?: string;
  readonly accepted: string[];
  readonly refused: string[];
}

const GUIDS = {
  accepted: [OBJECT_ID, "ABCDEF01-abcd-0000-9999-abcdefABCDEF"],
  refused: [
    "",
    "msi",
    "contoso",
    `{${OBJECT_ID}}`,
    OBJECT_ID.slice(1),
    `${OBJECT_ID}0`,
    `0${OBJECT_ID}`,
    `${OBJECT_ID}\n`,
    OBJECT_ID.replace(/-/g, ""),
    OBJECT_ID.replace("1", "g"),
    REGISTRY_ID,
  ],
};

const SUBDOMAINS = {
  must: "be an RFC 1123 subdomain (at most 253 lowercase letters, digits, '-' and '.', starting and ending with a letter or digit)",
  accepted: ["a", "0", "pull", "acr-pull", "a--b", "a.b", "0.1-2.z", letters(64), letters(253), labels(253)],
  refused: [
    "",
    "SampleAccount",
    "a_b",
    "-a",
    "a-",
    ".a",
    "a.",
    "a..b",
    "a-.b",
    "a.-b",
    "a b",
    "a/b",
    "ä",
    "a\n",
    letters(254),
    labels(254),
  ],
};

const LABELS = {
  accepted: ["a", "0", "apps", "kube-system", "a--b", "0a", letters(63), `a${"-".repeat(61)}a`],
  refused: ["", "Apps", "a.b", "a_b", "-a", "a-", "-", "a b", "ä", "a\n", letters(64), `a${"-".repeat(62)}a`],
};

const REGISTRY_IDS = REGISTRY_ID.slice(0, REGISTRY_ID.lastIndexOf("/"));
const ASSIGNMENT_ID = `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/${OBJECT_ID}`;
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

/** Of any registry: what container runtimes take for a host. Of Azure Container Registry: no port, no data endpoint. */
const HOSTS = {
  accepted: [
    "contoso.azurecr.io",
    "contoso.azurecr.us",
    "contoso-a1b2c3.azurecr.cn",
    "contoso.westeurope.geo.azurecr.io",
    "registry.corp.example",
    "registry.corp.example:5000",
    "registry:5000",
    "localhost",
    "localhost:5000",
    "10.0.0.4",
    "127.0.0.1:5000",
    "[::1]",
    "[::1]:5000",
    "[2001:db8::4]:443",
    "[::ffff:10.0.0.4]:443",
  ],
  refused: [
    "",
    "contoso",
    "Contoso.azurecr.io",
    "https://contoso.azurecr.io",
    "contoso.azurecr.io:443",
    "contoso.azurecr.us:443",
    "contoso.westeurope.geo.azurecr.io:443",
    "contoso.westeurope.data.azurecr.io",
    "contoso.westeurope.data.azurecr.io:443",
    "registry.corp.example:",
    "registry.corp.example:https",
    "registry.corp.example:500000",
    "::1",
    "::1:5000",
    "[::1",
    "[::1]5000",
    "[registry]:5000",
    "Localhost:5000",
    " localhost:5000",
    "localhost:5000\n",
  ],
};

const ALL = { ...RULES, ...IDENTITY_RULES };

const TABLE: Record<keyof typeof ALL, Row> = {
  registryName: {
    must: "be 5 to 50 letters and digits",
    repair: "use the name that `az acr list --query [].name --output tsv` prints, not the login server",
    accepted: ["contoso", "Contoso01", "12345", letters(5), letters(50)],
    refused: ["", letters(4), letters(51), "contoso.azurecr.io", "con-toso", "con_toso", "con toso", "contöso", "contoso\n"],
  },
  loginServer: {
    must: "be a lowercase host name such as contoso.azurecr.io, without scheme, path or port, and not a data endpoint",
    repair: "use what `az acr show --query loginServer --output tsv` prints",
    see: "login-servers",
    accepted: [
      "contoso.azurecr.io",
      "contoso.azurecr.cn",
      "contoso-a1b2c3.azurecr.io",
      "contoso.westeurope.geo.azurecr.io",
      "data.azurecr.io",
      "a.b",
      "0.1",
      `${letters(251)}.a`,
      labels(253),
    ],
    refused: [
      "contoso.westeurope.data.azurecr.io",
      "",
      "contoso",
      "Contoso.azurecr.io",
      "https://contoso.azurecr.io",
      "contoso.azurecr.io/",
      "contoso.azurecr.io/team",
      "contoso.azurecr.io:443",
      "contoso.azurecr.io.",
      ".azurecr.io",
      "contoso..io",
      "-contoso.io",
      "contoso-.io",
      "contoso.io-",
      "con_toso.io",
      " contoso.azurecr.io",
      "contoso.azurecr.io\n",
      `${letters(252)}.a`,
      labels(254),
    ],
  },
  registryHost: {
    must:
      "be a lowercase host such as contoso.azurecr.io or registry.corp.example:5000, without scheme or path " +
      "(for Azure Container Registry also without a port, and not a data endpoint)",
    repair: "use what `az acr show --query loginServer --output tsv` prints",
    see: "login-servers",
    accepted: HOSTS.accepted,
    refused: [...HOSTS.refused, "contoso.azurecr.io/", "contoso.azurecr.io/team", labels(254)],
  },
  additionalLoginServer: {
    must:
      "be a lowercase host such as contoso.azurecr.io or registry.corp.example:5000, without scheme or path " +
      "(for Azure Container Registry also without a port, and not a data endpoint)",
    repair: "use the host of the images, such as an endpoint that `az acr show-endpoints --name <registry>` prints",
    see: "login-servers",
    accepted: HOSTS.accepted,
    refused: [...HOSTS.refused, "contoso.azurecr.io/", "contoso.azurecr.io/team", labels(254)],
  },
  repository: {
    must: "be repository names (lowercase letters, digits, '.', '_', '-' and '/'), prefixes such as team/*, or *",
    repair: "leave out the login server and the tag; use an asterisk only at the end, after a slash",
    accepted: ["a", "0", "app", "team/app", "a/b/c/d", "a.b/c_d/e-f", "a__b/c--d", "*", "team/*", "a/b/*", letters(255)],
    refused: [
      "",
      "/",
      "/app",
      "app/",
      "team//app",
      "team*",
      "*team",
      "te*am",
      "**",
      "*/",
      "*/app",
      "*/*",
      "team/*/app",
      "team/**",
      "team/app*",
      "Team/app",
      "-app",
      "app-",
      ".app",
      "app_",
      "team/.app",
      "app:1",
      "app@sha256:0",
      "https://contoso.azurecr.io/app",
      "contoso.azurecr.io:443/app",
      "a b",
      "ä",
      "app'",
      "app\n",
      "*\n",
      "\n*",
    ],
  },
  tokenName: {
    must: "be 5 to 49 letters, digits and '-', starting with a letter",
    repair: "set tokenName; from the second generation on, '-' and the generation are appended to it",
    accepted: ["puller", "Team-A-2", "a----", "a1234", letters(5), letters(49)],
    refused: ["", letters(4), letters(50), "1puller", "-puller", "team_app", "team.app", "team app", "pullér", "puller\n"],
  },
  identityName: {
    must: "be 3 to 128 letters, digits, '-' and '_', starting with a letter or digit",
    repair: "set identityName",
    accepted: ["app", "App_pull-1", "1pp", letters(128)],
    refused: ["", "ab", letters(129), "-app", "_app", "app.pull", "app pull", "äpp", "app\n"],
  },
  identityPlace: {
    must: "be set, since a managed identity is created",
    repair: "set it, or pass existingIdentity or application",
    accepted: ["rg", "westeurope"],
    refused: [""],
  },
  tenantId: {
    must: "be a tenant id (a GUID)",
    repair: "use what `az account show --query tenantId --output tsv` prints",
    accepted: [OBJECT_ID, OBJECT_ID.toUpperCase()],
    refused: ["", "contoso.onmicrosoft.com", `${OBJECT_ID} `, `{${OBJECT_ID}}`],
  },
  identityBindingName: {
    must: "be at most 63 lowercase letters and digits, starting with a letter",
    repair: "set identityBindingName",
    accepted: ["a", "shop", "shop1", letters(63)],
    refused: ["", "1shop", "shop-app", "Shop", "shop_app", letters(64), "shop\n"],
  },
  issuerUrl: {
    must: "be a public https URL without query, from which Microsoft Entra ID can read the keys of the cluster",
    repair: "set --service-account-issuer of the API server to where you publish its discovery document",
    see: "pull-identity-issuer",
    accepted: [
      "https://oidc.contoso.com",
      "https://oidc.contoso.com/",
      "https://oidc.contoso.com/prod/",
      "https://oidc.contoso.com:443/prod",
      "https://westeurope.oic.prod-aks.azure.com/1f/2e/",
      "https://contoso.blob.core.windows.net/oidc-issuer_1/",
      "https://local.contoso.com",
      "https://11.0.0.1",
    ],
    refused: [
      "",
      "oidc.contoso.com",
      "http://oidc.contoso.com",
      "https://oidc",
      "https://oidc.contoso.com:6443",
      "https://oidc.contoso.com/prod?x=1",
      "https://oidc.contoso.com/prod#x",
      "https://oidc.contoso.com//prod",
      "https://Oidc.contoso.com",
      "https://kubernetes.default.svc",
      "https://kubernetes.default.svc.cluster.local",
      "https://kubernetes.default.svc.cluster.local/",
      "https://api.prod.internal/oidc",
      "https://cluster.localhost",
      "https://10.0.0.1",
      "https://192.168.1.4/oidc",
      "https://172.16.0.1:443",
      "https://127.0.0.1",
      "https://169.254.169.254",
      "https://oidc.contoso.com\n",
      `https://oidc.contoso.com/${letters(600)}`,
    ],
  },
  subjectNamespace: {
    must: "be the exact name of a namespace (an RFC 1123 label), since Microsoft Entra ID compares literally",
    repair: "write one subject for each service account",
    accepted: ["a", "shop", "shop-1", letters(63)],
    refused: ["", "*", "shop-*", "Shop", "shop.eu", "-shop", "shop-", letters(64), "shop\n"],
  },
  subjectAccount: {
    must: "be the exact name of a service account (an RFC 1123 subdomain), since Microsoft Entra ID compares literally",
    repair: "write one subject for each service account",
    accepted: ["a", "default", "app.contoso", labels(253)],
    refused: ["", "*", "app-*", "App", "app_1", "shop:app", labels(254), "app\n"],
  },
  clusterRoleName: {
    must:
      "be an RFC 1123 subdomain (at most 253 lowercase letters, digits, '-' and '.', " +
      "starting and ending with a letter or digit)",
    repair: "set clusterRoleName",
    accepted: ["acr-credential-provider", "a.b", labels(253)],
    refused: ["", "Acr", "acr:pull", "acr/pull", labels(254), "acr\n"],
  },
  repositoryName: {
    must: "be names of repositories, without wildcard, login server and tag",
    repair: "list each repository",
    accepted: ["app", "shop/app", "a/b/c", "a__b/c--d"],
    refused: ["", "*", "shop/*", "shop/app:1", "/app", "app/", "Shop/app", "contoso.azurecr.io:443/app", "app\n"],
  },
  keyVaultId: {
    must: "be the resource id of a key vault",
    repair: "use what `az keyvault show --query id --output tsv` prints",
    accepted: [
      KEY_VAULT_ID,
      KEY_VAULT_ID.replace("resourceGroups", "resourcegroups"),
      KEY_VAULT_ID.replace("contoso", "kv-1"),
      KEY_VAULT_ID.replace("contoso", letters(3)),
      KEY_VAULT_ID.replace("contoso", letters(24)),
    ],
    refused: [
      "",
      "contoso",
      "https://contoso.vault.azure.net/",
      KEY_VAULT_ID.replace("contoso", letters(2)),
      KEY_VAULT_ID.replace("contoso", letters(25)),
      KEY_VAULT_ID.replace("contoso", "con_toso"),
      KEY_VAULT_ID.replace("/rg/", "//"),
      KEY_VAULT_ID.replace("Microsoft.", "Microsoft_"),
      KEY_VAULT_ID.replace("vaults", "managedHSMs"),
      `${KEY_VAULT_ID}/secrets/acr-password`,
      `${KEY_VAULT_ID}\n`,
      KEY_VAULT_ID.slice(1),
      REGISTRY_ID,
    ],
  },
  keyVaultSecretName: {
    must: "be the name of a secret (1 to 127 letters, digits and '-')",
    repair: "use a name that `az keyvault secret list --query [].name --output tsv` prints, not an id or the secret itself",
    accepted: ["a", "0", "-", "acr-Password-1", letters(127)],
    refused: [
      "",
      letters(128),
      "acr_password",
      "acr.password",
      "acr password",
      "acr/password",
      "https://contoso.vault.azure.net/secrets/acr",
      "ä",
      "a\n",
    ],
  },
  roleAssignmentId: {
    must: "be the resource id of a role assignment on a registry",
    repair: "use what `az role assignment list --scope <registry id> --query [].id --output tsv` prints",
    accepted: [ASSIGNMENT_ID, ASSIGNMENT_ID.replace("resourceGroups", "resourcegroups")],
    refused: [
      "",
      OBJECT_ID,
      REGISTRY_ID,
      ASSIGNMENT_ID.slice(0, -1),
      `${ASSIGNMENT_ID}0`,
      `${ASSIGNMENT_ID}/`,
      `${ASSIGNMENT_ID}\n`,
      ASSIGNMENT_ID.replace("Microsoft.Authorization", "Microsoft_Authorization"),
      ASSIGNMENT_ID.replace("roleAssignments", "roleDefinitions"),
    ],
  },
  expiry: {
    must: "be a UTC time such as 2027-01-31T00:00:00Z",
    repair: "include the seconds and end with Z",
    accepted: ["2027-01-31T00:00:00Z", "2030-12-31T23:59:59Z"],
    refused: [
      "",
      "soon",
      "2027-01-31",
      "2027-01-31T00:00Z",
      "2027-01-31T00:00:00",
      "2027-01-31T00:00:00z",
      "2027-01-31t00:00:00Z",
      "2027-01-31 00:00:00Z",
      "2027-01-31T00:00:00.000Z",
      "2027-01-31T00:00:00+00:00",
      "27-01-31T00:00:00Z",
      "02027-01-31T00:00:00Z",
      "2027-1-31T00:00:00Z",
      "2027-01-31T00:00:00Z\n",
    ],
  },
  registryId: {
    must: "be the resource id of a container registry",
    repair: "use what `az acr show --query id --output tsv` prints",
    accepted: [
      REGISTRY_ID,
      REGISTRY_ID.replace("resourceGroups", "resourcegroups"),
      REGISTRY_ID.replace("rg-shared", "RG_(1).ä"),
      `${REGISTRY_IDS}/${letters(5)}`,
      `${REGISTRY_IDS}/${letters(50)}`,
    ],
    refused: [
      "",
      "contoso",
      "contoso.azurecr.io",
      `${REGISTRY_IDS}/${letters(4)}`,
      `${REGISTRY_IDS}/${letters(51)}`,
      `${REGISTRY_ID}/`,
      `${REGISTRY_ID}/scopeMaps/pull`,
      `${REGISTRY_ID}\n`,
      REGISTRY_ID.slice(1),
      REGISTRY_ID.replace("rg-shared", ""),
      REGISTRY_ID.replace("rg-shared", "rg/shared"),
      REGISTRY_ID.replace("00000000-", ""),
      REGISTRY_ID.replace("Microsoft.", "Microsoft_"),
      REGISTRY_ID.replace("ContainerRegistry", "ContainerService"),
      REGISTRY_ID.replace(/\/providers.*/, ""),
      identityId("kubelet"),
    ],
  },
  objectId: {
    must: "be an object id (a GUID)",
    repair:
      "use what `az aks show --query identityProfile.kubeletidentity.objectId --output tsv` prints for a cluster, or " +
      "`az ad sp show --query id --output tsv` for a service principal; not a name, a resource id or 'msi'",
    see: "object-ids",
    ...GUIDS,
  },
  clientId: {
    must: "be a client id (a GUID)",
    repair: "use what `az identity show --query clientId --output tsv` prints",
    ...GUIDS,
  },
  principalId: {
    must: "be a principal id (a GUID)",
    repair: "use what `az identity show --query principalId --output tsv` prints",
    ...GUIDS,
  },
  identityId: {
    must: "be the resource id of a user-assigned identity",
    repair: "use what `az identity show --query id --output tsv` prints",
    accepted: [identityId("kubelet"), identityId("a_b-C"), identityId("kubelet").replace("resourceGroups", "resourcegroups")],
    refused: [
      "",
      "kubelet",
      OBJECT_ID,
      REGISTRY_ID,
      identityId(""),
      `${identityId("kubelet")}/`,
      identityId("kubelet").slice(1),
      identityId("kubelet").replace("/rg/", "//"),
      identityId("kubelet").replace("Microsoft.", "Microsoft_"),
      identityId("kubelet").replace("userAssignedIdentities", "systemAssignedIdentities"),
    ],
  },
  groupObjectId: {
    must: "be object ids of Entra groups (GUIDs)",
    repair: "use what `az ad group show --query id --output tsv` prints",
    ...GUIDS,
  },
  ipRange: {
    must: "be IPv4 addresses or CIDR ranges such as 203.0.113.0/24",
    repair: "use ranges of public addresses",
    accepted: ["203.0.113.7", "203.0.113.0/24", "0.0.0.0/32", "198.51.100.0/0"],
    refused: ["", "203.0.113", "203.0.113.0/33", "203.0.113.0/", "any", "::1/128", "203.0.113.0/24 ", "contoso.example"],
  },
  zone: {
    must: "be availability zones such as 1",
    repair: "use what `az vm list-skus --location <region> --zone --output table` prints",
    accepted: ["1", "2", "3"],
    refused: ["", "westeurope-1", "12", "one"],
  },
  clusterName: {
    must: "be 1 to 63 letters, digits, '-' and '_', starting and ending with a letter or digit",
    repair: "choose another name",
    accepted: ["a", "0", "Prod", "prod-1_b", "a--b", "a__b", letters(63), `a${"_".repeat(61)}a`],
    refused: ["", "-a", "a-", "_a", "a_", "-", "a.b", "a b", "ä", "a\n", letters(64), `a${"_".repeat(62)}a`],
  },
  kubernetesVersion: {
    must: "be a version such as 1.33 or 1.33.5",
    repair: "use one that `az aks get-versions --location <region> --output table` prints",
    accepted: ["1.33", "1.33.5", "2.0"],
    refused: ["", "1", "v1.33", "1.33.5.1", "1.33-preview", "latest", " 1.33", "1.33\n"],
  },
  dnsPrefix: {
    must: "be 1 to 54 letters, digits and '-', starting and ending with a letter or digit",
    repair: "set dnsPrefix",
    accepted: ["a", "0", "Prod", "prod-1", "a--b", letters(54), `a${"-".repeat(52)}a`],
    refused: ["", "-a", "a-", "-", "a_b", "a.b", "a b", "ä", "a\n", letters(55), `a${"-".repeat(53)}a`],
  },
  username: {
    must: "be non-empty and contain no ':'",
    repair: "use a client id, the name of a token or the name of the admin account",
    accepted: ["a", "00000000-0000-0000-0000-000000000000", "two words"],
    refused: ["", "a:b", ":"],
  },
  password: {
    must: "not be empty",
    repair: "pass a sensitive variable",
    accepted: ["a", ":", " "],
    refused: [""],
  },
  notEmpty: {
    must: "not be empty",
    repair: "set a value",
    accepted: ["a", " ", '"', "ä", "a\nb", letters(10_000)],
    refused: [""],
  },
  namespace: {
    must: "be RFC 1123 labels (at most 63 lowercase letters, digits and '-', starting and ending with a letter or digit)",
    repair: "use names that `kubectl get namespaces` prints",
    ...LABELS,
  },
  secretName: { ...SUBDOMAINS, repair: "set secretName" },
  serviceAccountName: { ...SUBDOMAINS, repair: "set serviceAccountName" },
  policyName: {
    must: `${SUBDOMAINS.must}, and not begin with aks-managed-, azurepolicy- or gatekeeper-, as those of the Azure Policy add-on do`,
    repair: "set policyName",
    accepted: [...SUBDOMAINS.accepted, "pull.contoso.example", "gatekeeper"],
    refused: [...SUBDOMAINS.refused, "gatekeeper-k8sazurev3", "azurepolicy-pull", "aks-managed-pull"],
  },
  serverVersion: {
    must: "be a version such as 1.36 or v1.36.2",
    repair: "use what `kubectl version` prints for the server",
    see: "policy-versions",
    accepted: ["1.36", "1.36.2", "v1.36.2", "v1.36.2+k3s1", "v1.37.0-beta.1", "v1.34.1-eks-113cf36"],
    refused: ["", "1", "1.", "v1.x", "136", "latest", "kubernetes 1.36", "1.36 "],
  },
  jobName: {
    must: "be at most 63 lowercase letters, digits and '-', starting and ending with a letter or digit",
    repair: "set jobName",
    ...LABELS,
  },
  labelKey: {
    must:
      "be at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, optionally after a " +
      "lowercase domain and '/'",
    repair: "correct the name",
    accepted: ["team", "0", "Team_a.b-c", letters(63), "app.kubernetes.io/part-of", `${labels(253)}/${letters(63)}`],
    refused: ["", "-team", "team.", "a b", "a/b/c", "/team", "team/", "Example.com/team", "ä", "team\n", letters(64)],
  },
  labelValue: {
    must: "be at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit",
    repair: "correct the value",
    accepted: ["", "web", "0", "Web_a.b-c", letters(63)],
    refused: ["-web", "web-", "a b", "a/b", "a:b", "ä", "web\n", letters(64)],
  },
  quantity: {
    must: "be a Kubernetes quantity such as 100m or 64Mi",
    repair: "leave it out for the default",
    accepted: ["0", "1", "0.5", "100m", "1k", "1M", "1G", "64Ki", "64Mi", "1.5Gi"],
    refused: ["", "fast", "64MB", "64 Mi", "-1", ".5", "1.", "1,5", "100M i", "64mi", "64Mi\n"],
  },
  image: {
    must:
      "be an image with its login server such as contoso.azurecr.io/team/app:1, for Azure Container Registry without a port " +
      "and from no data endpoint",
    repair: "start it with the registry's login server and no scheme; without a host it would be pulled from Docker Hub",
    see: "login-servers",
    accepted: [
      "contoso.azurecr.io/app",
      "contoso.azurecr.io/team/app:1",
      "contoso.azurecr.io/team/app_b.c-d:V1.0_rc-1",
      `contoso.azurecr.io/team/app@${DIGEST}`,
      `contoso.azurecr.io/team/app:1@${DIGEST}`,
      `contoso.azurecr.io/team/app@sha512:${"0123456789abcdef".repeat(8)}`,
      ...HOSTS.accepted.flatMap((host) => [`${host}/team/app:1`, `${host}/app@${DIGEST}`]),
    ],
    refused: [
      ...HOSTS.refused.map((host) => `${host}/team/app:1`),
      "",
      "nginx",
      "library/nginx",
      "team/app:1",
      "contoso.azurecr.io",
      "contoso.azurecr.io/",
      "contoso.azurecr.io/:1",
      "Contoso.azurecr.io/app",
      "contoso.azurecr.io/Team/app",
      "https://contoso.azurecr.io/app",
      "contoso.azurecr.io:443/app",
      "contoso.azurecr.io/app:",
      "contoso.azurecr.io/app:1:2",
      "contoso.azurecr.io/app:a b",
      "contoso.azurecr.io/app:1 ",
      "contoso.azurecr.io/app@sha256:0",
      `contoso.azurecr.io/app@${DIGEST.slice(0, -1)}`,
      `contoso.azurecr.io/app@${DIGEST}0`,
      `contoso.azurecr.io/app@${DIGEST.toUpperCase()}`,
      `contoso.azurecr.io/app@${DIGEST}:1`,
      `contoso.azurecr.io/app@${DIGEST.replace("256", "512")}`,
    ],
  },
};

const ROWS = Object.entries(TABLE).map(([name, row]) => ({ name, rule: ALL[name as keyof typeof ALL] as TextRule, ...row }));

test.each(ROWS)("the rule $name accepts what obeys it", ({ name, rule, accepted }) => {
  for (const text of accepted) {
    expect(() => checkText("Thing.fromName", name, text, rule)).not.toThrow();
  }
});

test.each(ROWS)(
  "the rule $name refuses what breaks it, with the value and the repair",
  ({ name, rule, must, repair, see, refused }) => {
    const end = see === undefined ? "." : `; see docs/errors.md#${see}`;
    for (const text of refused) {
      const got = rule.mayBeSecret && text !== "" ? "" : `, got '${text}'`;
      expect(() => checkText("Thing.fromName", name, text, rule)).toThrow(
        new Error(`Thing.fromName: ${name} must ${must}${got}; ${repair}${end}`),
      );
    }
  },
);

test("an error of a construct names its path", () => {
  expect(() => checkText(emptyStack(), "dnsPrefix", "a_b", RULES.dnsPrefix)).toThrow(/^\[stack\] dnsPrefix must /);
});

test("a missing environment variable counts as an empty text", () => {
  const missing = process.env.NO_SUCH_VARIABLE as string;
  expect(() => checkText("Thing.fromName", "location", missing, RULES.notEmpty)).toThrow("location must not be empty, got ''");
});

test("texts that are unknown until plan are accepted", () => {
  const stack = emptyStack();
  const name = variable(stack, "name");
  for (const text of [name, `${name}-`, `-${name}-${name}`]) {
    expect(() => checkText(stack, "clusterName", text, RULES.clusterName)).not.toThrow();
  }
});

test("a text must not contain a number that is unknown until plan, which cdktf would not find in it", () => {
  const stack = emptyStack();
  const { numberValue } = new TerraformVariable(stack, "number", { type: "number" });
  expect(() => checkText(stack, "username", `a-${numberValue}`, RULES.username)).toThrow(
    new Error(
      "[stack] username must not contain a number that is unknown until plan; use a variable of type string, or Token.asString " +
        "of the number.",
    ),
  );
});

describe("Terraform (RE2, inside an HCL string) and JavaScript agree", () => {
  const patterns = ROWS.flatMap(({ rule, ...row }) =>
    [rule.pattern, rule.forbidden ?? []].flat().map((pattern) => ({ ...row, pattern })),
  );

  test.each(patterns)("on the pattern $pattern of $name", ({ pattern, accepted, refused }) => {
    // Escapes, groups with a meaning of their own, POSIX classes, the end of an HCL string, HCL templates.
    expect(pattern).not.toMatch(/\\|\(\?|\[\[?:|"|[$%]\{/);
    expect(repeats(pattern).every((count) => count <= 1_000)).toBe(true);
    // RE2 is as strict as JavaScript's Unicode mode, and reads code points as it does.
    const strict = new RegExp(pattern, "u");
    const lax = new RegExp(pattern);
    for (const text of [...accepted, ...refused, "\u{1f433}"]) {
      expect(strict.test(text)).toBe(lax.test(text));
    }
  });

  // These look for any character.
  test.each(ROWS.filter(({ rule }) => rule.pattern !== "."))(
    "that the pattern of $name matches the whole text",
    ({ rule: { pattern } }) => {
      expect(withoutGroups(pattern)).toMatch(/^\^[^|]*\$$/);
    },
  );
});

/** An alternative within a group does not end the pattern. */
function withoutGroups(pattern: string): string {
  const outer = pattern.replace(/\([^()]*\)/g, "");
  return outer === pattern ? pattern : withoutGroups(outer);
}

function repeats(pattern: string): number[] {
  return [...pattern.matchAll(/\{(\d+)(?:,(\d+))?\}/g)].flatMap(([, least, most]) => [Number(least), Number(most ?? least)]);
}

test.each([
  ["https://admin:hun/ter2@contoso.azurecr.io", "…@contoso.azurecr.io"],
  ["https://admin:hun@ter2@contoso.azurecr.io", "…@contoso.azurecr.io"],
  ["admin:hunter2@contoso.azurecr.io", "…@contoso.azurecr.io"],
  ["admin:hunter2@contoso.azurecr.io/App@sha256:0", "…@contoso.azurecr.io/App@sha256:0"],
  ["https://contoso.azurecr.io", "https://contoso.azurecr.io"],
  ["someone@contoso.com:", "someone@contoso.com:"],
  [`admin:hunter2@contoso.azurecr.io/App@sha512:0`, `…@contoso.azurecr.io/App@sha512:0`],
  [`contoso:443/Team/app:1@${DIGEST}`, `contoso:443/Team/app:1@${DIGEST}`],
])("an error about %s shows no password, but the digest of an image", (given, shown) => {
  expect(() => checkText("Thing.fromName", "loginServer", given, RULES.loginServer)).toThrow(`got '${shown}';`);
});
