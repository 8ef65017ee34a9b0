import { tmpdir } from "node:os";
import { App, TerraformStack } from "cdktf";
import { EXAMPLE, idOf } from "../packages/terraform-stack-tools/src/knowledge/catalogue/made-up";
import type { JsonObject } from "../packages/terraform-stack-tools/src/stack/json";
import { type Block, readStack } from "../packages/terraform-stack-tools/src/stack/stack";
import {
  AcrAccessToken,
  AcrCredentialProvider,
  AksCluster,
  AksKubernetesProvider,
  AksServiceAccountImagePull,
  ArgoCdChartSecret,
  ContainerRegistry,
  CustomerAccess,
  DefaultServiceAccount,
  EntraPrincipal,
  ImagePolicy,
  ImagePullSecret,
  PullCheck,
  PullIdentity,
  PullIdentityConsumer,
  PullRoleAssignment,
  PullSecretPolicy,
  PullSecretPolicyMode,
  RegistryCache,
  RegistryCredentials,
  RegistryPrivateEndpoint,
  RegistryToken,
  ServiceAccount,
  ServicePrincipalCredentials,
} from "../src";

/** One way to use a construct, as the pages list it. */
interface Usage {
  /** In Markdown. */
  readonly name: string;
  readonly build: (stack: TerraformStack) => unknown;
  /** The type of blocks that belong to what the construct is given. */
  readonly given?: string;
  /** The only type of blocks that belong to the construct. */
  readonly only?: string;
  /** What SECURITY.md says beside what its blocks leave in the state. */
  readonly inState?: string;
  /** What SECURITY.md says about secrets in the cluster. */
  readonly inCluster?: string;
}

const LOGIN_SERVER = "example.azurecr.io";
const NAMES = { resourceGroupName: EXAMPLE.resourceGroup, location: "westeurope" };
const IN_PULL_SECRETS = "in each pull secret made from it";

const existingRegistry = (stack: TerraformStack) =>
  ContainerRegistry.fromLookup(stack, "acr", { registryName: "example", resourceGroupName: "example" });

const registryAttributes = (stack: TerraformStack) =>
  ContainerRegistry.fromRegistryAttributes(stack, "acr", {
    registryId: idOf("azurerm_container_registry", EXAMPLE),
    loginServer: LOGIN_SERVER,
  });

const existingCluster = (stack: TerraformStack, servicePrincipal?: boolean) =>
  AksCluster.fromLookup(stack, "aks", { clusterName: "example", resourceGroupName: "example", servicePrincipal });

const password = () =>
  RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username: "example", password: "example" });

const pullSecret = (stack: TerraformStack) =>
  new ImagePullSecret(stack, "acr-pull", { credentials: [password()], namespaces: ["example"] });

const ISSUER = "https://oidc.example.com/example";
const SUBJECTS = [{ namespaceName: "example", serviceAccountName: "example" }];

const pullIdentity = (stack: TerraformStack, consumer?: PullIdentityConsumer) =>
  new PullIdentity(stack, "example", { ...NAMES, issuerUrl: ISSUER, subjects: SUBJECTS, consumer });

