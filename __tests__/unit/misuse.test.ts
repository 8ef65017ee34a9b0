import { ContainerRegistry as RegistryResource } from "@cdktf/provider-azurerm/lib/container-registry";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  AcrCredentialProvider,
  type AcrCredentialProviderProps,
  AksCluster,
  type AksClusterProps,
  AksKubernetesProvider,
  AksServiceAccountImagePull,
  ContainerRegistry,
  type ContainerRegistryProps,
  ContainerRegistrySku,
  DefaultServiceAccount,
  ImagePullSecret,
  type ImagePullSecretProps,
  ProviderGeneration,
  PullCheck,
  type PullCheckProps,
  PullIdentity,
  PullRoleAssignment,
  type PullRoleAssignmentProps,
  PullSecretPolicy,
  PullSecretPolicyMode,
  type PullSecretPolicyProps,
  RegistryCredentials,
  RegistryToken,
  ServiceAccount,
  type ServiceAccountProps,
  ServicePrincipalCredentials,
  type ServicePrincipalCredentialsProps,
} from "../../src";
import { complaint, emptyApp, emptyStack, validationErrors } from "../support/stack";
import { CLIENT_ID, KEY_VAULT_ID, LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../support/values";

type Misuse = readonly [title: string, property: string, write: (stack: TerraformStack) => void];

const REGISTRY = { registryName: "contoso", resourceGroupName: "rg-shared" };
const CLUSTER = { clusterName: "prod", resourceGroupName: "rg-prod" };
const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };
const LOGIN = { loginServer: LOGIN_SERVER, username: "puller", password: "secret" };
const issuerUrl = "https://oidc.contoso.com/prod";
const GROUP = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
const SUBJECTS = [{ namespaceName: "shop", serviceAccountName: "app" }];

const registryIn = (stack: TerraformStack) => ContainerRegistry.fromLookup(stack, "acr", REGISTRY);
const clusterIn = (stack: TerraformStack) => AksCluster.fromLookup(stack, "aks", CLUSTER);
const login = (props = {}) => RegistryCredentials.fromPassword({ ...LOGIN, ...props });
const secretIn = (stack: TerraformStack, id = "acr-pull", namespaces = ["shop"]) =>
  new ImagePullSecret(stack, id, { credentials: [login()], namespaces });
const identityIn = (stack: TerraformStack, props = {}) =>
  new PullIdentity(stack, "shop", { ...PLACE, issuerUrl, subjects: SUBJECTS, ...props });
const newCluster = (s: TerraformStack, props: Partial<AksClusterProps> = {}) =>
  new AksCluster(s, "aks", { ...PLACE, clusterName: "prod", ...props });
const newRegistry = (s: TerraformStack, props: Partial<ContainerRegistryProps> = {}) =>
  new ContainerRegistry(s, "acr", { ...PLACE, registryName: "contoso", ...props });
const premium = (s: TerraformStack, props: Partial<ContainerRegistryProps>) =>
  newRegistry(s, { sku: ContainerRegistrySku.PREMIUM, ...props });
const grantOf = (s: TerraformStack, props: Partial<PullRoleAssignmentProps>) =>
  new PullRoleAssignment(s, "pull", { registryId: REGISTRY_ID, principalId: OBJECT_ID, ...props });
const pullerOf = (s: TerraformStack, props: Partial<ServicePrincipalCredentialsProps>) =>
  new ServicePrincipalCredentials(s, "puller", { registry: registryIn(s), ...props });
const VAULT = { loginServer: LOGIN_SERVER, keyVaultId: KEY_VAULT_ID, usernameSecretName: "u", passwordSecretName: "p" };
const vaultLogin = (scope: Construct, props = {}) => RegistryCredentials.fromKeyVaultSecret(scope, "v", { ...VAULT, ...props });
const secretOf = (s: TerraformStack, props: Partial<ImagePullSecretProps>) =>
  new ImagePullSecret(s, "x", { credentials: [login()], namespaces: ["a"], ...props });
