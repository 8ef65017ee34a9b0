import { tmpdir } from "node:os";
import { App, TerraformStack } from "cdktf";
import { knownCluster, knownRegistry, registryOf } from "../__tests__/support/builders";
import { EXAMPLES, ISSUER, lookedUpCluster, PLACE, SUBJECTS } from "../__tests__/support/right-values";
import { OBJECT_ID } from "../__tests__/support/values";
import type { JsonObject } from "../packages/terraform-stack-tools/src/stack/json";
import { type Block, readStack } from "../packages/terraform-stack-tools/src/stack/stack";
import * as product from "../src";

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

const IN_PULL_SECRETS = "in each pull secret made from it";
const CLUSTER = "data.azurerm_kubernetes_cluster";
const PULL_SECRET = "kubernetes_secret_v1";

/** Creates a construct of the package with what it requires, and perhaps more. */
const creating =
  (name: string, more: object = {}) =>
  (stack: TerraformStack) =>
    Reflect.construct(Reflect.get(product, name), [
      stack,
      "example",
      { ...Object(EXAMPLES[`${name}Props`](stack)), ...more },
    ]);

const existingCluster = (stack: TerraformStack, more: object) =>
  product.AksCluster.fromLookup(stack, "aks", { clusterName: "example", resourceGroupName: "example", ...more });

/** Every public construct and factory, in the order of README. */
const USAGES: readonly Usage[] = [
  { name: "`new ContainerRegistry`", build: creating("ContainerRegistry") },
  { name: "`ContainerRegistry.fromLookup`", build: (stack) => registryOf(stack) },
  {
    name: "`ContainerRegistry.fromRegistryAttributes`",
    build: (stack) => knownRegistry(stack),
  },
  {
    name: "`registry.adminCredentials()`",
    build: (stack) => registryOf(stack).adminCredentials(),
    inState: "that account can pull, push and delete in the whole registry",
    inCluster: IN_PULL_SECRETS,
  },
  {
    name: "`new RegistryCache`, with credentials",
    build: (stack) => creating("RegistryCache", { credentials: EXAMPLES.RegistryCacheCredentials(stack) })(stack),
  },
  {
    name: "`new RegistryPrivateEndpoint`",
    build: creating("RegistryPrivateEndpoint"),
    given: "data.azurerm_container_registry",
  },
  { name: "`new AksCluster`", build: creating("AksCluster") },
  { name: "`AksCluster.fromLookup`", build: lookedUpCluster },
  {
    name: "`AksCluster.fromLookup`, on a service principal",
    build: (stack) => existingCluster(stack, { servicePrincipal: true }).kubeletObjectId,
  },
  { name: "`AksCluster.fromClusterAttributes`", build: (stack) => knownCluster(stack) },
  { name: "`AksCluster.fromLookup`, with `automatic`", build: (stack) => existingCluster(stack, { automatic: true }) },
  { name: "`AksKubernetesProvider`, with the cluster it looks up", build: creating("AksKubernetesProvider") },
  { name: "`registry.grantPull(cluster)`, `PullRoleAssignment`", build: creating("PullRoleAssignment") },
  {
    name: "`registry.grantPullPush(principal)`, `EntraPrincipal`",
    build: (stack) =>
      knownRegistry(stack).grantPullPush(new product.EntraPrincipal(stack, "pipeline", { principalId: OBJECT_ID })),
  },
  {
    name: "`PullIdentity`, in AKS",
    build: (stack) =>
      new product.PullIdentity(stack, "example", { ...PLACE, cluster: lookedUpCluster(stack), subjects: SUBJECTS }),
    given: CLUSTER,
  },
  { name: "`PullIdentity`, outside Azure", build: creating("PullIdentity") },
  {
    name: "`PullIdentity`, with an application",
    build: (stack) =>
      new product.PullIdentity(stack, "example", { issuerUrl: ISSUER, application: {}, subjects: SUBJECTS }),
  },
  {
    name: "`AksServiceAccountImagePull`, with the preview",
    build: creating("AksServiceAccountImagePull"),
    given: CLUSTER,
  },
  { name: "`AcrCredentialProvider`", build: creating("AcrCredentialProvider") },
  {
    name: "`AcrAccessToken`, without its identity",
    build: creating("AcrAccessToken"),
    only: "kubernetes_manifest",
    inCluster: "a Secret for each `ExternalSecret`, with a token of three hours, kept by External Secrets",
  },
  {
    name: "`ServicePrincipalCredentials`",
    build: creating("ServicePrincipalCredentials", { owners: [OBJECT_ID] }),
    inState:
      "with `owners` the stored value is the object id of the creator; the password of the previous generation too",
    inCluster: IN_PULL_SECRETS,
  },
  {
    name: "`RegistryToken`",
    build: creating("RegistryToken"),
    inState: "the password of the previous generation too",
    inCluster: IN_PULL_SECRETS,
  },
  {
    name: "`CustomerAccess`, with a key vault",
    build: creating("CustomerAccess"),
    inState: "the password of the previous generation, and without a key vault the sensitive output, too",
  },
  {
    name: "`RegistryCredentials.fromKeyVaultSecret`",
    build: (stack) =>
      product.RegistryCredentials.fromKeyVaultSecret(
        stack,
        "vault",
        Object(EXAMPLES.RegistryKeyVaultSecretOptions(stack)),
      ),
    inState: "pull secrets are given them as write-only arguments",
    inCluster: IN_PULL_SECRETS,
  },
  {
    name: "`RegistryCredentials.fromPassword`",
    build: () => undefined,
    inState: "the password, in each pull secret made from it",
    inCluster: IN_PULL_SECRETS,
  },
  {
    name: "`ImagePullSecret`",
    build: creating("ImagePullSecret"),
    inState: "that is the case if its credentials come from a key vault",
    inCluster: "a Secret in each namespace, readable by everyone who can read secrets there",
  },
  {
    name: "`ArgoCdChartSecret`",
    build: creating("ArgoCdChartSecret"),
    inState: "that is the case if its credentials come from a key vault",
    inCluster: "a Secret in the namespace of Argo CD, readable by everyone who can read secrets there",
  },
  { name: "`ServiceAccount`, without its pull secrets", build: creating("ServiceAccount"), given: PULL_SECRET },
  {
    name: "`DefaultServiceAccount`, without its pull secrets",
    build: creating("DefaultServiceAccount"),
    given: PULL_SECRET,
  },
  {
    name: "`DefaultServiceAccount`, with `deletionPolicyName`",
    build: creating("DefaultServiceAccount", { deletionPolicyName: "keep-default-accounts" }),
    given: PULL_SECRET,
  },
  { name: "`PullSecretPolicy`, without its pull secret", build: creating("PullSecretPolicy"), given: PULL_SECRET },
  { name: "`ImagePolicy`", build: creating("ImagePolicy") },
  { name: "`PullCheck`", build: creating("PullCheck") },
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