/** Every public construct and factory, in the order of README. */
const USAGES: readonly Usage[] = [
  {
    name: "`new ContainerRegistry`",
    build: (stack) => new ContainerRegistry(stack, "acr", { registryName: "example", ...NAMES }),
  },
  { name: "`ContainerRegistry.fromLookup`", build: existingRegistry },
  { name: "`ContainerRegistry.fromRegistryAttributes`", build: registryAttributes },
  {
    name: "`registry.adminCredentials()`",
    build: (stack) => existingRegistry(stack).adminCredentials(),
    inState: "that account can pull, push and delete in the whole registry",
    inCluster: IN_PULL_SECRETS,
  },
  {
    name: "`new RegistryCache`, with credentials",
    build: (stack) =>
      new RegistryCache(stack, "docker-hub", {
        registry: registryAttributes(stack),
        upstream: "docker.io/library/*",
        repository: "docker-hub/*",
        credentials: {
          keyVaultId: idOf("azurerm_key_vault", EXAMPLE),
          usernameSecretName: "username",
          passwordSecretName: "password",
        },
      }),
  },
  {
    name: "`new RegistryPrivateEndpoint`",
    build: (stack) =>
      new RegistryPrivateEndpoint(stack, "endpoint", {
        registry: registryAttributes(stack),
        subnetId: idOf("azurerm_subnet", EXAMPLE),
        location: NAMES.location,
      }),
  },
  { name: "`new AksCluster`", build: (stack) => new AksCluster(stack, "aks", { clusterName: "example", ...NAMES }) },
  { name: "`AksCluster.fromLookup`", build: (stack) => existingCluster(stack) },
  {
    name: "`AksCluster.fromLookup`, on a service principal",
    build: (stack) => existingCluster(stack, true).kubeletObjectId,
  },
  {
    name: "`AksCluster.fromClusterAttributes`",
    build: (stack) => AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: EXAMPLE.guid }),
  },
  {
    name: "`AksCluster.fromLookup`, with `automatic`",
    build: (stack) =>
      AksCluster.fromLookup(stack, "aks", { clusterName: "example", resourceGroupName: "example", automatic: true }),
  },
  {
    name: "`AksKubernetesProvider`, with the cluster it looks up",
    build: (stack) =>
      new AksKubernetesProvider(stack, "kubernetes-aks", { cluster: existingCluster(stack), alias: "aks" }),
  },
  {
    name: "`registry.grantPull(cluster)`, `PullRoleAssignment`",
    build: (stack) =>
      new PullRoleAssignment(stack, "pull", {
        registryId: idOf("azurerm_container_registry", EXAMPLE),
        principalId: EXAMPLE.guid,
      }),
  },
  {
    name: "`registry.grantPullPush(principal)`, `EntraPrincipal`",
    build: (stack) =>
      registryAttributes(stack).grantPullPush(new EntraPrincipal(stack, "pipeline", { principalId: EXAMPLE.guid })),
  },
  {
    name: "`PullIdentity`, in AKS",
    build: (stack) =>
      new PullIdentity(stack, "example", { ...NAMES, cluster: existingCluster(stack), subjects: SUBJECTS }),
    given: "data.azurerm_kubernetes_cluster",
  },
  { name: "`PullIdentity`, outside Azure", build: (stack) => pullIdentity(stack) },
  {
    name: "`PullIdentity`, with an application",
    build: (stack) => new PullIdentity(stack, "example", { issuerUrl: ISSUER, application: {}, subjects: SUBJECTS }),
  },
  {
    name: "`AksServiceAccountImagePull`, with the preview",
    build: (stack) =>
      new AksServiceAccountImagePull(stack, "example", {
        cluster: existingCluster(stack),
        previewEnabled: true,
        defaultIdentity: {
          identityId: idOf("azurerm_user_assigned_identity", EXAMPLE),
          clientId: EXAMPLE.guid,
          principalId: EXAMPLE.guid,
        },
      }),
    given: "data.azurerm_kubernetes_cluster",
  },
  {
    name: "`AcrCredentialProvider`",
    build: (stack) =>
      new AcrCredentialProvider(stack, "example", { registries: [registryAttributes(stack)], tenantId: EXAMPLE.guid }),
  },
  {
    name: "`AcrAccessToken`, without its identity",
    build: (stack) =>
      new AcrAccessToken(stack, "pull", {
        pullIdentity: pullIdentity(stack, PullIdentityConsumer.EXTERNAL_SECRETS),
        registry: registryAttributes(stack),
      }),
    only: "kubernetes_manifest",
    inCluster: "a Secret for each `ExternalSecret`, with a token of three hours, kept by External Secrets",
  },
  {
    name: "`ServicePrincipalCredentials`",
    build: (stack) =>
      new ServicePrincipalCredentials(stack, "puller", { registry: registryAttributes(stack), owners: [EXAMPLE.guid] }),
    inState:
      "with `owners` the stored value is the object id of the creator; the password of the previous generation too",
    inCluster: IN_PULL_SECRETS,
  },
  {
    name: "`RegistryToken`",
    build: (stack) =>
      new RegistryToken(stack, "pull-token", { registry: registryAttributes(stack), repositories: ["*"] }),
    inState: "the password of the previous generation too",
    inCluster: IN_PULL_SECRETS,
  },
  {
    name: "`CustomerAccess`, with a key vault",
    build: (stack) =>
      new CustomerAccess(stack, "customer", {
        registry: registryAttributes(stack),
        repositories: ["*"],
        expiry: "2027-06-30T00:00:00Z",
        keyVaultId: idOf("azurerm_key_vault", EXAMPLE),
      }),
    inState: "the password of the previous generation, and without a key vault the sensitive output, too",
  },
  {
    name: "`RegistryCredentials.fromKeyVaultSecret`",
    build: (stack) =>
      RegistryCredentials.fromKeyVaultSecret(stack, "vault", {
        loginServer: LOGIN_SERVER,
        keyVaultId: idOf("azurerm_key_vault", EXAMPLE),
        usernameSecretName: "username",
        passwordSecretName: "password",
      }),
    inState: "pull secrets are given them as write-only arguments",
    inCluster: IN_PULL_SECRETS,
  },
  {
    name: "`RegistryCredentials.fromPassword`",
    build: password,
    inState: "the password, in each pull secret made from it",
    inCluster: IN_PULL_SECRETS,
  },
  {
    name: "`ImagePullSecret`",
    build: pullSecret,
    inState: "that is the case if its credentials come from a key vault",
    inCluster: "a Secret in each namespace, readable by everyone who can read secrets there",
  },
  {
    name: "`ArgoCdChartSecret`",
    build: (stack) => new ArgoCdChartSecret(stack, "charts", { credentials: password() }),
    inState: "that is the case if its credentials come from a key vault",
    inCluster: "a Secret in the namespace of Argo CD, readable by everyone who can read secrets there",
  },
  {
    name: "`ServiceAccount`, without its pull secrets",
    build: (stack) => new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack)] }),
    given: "kubernetes_secret_v1",
  },
  {
    name: "`DefaultServiceAccount`, without its pull secrets",
    build: (stack) => new DefaultServiceAccount(stack, "default", { imagePullSecrets: [pullSecret(stack)] }),
    given: "kubernetes_secret_v1",
  },
  {
    name: "`DefaultServiceAccount`, with `deletionPolicyName`",
    build: (stack) =>
      new DefaultServiceAccount(stack, "default", {
        imagePullSecrets: [pullSecret(stack)],
        deletionPolicyName: "keep-default-accounts",
      }),
    given: "kubernetes_secret_v1",
  },
  {
    name: "`PullSecretPolicy`, without its pull secret",
    build: (stack) =>
      new PullSecretPolicy(stack, "demand", {
        mode: PullSecretPolicyMode.VALIDATE,
        imagePullSecret: pullSecret(stack),
      }),
    given: "kubernetes_secret_v1",
  },
  {
    name: "`ImagePolicy`",
    build: (stack) => new ImagePolicy(stack, "approved", { allowedImages: [LOGIN_SERVER] }),
  },
  {
    name: "`PullCheck`",
    build: (stack) => new PullCheck(stack, "check", { image: `${LOGIN_SERVER}/team/app:1`, namespaces: ["example"] }),
  },
];

export interface SynthesizedUsage extends Pick<Usage, "name" | "inState" | "inCluster"> {
  /** The blocks of the construct itself, in the order of their addresses. */
  readonly blocks: readonly Block[];
}

export function synthesizedUsages(): SynthesizedUsage[] {
  return USAGES.map(({ build, given, only, ...words }) => {
    const isOwn = ({ blockType }: Block) => blockType !== given && (only ?? blockType) === blockType;
    const stack = new TerraformStack(new App({ outdir: tmpdir(), stackTraces: false }), "stack");
    build(stack);
    stack.prepareStack();
    const json: JsonObject = JSON.parse(JSON.stringify(stack.toTerraform()));
    return { ...words, blocks: readStack(json).blocks.filter(isOwn) };
  });
}