const accountOf = (s: TerraformStack, props: ServiceAccountProps) => new ServiceAccount(s, "app", props);
const policyOf = (s: TerraformStack, props: Partial<PullSecretPolicyProps>) =>
  new PullSecretPolicy(s, "policy", { mode: PullSecretPolicyMode.VALIDATE, imagePullSecret: secretIn(s), ...props });
const checkOf = (s: TerraformStack, props: Partial<PullCheckProps>) =>
  new PullCheck(s, "check", { image: `${LOGIN_SERVER}/app:1`, namespaces: ["shop"], ...props });
const nodesOf = (s: TerraformStack, { registries = [registryIn(s)], ...props }: Partial<AcrCredentialProviderProps> = {}) =>
  new AcrCredentialProvider(s, "nodes", { registries, tenantId: OBJECT_ID, ...props });
const another = () => emptyStack(emptyApp(), "other");

/** A value as programs without types pass it. */
const untyped = (value: unknown): never => value as never;

const AZURE: readonly Misuse[] = [
  ["an app for a stack", "scope", () => ContainerRegistry.fromLookup(emptyApp(), "acr", REGISTRY)],
  ["nothing for a stack", "scope", () => new AksCluster(untyped(undefined), "aks", { ...PLACE, clusterName: "prod" })],
  ["every address and a range", "allowedIpRanges", (s) => premium(s, { allowedIpRanges: ["203.0.113.0/24", "0.0.0.0/0"] })],
  [
    "every address for the API server and a range",
    "apiServerAccess.authorizedIpRanges",
    (s) => newCluster(s, { apiServerAccess: { authorizedIpRanges: ["0.0.0.0/0", "203.0.113.0/24"] } }),
  ],
  ["host bits in a registry's range", "allowedIpRanges", (s) => premium(s, { allowedIpRanges: ["10.0.0.1/8"] })],
  ["a registry's range twice", "allowedIpRanges", (s) => premium(s, { allowedIpRanges: ["203.0.113.7", "203.0.113.7/32"] })],
  [
    "host bits in a range of the API server",
    "apiServerAccess.authorizedIpRanges",
    (s) => newCluster(s, { apiServerAccess: { authorizedIpRanges: ["203.0.113.9/24"] } }),
  ],
  [
    "a range of the API server twice",
    "apiServerAccess.authorizedIpRanges",
    (s) => newCluster(s, { apiServerAccess: { authorizedIpRanges: ["203.0.113.0/24", "203.0.113.0/24"] } }),
  ],
  ["a zone twice", "zones", (s) => newCluster(s, { zones: ["1", "2", "1"] })],
  [
    "a group twice, in two spellings",
    "entra.adminGroupObjectIds",
    (s) => newCluster(s, { entra: { adminGroupObjectIds: [GROUP, GROUP.toUpperCase()] } }),
  ],
  ["azurerm 5 for an app", "scope", () => ProviderGeneration.useAzurerm5(emptyApp())],
  ["a new cluster for a provider", "cluster", (s) => new AksKubernetesProvider(s, "in-aks", { cluster: untyped(newCluster(s)) })],
  ["a map for an iterator", "forEach", (s) => grantOf(s, { forEach: untyped({ a: 1 }) })],
];
const CREDENTIALS: readonly Misuse[] = [
  ["an app for a vault's stack", "scope", () => vaultLogin(emptyApp())],
  [
    "the binding's registry for a registry",
    "registry",
    (s) =>
      new RegistryToken(s, "token", {
        registry: untyped(new RegistryResource(s, "r", { name: "contoso", sku: "Basic", ...PLACE })),
        repositories: ["*"],
      }),
  ],
  ["an owner twice", "owners", (s) => pullerOf(s, { owners: [OBJECT_ID, OBJECT_ID] })],
];
const DELIVERY: readonly Misuse[] = [
  [
    "an app for a secret's stack",
    "scope",
    () => new ImagePullSecret(emptyApp(), "x", { credentials: [login()], namespaces: ["a"] }),
  ],
  [
    "an app for an account's stack",
    "scope",
    () => new DefaultServiceAccount(emptyApp(), "x", { imagePullSecrets: [secretIn(another())] }),
  ],
  [
    "an app for a check's stack",
    "scope",
    () => new PullCheck(emptyApp(), "x", { image: `${LOGIN_SERVER}/app:1`, namespaces: ["a"] }),
  ],
  [
    "matchLabels in a selector",
    "namespaceSelector.matchLabels",
    (s) => secretOf(s, { namespaces: undefined, namespaceSelector: untyped({ matchLabels: { team: "shop" } }) }),
  ],
  [
    "another provider than that of the secret",
    "provider",
    (s) => accountOf(s, { imagePullSecrets: [secretIn(s)], provider: new KubernetesProvider(s, "second", { alias: "second" }) }),
  ],
  [
    "credentials for an account",
    "imagePullSecrets[0]",
    (s) => new DefaultServiceAccount(s, "default", { imagePullSecrets: [untyped(login())] }),
  ],
  ["a label of a node with its value", "the name of nodeSelector", (s) => checkOf(s, { nodeSelector: { "pool=web": "" } })],
  ["a namespace twice among the existing ones", "existingInNamespaces", (s) => secretOf(s, { existingInNamespaces: ["a", "a"] })],
  [
    "an account of workloads twice",
    "serviceAccountNames",
    (s) => policyOf(s, { workloadValidationActions: ["Warn"], serviceAccountNames: ["default", "default"] }),
  ],
  [
    "an exempt prefix twice",
    "exemptImagePrefixes",
    (s) => policyOf(s, { exemptImagePrefixes: [`${LOGIN_SERVER}/public/`, `${LOGIN_SERVER}/public/`] }),
  ],
];
const IDENTITIES: readonly Misuse[] = [
  [
    "an app for an identity's stack",
    "scope",
    () => new PullIdentity(emptyApp(), "shop", { ...PLACE, issuerUrl, subjects: SUBJECTS }),
  ],
  [
    "an issuer twice",
    "issuerUrls",
    (s) => identityIn(s, { issuerUrl: undefined, issuerUrls: { blue: issuerUrl, green: issuerUrl } }),
  ],
  [
    "clusters without the braces",
    "clusters.blue",
    (s) => identityIn(s, { issuerUrl: undefined, clusters: { blue: clusterIn(s) } }),
  ],
  [
    "an application with an identity's name",
    "identityName",
    (s) => identityIn(s, { application: {}, resourceGroupName: undefined, location: undefined, identityName: "shop" }),
  ],
  [
    "the binding's identity",
    "pullIdentity",
    (s) => accountOf(s, { namespaces: ["shop"], pullIdentity: untyped({ clientId: CLIENT_ID, tenantId: OBJECT_ID }) }),
  ],
  [
    "a registry twice for nodes",
    "registries",
    (s) => {
      const registry = registryIn(s);
      return nodesOf(s, { registries: [registry, registry] });
    },
  ],
  [
    "one cluster prepared twice",
    "cluster",
    (s) => {
      const cluster = clusterIn(s);
      new AksServiceAccountImagePull(s, "image-pull", { cluster });
      new AksServiceAccountImagePull(s, "image-pull-again", { cluster });
    },
  ],
];

/** The sentence of this package: thrown, or from the validation of a synth. */
function sentenceOf(write: (stack: TerraformStack) => void): string {
  const stack = emptyStack();
  try {
    write(stack);
  } catch (error) {
    return String(error);
  }
  return validationErrors(stack).join("\n");
}

describe.each([
  ["Azure", AZURE],
  ["credentials", CREDENTIALS],
  ["delivery", DELIVERY],
  ["identities", IDENTITIES],
])("wrong uses of %s are told in a sentence", (_room, misuses) => {
  test.each(misuses)("%s: %s", (_title, property, write) => {
    expect(sentenceOf(write)).toMatch(new RegExp(`^(Error: )?(\\[[^\\]]+\\]|\\w+[.]\\w+:) ${complaint(property).source}`, "s"));
  });
});
