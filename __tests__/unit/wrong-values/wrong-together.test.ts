import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import type { TerraformStack } from "cdktf";
import {
  AcrAccessToken,
  AcrCredentialProvider,
  AksCluster,
  AksKubernetesProvider,
  AksServiceAccountImagePull,
  ContainerRegistry,
  EntraPrincipal,
  ImagePullSecret,
  type KubernetesDistribution,
  ProviderGeneration,
  PullCheck,
  PullIdentity,
  PullSecretPolicy,
  PullSecretPolicyMode,
  RegistryCredentials,
} from "../../../src";
import { knownCluster, knownRegistry, LITERAL, pullSecret, registryOf } from "../../support/builders";
import {
  accountOf,
  areRefused,
  bareRegistry,
  clusterIn,
  IMAGE,
  ISSUER,
  known,
  LOGIN,
  newCluster,
  newRegistry,
  PLACE,
  patchOf,
  SUBJECTS,
  untyped,
  VAULT,
  type Wrong,
} from "../../support/refusals";
import { emptyApp, emptyStack } from "../../support/stack";
import { OBJECT_ID } from "../../support/values";

const bareCluster = (stack: TerraformStack, config: object = {}) =>
  new KubernetesCluster(stack, "bare", { ...PLACE, name: "prod", dnsPrefix: "prod", defaultNodePool: { name: "a" }, ...config });

type Misuse = readonly [title: string, property: string, write: (stack: TerraformStack) => unknown, repair?: string];

/** What is no property, or is said by the validation of two constructs together. */
const MISUSES: readonly Misuse[] = [
  ["an app for a stack", "scope", () => clusterIn(emptyApp() as never)],
  ["nothing for a stack", "scope", () => newCluster(untyped(undefined))],
  ["azurerm 5 for an app", "scope", () => ProviderGeneration.useAzurerm5(emptyApp())],
  [
    "an app for a secret's stack",
    "scope",
    () => new ImagePullSecret(emptyApp(), "x", { credentials: [LITERAL], namespaces: ["a"] }),
  ],
  ["an app for a check's stack", "scope", () => new PullCheck(emptyApp(), "x", { image: IMAGE, namespaces: ["a"] })],
  [
    "an app for an account's stack",
    "scope",
    () => patchOf(emptyApp() as never, { imagePullSecrets: [pullSecret(emptyStack())] }),
  ],
  ["an app for a vault's stack", "scope", () => RegistryCredentials.fromKeyVaultSecret(emptyApp(), "v", { ...LOGIN, ...VAULT })],
  ["a new cluster for a provider", "cluster", (s) => new AksKubernetesProvider(s, "in-aks", { cluster: untyped(newCluster(s)) })],
  [
    "a text for all properties",
    "props",
    (s) => ContainerRegistry.fromLookup(s, "acr", untyped("contoso")),
    "pass { registryName, resourceGroupName }",
  ],
  ["a name for a principal", "principalId", (s) => new EntraPrincipal(s, "name", { principalId: "developers" })],
  ["an id that is no name of a secret", "secretName", (s) => pullSecret(s, "AcrPull"), "set secretName"],
  ["a client id for a cluster", "kubeletObjectId", (s) => knownCluster(s, "aks", "msi")],
  ["another resource as a cluster", "cluster", (s) => AksCluster.fromResource(s, "prod", untyped(bareRegistry(s)))],
  [
    "a registry of this package as its resource",
    "registry",
    (s) => ContainerRegistry.fromResource(s, "own", untyped(newRegistry(s))),
    "pass the construct of the binding",
  ],
  [
    "a declared cluster with a service principal",
    "cluster",
    (s) => {
      const cluster = bareCluster(s, { servicePrincipal: { clientId: "x", clientSecret: "y" } });
      return AksCluster.fromResource(s, "prod", cluster).kubeletObjectId;
    },
    "use AksCluster.fromClusterAttributes",
  ],
  [
    "an issuer that is off",
    "cluster.oidcIssuerEnabled",
    (s) => AksCluster.fromResource(s, "prod", bareCluster(s, { identity: { type: "SystemAssigned" } })).oidcIssuerUrl,
    "set oidcIssuerEnabled: true",
  ],
  [
    "an admin account that is off",
    "registry.adminEnabled",
    (s) => ContainerRegistry.fromResource(s, "own", bareRegistry(s)).adminCredentials(),
    "set adminEnabled: true",
  ],
  ["credentials of a known registry", "adminCredentials()", (s) => knownRegistry(s).adminCredentials(), "use ContainerRegistry."],
  [
    "credentials of an admin account that is off",
    "adminEnabled",
    (s) => newRegistry(s, { adminEnabled: false }).adminCredentials(),
    "leave it out, or use ServicePrincipalCredentials",
  ],
  [
    "another distribution of nodes",
    "distribution",
    (s) => {
      const nodes = new AcrCredentialProvider(s, "nodes", { registries: [registryOf(s)], tenantId: OBJECT_ID });
      return nodes.nodeFiles("gke" as KubernetesDistribution);
    },
  ],
  [
    "an id that cannot name a binding",
    "identityBindingName",
    (s) => new PullIdentity(s, "shop-app", { ...PLACE, cluster: clusterIn(s), subjects: SUBJECTS }),
  ],
  [
    "the id of an application",
    "identityId",
    (s) => new PullIdentity(s, "shop", { issuerUrl: ISSUER, subjects: SUBJECTS, application: {} }).identityId,
    "use clientId",
  ],
  [
    "the identity of another consumer",
    "pullIdentity",
    (s) => {
      const pullIdentity = new PullIdentity(s, "shop", { ...PLACE, issuerUrl: ISSUER, subjects: SUBJECTS });
      return new AcrAccessToken(s, "pull", { pullIdentity, registry: knownRegistry(s) });
    },
    "create 'stack/shop' with that consumer",
  ],
  [
    "neither secret nor account for a policy",
    "exactly one of imagePullSecret and serviceAccount",
    (s) => new PullSecretPolicy(s, "demand", { mode: PullSecretPolicyMode.VALIDATE }),
    "pass the service account",
  ],
  [
    "both for a policy",
    "exactly one of imagePullSecret and serviceAccount",
    (s) => {
      const imagePullSecret = pullSecret(s);
      const serviceAccount = accountOf(s, { imagePullSecrets: [imagePullSecret] });
      return new PullSecretPolicy(s, "demand", { mode: PullSecretPolicyMode.VALIDATE, imagePullSecret, serviceAccount });
    },
    "pass the service account",
  ],
  [
    "an account without secrets for a policy",
    "serviceAccount",
    (s) => {
      const serviceAccount = accountOf(s, { namespaces: ["apps"], pullIdentity: known(s) });
      return new PullSecretPolicy(s, "demand", { mode: PullSecretPolicyMode.VALIDATE, serviceAccount });
    },
    "create no policy for an account that pulls with an identity",
  ],
  [
    "one cluster prepared twice",
    "cluster",
    (s) => {
      const cluster = clusterIn(s);
      return ["pull", "again"].map((id) => new AksServiceAccountImagePull(s, id, { cluster }));
    },
  ],
  [
    "two credential providers of one name",
    "clusterRoleName",
    (s) => {
      const props = { registries: [knownRegistry(s)], tenantId: OBJECT_ID, clusterRoleName: "nodes" };
      return ["one", "two"].map((id) => new AcrCredentialProvider(s, id, props));
    },
    "leave it to 'stack/one'",
  ],
];

const TOGETHER: readonly Wrong[] = MISUSES.map(([construct, property, write, repair = ""]) => {
  return { construct, property, repair, write };
});

areRefused(TOGETHER);
